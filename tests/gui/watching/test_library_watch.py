"""What other programs change in the library's folders appears in a window by itself."""

import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from clipphotos.core.errors import ErrorReport
from clipphotos.core.indexing.settings import IndexingTime
from clipphotos.core.models import ModelInfo
from clipphotos.core.photo import Photo, PhotoState
from clipphotos.gui.indexing import IndexingState
from clipphotos.gui.watching.changed_folders import ChangedFolders
from clipphotos.gui.watching.library_watch import LibraryWatch, is_remote
from clipphotos.inference.embedders.protocol import Embedder
from clipphotos.library.watching.change_watch import ChangeWatch
from clipphotos.storage.locations import DataLocations
from support.computers import Computer
from support.pictures import make_photo, make_photos
from support.services import load_colour_embedder
from support.stepped_host import SteppedHost
from support.windows import Opened

PATIENCE_MS = 30_000
"""Far more than is ever needed, so that only what never comes fails."""


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ChangeWatch, "SETTLE_SECONDS", 0.1)
    monkeypatch.setattr(ChangeWatch, "POLL_SECONDS", 0.2)
    monkeypatch.setattr(ChangedFolders, "REST_MS", 50)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_photos(tmp_path / "photos" / "a", 2)
    return tmp_path / "photos"


@pytest.fixture(params=["local", "network"])
def opened(
    request: pytest.FixtureRequest,
    open_window: Callable[[], Opened],
    qtbot: QtBot,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Opened:
    """A window over a library of two photos whose folder is watched."""
    monkeypatch.setattr(
        "clipphotos.gui.watching.library_watch.is_remote", lambda _: request.param == "network"
    )
    window = open_window()
    window.window.add_folders([folder])
    wait(qtbot, lambda: names(window) == {"0000-red.png", "0001-green.png"})
    wait(qtbot, lambda: window.indexing.state is IndexingState.IDLE)
    wait(qtbot, lambda: watch_of(window).is_watching(folder))
    return window


def watch_of(opened: Opened) -> ChangeWatch:
    (watch,) = opened.window.findChildren(LibraryWatch)
    return watch.watch


def names(opened: Opened) -> set[str]:
    return set(opened.names())


def raise_error(error: ErrorReport) -> None:
    raise AssertionError(error)


def wait(qtbot: QtBot, condition: Callable[[], bool]) -> None:
    qtbot.waitUntil(condition, timeout=PATIENCE_MS)


def test_photos_come_go_change_and_are_renamed_by_others(
    opened: Opened, folder: Path, qtbot: QtBot, tmp_path: Path
):
    make_photo(folder / "new.png", "blue", number=5)
    wait(qtbot, lambda: "new.png" in names(opened))
    make_photos(tmp_path / "album", 2, ".jpg")
    (tmp_path / "album").rename(folder / "album")
    wait(qtbot, lambda: {"0000-red.jpg", "0001-green.jpg"} <= names(opened))
    ids = {photo.path.name: photo.id for photo in photos(opened)}
    (folder / "new.png").rename(folder / "a" / "renamed.png")
    wait(qtbot, lambda: "renamed.png" in names(opened) and "new.png" not in names(opened))
    assert {photo.path.name: photo.id for photo in photos(opened)}["renamed.png"] == ids["new.png"]
    before = {photo.path.name: photo.content_hash for photo in photos(opened)}["0000-red.png"]
    make_photo(folder / "a" / "0000-red.png", "purple", number=77)
    wait(
        qtbot,
        lambda: any(
            photo.path.name == "0000-red.png" and photo.content_hash not in {before, b""}
            for photo in photos(opened)
        ),
    )
    shutil.rmtree(folder / "album")
    wait(qtbot, lambda: names(opened) == {"0000-red.png", "0001-green.png", "renamed.png"})
    wait(qtbot, lambda: opened.indexing.state is IndexingState.IDLE)


def photos(opened: Opened) -> list[Photo]:
    reader = opened.window._reader
    return list(reader.photos(reader.photo_ids()).values())


@pytest.mark.parametrize("opened", ["local"], indirect=True)
@pytest.mark.skipif(sys.platform != "linux", reason="only there the system tells of open files")
def test_a_photo_is_not_read_half(opened: Opened, folder: Path, qtbot: QtBot, tmp_path: Path):
    whole = make_photo(tmp_path / "whole.png", "blue", number=5, size=(400, 300)).read_bytes()
    with (folder / "slow.png").open("wb", buffering=0) as file:
        file.write(whole[: len(whole) // 2])
        # Something else in the same folder is no reason to read it.
        make_photo(folder / "other.png", "green", number=6)
        wait(qtbot, lambda: "other.png" in names(opened))
        wait(qtbot, lambda: opened.indexing.state is IndexingState.IDLE)
        assert "slow.png" not in names(opened)
        file.write(whole[len(whole) // 2 :])
    wait(qtbot, lambda: "slow.png" in names(opened))
    wait(qtbot, lambda: opened.indexing.state is IndexingState.IDLE)
    assert {photo.state for photo in photos(opened)} == {PhotoState.OK}


@pytest.mark.parametrize("opened", ["local"], indirect=True)
def test_nothing_is_watched_once_the_setting_is_off(opened: Opened, folder: Path, qtbot: QtBot):
    settings = opened.indexing.settings
    assert settings is not None

    opened.indexing.change_settings(replace(settings, watch=False), raise_error)
    wait(qtbot, lambda: not watch_of(opened).is_watching(folder))
    make_photo(folder / "new.png", "blue", number=5)
    opened.indexing.change_settings(replace(settings, watch=True), raise_error)
    wait(qtbot, lambda: watch_of(opened).is_watching(folder))
    # It is found with the next change.
    assert "new.png" not in names(opened)
    make_photo(folder / "newer.png", "blue", number=6)
    wait(qtbot, lambda: {"new.png", "newer.png"} <= names(opened))
    wait(qtbot, lambda: opened.indexing.state is IndexingState.IDLE)


@pytest.fixture
def model_may_load() -> Iterator[threading.Event]:
    """Until it is set, whoever needs the model waits."""
    may = threading.Event()
    yield may
    may.set()


@pytest.fixture(params=["local", "network"])
def reading(
    request: pytest.FixtureRequest,
    locations: DataLocations,
    qtbot: QtBot,
    folder: Path,
    model_may_load: threading.Event,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Opened]:
    """A window over a library of two photos whose first run goes on until the model may load."""
    monkeypatch.setattr(
        "clipphotos.gui.watching.library_watch.is_remote", lambda _: request.param == "network"
    )

    def load(info: ModelInfo) -> Embedder:
        model_may_load.wait()
        return load_colour_embedder(info)

    opened = Opened(locations, lambda on_event: SteppedHost(locations, on_event, Computer(), load))
    opened.begin()
    wait(qtbot, lambda: opened.indexing.settings is not None)
    opened.window.add_folders([folder])
    wait(qtbot, lambda: names(opened) == {"0000-red.png", "0001-green.png"})
    wait(qtbot, lambda: watch_of(opened).is_watching(folder))
    yield opened
    model_may_load.set()
    opened.close()


def pause(opened: Opened) -> None:
    opened.indexing.pause()


def by_hand(opened: Opened) -> None:
    settings = opened.indexing.settings
    assert settings is not None
    opened.indexing.change_settings(replace(settings, time=IndexingTime.BY_HAND), raise_error)
    for job in opened.indexing.jobs:
        opened.bridge.cancel(job)


@pytest.mark.parametrize(
    ("stop", "state"),
    [
        (lambda _: None, IndexingState.RUNNING),
        (pause, IndexingState.PAUSED),
        (by_hand, IndexingState.BY_HAND),
    ],
    ids=["it runs", "it is paused", "it is started by hand"],
)
def test_changes_are_seen_although_nothing_is_read(
    reading: Opened,
    folder: Path,
    qtbot: QtBot,
    model_may_load: threading.Event,
    stop: Callable[[Opened], None],
    state: IndexingState,
):
    stop(reading)
    wait(qtbot, lambda: reading.indexing.state is state)
    # One after the other: the first must not be all that is seen.
    make_photo(folder / "new.png", "blue", number=5)
    wait(qtbot, lambda: "new.png" in names(reading))
    make_photos(folder / "album", 2, ".jpg")
    wait(qtbot, lambda: {"0000-red.jpg", "0001-green.jpg"} <= names(reading))
    (folder / "new.png").rename(folder / "a" / "renamed.png")
    (folder / "a" / "0000-red.png").unlink()
    shutil.rmtree(folder / "album")
    wait(qtbot, lambda: names(reading) == {"0001-green.png", "renamed.png"})
    assert reading.indexing.state is state
    assert {photo.state for photo in photos(reading)} == {PhotoState.PENDING}
    model_may_load.set()
    if state is not IndexingState.RUNNING:
        reading.indexing.resume()
    wait(qtbot, lambda: reading.indexing.state in {IndexingState.IDLE, IndexingState.BY_HAND})
    wait(qtbot, lambda: {photo.state for photo in photos(reading)} == {PhotoState.OK})
    assert names(reading) == {"0001-green.png", "renamed.png"}


def test_the_temporary_folder_is_on_this_computer(tmp_path: Path):
    assert not is_remote(tmp_path)
    assert is_remote(Path("\\\\server\\share\\photos"))
