"""Lists the files below a folder. Looks at names and `stat` only: no file is opened, nothing is written."""

import errno
import hashlib
import os
import stat
from array import array
from collections.abc import Collection, Generator, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from clipphotos.core.errors import ErrorReport, FolderUnavailable
from clipphotos.core.indexing.exclusions import (
    EVERYWHERE,
    MARKERS,
    Exclusion,
    ExclusionRules,
    exclusion_of_name,
)
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
        error: Why.
    """

    relpath: str
    error: ErrorReport


@dataclass(frozen=True, slots=True)
class ExcludedFolder:
    """A folder that is left out, with everything below it.

    Attributes:
        relpath: Path below the root, with ``/`` separators; empty for the root itself.
        why: What leaves it out.
    """

    relpath: str
    why: Exclusion


@dataclass(frozen=True, slots=True)
class FoundFolder:
    """A folder that was listed.

    Attributes:
        relpath: Path below the root, with ``/`` separators; empty for the root itself.
        listed: Name, size in bytes and modification time in nanoseconds of those files that are or may be
            photos, as the file system lists them; bytes of names that are no UTF-8 are surrogate-escaped.
            Plain tuples: named ones would take longer to make than anything else but `stat`.
        problem: Why some files are not among them; None if all are.
    """

    relpath: str
    listed: list[tuple[str, int, int]]
    problem: ErrorReport | None = None

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

_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini"})

_FolderKey = tuple[int, int] | str


def walk(
    root: Path, below: str = "", exclude: Collection[Path] = (), elsewhere: Collection[Path] = ()
) -> Iterator[FoundFile | UnreadableFolder]:
    """Every file below a folder that is or may be a photo, by the usual rules; see `walk_folders`.

    Yields:
        A `FoundFile` for each file, an `UnreadableFolder` for each folder that could not be listed in full.

    Raises:
        FolderUnavailable: If the root does not exist, is not a folder, or vanished during the walk.
        ValueError: If `below` leads out of the root.
    """
    for folder in walk_folders(root, below, exclude, elsewhere):
        if isinstance(folder, FoundFolder):
            for name, size, mtime_ns in folder.files:
                yield FoundFile(folder.prefix + name, size, mtime_ns, kind_of(name) or FileKind.UNKNOWN)
            if folder.problem is not None:
                yield UnreadableFolder(folder.relpath, folder.problem)


def walk_folders(
    root: Path,
    below: str = "",
    exclude: Collection[Path] = (),
    elsewhere: Collection[Path] = (),
    rules: ExclusionRules = EVERYWHERE,
) -> Iterator[FoundFolder | ExcludedFolder | None]:
    """Every folder of a library root, with its files that are or may be photos.

    The order is the same every time: a folder, then its sub-folders by name, and folders reached through
    symbolic links last; a link out of the root is followed only if an exception of the rules names it. Every
    folder is visited once, however many links lead to it; what else leads to it has no files. Hidden files
    and folders, and whatever is not a regular file (or a link to one), are passed over.

    Args:
        root: Absolute path of the library root.
        below: Limits the walk to this folder below the root; a folder that does not exist holds no files.
        exclude: Absolute paths of folders that are not entered.
        elsewhere: Absolute paths of folders whose photos are found at their own places: a link that leads
            into one is not followed.
        rules: What is left out.

    Yields:
        A `FoundFolder` for each folder, or an `ExcludedFolder` for one that is left out; None now and then
        while a large one is listed, so that something else can be done.

    Raises:
        FolderUnavailable: If the root does not exist, is not a folder, or vanished during the walk.
        ValueError: If `below` leads out of the root.
    """
    if below and (PurePosixPath(below).is_absolute() or ".." in PurePosixPath(below).parts):
        raise ValueError("a walk stays below its root")
    root_key = _root_key(root)
    real_root = Path(os.path.realpath(root))
    below = below.strip("/")
    if (why := _why_not_entered(root, below, rules)) is not None:
        yield ExcludedFolder(below, why)
        return
    visited = {key for folder in exclude if (key := _folder_key(folder)) is not None}
    pending: list[tuple[str, bool]] = [(below, False)]
    linked: list[tuple[str, bool]] = []
    while pending or linked:
        if not pending:
            # A link may lead to a folder that also has a place of its own in the tree; that place counts.
            link = linked.pop(0)
            target = Path(os.path.realpath(root / link[0]))
            if any(is_within(target, folder) for folder in elsewhere):
                continue
            if (why := _why_target_is_left_out(target, real_root, link[0], rules)) is not None:
                yield ExcludedFolder(link[0], why)
                continue
            pending.append(link)
        relpath, is_from_listing = pending.pop()
        if relpath != below and (why := rules.of_folder(relpath)) is not None:
            yield ExcludedFolder(relpath, why)
            continue
        subfolders, links = yield from _list_folder(root, relpath, visited, rules, is_from_listing)
        pending += ((name, True) for name in reversed(subfolders))
        linked += ((name, True) for name in links)
    # A drive that was pulled out looks like a tree of vanished folders.
    if _root_key(root) != root_key:
        raise FolderUnavailable(path=str(root))


def _list_folder(
    root: Path, relpath: str, visited: set[_FolderKey], rules: ExclusionRules, is_from_listing: bool
) -> Generator[FoundFolder | ExcludedFolder | None, None, tuple[list[str], list[str]]]:
    """Yield one folder; return its sub-folders and its links to folders, as relative paths."""
    folder = str(root.joinpath(relpath))
    prefix = f"{relpath}/" if relpath else ""
    listed: list[tuple[str, int, int]] = []
    subfolders: list[str] = []
    links: list[str] = []
    problem: ErrorReport | None = None
    try:
        entries = _entries(folder, visited)
    except OSError as error:
        entries = []
        # A folder that was there a moment ago is not a folder without files: it may come back.
        if is_from_listing or not isinstance(error, FileNotFoundError | NotADirectoryError):
            problem = _report(error)
    hidden = (entry.name for entry in entries if entry.name[0] == ".")
    if rules.obeys_markers_in(relpath) and any(name.lower() in MARKERS for name in hidden):
        yield ExcludedFolder(relpath, Exclusion.MARKER)
        return [], []
    for number, entry in enumerate(entries, start=1):
        name = entry.name
        try:
            if name[0] == ".":
                continue
            if entry.is_file():
                # Most files are pictures by name, and none of those is passed over.
                is_picture = name[name.rfind(".") + 1 :].lower() in PICTURE_EXTENSIONS or _may_be_photo(name)
                if is_picture and not (rules.looks_at_files and rules.leaves_out_file(prefix + name)):
                    listed.append((name, *stamp_of(entry.stat())))
            elif entry.is_dir():
                (links if entry.is_symlink() else subfolders).append(prefix + name)
        except OSError as error:
            # A broken link or a file removed this moment is no photo; anything else hides one.
            if not isinstance(error, FileNotFoundError) and not _is_link(entry):
                problem = _report(error)
        if number % PAUSE_ENTRIES == 0:
            yield None
    yield FoundFolder(relpath, listed, problem)
    return sorted(subfolders), sorted(links)


def why_left_out(root: Path, below: str, rules: ExclusionRules) -> Exclusion | None:
    """Why a walk that begins at a folder finds nothing: it, or a folder on the way to it, is left out.

    Args:
        root: Absolute path of the library root.
        below: Path of the folder below it; empty for the root itself.
        rules: What is left out.
    """
    if (why := _why_not_entered(root, below, rules)) is not None:
        return why
    return Exclusion.MARKER if rules.obeys_markers_in(below) and _has_marker(root / below) else None


def _why_not_entered(root: Path, below: str, rules: ExclusionRules) -> Exclusion | None:
    """As `why_left_out`, before the folder is listed itself."""
    why = rules.of_way(below)
    if why is None and below:
        ways = [way.as_posix() for way in PurePosixPath(below).parents if way.name]
        if any(rules.obeys_markers_in(way) and _has_marker(root / way) for way in ways):
            return Exclusion.MARKER
    return why


def _has_marker(folder: Path) -> bool:
    try:
        with os.scandir(folder) as entries:
            return any(entry.name.lower() in MARKERS for entry in entries)
    except OSError:
        return False


def _why_target_is_left_out(target: Path, root: Path, link: str, rules: ExclusionRules) -> Exclusion | None:
    """Why what a link leads to is left out: by a name on the way to it, or because it is outside."""
    if is_within(target, root):
        return None
    by_name = next((why for name in target.parts if (why := exclusion_of_name(name)) is not None), None)
    return by_name or (None if rules.follows_link(link) else Exclusion.LINK)


def _may_be_photo(name: str) -> bool:
    return kind_of(name) is not None and name.lower() not in _SYSTEM_FILES


def _entries(folder: str, visited: set[_FolderKey]) -> list[os.DirEntry[str]]:
    """A folder's entries in any order; none if it was visited before."""
    key = _key_of(Path(folder).stat(), folder)
    if key in visited:
        return []
    visited.add(key)
    with os.scandir(folder) as listing:
        return list(listing)


def kind_of(name: str) -> FileKind | None:
    """What a file of this name may be; None if it is certainly no photo."""
    ending = extension(name)
    if ending in PICTURE_EXTENSIONS:
        return FileKind.PICTURE
    return None if ending in OTHER_EXTENSIONS or is_backup_copy(name) else FileKind.UNKNOWN


def is_passed_over(name: str) -> bool:
    """Whether a file or folder of this name is none of the user's photos: hidden, or left out by its name."""
    return name.startswith(".") or name.lower() in _SYSTEM_FILES or exclusion_of_name(name) is not None


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


def _report(error: OSError) -> ErrorReport:
    code = "folder-unlistable"
    if error.errno in (errno.EACCES, errno.EPERM):
        code = "folder-no-permission"
    elif error.errno == errno.ENAMETOOLONG:
        code = "folder-too-deep"
    return ErrorReport(code, {"detail": error.strerror or type(error).__name__})
