"""Looking at the user's files before and after they are moved, and saying what is wrong with them."""

import errno
import os
import unicodedata
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b

from clipphotos.core.errors import DiskFull, KnownError
from clipphotos.library.file_stamp import stamp_of
from clipphotos.library.file_system import FileSystem, is_regular

CHUNK_BYTES = 4 << 20


@dataclass(frozen=True, slots=True)
class Expected:
    """What a file has to be, or it is not touched.

    Attributes:
        size: Bytes.
        mtime_ns: Modification time in nanoseconds.
        content_hash: 32 bytes, looked at whenever the file is read anyway; empty while unknown.
    """

    size: int
    mtime_ns: int
    content_hash: bytes = b""


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


def check(files: FileSystem, path: str, expected: Expected, changed: str = "move-source-changed") -> None:
    """Make sure that a file is what it was.

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


def is_same_file(files: FileSystem, one: str, other: str) -> bool:
    """Whether two paths are names of one file."""
    first, second = look(files, one), look(files, other)
    if first is None or second is None:
        return False
    return (first.st_dev, first.st_ino) == (second.st_dev, second.st_ino) and first.st_ino != 0


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


def have_equal_bytes(files: FileSystem, one: str, other: str) -> bool:
    """Whether two files hold the same, read from the disk to the end."""
    with opened(files, one) as first, opened(files, other) as second:
        if files.status(first).st_size != files.status(second).st_size:
            return False
        files.rewind(first)
        files.rewind(second)
        while True:
            chunk = _read_full(files, first)
            if chunk != _read_full(files, second):
                return False
            if not chunk:
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


@contextmanager
def translated(files: FileSystem, source: str, target: str) -> Generator[None]:
    """Turn the system's errors into errors that a person can act on."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise known_error(files, error, source, target) from error


def known_error(files: FileSystem, error: OSError | ValueError, source: str, target: str) -> KnownError:
    """What went wrong, in words that a person can act on."""
    code = error.errno if isinstance(error, OSError) else errno.EINVAL
    if code == errno.EEXIST:
        return KnownError("move-target-exists", path=target)
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
