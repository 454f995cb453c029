"""Has Linux refuse a process all files but those that it is made of, by Landlock."""

import ctypes
import os
import struct
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
_ASK_VERSION = 1
_BENEATH = 1
_NO_NEW_PRIVILEGES = 38
_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
_RIGHTS = {1: 13, 2: 14, 3: 15, 5: 16}
"""How many rights about files there are, by the version that brought the last of them."""
_NETWORK_SINCE, _SCOPES_SINCE = 4, 6
_CONNECT_AND_BIND, _SOCKETS_AND_SIGNALS = 0b11, 0b11


def allow_only_to_read(folders: Iterable[Path]) -> bool:
    """Give up, for this thread and those that it starts, all files but some folders to read from.

    Args:
        folders: Files or folders; those that do not exist are passed over.

    Returns:
        Whether this system can do that, and has done it.
    """
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)

    def call(number: int, *arguments: object) -> int:
        return libc.syscall(ctypes.c_long(number), *arguments)

    version = call(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint(_ASK_VERSION))
    if version < 1:
        return False
    attributes = _attributes(version)
    rules = call(_CREATE, attributes, ctypes.c_size_t(len(attributes)), ctypes.c_uint(0))
    if rules < 0:
        return False
    try:
        for folder in folders:
            with suppress(OSError):
                descriptor = os.open(folder, os.O_PATH | os.O_CLOEXEC)
                try:
                    rights = _READ_FILE | (_READ_FOLDER if folder.is_dir() else 0)
                    rule = struct.pack("=Qi", rights, descriptor)
                    call(_ADD_RULE, ctypes.c_int(rules), ctypes.c_int(_BENEATH), rule, ctypes.c_uint(0))
                finally:
                    os.close(descriptor)
        if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
            return False
        return call(_RESTRICT, ctypes.c_int(rules), ctypes.c_uint(0)) == 0
    finally:
        os.close(rules)


def _attributes(version: int) -> bytes:
    """What is refused unless a rule allows it: everything that this version knows."""
    rights = (1 << max(count for since, count in _RIGHTS.items() if since <= version)) - 1
    attributes = struct.pack("=Q", rights)
    if version >= _NETWORK_SINCE:
        attributes += struct.pack("=Q", _CONNECT_AND_BIND)
    if version >= _SCOPES_SINCE:
        attributes += struct.pack("=Q", _SOCKETS_AND_SIGNALS)
    return attributes
