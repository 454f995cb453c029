"""A real file system and a real journal that can be told to fail, or to end the program, at any call."""

import os
import select
import signal
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from clipphotos.library.file_system import FileSystem
from clipphotos.storage.catalogue import Catalogue

CHANGING = (
    "rename_exclusive", "rename_case", "link", "unlink", "make_folder", "remove_folder", "create", "write",
    "sync", "sync_folder", "copy_metadata", "trash",
)  # fmt: skip
LOOKING = ("lstat", "names", "real_path", "open_to_read", "read", "rewind", "status")
HOLDING = ("hold", "stat_in_place", "is_private")

Tap = Callable[[str, tuple[Any, ...]], None]
"""Called with a method's name and arguments before it does anything; may raise, may end the program."""


class TappedFileSystem(FileSystem):
    """The real file system, but for what the tap does before each call.

    Args:
        tap: Called first.
        names: Methods that are tapped.
        without: Methods that this system cannot do.
    """

    def __init__(self, tap: Tap, names: tuple[str, ...] = CHANGING, without: tuple[str, ...] = ()) -> None:
        for name in names:
            setattr(self, name, self._tapped(name, getattr(super(), name), tap))
        for name in without:
            setattr(self, name, self._impossible)

    @staticmethod
    def _tapped(name: str, method: Callable[..., Any], tap: Tap) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            tap(name, arguments)
            return method(*arguments)

        return call

    @staticmethod
    def _impossible(*_: Any) -> Any:
        import errno

        raise OSError(errno.ENOTSUP, "not supported here")


class Countdown:
    """Ends the program, as abruptly as a power cut, before the n-th of its calls; counts them.

    Args:
        calls: Calls to live; 0 to only count.
    """

    def __init__(self, calls: int = 0) -> None:
        self.calls = calls
        self.count = 0

    def __call__(self, _name: str, _arguments: tuple[Any, ...] = ()) -> None:
        self.count += 1
        if self.count == self.calls:
            os._exit(9)


def tap_journal(tap: Tap) -> None:
    """Tap the beginning and both sides of the end of every transaction of this process, for good."""
    original = Catalogue.transaction

    @contextmanager
    def transaction(self: Catalogue) -> Generator[None]:
        tap("begin", ())
        with original(self):
            yield
            tap("commit", ())
        tap("committed", ())

    Catalogue.transaction = transaction  # type: ignore[method-assign]


def in_child(work: Callable[[], object], seconds: float | None = None) -> int:
    """Do something in a copy of this process, and kill that after a time.

    Returns:
        Its exit code: 0 if it finished, -9 if it was killed here.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        code = 70
        try:
            os.close(reader)
            work()
            code = 0
        finally:
            os._exit(code)
    os.close(writer)
    # At the end of the child, however it comes, the pipe's other side is closed.
    select.select([reader], [], [], seconds)
    os.close(reader)
    if seconds is not None:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)
