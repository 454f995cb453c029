"""Reads a file once, in one go, with the hash that identifies its content. Never writes, never blocks."""

import os
import stat
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from clipphotos.core.errors import BadImage
from clipphotos.library.decoding.formats import SNIFF_BYTES, sniff
from clipphotos.library.file_stamp import stamp_of

MAX_BYTES = 1 << 30
"""Larger files are not read: 1 GiB."""


@dataclass(frozen=True, slots=True)
class FileContent:
    """A file's bytes and identity as of one moment.

    Attributes:
        data: All bytes of the file.
        content_hash: 32 bytes, BLAKE2b of `data`.
        size: Bytes.
        mtime_ns: Modification time in nanoseconds.
    """

    data: bytes
    content_hash: bytes
    size: int
    mtime_ns: int


def hash_bytes(data: bytes) -> bytes:
    """The content hash, 32 bytes."""
    return blake2b(data, digest_size=32).digest()


def read_content(path: Path) -> FileContent:
    """Read a whole file.

    Args:
        path: The file.

    Returns:
        Bytes, hash, size and time, all of the same moment.

    Raises:
        BadImage: ``file-unreadable``, ``image-empty``, ``file-too-large`` or ``file-changing``.
    """
    with opened_file(path) as descriptor:
        before = os.fstat(descriptor)
        if before.st_size > MAX_BYTES:
            raise BadImage("file-too-large", detail=MAX_BYTES >> 20)
        # One byte more than expected shows that the file has grown.
        data = _read(descriptor, before.st_size + 1)
        after = os.fstat(descriptor)
    if len(data) != before.st_size or stamp_of(before) != stamp_of(after):
        raise BadImage("file-changing")
    if not data:
        raise BadImage("image-empty")
    return FileContent(data, hash_bytes(data), *stamp_of(before))


def looks_like_picture(path: Path) -> bool:
    """Whether a file's first bytes are those of a picture, decodable or not; False if it cannot be read."""
    try:
        with opened_file(path) as descriptor:
            return sniff(_read(descriptor, SNIFF_BYTES)) is not None
    except BadImage:
        return False


@contextmanager
def opened_file(path: Path) -> Generator[int, None, None]:
    """A regular file's descriptor. Opening a pipe or a device does not block, and is refused."""
    flags = os.O_RDONLY
    for name in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY", "O_NOINHERIT"):
        flags |= getattr(os, name, 0)
    try:
        descriptor = os.open(path, flags)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise BadImage("file-unreadable", detail="not a regular file")
            yield descriptor
        finally:
            os.close(descriptor)
    except OSError as error:
        raise BadImage("file-unreadable", detail=error.strerror or type(error).__name__) from error
    except ValueError as error:  # A name that no file can have, such as one with a NUL.
        raise BadImage("file-unreadable", detail="impossible name") from error


def _read(descriptor: int, count: int) -> bytes:
    """Up to `count` bytes from a descriptor; fewer only at the end of the file."""
    with os.fdopen(descriptor, "rb", buffering=0, closefd=False) as file:
        first = file.read(count) or b""
        if len(first) in (0, count):
            return first
        # A short read is not the end yet: network file systems, and more than 2 GiB at once.
        parts = [first]
        missing = count - len(first)
        while missing > 0 and (part := file.read(missing)):
            parts.append(part)
            missing -= len(part)
        return b"".join(parts) if len(parts) > 1 else first
