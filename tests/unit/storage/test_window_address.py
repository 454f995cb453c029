"""Where the window listens, and how a second start learns of it."""

import os
import socket
import stat
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from clipphotos.storage.window_address import is_left_behind, note_address, noted_address, possible_addresses

pytestmark = pytest.mark.skipif(os.name == "nt", reason="sockets have no files there")


def folders(note: Path) -> list[Path]:
    with ExitStack() as stack:
        return [Path(address).parent for address in possible_addresses(note, stack)]


@pytest.fixture
def short_path() -> Iterator[Path]:
    """A folder with a short name, as the system's own have: addresses of sockets may not be long."""
    with tempfile.TemporaryDirectory(prefix="run-") as folder:
        yield Path(folder)


@pytest.mark.parametrize(
    ("mode", "is_used"), [(0o700, True), (0o755, False), (0o770, False), (0o1777, False)], ids=oct
)
def test_the_systems_folder_is_used_if_it_is_the_users_only(
    short_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int, is_used: bool
):
    runtime = short_path / "run"
    runtime.mkdir()
    runtime.chmod(mode)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    found = folders(short_path / "note")
    assert (runtime in found) is is_used
    assert found[int(is_used)] == short_path


@pytest.mark.parametrize("runtime", ["", "relative", "/nowhere/at/all", "nul\0"])
def test_a_system_without_such_a_folder(short_path: Path, monkeypatch: pytest.MonkeyPatch, runtime: str):
    monkeypatch.setattr(os, "environ", {**os.environ, "XDG_RUNTIME_DIR": runtime})
    assert folders(short_path / "note")[0] == short_path


def test_where_names_are_too_long_a_new_folder_is_made_and_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    with ExitStack() as stack:
        (address,) = possible_addresses(tmp_path / ("d" * 120) / "note", stack)
        assert len(os.fsencode(address)) < 104
        assert stat.S_IMODE(Path(address).parent.stat().st_mode) == 0o700
    assert not Path(address).parent.exists()


def test_a_note_is_private_and_takes_the_place_of_the_one_before(tmp_path: Path):
    note = tmp_path / "window.address"
    assert noted_address(note) is None
    note.write_text("old")
    note.chmod(0o644)
    note_address(note, "/run/user/7/clipphotos-1")
    assert noted_address(note) == "/run/user/7/clipphotos-1"
    assert stat.S_IMODE(note.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [note]


@pytest.mark.parametrize("content", [b"", b"/home/me/photo.jpg", b"\xff\0\xfe", b"x" * 10_000])
def test_what_is_no_address_is_none(tmp_path: Path, content: bytes):
    (tmp_path / "note").write_bytes(content)
    assert noted_address(tmp_path / "note") is None


def test_only_a_socket_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
    Path("file").touch()
    Path("link").symlink_to("socket")
    names = ["socket", "file", "link", "missing", "nul\0"]
    assert [is_left_behind(name) for name in names] == [True, False, False, False, False]
