"""Folders in hand: opened without following a link, whichever way the system has for it."""

import errno
import os
import sys
from pathlib import Path

import pytest

from clipphotos.library import folder_handles
from clipphotos.library.folder_handles import FolderHandles, open_without_links

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no descriptors of folders")

WAYS = ["at once", "step by step", "by its path alone"]


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each way of opening: this system's best, that of older ones, and that of Windows."""
    if request.param != "at once":
        monkeypatch.setattr(folder_handles, "_openat2", None)
        monkeypatch.setattr(folder_handles, "_NO_LINK_ANYWHERE", 0)
    if request.param == "by its path alone":
        monkeypatch.setattr(folder_handles, "_HAS_DESCRIPTORS", False)
    return request.param


def test_a_path_leads_through_no_link(tmp_path: Path, way: str):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to("a")
    (tmp_path / "a" / "loop").symlink_to("loop")
    handles = FolderHandles()
    for name, code in (
        ("a/b", 0), ("a", 0), ("link", errno.ELOOP), ("link/b", errno.ELOOP), ("a/loop", errno.ELOOP),
        ("file", errno.ENOTDIR), ("gone", errno.ENOENT), ("gone/b", errno.ENOENT),
        ("n" * 300, errno.ENAMETOOLONG),
    ):  # fmt: skip
        folder = f"{tmp_path}/{name}"
        if not code:
            handles.hold(folder)
            assert handles.stat_in_place(folder).st_ino == Path(folder).stat().st_ino
            handles.let_go(folder)
            continue
        with pytest.raises(OSError, match=r"\[Errno") as caught:
            handles.hold(folder)
        assert caught.value.errno == code, name
        with pytest.raises(OSError, match=r"\[Errno") as caught:
            handles.stat_in_place(f"{folder}/a.jpg")
        assert caught.value.errno == code, name
    with pytest.raises(ValueError, match="null"):
        handles.hold(f"{tmp_path}/a\0b")
    handles.hold("/")
    assert handles.at("/")[1] == ("/" if way == WAYS[2] else "")
    handles.let_go("/")


def test_descriptors_are_closed_when_nobody_wants_them_any_more(tmp_path: Path, way: str):
    before = open_files()
    handles = FolderHandles()
    for _ in range(2):
        handles.hold(str(tmp_path))
    handles.let_go(str(tmp_path))
    assert handles.at(str(tmp_path / "a"))[1] == ("a" if way != WAYS[2] else str(tmp_path / "a"))
    handles.let_go(str(tmp_path))
    assert handles.at(str(tmp_path / "a")) == (None, str(tmp_path / "a"))
    for name in ("gone", "gone/deeper"):
        with pytest.raises(FileNotFoundError):
            handles.hold(f"{tmp_path}/{name}")
    with pytest.raises(KeyError), handles.of(str(tmp_path / "a")):
        raise KeyError
    assert open_files() == before


def open_files() -> set[str]:
    """Numbers of the descriptors of this process."""
    return {each.name for each in Path("/dev/fd").iterdir()}


@pytest.mark.parametrize(
    ("mode", "is_private"),
    [(0o700, True), (0o755, True), (0o555, True), (0o775, False), (0o777, False), (0o1777, False)],
)
def test_a_folder_that_others_may_write_is_not_private(tmp_path: Path, mode: int, is_private: bool):
    folder = tmp_path / "folder"
    folder.mkdir()
    folder.chmod(mode)
    handles = FolderHandles()
    handles.hold(str(folder))
    assert handles.is_private(str(folder)) is is_private
    handles.let_go(str(folder))
    if os.geteuid() == 0:
        os.chown(folder, 65534, 65534)
        handles.hold(str(folder))
        assert not handles.is_private(str(folder))
        handles.let_go(str(folder))


@pytest.mark.skipif(sys.platform != "linux", reason="the call is Linux's")
def test_a_kernel_that_does_not_know_the_call_is_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(folder_handles, "_openat2", lambda _: None)
    descriptor = open_without_links(str(tmp_path))
    assert os.path.samestat(os.fstat(descriptor), tmp_path.stat())
    os.close(descriptor)
