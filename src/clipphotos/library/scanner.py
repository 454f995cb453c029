"""Lists the files below a folder. Looks at names and `stat` only: no file is opened, nothing is written."""

import os
import stat
import sys
from collections.abc import Collection, Generator, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from clipphotos.core.errors import LibraryRootMissing
from clipphotos.core.paths import is_within
from clipphotos.library.formats import OTHER_EXTENSIONS, PICTURE_EXTENSIONS, extension


class FileKind(StrEnum):
    """What a file's name says about it.

    PICTURE: the extension of a picture format, decodable or not.
    UNKNOWN: no extension or an unknown one; its content must be sniffed.
    """

    PICTURE = "picture"
    UNKNOWN = "unknown"


class FoundFile(NamedTuple):
    """A regular file that is or may be a photo; a tuple, since a scan makes one for every file.

    Attributes:
        relpath: Path below the root, with ``/`` separators; bytes that are no UTF-8 are surrogate-escaped.
        size: Bytes.
        mtime_ns: Modification time in nanoseconds.
        kind: What its name says about it.
    """

    relpath: str
    size: int
    mtime_ns: int
    kind: FileKind


@dataclass(frozen=True, slots=True)
class UnreadableFolder:
    """A folder whose files are not all known; none of those missing from the walk may be thought gone.

    Attributes:
        relpath: Path below the root, with ``/`` separators; empty for the root itself.
        detail: The system's own words.
    """

    relpath: str
    detail: str


_SKIPPED_NAMES = frozenset(
    {
        "@eadir",
        "$recycle.bin",
        "system volume information",
        "thumbs.db",
        "desktop.ini",
        "__macosx",
        "lost+found",
    }
)

_FolderKey = tuple[int, int] | str


def walk(
    root: Path, below: str = "", exclude: Collection[Path] = (), elsewhere: Collection[Path] = ()
) -> Iterator[FoundFile | UnreadableFolder]:
    """Every file below a library root that is or may be a photo.

    The order is the same every time: a folder's files by name, then its sub-folders by name, and folders
    reached through symbolic links last. Every folder is visited once, however many links lead to it.
    Hidden files, system folders and whatever is not a regular file (or a link to one) are passed over.

    Args:
        root: Absolute path of the library root.
        below: Limits the walk to this folder below the root; a folder that does not exist holds no files.
        exclude: Absolute paths of folders that are not entered.
        elsewhere: Absolute paths of folders whose photos are found at their own places: a link that leads
            into one is not followed.

    Yields:
        A `FoundFile` for each file, an `UnreadableFolder` for each folder that could not be listed in full.

    Raises:
        LibraryRootMissing: If the root does not exist, is not a folder, or vanished during the walk.
        ValueError: If `below` leads out of the root.
    """
    if below and (PurePosixPath(below).is_absolute() or ".." in PurePosixPath(below).parts):
        raise ValueError("a walk stays below its root")
    root_key = _root_key(root)
    visited = {key for folder in exclude if (key := _folder_key(folder)) is not None}
    pending: list[tuple[str, bool]] = [(below.strip("/"), False)]
    linked: list[tuple[str, bool]] = []
    while pending or linked:
        if not pending:
            # A link may lead to a folder that also has a place of its own in the tree; that place counts.
            link = linked.pop(0)
            if _leads_into(root / link[0], elsewhere):
                continue
            pending.append(link)
        relpath, is_from_listing = pending.pop()
        subfolders, links = yield from _list_folder(root, relpath, visited, is_from_listing)
        pending += ((name, True) for name in reversed(subfolders))
        linked += ((name, True) for name in links)
    # A drive that was pulled out looks like a tree of vanished folders.
    if _root_key(root) != root_key:
        raise LibraryRootMissing(path=str(root))


def _list_folder(
    root: Path, relpath: str, visited: set[_FolderKey], is_from_listing: bool
) -> Generator[FoundFile | UnreadableFolder, None, tuple[list[str], list[str]]]:
    """Yield one folder's files; return its sub-folders and its links to folders, as relative paths."""
    folder = str(root.joinpath(relpath))
    prefix = f"{relpath}/" if relpath else ""
    subfolders: list[str] = []
    links: list[str] = []
    problem = ""
    try:
        entries = _entries(folder, visited)
    except OSError as error:
        entries = []
        # A folder that was there a moment ago is not a folder without files: it may come back.
        if is_from_listing or not isinstance(error, FileNotFoundError | NotADirectoryError):
            problem = _reason(error)
    for entry in entries:
        name = entry.name
        if is_passed_over(name):
            continue
        try:
            if entry.is_dir():
                (links if entry.is_symlink() else subfolders).append(prefix + name)
            elif (kind := kind_of(name)) is not None:
                status = entry.stat()
                if stat.S_ISREG(status.st_mode):
                    yield FoundFile(prefix + name, status.st_size, status.st_mtime_ns, kind)
        except OSError as error:
            # A broken link or a file removed this moment is no photo; anything else hides one.
            if not isinstance(error, FileNotFoundError) and not _is_link(entry):
                problem = _reason(error)
    if problem:
        yield UnreadableFolder(relpath, problem)
    return subfolders, links


def _leads_into(link: Path, folders: Collection[Path]) -> bool:
    target = Path(os.path.realpath(link))
    return any(is_within(target, folder) for folder in folders)


def _entries(folder: str, visited: set[_FolderKey]) -> list[os.DirEntry[str]]:
    """A folder's entries by name; none if it was visited before."""
    key = _key_of(Path(folder).stat(), folder)
    if key in visited:
        return []
    visited.add(key)
    with os.scandir(folder) as listing:
        return sorted(listing, key=lambda entry: entry.name)


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


def kind_of(name: str) -> FileKind | None:
    """What a file of this name may be; None if it is certainly no photo."""
    ending = extension(name)
    if ending in PICTURE_EXTENSIONS:
        return FileKind.PICTURE
    return None if ending in OTHER_EXTENSIONS else FileKind.UNKNOWN


def is_passed_over(name: str) -> bool:
    """Whether a file or folder of this name is none of the user's photos: hidden, or the system's own."""
    return name.startswith(".") or name.lower() in _SKIPPED_NAMES


def _is_link(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_symlink()
    except OSError:
        return False


def _root_key(root: Path) -> _FolderKey:
    """The root's identity.

    Raises:
        LibraryRootMissing: If it is not there, is not a folder, or cannot be reached.
    """
    try:
        status = root.stat()
    except PermissionError as error:
        raise LibraryRootMissing("folder-unreadable", path=str(root)) from error
    except OSError as error:
        raise LibraryRootMissing(path=str(root)) from error
    if not stat.S_ISDIR(status.st_mode):
        raise LibraryRootMissing(path=str(root))
    return _key_of(status, str(root))


def _folder_key(folder: Path) -> _FolderKey | None:
    try:
        return _key_of(folder.stat(), str(folder))
    except OSError:
        return None


def _key_of(status: os.stat_result, folder: str) -> _FolderKey:
    """What two paths to one folder have in common; not every file system numbers its folders."""
    return (status.st_dev, status.st_ino) if status.st_ino else os.path.realpath(folder)


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__
