"""The bytes of a file copied from one descriptor to another, and read back from the disk."""

from collections.abc import Generator
from contextlib import contextmanager
from hashlib import blake2b

from clipphotos.core.errors import KnownError
from clipphotos.library.file_looks import CHUNK_BYTES, Expected
from clipphotos.library.file_stamp import stamp_of
from clipphotos.library.file_system import FileSystem


@contextmanager
def created(files: FileSystem, path: str) -> Generator[int]:
    """A descriptor of a new file, closed afterwards."""
    descriptor = files.create(path)
    try:
        yield descriptor
    finally:
        files.close(descriptor)


def copy_bytes(
    files: FileSystem, reader: int, writer: int, source: str, expected: Expected
) -> Generator[int, None, bytes]:
    """Copy all that an open file has into another.

    Args:
        files: The file system.
        reader: A descriptor of the file.
        writer: A descriptor of an empty one.
        source: What the file is called.
        expected: What it has to be.

    Yields:
        The number of bytes done, after every few megabytes.

    Returns:
        The hash of what was written.

    Raises:
        KnownError: ``move-source-changed``.
    """
    digest = blake2b(digest_size=32)
    done = 0
    while chunk := files.read(reader, CHUNK_BYTES):
        digest.update(chunk)
        _write_all(files, writer, chunk)
        done += len(chunk)
        if done > expected.size:
            break  # somebody writes into it, and may go on for ever
        yield done
    if done != expected.size or stamp_of(files.status(reader)) != (expected.size, expected.mtime_ns):
        raise KnownError("move-source-changed", path=source)
    if expected.content_hash and digest.digest() != expected.content_hash:
        raise KnownError("move-source-changed", path=source)
    return digest.digest()


def read_back(
    files: FileSystem, writer: int, part: str, done: int, digest: bytes
) -> Generator[int, None, None]:
    """Make sure that the disk has what was written.

    Args:
        files: The file system.
        writer: The descriptor that it was written to.
        part: What the file is called.
        done: Bytes done before.
        digest: The hash of what was written.

    Yields:
        The number of bytes done.

    Raises:
        KnownError: ``copy-not-verified``.
    """
    written = blake2b(digest_size=32)
    files.rewind(writer)
    while chunk := files.read(writer, CHUNK_BYTES):
        written.update(chunk)
        done += len(chunk)
        yield done
    if written.digest() != digest:
        raise KnownError("copy-not-verified", path=part)


def _write_all(files: FileSystem, descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[files.write(descriptor, rest) :]
