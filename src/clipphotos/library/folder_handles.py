"""Folders taken in hand, so that what is done in one is done in that very folder, wherever its path leads.

Somebody who may write beside a folder can put a link in its place at any moment. Where the system has
descriptors of folders, one is opened without following any link, and names are looked up in it from then on.
Where it has none, the path is resolved before and after instead: the nearest there is.
"""

import ctypes
import errno
import os
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType


def folder_of(path: str) -> str:
    """The folder that an absolute path names something in."""
    if os.sep != "/":
        return os.path.dirname(path)  # noqa: PTH120
    return path[: path.rfind("/")] or "/"  # the same, and quicker


@dataclass(slots=True)
class _Handle:
    """A folder in hand.

    Attributes:
        descriptor: None where the system has no descriptors of folders.
        is_private: Whether nobody else may change the names in it.
        holders: How many want it in hand.
    """

    descriptor: int | None
    is_private: bool
    holders: int = 0


class FolderHandles:
    """The folders that are in hand, by path."""

    def __init__(self) -> None:
        self._handles: dict[str, _Handle] = {}

    def hold(self, folder: str) -> None:
        """Take a folder in hand, until `let_go` was called as often; in the one above it if that is in hand.

        Raises:
            OSError: ``ELOOP`` if a link is on its path; else as the system says why it cannot be opened.
        """
        handle = self._handles.get(folder)
        if handle is None:
            above, name = self.at(folder)
            descriptor = None if above is None or not name else _open_below(above, name, folder)
            handle = self._handles[folder] = _opened(folder, descriptor)
        handle.holders += 1

    def let_go(self, folder: str) -> None:
        """Say that a folder need not be in hand any more."""
        handle = self._handles[folder]
        handle.holders -= 1
        if not handle.holders:
            del self._handles[folder]
            _close(handle)

    def stat_in_place(self, path: str) -> os.stat_result:
        """What a path leads to from the top, whatever is in hand; of a link itself.

        Raises:
            OSError: ``ELOOP`` if a link is on the way; ``ENOENT`` if nothing is there.
        """
        folder = folder_of(path)
        if not _HAS_DESCRIPTORS:
            _opened(folder)
            return os.lstat(path)
        descriptor = open_without_links(folder)
        try:
            return os.stat(path[path.rfind("/") + 1 :], dir_fd=descriptor, follow_symlinks=False)
        finally:
            os.close(descriptor)

    def is_private(self, folder: str) -> bool:
        """Whether nobody but us (and who may do anything) can change the names in a folder in hand."""
        return self._handles[folder].is_private

    def at(self, path: str) -> tuple[int | None, str]:
        """Where to look for a path: a descriptor and a name in it, or None and the path itself."""
        slash = path.rfind("/")
        handle = self._handles.get(path[:slash] or "/")
        if handle is None or handle.descriptor is None:
            return None, path
        return handle.descriptor, path[slash + 1 :]

    def of(self, path: str) -> "_Place":
        """A context in which the folder of a path is in hand; its value is as of `at`."""
        return _Place(self, path)


class _Place:
    """See `FolderHandles.of`; a class because this is done for every file, and a generator takes longer."""

    __slots__ = ("_folder", "_handles", "_path")

    def __init__(self, handles: FolderHandles, path: str) -> None:
        self._handles = handles
        self._path = path
        self._folder = folder_of(path)

    def __enter__(self) -> tuple[int | None, str]:
        self._handles.hold(self._folder)
        return self._handles.at(self._path)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._handles.let_go(self._folder)


# --- opening ----------------------------------------------------------------------------------------


def _opened(folder: str, descriptor: int | None = None) -> _Handle:
    if not _HAS_DESCRIPTORS:
        status = os.lstat(folder)
        is_elsewhere = os.path.normcase(os.path.realpath(folder)) != os.path.normcase(folder)
        if is_elsewhere or stat.S_ISLNK(status.st_mode):
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), folder)
        if not stat.S_ISDIR(status.st_mode):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), folder)
        return _Handle(None, is_private=True)
    if descriptor is None:
        descriptor = open_without_links(folder)
    status = os.fstat(descriptor)
    is_ours = status.st_uid in (os.geteuid(), 0)
    others_may_write = status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return _Handle(descriptor, is_ours and not others_may_write)


def _close(handle: _Handle) -> None:
    if handle.descriptor is not None:
        os.close(handle.descriptor)


def open_without_links(folder: str) -> int:
    """A descriptor of a folder, to look up names in it.

    Raises:
        OSError: ``ELOOP`` if its path leads through a link, whatever that points to.
    """
    if "\0" in folder:
        raise ValueError("embedded null byte")
    if _NO_LINK_ANYWHERE:
        return os.open(folder, _FLAGS | _NO_LINK_ANYWHERE)
    if _openat2 is not None:
        descriptor = _openat2(folder)
        if descriptor is not None:
            return descriptor
    return _step_by_step(folder)


def _step_by_step(folder: str) -> int:
    descriptor = os.open("/", _FLAGS)
    for name in folder.split("/"):
        if not name:
            continue
        try:
            below = _open_below(descriptor, name, folder)
        finally:
            os.close(descriptor)
        descriptor = below
    return descriptor


def _open_below(above: int, name: str, folder: str) -> int:
    """A descriptor of a folder, by its name in another one."""
    try:
        return os.open(name, _FLAGS | os.O_NOFOLLOW, dir_fd=above)
    except OSError as error:
        is_link = error.errno == errno.ENOTDIR and _is_link(name, above)
        code = errno.ELOOP if is_link else error.errno or errno.EIO
        raise OSError(code, os.strerror(code), folder) from error


def _is_link(name: str, folder: int) -> bool:
    try:
        return stat.S_ISLNK(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)
    except OSError:
        return False


class _OpenHow(ctypes.Structure):
    """What Linux calls ``struct open_how``."""

    _fields_ = (("flags", ctypes.c_uint64), ("mode", ctypes.c_uint64), ("resolve", ctypes.c_uint64))


_AT_FDCWD = -100
_OPENAT2 = 437
_RESOLVE_NO_SYMLINKS = 4


def _find_openat2() -> Callable[[str], int | None] | None:
    """Linux's way of opening a path that leads through no link, in one step; None where it has none."""
    if not sys.platform.startswith("linux"):
        return None
    system_call = ctypes.CDLL(None, use_errno=True).syscall
    system_call.argtypes = (ctypes.c_long, ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p, ctypes.c_size_t)
    system_call.restype = ctypes.c_long
    how = _OpenHow(_FLAGS, 0, _RESOLVE_NO_SYMLINKS)
    where, size = ctypes.addressof(how), ctypes.sizeof(how)

    def openat2(path: str, _keep: _OpenHow = how) -> int | None:
        descriptor = system_call(_OPENAT2, _AT_FDCWD, os.fsencode(path), where, size)
        if descriptor >= 0:
            return descriptor
        code = ctypes.get_errno()
        # Kernels before 5.6 do not know it, and some sandboxes do not let it through.
        if code in (errno.ENOSYS, errno.EPERM):
            return None
        raise OSError(code, os.strerror(code), path)

    return openat2


_HAS_DESCRIPTORS = os.open in os.supports_dir_fd and os.stat in os.supports_dir_fd
_FLAGS: int = (
    getattr(os, "O_DIRECTORY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    # Enough to look up names, also where they must not be listed.
    | getattr(os, "O_PATH", getattr(os, "O_SEARCH", 0))
)
_NO_LINK_ANYWHERE: int = getattr(os, "O_NOFOLLOW_ANY", 0)  # macOS
_openat2 = _find_openat2()
