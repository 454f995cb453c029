"""Other users' sockets and locks are told from the user's own."""

import fcntl
import os
import socket
import sys
from pathlib import Path

import pytest

from clipphotos.core.other_users import is_locked_by_another_user, is_of_another_user

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux tells")
NOBODY = 65534


def test_the_users_own_are_its_own(tmp_path: Path):
    mine, other = socket.socketpair()
    with mine, other:
        assert not is_of_another_user(mine.fileno())
        assert mine.send(b"still open") == 10
    path = tmp_path / "lock"
    with path.open("w") as file:
        assert not is_locked_by_another_user(path)
        fcntl.flock(file, fcntl.LOCK_EX)
        assert not is_locked_by_another_user(path)
    assert not is_locked_by_another_user(tmp_path / "missing")


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="needs two users")
def test_another_users_are_known(tmp_path: Path):
    path = tmp_path / "lock"
    path.touch()
    # The other user inherits what it could not open.
    descriptor = os.open(path, os.O_RDONLY)
    server = socket.socket(socket.AF_UNIX)
    server.bind(f"\0clipphotos-test-{os.getpid()}")
    server.listen()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            caller = socket.socket(socket.AF_UNIX)
            caller.connect(server.getsockname())
            os.write(writing, b"ready")
            caller.recv(1)
        finally:
            os._exit(0)
    os.close(descriptor)
    assert os.read(reading, 5) == b"ready"
    with server, server.accept()[0] as connection:
        assert is_of_another_user(connection.fileno())
        assert is_locked_by_another_user(path)
    os.waitpid(child, 0)
    assert not is_locked_by_another_user(path)
    os.close(reading)
    os.close(writing)
