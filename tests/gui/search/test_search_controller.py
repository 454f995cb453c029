"""Searching while the model is being loaded, and after a search that was refused."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from clipphotos.core.models import ModelInfo
from clipphotos.core.search.filters import LeastRating
from clipphotos.gui.indexing import IndexingState
from clipphotos.inference.embedders.protocol import Embedder
from clipphotos.storage.locations import DataLocations
from support.computers import Computer
from support.pictures import make_photo
from support.services import load_colour_embedder
from support.stepped_host import SteppedHost
from support.windows import Opened


class SlowModel:
    """A model that is loaded when a test says so."""

    def __init__(self) -> None:
        self.may_load = Event()

    def __call__(self, info: ModelInfo) -> Embedder:
        self.may_load.wait(60)
        return load_colour_embedder(info)


@pytest.fixture
def model() -> Iterator[SlowModel]:
    slow = SlowModel()
    yield slow
    slow.may_load.set()


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    for number, name in enumerate(("cat.png", "cat 2.png", "dog.png")):
        make_photo(folder / name, "red", number=number)
    return folder


def open_with(locations: DataLocations, model: SlowModel) -> Opened:
    opened = Opened(locations, lambda on_event: SteppedHost(locations, on_event, Computer(), model))
    opened.begin()
    return opened


@pytest.fixture
def opened(qtbot: QtBot, locations: DataLocations, photos: Path, model: SlowModel) -> Iterator[Opened]:
    """Three photos that were found, and cannot be read before the model is there."""
    opened = open_with(locations, model)
    opened.window.add_folders([photos])
    qtbot.waitUntil(lambda: opened.window.model.rowCount() == 3)
    yield opened
    model.may_load.set()
    qtbot.waitUntil(lambda: opened.bridge.has_model)
    opened.close()


def test_names_answer_until_the_model_is_there(opened: Opened, qtbot: QtBot, model: SlowModel) -> None:
    window = opened.window
    window.search_bar.edit.setText("cat")
    qtbot.waitUntil(lambda: sorted(opened.names()) == ["cat 2.png", "cat.png"])
    assert "Found by name" in window.notice.text
    assert window.notice.isVisible()
    model.may_load.set()
    with qtbot.waitSignal(window.search.answered):
        pass
    qtbot.waitUntil(lambda: not window.notice.isVisible())
    qtbot.waitUntil(lambda: opened.indexing.state is IndexingState.IDLE)


def test_a_photo_chosen_by_its_name_stays_chosen(
    qtbot: QtBot, locations: DataLocations, photos: Path, model: SlowModel
) -> None:
    """The list comes twice: what is called so, and what looks so once the model is there."""
    ready = SlowModel()
    ready.may_load.set()
    with closing(open_with(locations, ready)) as first:
        first.index(qtbot, photos, 3)
    with closing(open_with(locations, model)) as opened:
        window = opened.window
        window.search_bar.edit.setText("cat")
        qtbot.waitUntil(lambda: sorted(opened.names()) == ["cat 2.png", "cat.png"])
        window.grid.selection.begin_at(1)
        chosen = window.grid.selection.ids()
        model.may_load.set()
        qtbot.waitUntil(lambda: window.model.rowCount() == 3)
        qtbot.waitUntil(lambda: opened.indexing.state is IndexingState.IDLE)
        assert window.grid.selection.ids() == chosen
        # Another search is another list.
        with qtbot.waitSignal(window.search.answered):
            window.search_bar.edit.setText("red")
        assert window.grid.selection.ids() == []


def test_names_are_shown_until_a_photo_is_read(opened: Opened, qtbot: QtBot, model: SlowModel) -> None:
    window = opened.window
    opened.indexing.pause()
    window.search_bar.edit.setText("cat")
    qtbot.waitUntil(lambda: sorted(opened.names()) == ["cat 2.png", "cat.png"])
    with qtbot.waitSignal(window.search.answered):
        model.may_load.set()
    assert sorted(opened.names()) == ["cat 2.png", "cat.png"]
    assert window.notice.isVisible()
    # The model is there now, but still nothing was read.
    window.search_bar.edit.setText("dog")
    qtbot.waitUntil(lambda: opened.names() == ["dog.png"])
    window.search_bar.edit.setText("umbrella")
    qtbot.waitUntil(lambda: "read yet" in window.content.message.title)
    assert not window.notice.isVisible()
    window.search_bar.edit.setText("dog")
    qtbot.waitUntil(lambda: opened.names() == ["dog.png"])
    opened.indexing.resume()
    qtbot.waitUntil(lambda: window.model.rowCount() == 3)
    qtbot.waitUntil(lambda: not window.notice.isVisible())
    qtbot.waitUntil(lambda: opened.indexing.state is IndexingState.IDLE)


def test_where_no_name_fits_the_model_is_waited_for(opened: Opened, qtbot: QtBot) -> None:
    window = opened.window
    window.search_bar.edit.setText("umbrella")
    qtbot.waitUntil(lambda: "search model ready" in window.content.message.title)
    assert window.model.rowCount() == 0
    window.search_bar.clear()
    qtbot.waitUntil(lambda: window.model.rowCount() == 3)


def test_filters_need_no_model(opened: Opened, qtbot: QtBot) -> None:
    window = opened.window
    with qtbot.waitSignal(window.search.answered):
        window.search_bar.set_filters((LeastRating(3),))
    assert window.content.message.title


def test_a_refused_search_says_why_until_another_is_made(
    opened: Opened, qtbot: QtBot, model: SlowModel, tmp_path: Path
) -> None:
    model.may_load.set()
    window = opened.window
    qtbot.waitUntil(lambda: opened.indexing.state is IndexingState.IDLE)
    window.search_bar.set_example(tmp_path / "gone.png")
    qtbot.waitUntil(lambda: "cannot be made" in window.content.message.title)
    assert window.model.rowCount() == 0
    assert not window.notice.isVisible()
    window.search_bar.set_example(None)
    with qtbot.waitSignal(window.search.answered):
        window.search_bar.edit.setText("red")
    assert window.model.rowCount() == 3
    assert not window.content.message.title
    assert not window.notice.isVisible()


def test_while_photos_are_read_a_search_says_how_many_it_knows(
    opened: Opened, qtbot: QtBot, model: SlowModel
):
    window, notice = opened.window, opened.window.notice
    model.may_load.set()
    qtbot.waitUntil(lambda: opened.indexing.state is IndexingState.IDLE)
    opened.indexing.pause()
    folder = window.model.photo(0).path.parent
    for number in range(10, 14):
        make_photo(folder / f"{number}.png", "green", number=number)
    opened.indexing.scan_changed([folder], frozenset())
    qtbot.waitUntil(lambda: window.model.rowCount() == 7)
    window.search_bar.edit.setText("green")
    qtbot.waitUntil(lambda: "3 of 7" in notice.text and notice.isVisible())
    # As often as photos are read, the search is made again: a hint that was closed does not come back.
    notice._close.click()
    with qtbot.waitSignal(window.search.answered):
        window.search._submit_again()
    assert not notice.isVisible()
    window.search_bar.edit.setText("red")
    qtbot.waitUntil(notice.isVisible)
    opened.indexing.resume()
    qtbot.waitUntil(lambda: opened.indexing.state is IndexingState.IDLE)
    qtbot.waitUntil(lambda: not notice.isVisible())
