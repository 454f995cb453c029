"""What other users of the computer have to do with a socket or a lock, where the system tells."""

import os
import socket
import struct
import sys
from pathlib import Path

_LINUX_CREDENTIALS = struct.Struct("3i")
"""Process, user and group."""
_MAC_LEVEL, _MAC_PEER_CREDENTIALS, _MAC_BYTES = 0, 1, 76
_MAC_CREDENTIALS = struct.Struct("=II")
"""Version and user."""
_LOCKS = Path("/proc/locks")


def is_of_another_user(descriptor: int) -> bool:
    """Whether another user's process is at the other end of a local socket; False where nothing tells.

    Args:
        descriptor: Of a connected socket.
    """
    if os.name == "nt":
        return False
    with socket.socket(fileno=os.dup(descriptor)) as connection:
        try:
            user = _user_at_the_other_end(connection)
        except (OSError, struct.error):
            return False
    return user is not None and user != os.geteuid()


def is_locked_by_another_user(path: Path) -> bool:
    """Whether another user's process holds a lock on a file, which it opened when it still could.

    Linux alone tells.
    """
    try:
        status = path.stat()
        lines = _LOCKS.read_text("ascii", "replace").splitlines()
    except OSError:
        return False
    file = f"{os.major(status.st_dev):02x}:{os.minor(status.st_dev):02x}:{status.st_ino}"
    for line in lines:
        # 1: FLOCK  ADVISORY  WRITE 708 08:01:1234 0 EOF
        words = line.split()
        if len(words) >= 6 and words[5] == file and words[4].isdecimal() and _is_of_another_user(words[4]):
            return True
    return False


def _is_of_another_user(process: str) -> bool:
    try:
        return os.stat(f"/proc/{process}").st_uid != os.geteuid()  # noqa: PTH116 - no path of ours
    except OSError:
        return False


def _user_at_the_other_end(connection: socket.socket) -> int | None:
    if sys.platform == "linux":
        found = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _LINUX_CREDENTIALS.size)
        return _LINUX_CREDENTIALS.unpack(found)[1]
    if sys.platform == "darwin":
        found = connection.getsockopt(_MAC_LEVEL, _MAC_PEER_CREDENTIALS, _MAC_BYTES)
        return _MAC_CREDENTIALS.unpack_from(found)[1]
    return None
