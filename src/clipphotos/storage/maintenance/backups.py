"""Backups of the catalogue: one a day, each proved to be sound before an older one goes, and restored.

Five are kept, or as many of the newest as there is room for; see `backup_room`.
"""

import itertools
import os
import re
import shutil
import sqlite3
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import filelock

from clipphotos.core.errors import CatalogueDamaged, CatalogueInUse, KnownError
from clipphotos.core.private_files import FILE_MODE, make_private_folder, prepare_private_file
from clipphotos.storage import schema
from clipphotos.storage.catalogue import DAMAGED, integrity_problems, translated
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.maintenance.backup_room import count_within, most_bytes, require_room

MOST_KEPT = 5
_PAGES_A_STEP = 4000
_UNFINISHED = ".part"
_LOCK_SECONDS = 10.0


class BackupStopped(Exception):
    """A backup was given up; nothing of it is left."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup of the catalogue.

    Attributes:
        path: The file.
        day: The day it was made.
    """

    path: Path
    day: date


def all_backups(locations: DataLocations) -> list[Backup]:
    """The backups, the newest first."""
    found: list[Backup] = []
    with suppress(OSError):
        for path in locations.backups.glob("catalogue-*.sqlite3"):
            with suppress(ValueError):
                found.append(Backup(path, date.fromisoformat(path.stem.removeprefix("catalogue-"))))
    return sorted(found, key=lambda backup: backup.day, reverse=True)


def is_due(locations: DataLocations, today: date) -> bool:
    """Whether there is no backup of this day."""
    return all(backup.day != today for backup in all_backups(locations))


def back_up(locations: DataLocations, today: date, stopped: Callable[[], bool] = lambda: False) -> Backup:
    """Make the backup of a day, beside whoever uses the catalogue. May run in a thread of its own.

    Args:
        locations: The data folder.
        today: The day.
        stopped: Asked now and then whether to give up.

    Raises:
        BackupStopped: If it was given up.
        CatalogueDamaged: If the copy, and so the catalogue, is not sound; the older backups are kept.
        KnownError: ``no-room-for-backup``, ``disk-full``, or another if the copy cannot be written.
    """
    target = locations.backups / f"catalogue-{today.isoformat()}.sqlite3"
    part = target.with_name(target.name + _UNFINISHED)
    with translated(locations.catalogue):
        make_private_folder(locations.backups)
        _remove_unfinished(locations)
        require_room(locations.backups, _size(locations))
        try:
            _copy(locations.catalogue, part, stopped)
            _check(part, locations.catalogue, stopped)
            _put_in_place(part, target)
        except BaseException:
            _remove_unfinished(locations)
            raise
        for old in all_backups(locations)[_count_kept(locations) :]:
            old.path.unlink(missing_ok=True)
        _remove_copies_of_former_versions(locations)
    return Backup(target, today)


def _size(locations: DataLocations) -> int:
    """Bytes of the catalogue, with what is not in its file yet."""
    files = (locations.catalogue, *locations.beside_catalogue())
    return sum(file.stat().st_size for file in files if file.exists())


def _count_kept(locations: DataLocations) -> int:
    """How many of the newest backups are kept."""
    sizes = [backup.path.stat().st_size for backup in all_backups(locations)]
    return min(MOST_KEPT, count_within(sizes, most_bytes(locations.backups, sum(sizes))))


def sound_backup(locations: DataLocations, chosen: Sequence[Backup] | None = None) -> Backup | None:
    """The newest backup that can be restored; None if there is none.

    Args:
        locations: The data folder.
        chosen: Only one of these.
    """
    for backup in all_backups(locations) if chosen is None else chosen:
        with suppress(KnownError, OSError):
            _check(backup.path, backup.path, lambda: False)
            return backup
    return None


def restore(locations: DataLocations, backup: Backup) -> Path | None:
    """Put a backup in the catalogue's place. What is there now is kept beside it, under another name.

    Killed at any moment, the old catalogue or the backup is in place.

    Returns:
        The file that the old catalogue is in now; None if there was none.

    Raises:
        CatalogueDamaged: If the backup is not sound; nothing was done.
        CatalogueInUse: If a program works on the catalogue; nothing was done.
        KnownError: ``disk-full`` or ``data-folder-unusable``.
    """
    catalogue = locations.catalogue
    part = catalogue.with_name(catalogue.name + _UNFINISHED)
    with _alone(locations):
        try:
            _check(backup.path, backup.path, lambda: False)
            prepare_private_file(part)
            shutil.copyfile(backup.path, part)
            aside = _set_aside(locations)
            _put_in_place(part, catalogue)
        finally:
            part.unlink(missing_ok=True)
    return aside


def start_anew(locations: DataLocations) -> Path | None:
    """Put an empty catalogue in the place of what is there, which is kept under another name.

    Returns:
        The file that the old catalogue is in now; None if there was none.

    Raises:
        CatalogueInUse: If a program works on the catalogue; nothing was done.
        KnownError: ``disk-full`` or ``data-folder-unusable``.
    """
    part = locations.catalogue.with_name(locations.catalogue.name + _UNFINISHED)
    with _alone(locations):
        try:
            part.unlink(missing_ok=True)
            prepare_private_file(part)
            with closing(sqlite3.connect(part, isolation_level=None)) as connection:
                schema.prepare(connection, part)
            aside = _set_aside(locations)
            _put_in_place(part, locations.catalogue)
        finally:
            part.unlink(missing_ok=True)
    return aside


@contextmanager
def _alone(locations: DataLocations) -> Generator[None]:
    """While the block is run, no program works on the catalogue.

    Raises:
        CatalogueInUse: If one does.
        KnownError: What is wrong with files, in words.
    """
    lock = filelock.FileLock(locations.catalogue_lock, mode=FILE_MODE, thread_local=False)
    try:
        lock.acquire(timeout=_LOCK_SECONDS)
    except filelock.Timeout as error:
        raise CatalogueInUse(path=str(locations.root)) from error
    except OSError as error:
        raise KnownError("data-folder-unusable", path=str(locations.root), detail=str(error)) from error
    try:
        with translated(locations.catalogue):
            yield
    finally:
        lock.release()


def _copy(catalogue: Path, part: Path, stopped: Callable[[], bool]) -> None:
    """Copy the catalogue as it is at one moment, in steps; others may write to it meanwhile."""

    def look(_status: int, _remaining: int, _total: int) -> None:
        if stopped():
            raise BackupStopped

    # Not to read only: then SQLite could do nothing about a journal that somebody has put there.
    uri = f"{catalogue.absolute().as_uri()}?mode=rw"
    prepare_private_file(part)
    with (
        closing(sqlite3.connect(uri, uri=True, isolation_level=None, timeout=10)) as source,
        closing(sqlite3.connect(part, isolation_level=None)) as copy,
    ):
        # Reads the same moment to the end, or every write would begin the copy anew.
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(copy, pages=_PAGES_A_STEP, progress=look, sleep=0)
        copy.execute("PRAGMA journal_mode = DELETE")


def _check(path: Path, named: Path, stopped: Callable[[], bool]) -> None:
    """Make sure that a file is a sound catalogue.

    Args:
        path: The file.
        named: What the error names.
        stopped: Asked now and then whether to give up.

    Raises:
        BackupStopped: If it was given up.
        CatalogueDamaged: If it is not sound.
        CatalogueTooNew: If a newer version of the program made it.
    """
    uri = f"{path.absolute().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as connection:
            connection.set_progress_handler(stopped, 100_000)
            if connection.execute("PRAGMA application_id").fetchone()[0] != schema.APPLICATION_ID:
                raise CatalogueDamaged(path=str(named), detail="it is no catalogue")
            schema.check(connection, named)
            problems = integrity_problems(connection)
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_INTERRUPT:
            raise BackupStopped from error
        if code in DAMAGED:
            raise CatalogueDamaged(path=str(named), detail=str(error)) from error
        raise
    if problems:
        raise CatalogueDamaged(path=str(named), detail=problems[0])


def _put_in_place(part: Path, target: Path) -> None:
    """Have a finished file take its place, on the disk, in one step."""
    descriptor = os.open(part, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    part.replace(target)


def _set_aside(locations: DataLocations) -> Path | None:
    """Give a catalogue a second name, and take away what SQLite keeps beside it; it is still in its place.

    Returns:
        The second name; None if there is no catalogue.
    """
    catalogue = locations.catalogue
    moment = time.strftime("%Y%m%d-%H%M%S")
    names = (f"{catalogue.stem}.damaged-{moment}{again}{catalogue.suffix}" for again in _again())
    aside = next(path for name in names if not os.path.lexists(path := catalogue.with_name(name)))
    is_there = catalogue.exists()
    if is_there:
        try:
            aside.hardlink_to(catalogue)
        except OSError:
            prepare_private_file(aside)
            shutil.copyfile(catalogue, aside)
    # It would be taken for a part of what comes in the catalogue's place.
    for beside in locations.beside_catalogue():
        if os.path.lexists(beside):
            beside.replace(aside.with_name(aside.name + beside.name.removeprefix(catalogue.name)))
    return aside if is_there else None


def _again() -> Iterator[str]:
    """What makes one more name of the same second."""
    yield ""
    yield from (f"-{number}" for number in itertools.count(2))


def _remove_copies_of_former_versions(locations: DataLocations) -> None:
    """Of the copies that were made before the catalogue was brought up to date, keep the last."""
    numbered = {
        int(found[1]): path
        for path in locations.root.glob("catalogue.before-v*.sqlite3")
        if (found := re.fullmatch(r"catalogue\.before-v(\d+)", path.stem))
    }
    for version in sorted(numbered)[:-1]:
        numbered[version].unlink(missing_ok=True)


def _remove_unfinished(locations: DataLocations) -> None:
    for path in locations.backups.glob(f"*{_UNFINISHED}*"):
        with suppress(OSError):
            path.unlink()
