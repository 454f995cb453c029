"""Changes in folders are told of once they are at rest: by the system's notices, or by looks now and then."""

import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from clipphotos.library.watching.change_watch import ChangeWatch

PATIENCE = 30.0
"""Seconds: far more than is ever needed, so that only what never comes fails."""
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="only there the system tells of open files")


class Told:
    """Collects what a watch tells."""

    def __init__(self) -> None:
        self.folders: list[Path] = []
        self._news = threading.Condition()

    def __call__(self, folders: list[Path]) -> None:
        with self._news:
            self.folders += folders
            self._news.notify_all()

    def wait_for(self, *folders: Path) -> None:
        """Until all of these, or folders above them, were told of."""

        def is_told() -> bool:
            return all(any(folder.is_relative_to(each) for each in self.folders) for folder in folders)

        with self._news:
            assert self._news.wait_for(is_told, PATIENCE), self.folders

    def forget(self) -> None:
        with self._news:
            self.folders.clear()


@pytest.fixture(params=["notices", "looks"])
def is_remote(request: pytest.FixtureRequest) -> bool:
    return request.param == "looks"


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def watch(told: Told, is_remote: bool, monkeypatch: pytest.MonkeyPatch) -> Iterator[ChangeWatch]:
    monkeypatch.setattr(ChangeWatch, "SETTLE_SECONDS", 0.1)
    monkeypatch.setattr(ChangeWatch, "POLL_SECONDS", 0.1)
    one = ChangeWatch(told, lambda _: is_remote)
    yield one
    one.close()


def put(path: Path, content: bytes = b"x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def until(condition: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE
    nothing = threading.Event()
    while not condition():
        assert time.monotonic() < ends
        nothing.wait(0.01)


def begin(watch: ChangeWatch, folder: Path) -> None:
    watch.watch([folder])
    until(lambda: watch.is_watching(folder))


@pytest.mark.parametrize(
    "change", ["new", "edited in place", "replaced", "renamed", "gone", "a folder", "a folder moved in"]
)
def test_every_change_is_told_of(watch: ChangeWatch, told: Told, tmp_path: Path, change: str):
    folder = tmp_path / "photos"
    photo = put(folder / "a" / "1.jpg")
    outside = put(tmp_path / "outside" / "album" / "2.jpg").parent
    begin(watch, folder)
    if change == "new":
        put(folder / "a" / "2.jpg")
    elif change == "edited in place":
        photo.write_bytes(b"longer")
    elif change == "replaced":
        put(folder / "a" / ".new.jpg", b"longer").replace(photo)
    elif change == "renamed":
        photo.rename(folder / "a" / "3.jpg")
    elif change == "gone":
        photo.unlink()
    elif change == "a folder":
        put(folder / "b" / "c" / "2.jpg")
    else:
        outside.rename(folder / "b")
    told.wait_for(folder / ("b" if change.startswith("a folder") else "a"))


def test_what_is_no_photo_is_not_told_of(watch: ChangeWatch, told: Told, tmp_path: Path):
    folder = tmp_path / "photos"
    put(folder / "a" / "1.jpg")
    begin(watch, folder)
    put(folder / "b.txt")
    put(folder / ".hidden" / "2.jpg")
    put(folder / "A.photoslibrary" / "3.jpg")
    (folder / "a" / "1.jpg").read_bytes()
    put(folder / "z" / "4.jpg")
    told.wait_for(folder / "z")
    assert not any(".hidden" in each.parts or "A.photoslibrary" in each.parts for each in told.folders)


@pytest.mark.parametrize("is_remote", [False])
@on_linux
def test_a_file_that_is_being_written_is_named_until_it_is_closed(
    watch: ChangeWatch, told: Told, tmp_path: Path
):
    folder = tmp_path / "photos"
    folder.mkdir()
    begin(watch, folder)
    with (folder / "slow.jpg").open("wb", buffering=0) as file:
        file.write(b"half")
        until(lambda: folder / "slow.jpg" in watch.being_written())
        file.write(b"the rest")
    until(lambda: not watch.being_written())
    told.wait_for(folder)


def test_a_folder_that_comes_back_is_told_of_and_watched_again(
    watch: ChangeWatch, told: Told, tmp_path: Path
):
    folder = tmp_path / "drive"
    put(folder / "1.jpg")
    begin(watch, folder)
    folder.rename(tmp_path / "away")
    until(lambda: folder in watch._polled and watch._polled[folder].told is None)
    told.forget()
    (tmp_path / "away").rename(folder)
    told.wait_for(folder)
    told.forget()
    put(folder / "2.jpg")
    told.wait_for(folder)


@pytest.mark.parametrize("is_remote", [False])
def test_where_the_system_has_no_room_left_it_is_looked_now_and_then(
    watch: ChangeWatch, told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("clipphotos.library.watching.system_notices._has_room_for", lambda _: False)
    folder = tmp_path / "photos"
    folder.mkdir()
    begin(watch, folder)
    assert folder in watch._polled
    put(folder / "1.jpg")
    told.wait_for(folder)


def test_what_is_no_longer_wanted_is_not_told_of(watch: ChangeWatch, told: Told, tmp_path: Path):
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    begin(watch, one)
    watch.watch([other])
    until(lambda: one not in watch._polled and one not in watch._notices.folders)
    begin(watch, other)
    put(one / "1.jpg")
    put(other / "1.jpg")
    told.wait_for(other)
    assert not any(each.is_relative_to(one) for each in told.folders)


def test_what_the_watcher_writes_of_itself_is_not_in_our_log():
    assert not logging.getLogger("watchdog.observers.inotify").isEnabledFor(logging.ERROR)
