"""The system's calls that change files, one method each: a seam where tests make any of them fail or kill.

Nothing here decides anything; `clipphotos.library.file_operations` does, and nobody else calls these.
"""

import ctypes
import errno
import os
import shutil
import stat
import sys
from collections.abc import Callable

_AT_FDCWD = -100
_RENAME_NOREPLACE = 1


class FileSystem:
    """The real thing. Every method raises `OSError` as the system does."""

    def lstat(self, path: str) -> os.stat_result:
        """The `stat` of a path; of a symbolic link itself, not of what it points to."""
        return os.lstat(path)

    def names(self, folder: str) -> list[str]:
        """Names of everything in a folder."""
        return os.listdir(folder)

    def real_path(self, path: str) -> str:
        """Where a path leads when every link is followed."""
        return os.path.realpath(path)

    def rename_exclusive(self, source: str, target: str) -> None:
        """Give a file another name in one step, unless the name is taken.

        Raises:
            FileExistsError: If it is.
            OSError: ``ENOTSUP`` where the system cannot do this.
        """
        if sys.platform == "win32":
            os.rename(source, target)  # it refuses a taken name
            return
        if _renameat2 is None:
            raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP), source)
        outcome = _renameat2(
            _AT_FDCWD, os.fsencode(source), _AT_FDCWD, os.fsencode(target), _RENAME_NOREPLACE
        )
        if outcome != 0:
            code = ctypes.get_errno()
            # The file system does not know the flag.
            code = errno.ENOTSUP if code in (errno.EINVAL, errno.ENOSYS) else code
            raise OSError(code, os.strerror(code), source, None, target)

    def rename_case(self, source: str, target: str) -> None:
        """Change the case, or the composition, of a name where both spellings are one file."""
        os.rename(source, target)

    def link(self, source: str, target: str) -> None:
        """Give a file a second name, unless that is taken."""
        os.link(source, target)

    def unlink(self, path: str) -> None:
        """Remove a name of a file; the file itself goes with its last name."""
        os.unlink(path)

    def make_folder(self, path: str) -> None:
        """Make one folder."""
        os.mkdir(path)

    def remove_folder(self, path: str) -> None:
        """Remove a folder that is empty."""
        os.rmdir(path)

    def open_to_read(self, path: str) -> int:
        """A descriptor of a file; a link is refused."""
        return os.open(path, os.O_RDONLY | _FLAGS)

    def create(self, path: str) -> int:
        """A descriptor of a new file that only we may read; a taken name is refused."""
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _FLAGS, 0o600)

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
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        except OSError as error:
            # Some file systems sync by themselves and refuse to be asked.
            if error.errno not in (errno.EINVAL, errno.ENOTSUP):
                raise
        finally:
            os.close(descriptor)

    def copy_metadata(self, source: str, target: str) -> None:
        """Extended attributes, permissions and times, as far as the target's file system keeps them."""
        try:
            shutil.copystat(source, target, follow_symlinks=False)
        except PermissionError:
            # FAT knows no permissions; the time is what matters.
            status = os.lstat(source)
            os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))

    def trash(self, path: str) -> None:
        """Put a file into the system's trash."""
        from send2trash import send2trash  # pyright: ignore[reportUnknownVariableType]

        send2trash(path)


def is_regular(status: os.stat_result) -> bool:
    """Whether it is an ordinary file, and not a link, a folder or a device."""
    return stat.S_ISREG(status.st_mode)


def is_folder(status: os.stat_result) -> bool:
    """Whether it is a folder, and not a link to one."""
    return stat.S_ISDIR(status.st_mode)


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
