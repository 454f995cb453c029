"""A process that decodes may do nothing else: what a decoder that was taken over would do is refused."""

import ctypes
import fcntl
import json
import os
import platform
import resource
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PIL import Image

from clipphotos.core.errors import BadImage
from clipphotos.core.photo import PhotoFacts
from clipphotos.library.decoding.decode import DecodedPhoto
from clipphotos.library.isolation.child import serve
from clipphotos.library.isolation.landlock import allow_only_to_read
from clipphotos.library.isolation.process import DecoderProcess
from clipphotos.library.isolation.seccomp import filter_of
from clipphotos.library.isolation.system_calls import MACHINES

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in MACHINES, reason="Linux confines"
)
MEMORY = 1 << 30


def read_secret(secret: Path) -> None:
    secret.read_text()


def list_folder(secret: Path) -> None:
    list(secret.parent.iterdir())


def write_beside(secret: Path) -> None:
    (secret.parent / "new").write_text("")


def append(secret: Path) -> None:
    secret.open("a").close()


def truncate(secret: Path) -> None:
    os.truncate(secret, 0)


def delete(secret: Path) -> None:
    secret.unlink()


def rename(secret: Path) -> None:
    secret.rename(secret.parent / "renamed")


def link(secret: Path) -> None:
    (secret.parent / "hard").hardlink_to(secret)


def symlink(secret: Path) -> None:
    (secret.parent / "soft").symlink_to(secret)


def make_folder(secret: Path) -> None:
    (secret.parent / "folder").mkdir()


def change_mode(secret: Path) -> None:
    secret.chmod(0o777)


def change_time(secret: Path) -> None:
    os.utime(secret, (0, 0))


def set_attribute(secret: Path) -> None:
    os.setxattr(secret, "user.x", b"1")


def temporary_file(_secret: Path) -> None:
    os.open("/dev/shm", os.O_TMPFILE | os.O_RDWR)


def connect(_secret: Path) -> None:
    socket.create_connection(("127.0.0.1", 9))


def local_socket(_secret: Path) -> None:
    socket.socket(socket.AF_UNIX).close()


def socket_pair(_secret: Path) -> None:
    for each in socket.socketpair():
        each.close()


def run_program(_secret: Path) -> None:
    subprocess.run(["/bin/true"])


def replace_itself(_secret: Path) -> None:
    os.execv("/bin/true", ["true"])


def fork(_secret: Path) -> None:
    if os.fork() == 0:
        os._exit(0)


def signal_its_parent(_secret: Path) -> None:
    os.kill(os.getppid(), signal.SIGCONT)


def signal_all(_secret: Path) -> None:
    os.kill(-1, signal.SIGCONT)


def type_into_the_terminal(_secret: Path) -> None:
    fcntl.ioctl(0, 0x5412, b"x")


def raise_its_limits(_secret: Path) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 30, 1 << 30))


def anonymous_file(_secret: Path) -> None:
    os.memfd_create("x")


def trace_its_parent(_secret: Path) -> None:
    if ctypes.CDLL(None, use_errno=True).ptrace(16, os.getppid(), 0, 0) < 0:
        raise OSError(ctypes.get_errno(), "ptrace")


def other_numbers(_secret: Path) -> None:
    """The same system calls by the numbers of programs with short pointers."""
    if ctypes.CDLL(None, use_errno=True).syscall(ctypes.c_long(0x40000000 + 41), 1, 1, 0) < 0:
        raise OSError(ctypes.get_errno(), "socket")


def big_ring(_secret: Path) -> None:
    """A queue of system calls that the kernel would do by itself."""
    if ctypes.CDLL(None, use_errno=True).syscall(ctypes.c_long(425), 1, bytes(120)) < 0:
        raise OSError(ctypes.get_errno(), "io_uring_setup")


def in_a_thread_of_a_library(secret: Path) -> None:
    """A library's threads are bound by the same."""
    failures: list[OSError] = []

    def work() -> None:
        try:
            read_secret(secret)
        except OSError as error:
            failures.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    if failures:
        raise failures[0]


ATTEMPTS = {
    each.__name__: each
    for each in (
        read_secret, list_folder, write_beside, append, truncate, delete, rename, link, symlink, make_folder,
        change_mode, change_time, set_attribute, temporary_file, connect, local_socket, socket_pair,
        run_program, replace_itself, fork, signal_its_parent, signal_all, type_into_the_terminal,
        raise_its_limits, anonymous_file, trace_its_parent, other_numbers, big_ring, in_a_thread_of_a_library,
    )
}  # fmt: skip


def attempt(data: bytes, min_edge: int) -> DecodedPhoto:
    """A decoder that does what its file tells it, and reports what came of it."""
    name, secret = json.loads(data)
    try:
        ATTEMPTS[name](Path(secret))
    except (OSError, ValueError) as error:
        raise BadImage("refused", detail=type(error).__name__) from error
    return DecodedPhoto(Image.new("RGB", (1, 1)), PhotoFacts(1, 1))


@pytest.fixture(scope="module")
def process():
    process = DecoderProcess(attempt, MEMORY)
    yield process
    process.stop()


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret"
    path.write_text("nobody's business")
    return path


@pytest.mark.parametrize("name", ATTEMPTS)
def test_nothing_but_decoding_is_allowed(process: DecoderProcess, secret: Path, name: str):
    with pytest.raises(BadImage) as caught:
        process.decode(json.dumps([name, str(secret)]).encode(), 1, 60, None)
    assert caught.value.error_code == "refused"
    assert secret.read_text() == "nobody's business"
    assert list(secret.parent.iterdir()) == [secret]


@pytest.mark.parametrize("name", [name for name in ATTEMPTS if name != "replace_itself"])
def test_each_of_these_would_work_otherwise(secret: Path, name: str):
    """So that the test above shows something. Some need a right that this machine may not give."""
    needs_more = {"type_into_the_terminal", "connect", "trace_its_parent", "other_numbers", "big_ring"}
    if name in needs_more or name in ("raise_its_limits", "signal_all", "temporary_file", "set_attribute"):
        pytest.skip("depends on the machine")
    ATTEMPTS[name](secret)


@pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES)
def test_every_way_through_the_filter_ends(machine):
    """Jumps lead forward into the filter, and the last instruction returns."""
    code = filter_of(machine, 1)
    count = len(code) // 8
    assert count < 4096
    for number in range(count):
        kind, if_true, if_false = (
            int.from_bytes(code[number * 8 : number * 8 + 2], "little"),
            *code[number * 8 + 2 : number * 8 + 4],
        )
        if kind != 0x06:
            assert number + 1 + max(if_true, if_false) < count
    assert int.from_bytes(code[-8:-6], "little") == 0x06


@pytest.mark.parametrize(
    "lacking",
    ["clipphotos.library.isolation.confinement.allow_only_to_read", "…confinement.refuse_all_but_decoding"],
)
def test_either_of_the_two_alone_keeps_files_from_being_written(lacking: str, secret: Path):
    script = f"""
import os, sys
from clipphotos.library.isolation import confinement
confinement.{lacking.rpartition(".")[2]} = lambda *_: False
confinement.confine(os.open(os.devnull, os.O_RDONLY), 1 << 30)
try:
    open(sys.argv[1], "a")
except OSError:
    os._exit(7)
"""
    assert subprocess.run([sys.executable, "-c", script, str(secret)]).returncode == 7


def test_a_system_that_cannot_confine_still_decodes(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "platform", "other")
    assert not allow_only_to_read([])
    assert callable(serve)
