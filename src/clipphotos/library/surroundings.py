"""What is around photos on disk: names beside them and where they are to go, rights, room. Only looks."""

import os
import shutil
import stat
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from clipphotos.core.sorting.plan import FileFacts
from clipphotos.library.file_stamp import identity_of, stamp_of


def file_facts(path: Path) -> FileFacts | None:
    """A regular file as it is now; None if there is none, or if it cannot be looked at."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    return FileFacts(path, *stamp_of(status), identity_of(status))


def names_in(folder: Path) -> list[str]:
    """Names of everything in a folder; empty if it does not exist or cannot be read."""
    try:
        with os.scandir(folder) as entries:
            return [entry.name for entry in entries]
    except (OSError, ValueError):
        return []


def is_folder(path: Path) -> bool:
    """Whether a folder is there and can be reached; a path that is too long is none."""
    return os.path.isdir(path)  # noqa: PTH112


def is_behind_link(path: Path, folder: Path) -> bool:
    """Whether a path below a folder is a link, or leads through one on the way from that folder."""
    place = os.path.join(os.path.realpath(folder), os.path.relpath(path, folder))  # noqa: PTH118
    return os.path.normcase(os.path.realpath(path)) != os.path.normcase(place)


def nearest_existing(folder: Path) -> Path:
    """The folder itself, or the nearest one above it that exists."""
    # Unlike Path.exists, this is no error for a path that is too long, or on a drive that fails.
    while not os.path.exists(folder) and folder != folder.parent:  # noqa: PTH110
        folder = folder.parent
    return folder


def can_write(folder: Path) -> bool:
    """Whether files can be put into a folder, or taken out of it; one that does not exist yet is made."""
    existing = nearest_existing(folder)
    return existing.is_dir() and os.access(existing, os.W_OK | os.X_OK)


def is_same_volume(file: Path, folder: Path) -> bool:
    """Whether a file could be moved to a folder without being copied."""
    try:
        return file.stat().st_dev == nearest_existing(folder).stat().st_dev
    except (OSError, ValueError):
        return False


def short_of_room(needed: Mapping[Path, int]) -> Iterable[tuple[Path, int, int]]:
    """Volumes without room for what is to be written.

    Args:
        needed: Bytes to be written, by folder.

    Yields:
        A folder on the volume, the bytes needed there, and those free.
    """
    by_volume: dict[int, tuple[Path, int]] = {}
    for folder, size in needed.items():
        existing = nearest_existing(folder)
        try:
            device = existing.stat().st_dev
        except OSError:
            continue
        first, before = by_volume.get(device, (existing, 0))
        by_volume[device] = (first, before + size)
    for folder, size in by_volume.values():
        free = shutil.disk_usage(folder).free
        if size > free:
            yield folder, size, free


def is_case_sensitive(folder: Path) -> bool:
    """Whether a folder's file system tells ``a.jpg`` from ``A.jpg``; found out by looking only.

    Args:
        folder: Absolute path of an existing folder.

    Returns:
        What an entry of the folder, or else the folder's own name, shows; the platform's habit if neither
        has a letter.
    """
    try:
        with os.scandir(folder) as listing:
            names = {entry.name for entry, _ in zip(listing, range(1000), strict=False)}
    except OSError:
        names = set[str]()
    for name in sorted(names):
        if (twin := _twin(name)) is not None:
            if twin in names:
                return True
            return not _is_same(folder / name, folder / twin)
    if (twin := _twin(folder.name)) is not None and not os.path.ismount(folder):
        return not _is_same(folder, folder.with_name(twin))
    return sys.platform not in ("win32", "darwin")


def _twin(name: str) -> str | None:
    """The name with the case of its ASCII letters swapped, or None if it has none."""
    twin = "".join(letter.swapcase() if letter.isascii() else letter for letter in name)
    return twin if twin != name else None


def _is_same(one: Path, other: Path) -> bool:
    try:
        return os.path.samestat(os.lstat(one), os.lstat(other))
    except OSError:
        return False
