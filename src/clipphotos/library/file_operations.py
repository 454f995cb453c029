"""Moving, copying, linking and removing the user's files: never over another file, never the last copy.

The only module that does so. Each function does all of its work or nothing, and says why not with a
`KnownError`. Killed at any moment, a file is at its old place, at its new one, or whole at both.
"""

import errno
import os
from collections.abc import Generator
from contextlib import contextmanager, suppress
from hashlib import blake2b

from clipphotos.core.errors import KnownError
from clipphotos.library.file_looks import (
    CHUNK_BYTES,
    Expected,
    check,
    have_equal_bytes,
    is_same_entry,
    is_same_file,
    is_there,
    look,
    opened,
    reason,
    translated,
)
from clipphotos.library.file_stamp import stamp_of
from clipphotos.library.file_system import FileSystem, is_folder

_NOT_SUPPORTED = frozenset({errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})
_NO_LINKS = _NOT_SUPPORTED | {errno.EPERM, errno.EMLINK}


class OtherVolumeError(Exception):
    """Source and target are on two volumes: the file has to be copied."""


def move(files: FileSystem, source: str, target: str, expected: Expected) -> None:
    """Move a file on one volume.

    Raises:
        OtherVolumeError: If it is not one volume; nothing was done.
        KnownError: ``move-…`` or ``disk-full``; nothing was done.
    """
    check(files, source, expected)
    with translated(files, source, target):
        try:
            _move_exclusive(files, source, target)
        except FileExistsError:
            if not is_same_entry(files, source, target):
                raise
            files.rename_case(source, target)
        except OSError as error:
            if error.errno == errno.EXDEV:
                raise OtherVolumeError from error
            raise


def copy(
    files: FileSystem, source: str, target: str, part: str, expected: Expected
) -> Generator[int, None, None]:
    """Copy a file, verified, with its times, permissions and extended attributes.

    Args:
        files: The file system.
        source: The file.
        target: Its copy; appears only once it is whole and on the disk.
        part: Another name in the target's folder, used meanwhile.
        expected: What the source has to be.

    Yields:
        The number of bytes done, read twice each, after every few megabytes. Closed early, nothing is left.

    Raises:
        KnownError: ``move-…`` or ``disk-full``; nothing was done.
    """
    check(files, source, expected)
    with translated(files, source, target):
        _require_free(files, target)
        try:
            yield from _copy_to_part(files, source, part, expected)
            _move_exclusive(files, part, target)
        except BaseException:
            with suppress(OSError):
                files.unlink(part)
            raise
        try:
            files.sync_folder(os.path.dirname(target))
        except OSError:
            _take_back(files, source, target)
            raise


def move_by_copy(
    files: FileSystem, source: str, target: str, part: str, expected: Expected
) -> Generator[int, None, None]:
    """Move a file to another volume: the source goes once its copy is verified and on the disk.

    Args and Yields: As `copy`.

    Raises:
        KnownError: ``move-…`` or ``disk-full``; nothing was done.
    """
    yield from copy(files, source, target, part, expected)
    try:
        if look(files, source) is None:
            return  # somebody else removed it; the copy is all there is
        # It took a while: what was saved into the source meanwhile must not go with it.
        check(files, source, expected)
        with translated(files, source, target):
            files.unlink(source)
    except (KnownError, OSError):
        _take_back(files, source, target)
        raise


def link(files: FileSystem, source: str, target: str, expected: Expected) -> None:
    """Give a file a second name on its volume.

    Raises:
        KnownError: ``move-…``; nothing was done.
    """
    check(files, source, expected)
    with translated(files, source, target):
        try:
            files.link(source, target)
        except OSError as error:
            if error.errno == errno.EXDEV:
                raise KnownError("link-other-volume", path=target) from error
            if error.errno in _NO_LINKS:
                raise KnownError("link-not-supported", path=target) from error
            raise


def remove_copy(files: FileSystem, kept: str, copied: str, expected: Expected) -> None:
    """Remove a copy that we made, if it is still the same as the file it was made from, byte by byte.

    Raises:
        KnownError: ``copy-original-gone``, ``copy-changed`` or another; nothing was done.
    """
    check(files, copied, expected, changed="copy-changed")
    if look(files, kept) is None:
        raise KnownError("copy-original-gone", path=kept)
    with translated(files, copied, copied):
        if is_same_file(files, kept, copied) or not have_equal_bytes(files, kept, copied):
            raise KnownError("copy-changed", path=copied)
        files.unlink(copied)


def remove_link(files: FileSystem, kept: str, linked: str) -> None:
    """Remove a second name that we gave, if it still is one of the same file.

    Raises:
        KnownError: ``copy-original-gone``, ``copy-changed`` or another; nothing was done.
    """
    for path in (linked, kept):
        if look(files, path) is None:
            raise KnownError("move-source-missing" if path == linked else "copy-original-gone", path=path)
    if not is_same_file(files, kept, linked) or is_same_entry(files, kept, linked):
        raise KnownError("copy-changed", path=linked)
    with translated(files, linked, linked):
        files.unlink(linked)


def drop_source(files: FileSystem, source: str, target: str, *, linked: bool) -> bool:
    """Finish a move that was killed when the file was at both places.

    Args:
        files: The file system.
        source: The place it was to leave.
        target: The place it has got to.
        linked: Whether both are names of one file; else the target is a copy, compared byte by byte first.

    Returns:
        Whether the source is gone now; False if the two differ.
    """
    if linked:
        if not is_same_file(files, source, target) or is_same_entry(files, source, target):
            return False
    elif is_same_file(files, source, target) or not have_equal_bytes(files, source, target):
        return False
    files.unlink(source)
    return True


def drop_part(files: FileSystem, part: str) -> None:
    """Remove an unfinished copy of ours, if there is one."""
    with suppress(FileNotFoundError, NotADirectoryError):
        files.unlink(part)


def to_trash(files: FileSystem, path: str, expected: Expected) -> None:
    """Put a file into the system's trash.

    Raises:
        KnownError: ``move-…`` or ``trash-failed``; nothing was done.
    """
    check(files, path, expected)
    try:
        files.trash(path)
    except OSError as error:
        raise KnownError("trash-failed", path=path, detail=reason(error)) from error


# --- folders ----------------------------------------------------------------------------------------


def missing_folders(files: FileSystem, folder: str) -> list[str]:
    """The folders that have to be made for `folder` to exist, the outermost first."""
    missing: list[str] = []
    while look(files, folder) is None:
        missing.append(folder)
        above = os.path.dirname(folder)
        if above == folder:
            break
        folder = above
    return missing[::-1]


def make_folder(files: FileSystem, folder: str) -> bool:
    """Make one folder.

    Returns:
        False if it was there already.

    Raises:
        KnownError: ``move-folder-is-file`` or another.
    """
    with translated(files, folder, folder):
        try:
            files.make_folder(folder)
        except FileExistsError as error:
            status = look(files, folder)
            if status is None or not is_folder(status):
                raise KnownError("move-folder-is-file", path=folder) from error
            return False
        except FileNotFoundError as error:
            raise KnownError("move-folder-missing", path=os.path.dirname(folder)) from error
    return True


def remove_folder_if_empty(files: FileSystem, folder: str) -> bool:
    """Remove a folder unless something is in it; says whether it is gone."""
    try:
        files.remove_folder(folder)
    except OSError:
        return look(files, folder) is None
    return True


# --- inside -----------------------------------------------------------------------------------------


def _move_exclusive(files: FileSystem, source: str, target: str) -> None:
    """Move within a volume, never over anything: in one step, or by a second name first."""
    try:
        files.rename_exclusive(source, target)
    except OSError as error:
        if error.errno not in _NOT_SUPPORTED:
            raise
    else:
        return
    try:
        files.link(source, target)
    except OSError as error:
        if error.errno in _NO_LINKS:
            raise KnownError("move-not-supported", path=target) from error
        raise
    try:
        files.unlink(source)
    except OSError:
        files.unlink(target)
        raise


def _copy_to_part(
    files: FileSystem, source: str, part: str, expected: Expected
) -> Generator[int, None, None]:
    digest = blake2b(digest_size=32)
    done = 0
    with opened(files, source) as reader, _created(files, part) as writer:
        while chunk := files.read(reader, CHUNK_BYTES):
            digest.update(chunk)
            _write_all(files, writer, chunk)
            done += len(chunk)
            if done > expected.size:
                break  # somebody writes into it, and may go on for ever
            yield done
        after = files.status(reader)
        if done != expected.size or stamp_of(after) != (expected.size, expected.mtime_ns):
            raise KnownError("move-source-changed", path=source)
        if expected.content_hash and digest.digest() != expected.content_hash:
            raise KnownError("move-source-changed", path=source)
        files.copy_metadata(source, part)
        files.sync(writer)
        written = blake2b(digest_size=32)
        files.rewind(writer)
        while chunk := files.read(writer, CHUNK_BYTES):
            written.update(chunk)
            done += len(chunk)
            yield done
        if written.digest() != digest.digest():
            raise KnownError("copy-not-verified", path=part)


def _take_back(files: FileSystem, source: str, target: str) -> None:
    """Remove the copy that was made this moment, unless it is all there is."""
    if is_there(files, source):
        with suppress(OSError):
            files.unlink(target)


def _write_all(files: FileSystem, descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[files.write(descriptor, rest) :]


@contextmanager
def _created(files: FileSystem, path: str) -> Generator[int]:
    descriptor = files.create(path)
    try:
        yield descriptor
    finally:
        files.close(descriptor)


def _require_free(files: FileSystem, target: str) -> None:
    if look(files, target) is not None:
        raise KnownError("move-target-exists", path=target)
