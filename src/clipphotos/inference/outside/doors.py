"""While a model is loaded, no library reaches the network, asks a question, or unpickles an object.

The libraries that load models can do all three. They are given no reason to; should one find a reason
nevertheless, Python's audit hooks tell of it before it happens, and an exception stops it. Code that has got
as far as running could undo this: it is the second door, not the first.
"""

import pickle
import socket
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

_NETWORK = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_NAMES = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})


class NetworkClosedError(OSError):
    """The network was asked for while a model was loaded; to libraries it is as if there were none."""


class _Doors(threading.local):
    """What the running thread may do.

    Attributes:
        loads: How many models it is loading, one within another.
        downloads: Whether reaching the network is its task.
    """

    loads = 0
    downloads = False


_doors = _Doors()
_lock = threading.Lock()
_loading = 0
_is_watched = False


@contextmanager
def closed() -> Generator[None]:
    """Refuse the network to every thread but those that download, and questions and pickles to this one."""
    global _loading, _is_watched  # noqa: PLW0603 - an audit hook is for the whole process, and for good
    with _lock:
        if not _is_watched:
            sys.addaudithook(_watch)
            _is_watched = True
        _loading += 1
    _doors.loads += 1
    try:
        yield
    finally:
        _doors.loads -= 1
        with _lock:
            _loading -= 1


@contextmanager
def open_to_the_network() -> Generator[None]:
    """Let this thread reach the network, whatever is loaded meanwhile."""
    before, _doors.downloads = _doors.downloads, True
    try:
        yield
    finally:
        _doors.downloads = before


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if not _loading:
        return
    if event in _NETWORK:
        family = getattr(arguments[0], "family", None)
        if not _doors.downloads and family != getattr(socket, "AF_UNIX", -1):
            raise NetworkClosedError("closed while a model is loaded")
    elif event in _NAMES:
        if not _doors.downloads:
            raise NetworkClosedError("closed while a model is loaded")
    elif event == "builtins.input" and _doors.loads:
        raise EOFError("nobody is asked while a model is loaded")
    elif event == "pickle.find_class" and _doors.loads:
        raise pickle.UnpicklingError("nothing is unpickled while a model is loaded")
