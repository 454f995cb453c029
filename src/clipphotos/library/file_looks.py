"""Looking at the user's files before and after they are moved, and saying what is wrong with them."""

import errno
import os
import unicodedata
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b

from clipphotos.core.errors import DiskFull, KnownError
from clipphotos.library.file_stamp import identity_of, stamp_of
from clipphotos.library.file_system import FileSystem, is_regular
from clipphotos.library.folder_handles import folder_of

CHUNK_BYTES = 4 << 20


@dataclass(frozen=True, slots=True)
class Expected:
    """What a file has to be, or it is not touched.

    Attributes:
        size: Bytes.
        mtime_ns: Modification time in nanoseconds.
        content_hash: 32 bytes, looked at whenever the file is read anyway; empty while unknown.
        identity: See `identity_of`; where it is known and differs, the file is read. Empty while unknown.
    """

    size: int
    mtime_ns: int
    content_hash: bytes = b""
    identity: str = ""


def look(files: FileSystem, path: str) -> os.stat_result | None:
    """What a path is; None if there is nothing.

    Raises:
        KnownError: If that cannot be told.
    """
    try:
        return files.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise known_error(files, error, path, path) from error


def check(
    files: FileSystem, path: str, expected: Expected, changed: str = "move-source-changed"
) -> os.stat_result:
    """Make sure that a file is what it was.

    Returns:
        What it is now.

    Raises:
        KnownError: ``move-source-missing``, ``move-not-a-file`` or the code `changed`.
    """
    status = look(files, path)
    if status is None:
        raise KnownError("move-source-missing", path=path)
    if not is_regular(status):
        raise KnownError("move-not-a-file", path=path)
    if stamp_of(status) != (expected.size, expected.mtime_ns):
        raise KnownError(changed, path=path)
    if expected.identity:
        with translated(files, path, path):
            if not _is_identical(files, path, status, expected):
                raise KnownError(changed, path=path)
    return status


def _is_identical(files: FileSystem, path: str, status: os.stat_result, expected: Expected) -> bool:
    """Whether a file of the right size and time is the right one; read if the system does not say so."""
    if identity_of(status) == expected.identity:
        return True
    _, inode, changed_at = expected.identity.split(" ")
    signs = (str(status.st_ino) == inode, str(status.st_ctime_ns) == changed_at)
    # The number of a device is another one each time that it is plugged in.
    if all(signs):
        return True
    if expected.content_hash:
        return content_hash_of(files, path) == expected.content_hash
    # Some file systems number their files anew each time; a link or a right given changes the time alone.
    return any(signs)


def require_one(files: FileSystem, path: str, file: os.stat_result, changed: str) -> None:
    """Make sure that a name is that of a certain file still.

    Raises:
        KnownError: The code `changed`.
        OSError: If nothing has the name.
    """
    if not is_one_file(files.lstat(path), file):
        raise KnownError(changed, path=path)


def require_arrived(
    files: FileSystem, source: str, target: str, before: os.stat_result, expected: Expected
) -> os.stat_result:
    """Make sure that the path of a target leads to the file that was looked at.

    Returns:
        What it is now.

    Raises:
        KnownError: ``move-source-changed``, ``move-folder-exchanged`` or another.
    """
    with translated(files, source, target):
        after = _in_place(files, target)
        if after is not None and is_one_file(before, after):
            return after
        in_hand_now = files.lstat(target)
        # A few file systems number a file anew when it is renamed.
        if not is_one_file(before, in_hand_now) and (
            not expected.content_hash or content_hash_of(files, target) != expected.content_hash
        ):
            raise KnownError("move-source-changed", path=source)
    if after is None or not is_one_file(after, in_hand_now):
        raise KnownError("move-folder-exchanged", path=folder_of(target))
    return after


def _in_place(files: FileSystem, path: str) -> os.stat_result | None:
    try:
        return files.stat_in_place(path)
    except OSError as error:
        if error.errno not in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
            raise
        return None


def require_free(files: FileSystem, path: str) -> None:
    """Make sure that nothing has a name yet.

    Raises:
        KnownError: ``move-target-exists``.
    """
    if look(files, path) is not None:
        raise KnownError("move-target-exists", path=path)


def is_same_file(files: FileSystem, one: str, other: str) -> bool:
    """Whether two paths are names of one file."""
    second = look(files, other)
    # Mostly one is asked about a name that nothing has yet.
    first = None if second is None else look(files, one)
    if first is None or second is None:
        return False
    return is_one_file(first, second) and first.st_ino != 0


def is_one_file(one: os.stat_result, other: os.stat_result) -> bool:
    """Whether two looks were at one file."""
    return (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino)


def is_same_entry(files: FileSystem, one: str, other: str) -> bool:
    """Whether two paths are two spellings of one name, where case or composition do not count.

    Two hard links that differ in case only are two entries, wherever they can exist.
    """
    if one == other:
        return True
    if os.path.dirname(one) != os.path.dirname(other) or not is_same_file(files, one, other):
        return False
    names = (os.path.basename(one), os.path.basename(other))
    if len({unicodedata.normalize("NFC", name).casefold() for name in names}) > 1:
        return False
    return not set(names) <= set(files.names(os.path.dirname(one)))


def have_equal_bytes(
    files: FileSystem, one: str, other: str, other_file: os.stat_result | None = None
) -> bool:
    """Whether two files hold the same, read from the disk to the end.

    Args:
        files: The file system.
        one: A file.
        other: The other one.
        other_file: What it was found to be; by another name of the first one, or of a third, it is not equal.
    """
    with opened(files, one) as first, opened(files, other) as second:
        status, other_status = files.status(first), files.status(second)
        if other_file is not None and (
            is_one_file(status, other_status) or not is_one_file(other_status, other_file)
        ):
            return False
        return status.st_size == other_status.st_size and _is_beginning(files, second, first)


def is_beginning(files: FileSystem, part: str, whole: str, part_file: os.stat_result) -> bool:
    """Whether a file holds the first bytes, or all, of another one.

    Args:
        files: The file system.
        part: A file.
        whole: The other one.
        part_file: What the first was found to be; if that is what the other is, it is no part of it.
    """
    if look(files, whole) is None:
        return False
    with opened(files, part) as first, opened(files, whole) as second:
        if is_one_file(part_file, files.status(second)) or not is_one_file(part_file, files.status(first)):
            return False
        return _is_beginning(files, first, second)


def _is_beginning(files: FileSystem, part: int, whole: int) -> bool:
    files.rewind(part)
    files.rewind(whole)
    while chunk := _read_full(files, part):
        if _read_full(files, whole)[: len(chunk)] != chunk:
            return False
    return True


def content_hash_of(files: FileSystem, path: str) -> bytes:
    """The content hash of a file, 32 bytes."""
    digest = blake2b(digest_size=32)
    with opened(files, path) as descriptor:
        while chunk := files.read(descriptor, CHUNK_BYTES):
            digest.update(chunk)
    return digest.digest()


def _read_full(files: FileSystem, descriptor: int) -> bytes:
    """Read a whole chunk; a shorter one only at the end of the file."""
    parts: list[bytes] = []
    missing = CHUNK_BYTES
    while missing and (part := files.read(descriptor, missing)):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


@contextmanager
def opened(files: FileSystem, path: str) -> Generator[int]:
    """A descriptor to read a file from, closed afterwards."""
    descriptor = files.open_to_read(path)
    try:
        yield descriptor
    finally:
        files.close(descriptor)


class in_hand:  # noqa: N801 - used like the functions beside it, and much quicker than a generator
    """Have the folders of some paths in hand: what is done meanwhile is done in these very folders.

    Raises:
        KnownError: If one cannot be had, because it is missing or reached through a link.
    """

    __slots__ = ("_files", "_held", "_paths")

    def __init__(self, files: FileSystem, *paths: str) -> None:
        self._files = files
        self._paths = paths
        self._held: list[str] = []

    def __enter__(self) -> None:
        try:
            for path in self._paths:
                folder = folder_of(path)
                self._files.hold(folder)
                self._held.append(folder)
        except (OSError, ValueError) as error:
            self._let_go()
            raise known_error(self._files, error, self._paths[0], self._paths[-1]) from error
        except BaseException:
            self._let_go()
            raise

    def __exit__(self, *_: object) -> None:
        self._let_go()

    def _let_go(self) -> None:
        for folder in self._held:
            self._files.let_go(folder)


class translated:  # noqa: N801 - as above
    """Turn the system's errors into errors that a person can act on."""

    __slots__ = ("_files", "_source", "_target")

    def __init__(self, files: FileSystem, source: str, target: str) -> None:
        self._files = files
        self._source = source
        self._target = target

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: object) -> None:
        if isinstance(error, (OSError, ValueError)):
            raise known_error(self._files, error, self._source, self._target) from error


def known_error(files: FileSystem, error: OSError | ValueError, source: str, target: str) -> KnownError:
    """What went wrong, in words that a person can act on."""
    code = error.errno if isinstance(error, OSError) else errno.EINVAL
    if code == errno.EEXIST:
        return KnownError("move-target-exists", path=target)
    if code == errno.ELOOP:
        link = os.fsdecode(getattr(error, "filename", None) or os.path.dirname(target))
        # A link in the place of a file itself, or of a folder on the way to it.
        is_file = link in (source, target)
        return KnownError("move-not-a-file" if is_file else "move-through-link", path=link)
    if code in (errno.ENOENT, errno.ENOTDIR):
        if source == target or not is_there(files, source):
            return KnownError("move-source-missing", path=source)
        return KnownError("move-folder-missing", path=os.path.dirname(target))
    if code in (errno.EACCES, errno.EPERM, errno.EROFS):
        return KnownError("move-no-permission", path=source, folder=os.path.dirname(target))
    if code in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(path=os.path.dirname(target))
    if code == errno.ENAMETOOLONG:
        return KnownError("move-name-too-long", path=target)
    return KnownError("move-failed", path=source, detail=reason(error))


def is_there(files: FileSystem, path: str) -> bool:
    """Whether there is certainly something at a path."""
    try:
        files.lstat(path)
    except (OSError, ValueError):
        return False
    return True


def reason(error: OSError | ValueError) -> str:
    """The operating system's own message for an error."""
    return (error.strerror if isinstance(error, OSError) else "") or type(error).__name__
