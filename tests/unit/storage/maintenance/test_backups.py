"""Backups of the catalogue, with catalogues that are truly damaged."""

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from clipphotos.core.errors import CatalogueDamaged, CatalogueInUse, CatalogueTooNew, KnownError
from clipphotos.storage import roots
from clipphotos.storage.catalogue import Catalogue, open_catalogue, open_catalogue_to_read
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.maintenance import backup_room, backups
from clipphotos.storage.maintenance.backups import (
    MOST_KEPT,
    BackupStopped,
    all_backups,
    back_up,
    is_due,
    restore,
    sound_backup,
    start_anew,
)
from clipphotos.storage.photos import FileState, add_photo

DAY = date(2026, 5, 31)


def zeroed(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def cut_off(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2 // 4096 * 4096)


def overwritten_at_its_beginning(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(random.Random(1).randbytes(500))


def overwritten_in_its_middle(path: Path) -> None:
    with path.open("r+b") as file:
        for page in range(2, path.stat().st_size // 4096):
            file.seek(page * 4096)
            file.write(random.Random(page).randbytes(2000))


DAMAGES = (zeroed, emptied, cut_off, overwritten_at_its_beginning, overwritten_in_its_middle)


def add_photos(catalogue: Catalogue, first: int, count: int) -> None:
    with catalogue.transaction():
        root = next(iter(roots.all_roots(catalogue)), None) or roots.add_root(
            catalogue, Path("/photos"), case_sensitive=True
        )
        for number in range(first, first + count):
            name = f"{number:06d}-{'x' * 60}.jpg"
            add_photo(catalogue, root.id, name, FileState(name, number, number))


def is_told_of(opened: Callable[[], Catalogue]) -> bool:
    """Whether opening a catalogue, or the doctor's check of it, says that it is damaged."""
    try:
        with opened() as catalogue:
            return bool(catalogue.integrity_problems())
    except CatalogueDamaged:
        return True


def count_photos(locations: DataLocations) -> int:
    with open_catalogue(locations) as catalogue:
        assert not catalogue.integrity_problems()
        return catalogue.value("SELECT count(*) FROM photo")


@pytest.fixture
def filled(locations: DataLocations) -> DataLocations:
    """A catalogue of 3,000 photos."""
    with open_catalogue(locations) as catalogue:
        add_photos(catalogue, 0, 3000)
    return locations


def test_one_a_day_and_five_are_kept(filled: DataLocations):
    assert is_due(filled, DAY)
    for number in range(MOST_KEPT + 2):
        back_up(filled, DAY + timedelta(number))
    kept = [DAY + timedelta(number) for number in range(2, MOST_KEPT + 2)]
    assert [backup.day for backup in all_backups(filled)] == kept[::-1]
    assert not is_due(filled, kept[-1])
    assert is_due(filled, DAY)
    assert sorted(path.name for path in filled.backups.iterdir()) == [
        f"catalogue-{day.isoformat()}.sqlite3" for day in kept
    ]


def test_a_backup_is_of_one_moment_while_others_write(filled: DataLocations, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(backups, "_PAGES_A_STEP", 20)
    with open_catalogue(filled) as catalogue:
        written = 0

        def write_on() -> bool:
            nonlocal written
            add_photos(catalogue, 3000 + written, 10)
            written += 10
            return False

        backup = back_up(filled, DAY, write_on)
        assert written > 50
        with closing(sqlite3.connect(backup.path)) as copy:
            assert copy.execute("SELECT count(*) FROM photo").fetchone()[0] == 3000


def test_a_backup_can_be_given_up(filled: DataLocations):
    with pytest.raises(BackupStopped):
        back_up(filled, DAY, lambda: True)
    assert list(filled.backups.iterdir()) == []


def test_what_a_killed_program_left_is_removed(filled: DataLocations):
    filled.backups.mkdir()
    (filled.backups / "catalogue-2026-05-30.sqlite3.part").write_bytes(b"half")
    (filled.backups / "notes.txt").write_text("the user's")
    back_up(filled, DAY)
    assert sorted(path.name for path in filled.backups.iterdir()) == [
        "catalogue-2026-05-31.sqlite3",
        "notes.txt",
    ]


@pytest.mark.parametrize("damage", DAMAGES)
def test_no_sound_backup_goes_for_one_of_a_damaged_catalogue(
    filled: DataLocations, damage: Callable[[Path], None]
):
    for number in range(MOST_KEPT):
        back_up(filled, DAY + timedelta(number))
    before = {path: path.read_bytes() for path in filled.backups.iterdir()}
    damage(filled.catalogue)
    with pytest.raises(CatalogueDamaged):
        back_up(filled, DAY + timedelta(MOST_KEPT))
    assert {path: path.read_bytes() for path in filled.backups.iterdir()} == before


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_catalogue_is_told_of_and_put_right(filled: DataLocations, damage: Callable[[Path], None]):
    back_up(filled, DAY)
    damage(filled.catalogue)
    bytes_before = filled.catalogue.read_bytes()
    for opened in (open_catalogue, open_catalogue_to_read):
        assert is_told_of(lambda opened=opened: opened(filled))
    backup = sound_backup(filled)
    assert backup is not None
    aside = restore(filled, backup)
    assert aside is not None
    assert len(aside.read_bytes()) >= len(bytes_before) // 2
    assert count_photos(filled) == 3000
    assert is_due(filled, DAY + timedelta(1))


def test_what_was_written_since_is_set_aside_whole(filled: DataLocations, tmp_path: Path):
    """The newest changes may be in SQLite's log only; they go aside with the catalogue."""
    backup = back_up(filled, DAY)
    with open_catalogue(filled) as catalogue:
        add_photos(catalogue, 3000, 5)
        log = filled.catalogue.with_name(filled.catalogue.name + "-wal").read_bytes()
    filled.catalogue.with_name(filled.catalogue.name + "-wal").write_bytes(log)
    aside = restore(filled, backup)
    assert count_photos(filled) == 3000
    assert aside is not None
    assert aside.with_name(aside.name + "-wal").read_bytes() == log


def test_a_damaged_backup_is_passed_over_and_never_restored(filled: DataLocations):
    good = back_up(filled, DAY)
    bad = back_up(filled, DAY + timedelta(1))
    overwritten_in_its_middle(bad.path)
    assert sound_backup(filled) == good
    assert sound_backup(filled, [bad]) is None
    with pytest.raises(CatalogueDamaged):
        restore(filled, bad)
    assert count_photos(filled) == 3000


def test_nothing_is_restored_while_a_program_works_on_the_catalogue(
    filled: DataLocations, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(backups, "_LOCK_SECONDS", 0.0)
    backup = back_up(filled, DAY)
    with open_catalogue(filled) as catalogue:
        with pytest.raises(CatalogueInUse):
            restore(filled, backup)
        add_photos(catalogue, 3000, 1)
    assert count_photos(filled) == 3001


@pytest.mark.parametrize("step", ["copyfile", "_set_aside", "_put_in_place"])
def test_one_that_fails_half_way_leaves_the_old_catalogue(
    filled: DataLocations, step: str, monkeypatch: pytest.MonkeyPatch
):
    backup = back_up(filled, DAY)
    with open_catalogue(filled) as catalogue:
        add_photos(catalogue, 3000, 5)

    def fail(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(backups.shutil if step == "copyfile" else backups, step, fail)
    with pytest.raises(KnownError) as caught:
        restore(filled, backup)
    assert caught.value.error_code == "disk-full"
    assert count_photos(filled) == 3005
    assert not filled.catalogue.with_name(filled.catalogue.name + ".part").exists()


@pytest.mark.parametrize("is_there", [True, False])
@pytest.mark.parametrize("suffix", ["-journal", "-wal", "-shm"])
def test_nothing_of_the_old_catalogue_gets_into_the_restored_one(
    filled: DataLocations, suffix: str, is_there: bool
):
    """SQLite would take what lies beside a catalogue for a part of it, whatever catalogue it was made for."""
    backup = back_up(filled, DAY)
    beside = filled.catalogue.with_name(filled.catalogue.name + suffix)
    with open_catalogue(filled) as catalogue:
        add_photos(catalogue, 3000, 5)
        log = filled.catalogue.with_name(filled.catalogue.name + "-wal").read_bytes()
    if not is_there:
        filled.catalogue.unlink()
    beside.write_bytes(log)
    aside = restore(filled, backup)
    assert count_photos(filled) == 3000
    assert (aside is not None) == is_there
    assert [path.read_bytes() for path in filled.root.glob(f"catalogue.damaged-*{suffix}")] == [log]


def test_a_library_is_begun_anew_and_what_was_there_is_kept(filled: DataLocations):
    back_up(filled, DAY)
    before = filled.catalogue.read_bytes()
    kept = [start_anew(filled), start_anew(filled)]
    assert count_photos(filled) == 0
    assert all_backups(filled)
    assert kept[0] is not None
    assert kept[0].read_bytes() == before
    assert len(set(kept)) == 2
    filled.catalogue.unlink()
    assert start_anew(filled) is None
    assert count_photos(filled) == 0


def test_a_backup_of_a_newer_version_is_not_put_back(filled: DataLocations):
    backup = back_up(filled, DAY)
    with closing(sqlite3.connect(backup.path)) as copy:
        copy.execute("PRAGMA user_version = 999")
    assert sound_backup(filled) is None
    with pytest.raises(CatalogueTooNew):
        restore(filled, backup)
    assert count_photos(filled) == 3000


def test_large_backups_are_fewer(filled: DataLocations, monkeypatch: pytest.MonkeyPatch):
    size = back_up(filled, DAY).path.stat().st_size
    monkeypatch.setattr(backup_room, "MOST_BYTES", int(2.5 * size))
    for number in range(1, 4):
        back_up(filled, DAY + timedelta(number))
    assert [backup.day for backup in all_backups(filled)] == [DAY + timedelta(3), DAY + timedelta(2)]


def test_no_backup_fills_the_disk(filled: DataLocations, monkeypatch: pytest.MonkeyPatch):
    kept = back_up(filled, DAY)
    size = filled.catalogue.stat().st_size
    usage = shutil.disk_usage(filled.root)
    monkeypatch.setattr(backup_room.shutil, "disk_usage", lambda _path: usage._replace(free=2 * size - 1))
    with pytest.raises(KnownError) as caught:
        back_up(filled, DAY + timedelta(1))
    assert caught.value.error_code == "no-room-for-backup"
    assert list(filled.backups.iterdir()) == [kept.path]
    monkeypatch.setattr(backup_room.shutil, "disk_usage", lambda _path: usage._replace(free=2 * size))
    back_up(filled, DAY + timedelta(1))


def test_of_the_copies_of_former_versions_the_last_is_kept(filled: DataLocations):
    names = [f"catalogue.before-v{version}.sqlite3" for version in (9, 12, 14, "14-mine")]
    for name in names:
        (filled.root / name).write_bytes(b"a copy")
    back_up(filled, DAY)
    assert sorted(path.name for path in filled.root.glob("*.before-*")) == sorted(names[2:])


def test_a_new_catalogue_is_no_damaged_one(locations: DataLocations):
    locations.create()
    locations.catalogue.touch()
    assert all_backups(locations) == []
    assert sound_backup(locations) is None
    assert count_photos(locations) == 0
