"""What indexing says of itself: nothing stays unindexed without a word."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from clipphotos.core.errors import ModelUnavailable
from clipphotos.core.models import ModelInfo
from clipphotos.gui.indexing import IndexingState
from clipphotos.inference.embedders.protocol import Embedder
from clipphotos.service.hosts.inline import InlineHost
from clipphotos.storage.locations import DataLocations
from support.computers import Computer
from support.pictures import make_photos
from support.services import load_colour_embedder
from support.stepped_host import SteppedHost
from support.windows import Opened


@pytest.fixture
def paused(qtbot: QtBot, locations: DataLocations, tmp_path: Path) -> Iterator[Opened]:
    """A library of twelve photos whose indexing was paused before it began."""
    opened = Opened(locations, lambda on_event: SteppedHost(locations, on_event, Computer()))
    opened.begin()
    make_photos(tmp_path / "first", 12)
    make_photos(tmp_path / "second", 3)
    opened.window.add_folders([tmp_path / "first"])
    qtbot.waitUntil(lambda: opened.window.model.rowCount() == 12)
    opened.indexing.pause()
    assert opened.indexing.state is IndexingState.PAUSED
    yield opened
    opened.close()


def test_a_folder_added_in_a_pause_is_indexed_and_the_pause_goes_on(
    paused: Opened, qtbot: QtBot, tmp_path: Path
) -> None:
    paused.window.add_folders([tmp_path / "second"])
    assert paused.indexing.state is IndexingState.RUNNING
    qtbot.waitUntil(lambda: paused.indexing.state is IndexingState.PAUSED)
    bar = paused.window.status_bar
    assert "paused" in bar.progress_text
    assert bar._pause.isVisible()
    bar._pause.click()
    qtbot.waitUntil(lambda: paused.indexing.state is IndexingState.IDLE)
    assert not bar.progress_text


def test_other_work_ends_no_pause(paused: Opened, qtbot: QtBot) -> None:
    paused.indexing.tag_anew()
    assert paused.indexing.state is IndexingState.RUNNING
    qtbot.waitUntil(lambda: paused.indexing.state is IndexingState.PAUSED)


def test_indexing_everything_ends_the_pause(paused: Opened, qtbot: QtBot) -> None:
    paused.window.actions_["rescan"].trigger()
    qtbot.waitUntil(lambda: paused.indexing.state is IndexingState.IDLE)


def test_pausing_the_added_folder_keeps_the_pause(paused: Opened, tmp_path: Path) -> None:
    paused.window.add_folders([tmp_path / "second"])
    paused.indexing.pause()
    assert paused.indexing.state is IndexingState.PAUSED


@pytest.fixture
def failing(locations: DataLocations) -> Iterator[tuple[Opened, list[str]]]:
    """A window whose model cannot be used as long as there is anything in the list."""
    faults = ["damaged"]

    def load(info: ModelInfo) -> Embedder:
        if faults:
            raise ModelUnavailable(name=info.name, detail=faults[0])
        return load_colour_embedder(info)

    opened = Opened(locations, lambda on_event: InlineHost(locations, on_event, load_embedder=load))
    opened.begin()
    yield opened, faults
    opened.close()


def test_after_an_error_it_offers_to_go_on(
    failing: tuple[Opened, list[str]], qtbot: QtBot, tmp_path: Path
) -> None:
    opened, faults = failing
    make_photos(tmp_path / "photos", 3)
    opened.window.add_folders([tmp_path / "photos"])
    qtbot.waitUntil(lambda: opened.indexing.state is IndexingState.STOPPED)
    bar = opened.window.status_bar
    assert "stopped" in bar.progress_text
    faults.clear()
    bar._pause.click()
    qtbot.waitUntil(lambda: opened.indexing.state is IndexingState.IDLE)


def test_a_folder_that_cannot_be_used_leaves_nothing_to_go_on_with(
    open_window: Callable[[], Opened], qtbot: QtBot, tmp_path: Path
) -> None:
    opened = open_window()
    opened.window.add_folders([tmp_path / "nowhere"])
    qtbot.waitUntil(lambda: opened.indexing.state is IndexingState.IDLE)


def test_where_nothing_was_read_nothing_is_tagged(open_window: Callable[[], Opened], qtbot: QtBot) -> None:
    opened = open_window()
    opened.indexing.tag_anew()
    qtbot.waitUntil(lambda: "nothing to tag" in opened.window.notice.text)
