"""Files and folders that nobody but their owner may look into, whatever the process's umask is.

Names of photos, thumbnails and searches are nobody else's business. On Windows a user's folders are closed to
others already, and nothing is changed there.
"""

import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

FOLDER_MODE = 0o700
FILE_MODE = 0o600
_IS_POSIX = os.name == "posix"


def make_private_folder(folder: Path) -> None:
    """Make a folder, and its parents as usual. An existing one of the user's own is closed to others.

    Raises:
        OSError: If it cannot be made.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
    tighten(folder)


def open_private(path: str | os.PathLike[str], flags: int) -> int:
    """Open a file that only its owner may read: the ``opener`` of Python's `open`."""
    descriptor = os.open(path, flags, FILE_MODE)
    if _IS_POSIX:
        with suppress(OSError):
            _tighten_opened(descriptor)
    return descriptor


def write_private(path: Path, *, appending: bool = False) -> BinaryIO:
    """Open a file that only its owner may read, to write it anew or to go on with it.

    Raises:
        OSError: If it cannot be opened.
    """
    start = os.O_APPEND if appending else os.O_TRUNC
    flags = os.O_WRONLY | os.O_CREAT | start | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    return os.fdopen(open_private(path, flags), "ab" if appending else "wb")


def prepare_private_file(path: Path) -> None:
    """Make an empty file for a library that opens it by name; an existing one is closed to others.

    An existing file is not opened: closing it would drop the locks that SQLite has on it.

    Raises:
        OSError: If it cannot be made.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    except FileExistsError:
        tighten(path)
        return
    try:
        if _IS_POSIX:
            os.fchmod(descriptor, FILE_MODE)
    finally:
        os.close(descriptor)


def copy_private(source: Path, target: Path) -> None:
    """Copy a file's bytes into one that only its owner may read.

    Raises:
        OSError: If it cannot be copied.
    """
    prepare_private_file(target)
    shutil.copyfile(source, target)


def tighten(path: Path) -> None:
    """Close a file or a folder to others, if it is the user's own; what its owner may do stays as it is.

    A link is passed over, and so is a file with a second name: it may be somebody's elsewhere.
    """
    if not _IS_POSIX:
        return
    with suppress(OSError):
        status = path.lstat()
        mode = _tightened(status)
        if mode is not None and (stat.S_ISDIR(status.st_mode) or status.st_nlink == 1):
            path.chmod(mode)


def tighten_tree(folder: Path) -> None:
    """Close a folder and everything in it to others, without following links."""
    if not _IS_POSIX:
        return
    tighten(folder)
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            tighten(Path(parent, name))


def _tighten_opened(descriptor: int) -> None:
    mode = _tightened(os.fstat(descriptor))
    if mode is not None:
        os.fchmod(descriptor, mode)


def _tightened(status: os.stat_result) -> int | None:
    """The mode that a file or folder should have; None if it has it, or if that is not for us to say."""
    if status.st_uid != os.geteuid():
        return None
    if stat.S_ISDIR(status.st_mode):
        allowed = FOLDER_MODE
    elif stat.S_ISREG(status.st_mode):
        allowed = FILE_MODE
    else:
        return None
    mode = stat.S_IMODE(status.st_mode)
    return mode & allowed if mode & ~allowed else None
