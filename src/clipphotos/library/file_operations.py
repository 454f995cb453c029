"""Moving, copying, linking and removing the user's files: never over another file, never the last copy.

The only module that does so. Each function does all of its work or nothing, and says why not with a
`KnownError`. Killed at any moment, a file is at its old place, at its new one, or whole at both.

Somebody else may exchange names and folders at any moment. So folders are in hand meanwhile, open files are
told from names, and a name is believed only if it is that of the very file; see `docs/moving.md`.
"""

import errno
import os
from collections.abc import Generator
from contextlib import ExitStack, suppress
from hashlib import blake2b

from clipphotos.core.errors import KnownError
from clipphotos.library.file_copying import copy_bytes, created, read_back
from clipphotos.library.file_looks import (
    Expected,
    check,
    have_equal_bytes,
    in_hand,
    is_beginning,
    is_one_file,
    is_same_entry,
    is_there,
    look,
    opened,
    reason,
    require_arrived,
    require_free,
    require_one,
    translated,
)
from clipphotos.library.file_system import FileSystem, is_folder, is_regular

_NOT_SUPPORTED = frozenset({errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})
_NO_LINKS = _NOT_SUPPORTED | {errno.EPERM, errno.EMLINK}


class OtherVolumeError(Exception):
    """Source and target are on two volumes: the file has to be copied."""


def move(files: FileSystem, source: str, target: str, expected: Expected) -> os.stat_result:
    """Move a file on one volume.

    Returns:
        What it is at its target.

    Raises:
        OtherVolumeError: If it is not one volume; nothing was done.
        KnownError: ``move-…`` or ``disk-full``; nothing was done.
    """
    with in_hand(files, source, target):
        before = check(files, source, expected)
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
        try:
            return require_arrived(files, source, target, before, expected)
        except KnownError:
            # What was moved is not what was looked at, or not where it was to go.
            with suppress(KnownError, OSError):
                _move_exclusive(files, target, source)
            raise


def copy(
    files: FileSystem, source: str, target: str, part: str, expected: Expected
) -> Generator[int, None, None]:
    """Copy a file, verified, with its times, permissions and labels; see `FileSystem.copy_metadata`.

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
    yield from _copy(files, source, target, part, expected, source_goes=False)


def move_by_copy(
    files: FileSystem, source: str, target: str, part: str, expected: Expected
) -> Generator[int, None, None]:
    """Move a file to another volume: the source goes once its copy is verified and on the disk.

    Args and Yields: As `copy`.

    Raises:
        KnownError: ``move-…`` or ``disk-full``; nothing was done.
    """
    yield from _copy(files, source, target, part, expected, source_goes=True)


def link(files: FileSystem, source: str, target: str, expected: Expected) -> None:
    """Give a file a second name on its volume.

    Raises:
        KnownError: ``move-…``; nothing was done.
    """
    with in_hand(files, source, target):
        before = check(files, source, expected)
        with translated(files, source, target):
            try:
                files.link(source, target)
            except OSError as error:
                if error.errno == errno.EXDEV:
                    raise KnownError("link-other-volume", path=target) from error
                if error.errno in _NO_LINKS:
                    raise KnownError("link-not-supported", path=target) from error
                raise
        try:
            require_arrived(files, source, target, before, expected)
        except KnownError:
            with suppress(KnownError, OSError):
                _drop_second_name(files, target)
            raise


def remove_copy(files: FileSystem, kept: str, copied: str, expected: Expected) -> None:
    """Remove a copy that we made, if it is still the same as the file it was made from, byte by byte.

    Raises:
        KnownError: ``copy-original-gone``, ``copy-changed`` or another; nothing was done.
    """
    with in_hand(files, copied):
        copy = check(files, copied, expected, changed="copy-changed")
        if look(files, kept) is None:
            raise KnownError("copy-original-gone", path=kept)
        with in_hand(files, kept), translated(files, copied, copied):
            if not have_equal_bytes(files, kept, copied, copy):
                raise KnownError("copy-changed", path=copied)
            _remove(files, copied, copy, "copy-changed")


def remove_link(files: FileSystem, kept: str, linked: str) -> None:
    """Remove a second name that we gave, if it still is one of the same file.

    Raises:
        KnownError: ``copy-original-gone``, ``copy-changed`` or another; nothing was done.
    """
    link = look(files, linked)
    if link is None:
        raise KnownError("move-source-missing", path=linked)
    original = look(files, kept)
    if original is None:
        raise KnownError("copy-original-gone", path=kept)
    with in_hand(files, linked, kept), translated(files, linked, linked):
        if not is_one_file(original, link) or is_same_entry(files, kept, linked):
            raise KnownError("copy-changed", path=linked)
        _remove(files, linked, link, "copy-changed")


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
    with in_hand(files, source, target):
        original, arrived = files.lstat(source), files.lstat(target)
        if is_one_file(original, arrived) != linked:
            return False
        if linked:
            if is_same_entry(files, source, target):
                return False
        elif not have_equal_bytes(files, target, source, original):
            return False
        _remove(files, source, original)
    return True


def drop_part(files: FileSystem, part: str, *originals: str) -> None:
    """Remove an unfinished copy of ours, if there is one.

    Args:
        files: The file system.
        part: Its name.
        *originals: What it may be a copy of: where others may have given a photo its name, it must look so.
    """
    status = look(files, part)
    if status is None or not is_regular(status):
        return
    with in_hand(files, part):
        if files.is_private(os.path.dirname(part)) or any(
            is_beginning(files, part, original, status) for original in originals
        ):
            _remove(files, part, status)


def put_back(files: FileSystem, path: str) -> None:
    """Give a file its name back if the program ended between taking it and removing the file for good."""
    aside = _aside(path)
    if look(files, aside) is None:
        return
    name = os.path.join(aside, os.path.basename(path))
    with suppress(OSError, KnownError), in_hand(files, path, name):
        if files.is_private(aside):
            with suppress(FileNotFoundError):
                _move_exclusive(files, name, path)
            files.remove_folder(aside)


def to_trash(files: FileSystem, path: str, expected: Expected) -> None:
    """Put a file into the system's trash.

    Raises:
        KnownError: ``move-…`` or ``trash-failed``; nothing was done.
    """
    with in_hand(files, path):
        require_arrived(files, path, path, check(files, path, expected), expected)
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
        _remove(files, source, files.lstat(target))
    except (KnownError, OSError):
        _drop_second_name(files, target)
        raise


def _copy(
    files: FileSystem, source: str, target: str, part: str, expected: Expected, *, source_goes: bool
) -> Generator[int, None, None]:
    with in_hand(files, source, target), translated(files, source, target), ExitStack() as still_open:
        before = check(files, source, expected)
        require_free(files, target)
        reader = still_open.enter_context(opened(files, source))
        original = files.status(reader)
        if not is_one_file(before, original):
            raise KnownError("move-source-changed", path=source)
        writer = still_open.enter_context(created(files, part))
        made: os.stat_result | None = None
        try:
            made = files.status(writer)
            digest = yield from copy_bytes(files, reader, writer, source, expected)
            files.copy_metadata(reader, writer, part)
            files.sync(writer)
            yield from read_back(files, writer, part, expected.size, digest)
            if not files.keeps_open:
                still_open.close()
            require_one(files, part, made, "copy-not-verified")
            _move_exclusive(files, part, target)
        except BaseException:
            if not files.keeps_open:
                still_open.close()
            with suppress(OSError, KnownError):
                files.unlink(part) if made is None else _remove(files, part, made)
            raise
        try:
            files.sync_folder(os.path.dirname(target))
            require_arrived(files, source, target, made, Expected(expected.size, expected.mtime_ns))
            # It took a while. Removed by somebody else meanwhile, it has the copy for all there is; and what
            # was saved into it must not go with it.
            if source_goes and look(files, source) is not None:
                check(files, source, expected)
                _remove(files, source, original)
        except (KnownError, OSError):
            is_last = files.keeps_open and not files.status(reader).st_nlink
            if not is_last and is_there(files, source):
                _take_back(files, target, part, made)
            raise


def _take_back(files: FileSystem, target: str, part: str, made: os.stat_result) -> None:
    """Remove the copy that was made this moment; what is there in its place goes where it came from."""
    with suppress(OSError, KnownError):
        if is_one_file(files.lstat(target), made):
            _remove(files, target, made)
        else:
            _move_exclusive(files, target, part)


def _remove(files: FileSystem, path: str, file: os.stat_result, changed: str = "move-source-changed") -> None:
    """Remove a name of a file, unless it is that of another one by now.

    Where others may exchange names, it is moved into a folder of ours alone first, and looked at there: no
    system removes a name on the condition that it is that of a certain file.

    Args:
        files: The file system; the folder is in hand.
        path: The name.
        file: What has it.
        changed: The code of the error if something else has it.
    """
    require_one(files, path, file, changed)
    if files.is_private(os.path.dirname(path)) or not _can_make(files, _aside(path)):
        files.unlink(path)
        return
    aside = os.path.join(_aside(path), os.path.basename(path))
    try:
        with in_hand(files, aside):
            if not files.is_private(_aside(path)):
                raise KnownError(changed, path=path)
            files.rename_case(path, aside)
            try:
                require_one(files, aside, file, changed)
                files.unlink(aside)
            except (KnownError, OSError):
                _move_exclusive(files, aside, path)
                raise
    finally:
        with suppress(OSError):
            files.remove_folder(_aside(path))


def _aside(path: str) -> str:
    """The folder of ours alone that a file goes into before it is removed."""
    folder, name = os.path.split(path)
    return os.path.join(folder, f".clipphotos-{blake2b(os.fsencode(name), digest_size=8).hexdigest()}.aside")


def _can_make(files: FileSystem, aside: str) -> bool:
    """Make it; False if there is no room for it, as on a full disk, from which files go for that reason."""
    try:
        files.make_folder(aside, 0o700)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        return False
    return True


def _drop_second_name(files: FileSystem, path: str) -> None:
    """Remove a name that was given this moment, if the file has another."""
    status = files.lstat(path)
    if status.st_nlink > 1:
        _remove(files, path, status)
