"""The system's calls that change files, one method each: a seam where tests make any of them fail or kill.

Nothing here decides anything; `clipphotos.library.file_operations` does, and nobody else calls these. What is
changed is given by its path, and no path leads through a link then: that is seen to here.
"""

import ctypes
import errno
import os
import stat
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from functools import cached_property

from clipphotos.library.folder_handles import FolderHandles

_RENAME_NOREPLACE = 1


class FileSystem:
    """The real thing. Every method raises `OSError` as the system does.

    Attributes:
        keeps_open: Whether a file can be renamed and removed while it is open.
    """

    keeps_open = sys.platform != "win32"

    @cached_property
    def _folders(self) -> FolderHandles:
        return FolderHandles()

    # --- folders in hand --------------------------------------------------------------------------

    def hold(self, folder: str) -> None:
        """Take a folder in hand: until `let_go`, paths into it are looked up in this very folder.

        Raises:
            OSError: ``ELOOP`` if a link is on its path.
        """
        self._folders.hold(folder)

    def let_go(self, folder: str) -> None:
        """Let go of a folder that was taken in hand."""
        self._folders.let_go(folder)

    def is_private(self, folder: str) -> bool:
        """Whether nobody but us can change the names in a folder in hand, as far as can be told."""
        return self._folders.is_private(folder)

    # --- looking ----------------------------------------------------------------------------------

    def lstat(self, path: str) -> os.stat_result:
        """The `stat` of a path; of a symbolic link itself, not of what it points to."""
        folder, name = self._folders.at(path)
        return os.stat(name, dir_fd=folder, follow_symlinks=False)

    def stat_in_place(self, path: str) -> os.stat_result:
        """The `lstat` of what a path leads to through no link, whatever folders are in hand."""
        return self._folders.stat_in_place(path)

    def names(self, folder: str) -> list[str]:
        """Names of everything in a folder."""
        return os.listdir(folder)

    def real_path(self, path: str) -> str:
        """Where a path leads when every link is followed."""
        return os.path.realpath(path)

    # --- names ------------------------------------------------------------------------------------

    def rename_exclusive(self, source: str, target: str) -> None:
        """Give a file another name in one step, unless the name is taken.

        Raises:
            FileExistsError: If it is.
            OSError: ``ENOTSUP`` where the system cannot do this.
        """
        if sys.platform == "win32":
            os.rename(source, target)  # it refuses a taken name
            return
        folder, name = self._folders.at(source)
        other, new = self._folders.at(target)
        if folder is None or other is None:
            with self._folders.of(source) as (folder, _), self._folders.of(target) as (other, _):
                code = _rename(folder, os.path.basename(source), other, os.path.basename(target))
        else:
            code = _rename(folder, name, other, new)
        if code:
            # The file system does not know the flag.
            code = errno.ENOTSUP if code in (errno.EINVAL, errno.ENOSYS) else code
            raise OSError(code, os.strerror(code), source, None, target)

    def rename_case(self, source: str, target: str) -> None:
        """Rename where nothing else can be in the way.

        So it is if both are spellings of one name, or if the target is in a new folder of ours alone.
        """
        with self._folders.of(source) as (folder, name), self._folders.of(target) as (other, new):
            os.rename(name, new, src_dir_fd=folder, dst_dir_fd=other)

    def link(self, source: str, target: str) -> None:
        """Give a file a second name, unless that is taken."""
        with (
            _told_by(source, target),
            self._folders.of(source) as (folder, name),
            self._folders.of(target) as (other, new),
        ):
            if folder is None and other is None:
                os.link(name, new)
            else:
                os.link(name, new, src_dir_fd=folder, dst_dir_fd=other, follow_symlinks=False)

    def unlink(self, path: str) -> None:
        """Remove a name of a file; the file itself goes with its last name."""
        with self._folders.of(path) as (folder, name):
            os.unlink(name, dir_fd=folder)

    def make_folder(self, path: str, mode: int = 0o777) -> None:
        """Make one folder."""
        with self._folders.of(path) as (folder, name):
            os.mkdir(name, mode, dir_fd=folder)

    def remove_folder(self, path: str) -> None:
        """Remove a folder that is empty."""
        with self._folders.of(path) as (folder, name):
            os.rmdir(name, dir_fd=folder)

    def trash(self, path: str) -> None:
        """Put a file into the system's trash."""
        from send2trash import send2trash  # pyright: ignore[reportUnknownVariableType]

        send2trash(path)

    # --- open files -------------------------------------------------------------------------------

    def open_to_read(self, path: str) -> int:
        """A descriptor of a file; a link is refused."""
        folder, name = self._folders.at(path)
        with _told_by(path):
            return os.open(name, os.O_RDONLY | _FLAGS, dir_fd=folder)

    def create(self, path: str) -> int:
        """A descriptor of a new file that only we may read; a taken name is refused."""
        with self._folders.of(path) as (folder, name):
            return os.open(name, os.O_RDWR | os.O_CREAT | os.O_EXCL | _FLAGS, 0o600, dir_fd=folder)

    def read(self, descriptor: int, count: int) -> bytes:
        """Some of the next bytes; empty at the end of the file."""
        return os.read(descriptor, count)

    def write(self, descriptor: int, data: bytes | memoryview) -> int:
        """Write some of the bytes; returns how many were written."""
        return os.write(descriptor, data)

    def rewind(self, descriptor: int) -> None:
        """Read from the beginning next, from the disk and not from memory where that can be asked for."""
        os.lseek(descriptor, 0, os.SEEK_SET)
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)

    def status(self, descriptor: int) -> os.stat_result:
        """The `stat` of an open file."""
        return os.fstat(descriptor)

    def sync(self, descriptor: int) -> None:
        """Flush a file's bytes to the disk."""
        os.fsync(descriptor)

    def close(self, descriptor: int) -> None:
        """Close a descriptor."""
        os.close(descriptor)

    def sync_folder(self, folder: str) -> None:
        """Flush the names in a folder to the disk."""
        if sys.platform == "win32":
            return  # NTFS journals them, and folders cannot be opened
        above, name = self._folders.at(os.path.join(folder, "."))
        descriptor = os.open(name, os.O_RDONLY, dir_fd=above)
        try:
            os.fsync(descriptor)
        except OSError as error:
            # Some file systems sync by themselves and refuse to be asked.
            if error.errno not in (errno.EINVAL, errno.ENOTSUP):
                raise
        finally:
            os.close(descriptor)

    def copy_metadata(self, source: int, target: int, path: str) -> None:
        """What a copy keeps, as far as its file system does: times, who may read or write it, and labels.

        It keeps no right to be run, and least of all as somebody else; and of extended attributes only what
        users may set, no access lists. Those of the file were given to others, by others.

        Args:
            source: A descriptor.
            target: A descriptor.
            path: Of the target, for systems that know no other way; they let nobody exchange an open file.
        """
        status = os.fstat(source)
        where = target if os.utime in os.supports_fd else path
        if sys.platform == "linux":
            _copy_attributes(source, target)
        os.utime(where, ns=(status.st_atime_ns, status.st_mtime_ns))
        # FAT knows no permissions; the time is what matters.
        with suppress(PermissionError):
            os.chmod(where, status.st_mode & 0o666)


def is_regular(status: os.stat_result) -> bool:
    """Whether it is an ordinary file, and not a link, a folder or a device."""
    return stat.S_ISREG(status.st_mode)


def is_folder(status: os.stat_result) -> bool:
    """Whether it is a folder, and not a link to one."""
    return stat.S_ISDIR(status.st_mode)


if sys.platform == "linux":

    def _copy_attributes(source: int, target: int) -> None:
        with suppress(OSError):
            for name in os.listxattr(source):
                if name.startswith("user."):
                    # One that has no room, or none of its kind, is no reason to have no copy.
                    with suppress(OSError):
                        os.setxattr(target, name, os.getxattr(source, name))


def _rename(folder: int | None, name: str, other: int | None, new: str) -> int:
    """The number of the error; 0 for none."""
    if _renameat2 is None or folder is None or other is None:
        return errno.ENOSYS
    if _renameat2(folder, _bytes_of(name), other, _bytes_of(new), _RENAME_NOREPLACE) == 0:
        return 0
    return ctypes.get_errno()


def _bytes_of(name: str) -> bytes:
    """A name for the system; what would end it early there is refused."""
    if "\0" in name:
        raise ValueError("embedded null byte")
    return os.fsencode(name)


@contextmanager
def _told_by(path: str, other: str | None = None) -> Generator[None]:
    """Have the system's errors name paths, where it was given names in folders."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, path, None, other) from error


def _flags() -> int:
    flags = 0
    for name in ("O_NOFOLLOW", "O_CLOEXEC", "O_NOCTTY", "O_NONBLOCK", "O_BINARY", "O_NOINHERIT"):
        flags |= getattr(os, name, 0)
    return flags


def _find_renameat2() -> Callable[[int, bytes, int, bytes, int], int] | None:
    if not sys.platform.startswith("linux"):
        return None
    function = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if function is not None:
        function.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)
        function.restype = ctypes.c_int
    return function


_FLAGS = _flags()
_renameat2 = _find_renameat2()
