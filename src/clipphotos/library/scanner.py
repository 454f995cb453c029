"""Lists the files below a folder. Looks at names and `stat` only: no file is opened, nothing is written."""

import hashlib
import os
import stat
import sys
from array import array
from collections.abc import Collection, Generator, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from clipphotos.core.errors import FolderUnavailable
from clipphotos.core.paths import is_within
from clipphotos.library.decoding.formats import (
    OTHER_EXTENSIONS,
    PICTURE_EXTENSIONS,
    extension,
    is_backup_copy,
)
from clipphotos.library.file_stamp import stamp_of


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


@dataclass(frozen=True, slots=True)
class FoundFolder:
    """A folder that was listed.

    Attributes:
        relpath: Path below the root, with ``/`` separators; empty for the root itself.
        listed: Name, size in bytes and modification time in nanoseconds of those files that are or may be
            photos, as the file system lists them; bytes of names that are no UTF-8 are surrogate-escaped.
            Plain tuples: named ones would take longer to make than anything else but `stat`.
        problem: Why some files are not among them, in the system's own words; empty if all are.
    """

    relpath: str
    listed: list[tuple[str, int, int]]
    problem: str = ""

    @property
    def files(self) -> list[tuple[str, int, int]]:
        """The files listed in it, by name."""
        return sorted(self.listed)

    @property
    def prefix(self) -> str:
        """What the relative paths of its files begin with."""
        return f"{self.relpath}/" if self.relpath else ""

    def digest(self) -> bytes:
        """16 bytes that tell this listing, as this version of the program reads it, from any other.

        The order counts. A file system keeps to its own while nothing changes, and sorting takes longer than
        all the rest of this.
        """
        names, sizes, times = zip(*self.listed, strict=True) if self.listed else ((), (), ())
        state = hashlib.blake2b(_RULES, digest_size=16)
        # No name has a slash or a zero in it.
        state.update(os.fsencode("/".join(names)) + b"\0")
        state.update(array("q", sizes).tobytes() + array("q", times).tobytes())
        return state.digest()


PAUSE_ENTRIES = 500
"""Entries of one folder between two moments at which a walk can be interrupted."""

# A file that counts as a picture from now on has to be looked at again, though nothing else has changed.
_RULES = " ".join(sorted(PICTURE_EXTENSIONS)).encode()

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
    """Every file below a library root that is or may be a photo; see `walk_folders`.

    Yields:
        A `FoundFile` for each file, an `UnreadableFolder` for each folder that could not be listed in full.

    Raises:
        FolderUnavailable: If the root does not exist, is not a folder, or vanished during the walk.
        ValueError: If `below` leads out of the root.
    """
    for folder in walk_folders(root, below, exclude, elsewhere):
        if folder is not None:
            for name, size, mtime_ns in folder.files:
                yield FoundFile(folder.prefix + name, size, mtime_ns, kind_of(name) or FileKind.UNKNOWN)
            if folder.problem:
                yield UnreadableFolder(folder.relpath, folder.problem)


def walk_folders(
    root: Path, below: str = "", exclude: Collection[Path] = (), elsewhere: Collection[Path] = ()
) -> Iterator[FoundFolder | None]:
    """Every folder of a library root, with its files that are or may be photos.

    The order is the same every time: a folder, then its sub-folders by name, and folders reached through
    symbolic links last. Every folder is visited once, however many links lead to it; what else leads to it
    has no files. Hidden files, system folders and whatever is not a regular file (or a link to one) are
    passed over.

    Args:
        root: Absolute path of the library root.
        below: Limits the walk to this folder below the root; a folder that does not exist holds no files.
        exclude: Absolute paths of folders that are not entered.
        elsewhere: Absolute paths of folders whose photos are found at their own places: a link that leads
            into one is not followed.

    Yields:
        A `FoundFolder` for each folder; None now and then while a large one is listed, so that something
        else can be done.

    Raises:
        FolderUnavailable: If the root does not exist, is not a folder, or vanished during the walk.
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
        raise FolderUnavailable(path=str(root))


def _list_folder(
    root: Path, relpath: str, visited: set[_FolderKey], is_from_listing: bool
) -> Generator[FoundFolder | None, None, tuple[list[str], list[str]]]:
    """Yield one folder; return its sub-folders and its links to folders, as relative paths."""
    folder = str(root.joinpath(relpath))
    prefix = f"{relpath}/" if relpath else ""
    listed: list[tuple[str, int, int]] = []
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
    for number, entry in enumerate(entries, start=1):
        name = entry.name
        try:
            if name[0] == ".":
                continue
            if entry.is_file():
                # Most files are pictures by name, and none of those is passed over.
                if name[name.rfind(".") + 1 :].lower() in PICTURE_EXTENSIONS or _may_be_photo(name):
                    listed.append((name, *stamp_of(entry.stat())))
            elif entry.is_dir() and not is_passed_over(name):
                (links if entry.is_symlink() else subfolders).append(prefix + name)
        except OSError as error:
            # A broken link or a file removed this moment is no photo; anything else hides one.
            if not isinstance(error, FileNotFoundError) and not _is_link(entry):
                problem = _reason(error)
        if number % PAUSE_ENTRIES == 0:
            yield None
    yield FoundFolder(relpath, listed, problem)
    return sorted(subfolders), sorted(links)


def _may_be_photo(name: str) -> bool:
    return kind_of(name) is not None and not is_passed_over(name)


def _leads_into(link: Path, folders: Collection[Path]) -> bool:
    target = Path(os.path.realpath(link))
    return any(is_within(target, folder) for folder in folders)


def _entries(folder: str, visited: set[_FolderKey]) -> list[os.DirEntry[str]]:
    """A folder's entries in any order; none if it was visited before."""
    key = _key_of(Path(folder).stat(), folder)
    if key in visited:
        return []
    visited.add(key)
    with os.scandir(folder) as listing:
        return list(listing)


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
    return None if ending in OTHER_EXTENSIONS or is_backup_copy(name) else FileKind.UNKNOWN


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
        FolderUnavailable: If it is not there, is not a folder, or cannot be reached.
    """
    try:
        status = root.stat()
    except PermissionError as error:
        raise FolderUnavailable("folder-unreadable", path=str(root)) from error
    except OSError as error:
        raise FolderUnavailable(path=str(root)) from error
    if not stat.S_ISDIR(status.st_mode):
        raise FolderUnavailable(path=str(root))
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
