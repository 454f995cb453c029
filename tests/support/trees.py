"""Folders of files, taken down and compared: every path, byte, time, permission and link count."""

import os
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple


class Entry(NamedTuple):
    """What is known of something in a tree; folders and links have no time, which their contents change."""

    kind: str
    content: str
    mtime_ns: int
    mode: int
    links: int


def taken_down(*folders: Path) -> dict[Path, Entry]:
    """Everything below some folders, by path."""
    found: dict[Path, Entry] = {}
    for top in folders:
        for folder, names, files in os.walk(top):
            for name in names + files:
                found[Path(folder, name)] = _entry(Path(folder, name))
    return found


def contents(*folders: Path) -> Counter[str]:
    """The contents of all files below some folders; unfinished copies count as well."""
    return Counter(entry.content for entry in taken_down(*folders).values() if entry.kind == "file")


def _entry(path: Path) -> Entry:
    status = path.lstat()
    if path.is_symlink():
        return Entry("link", str(path.readlink()), 0, 0, 0)
    if path.is_dir():
        return Entry("folder", "", 0, status.st_mode, 0)
    return Entry(
        "file", sha256(path.read_bytes()).hexdigest(), status.st_mtime_ns, status.st_mode, status.st_nlink
    )


def make_deep_folder(top: Path) -> None:
    """Folders in folders, down to one with a file whose path is longer than the system takes (POSIX)."""
    longest = os.pathconf(top, "PC_PATH_MAX")
    name = "d" * 200
    depth = 0
    at = os.open(top, os.O_RDONLY)
    while len(os.fsencode(top)) + depth * (len(name) + 1) <= longest:
        os.mkdir(name, dir_fd=at)
        below = os.open(name, os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = below
        depth += 1
    os.close(os.open("hidden.jpg", os.O_WRONLY | os.O_CREAT, dir_fd=at))
    os.close(at)
