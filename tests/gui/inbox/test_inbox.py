"""Inboxes in the window: watched, proposed, sorted only when the user says so."""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clipphotos.app import WindowController
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.grid.proposal_badge import TileProposal, paint_proposal
from clipphotos.gui.inbox.folder_watch import FolderWatch
from clipphotos.gui.indexing import IndexingState
from clipphotos.gui.settings import WindowSettings
from clipphotos.gui.watching.changed_folders import ChangedFolders
from clipphotos.gui.widgets.place_delegate import BADGE
from clipphotos.service.hosts.inline import InlineHost
from clipphotos.service.protocol.categories import AddCategory, PhotoExample, RemoveCategory, SetExamples
from clipphotos.service.protocol.inboxes import SetInbox
from clipphotos.storage.locations import DataLocations
from support.pictures import make_photo, make_photos
from support.services import Service, load_colour_embedder
from support.windows import Opened

OpenWindow = Callable[[], Opened]


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FolderWatch, "SOON_MS", 10)
    monkeypatch.setattr(FolderWatch, "AGAIN_MS", 50)
    monkeypatch.setattr(ChangedFolders, "REST_MS", 20)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "photos"


@pytest.fixture
def inbox(folder: Path) -> Path:
    return folder / "inbox"


@pytest.fixture
def opened(open_window: OpenWindow, qtbot: QtBot, folder: Path, inbox: Path) -> Opened:
    """Eight photos in a folder that is to be an inbox, eight beside it, and two categories."""
    make_photos(inbox, 8)
    make_photos(folder / "old", 8, first=8)
    opened = open_window()
    opened.fill(qtbot, folder, 16)
    return opened


@pytest.fixture
def watching(opened: Opened, qtbot: QtBot, inbox: Path) -> Opened:
    """The folder is an inbox, chosen in the menu."""
    opened.window.library.choose(inbox)
    opened.window.actions_["watch"].trigger()
    qtbot.waitUntil(lambda: badges(opened) == {"0000-red.png": "red", "0002-blue.png": "blue"})
    rests(opened, qtbot)
    return opened


def badges(opened: Opened) -> dict[str, str]:
    """File names of the grid with the categories on their badges."""
    model = opened.window.model
    found = {}
    for row in range(model.rowCount()):
        photo, proposal = model.photo(row), model.proposal(row)
        if photo and proposal:
            found[photo.path.name] = proposal.category
    return found


def rests(opened: Opened, qtbot: QtBot) -> None:
    watch = opened.window.inbox.watch
    qtbot.waitUntil(lambda: not watch._later.isActive() and not watch._soon.isActive())
    qtbot.waitUntil(lambda: not opened.window.inbox._changed_folders._gather.isActive())
    qtbot.waitUntil(lambda: opened.indexing.state is IndexingState.IDLE)


def count(opened: Opened) -> str:
    item = opened.window.sidebar.inboxes.topLevelItem(0)
    return str(item.data(0, BADGE)) if item else ""


def tree(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_folder_becomes_an_inbox_and_its_photos_get_badges(
    watching: Opened, qtbot: QtBot, inbox: Path
) -> None:
    window = watching.window
    assert window.sidebar.inboxes.isVisible()
    assert window.sidebar.inboxes.folders == [inbox]
    assert count(watching) == "2"
    assert "Nothing moves by itself" in window.notice.text
    assert window.actions_["watch"].isChecked()
    row = watching.names().index("0000-red.png")
    tip = window.model.data(window.model.index(row), Qt.ItemDataRole.ToolTipRole)
    assert "Would go to “red” – about" in tip
    spoken = window.model.data(window.model.index(row), Qt.ItemDataRole.AccessibleTextRole)
    assert "Would go to “red”" in spoken
    window.library.choose(None)
    qtbot.waitUntil(lambda: window.model.rowCount() == 16)
    assert badges(watching) == {"0000-red.png": "red", "0002-blue.png": "blue"}


def test_a_photo_that_is_dropped_into_the_folder_is_found_and_not_moved(
    watching: Opened, qtbot: QtBot, folder: Path, inbox: Path
) -> None:
    new = make_photo(folder.parent / "camera" / "new.png", "red", number=40)
    shutil.copy(new, inbox / "new.png")
    before = tree(folder)
    qtbot.waitUntil(lambda: badges(watching).get("new.png") == "red")
    assert count(watching) == "3"
    make_photo(inbox / "card" / "100" / "deep.png", "blue", number=41)
    qtbot.waitUntil(lambda: badges(watching).get("deep.png") == "blue")
    rests(watching, qtbot)
    assert tree(folder) == {**before, "inbox/card/100/deep.png": tree(inbox)["card/100/deep.png"]}


def test_a_photo_that_is_still_being_written_is_read_when_it_is_whole(
    watching: Opened, qtbot: QtBot, folder: Path, inbox: Path
) -> None:
    whole = make_photo(folder.parent / "x.jpg", "red", number=5, size=(640, 480)).read_bytes()
    growing = inbox / "growing.jpg"
    growing.write_bytes(whole[: len(whole) // 3])
    qtbot.waitUntil(lambda: "growing.jpg" in watching.names())
    with growing.open("ab") as file:
        file.write(whole[len(whole) // 3 :])
    # What a system does not tell of is found by looking.
    watching.window.inbox.watch.look_everywhere()
    qtbot.waitUntil(lambda: badges(watching).get("growing.jpg") == "red")


def test_what_the_system_does_not_tell_of_is_found_once_a_minute(
    watching: Opened, qtbot: QtBot, inbox: Path
) -> None:
    watch = watching.window.inbox.watch
    watch._watcher.removePaths(watch._watcher.directories())
    assert watch._regularly.isActive()
    make_photo(inbox / "new.png", "red", number=40)
    watch._regularly.timeout.emit()
    qtbot.waitUntil(lambda: badges(watching).get("new.png") == "red")


def test_the_inbox_shows_what_is_proposed_and_keeps_up(watching: Opened, qtbot: QtBot, inbox: Path) -> None:
    window = watching.window
    window.sidebar.inboxes.choose(inbox)
    qtbot.waitUntil(lambda: sorted(watching.names()) == ["0000-red.png", "0002-blue.png"])
    assert not window.library.is_chosen
    assert "inbox" in window.search_bar.edit.placeholderText()
    assert "2 photo(s) would go to a category" in window.notice.text
    make_photo(inbox / "new.png", "red", number=40)
    qtbot.waitUntil(lambda: "new.png" in watching.names())
    assert "3 photo(s) would go" in window.notice.text
    # A search is made in all of the folder, and left to where it began.
    window.search_bar.edit.setText("green")
    qtbot.waitUntil(lambda: "0001-green.png" in watching.names())
    window.search_bar.edit.setText("")
    qtbot.waitUntil(lambda: sorted(watching.names()) == ["0000-red.png", "0002-blue.png", "new.png"])
    watching.bridge.submit(RemoveCategory("red"))
    watching.bridge.submit(RemoveCategory("blue"))
    qtbot.waitUntil(lambda: watching.names() == [])
    assert "Nothing is proposed" in window.content.message.title
    assert not window.notice.isVisible()
    assert count(watching) == ""
    window.library.choose(inbox)
    qtbot.waitUntil(lambda: len(watching.names()) == 9)
    assert badges(watching) == {}


def test_what_the_user_says_is_what_is_proposed(watching: Opened, qtbot: QtBot) -> None:
    model = watching.window.model
    row = watching.names().index("0001-green.png")
    watching.bridge.submit(SetExamples((PhotoExample(model.ids[row], 1, is_member=True),)))
    qtbot.waitUntil(lambda: badges(watching).get("0001-green.png") == "red")
    tip = model.data(model.index(row), Qt.ItemDataRole.ToolTipRole)
    assert "as you said" in tip


def test_the_inbox_is_sorted_on_the_board(watching: Opened, qtbot: QtBot, folder: Path, inbox: Path) -> None:
    before = tree(folder)
    window = watching.window
    assert window.actions_["sort-inbox"].isEnabled()
    window.actions_["sort-inbox"].trigger()
    board = window.sorting.board
    qtbot.waitUntil(lambda: board.planned is not None)
    photos = {each.candidate.file.path for each in board.planned.plan.entries}
    assert photos == set(inbox.iterdir())
    assert tree(folder) == before
    # What is tagged so needs no proposal any more.
    qtbot.mouseClick(board.apply, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: badges(watching) == {})
    assert count(watching) == ""
    assert tree(folder) == before


def test_no_longer_watched(watching: Opened, qtbot: QtBot, inbox: Path) -> None:
    window = watching.window
    window.sidebar.inboxes.choose(inbox)
    window.actions_["watch"].trigger()
    qtbot.waitUntil(lambda: not window.sidebar.inboxes.isVisible())
    assert window.library.is_chosen
    qtbot.waitUntil(lambda: badges(watching) == {})
    assert window.inbox.watch.folders == []
    assert window.inbox.watch._watcher.directories() == []
    assert not window.actions_["sort-inbox"].isEnabled()
    assert (inbox / "0000-red.png").exists()


def test_a_watched_folder_that_is_deleted_is_said_and_watched_again(
    watching: Opened, qtbot: QtBot, inbox: Path
) -> None:
    window = watching.window
    inbox.rename(inbox.parent.parent / "away")
    qtbot.waitUntil(lambda: "is not there any more" in window.notice.text)
    assert str(inbox) in window.notice.text
    qtbot.waitUntil(lambda: badges(watching) == {})
    # The photos in it are missing, not forgotten.
    window.library.choose(None)
    qtbot.waitUntil(lambda: len(watching.names()) == 8)
    assert window.sidebar.inboxes.folders == [inbox]
    (inbox.parent.parent / "away").rename(inbox)
    qtbot.waitUntil(lambda: badges(watching) == {"0000-red.png": "red", "0002-blue.png": "blue"})
    assert len(watching.names()) == 16


def test_a_folder_of_which_nothing_is_left_is_refused(opened: Opened, qtbot: QtBot, inbox: Path) -> None:
    window = opened.window
    window.library.choose(inbox)
    inbox.rename(inbox.parent.parent / "away")
    window.actions_["watch"].trigger()
    qtbot.waitUntil(lambda: "cannot be found" in window.notice.text)
    assert not window.actions_["watch"].isChecked()
    assert not window.sidebar.inboxes.isVisible()


def test_paused_indexing_stays_paused(watching: Opened, qtbot: QtBot, inbox: Path) -> None:
    watching.indexing.pause()
    make_photo(inbox / "new.png", "red", number=40)
    watch = watching.window.inbox.watch
    with qtbot.waitSignal(watch.changed):
        watch.look_everywhere()
    assert watching.indexing.state is IndexingState.PAUSED
    watching.indexing.resume()
    qtbot.waitUntil(lambda: badges(watching).get("new.png") == "red")


def test_inboxes_are_remembered_and_looked_at_at_the_start(
    locations: DataLocations, open_window: OpenWindow, qtbot: QtBot, folder: Path, inbox: Path
) -> None:
    make_photos(inbox, 8)
    service = Service(locations)
    locations.create()
    service.index(folder)
    service.run(AddCategory("red", threshold=0.3))
    service.run(SetInbox(inbox, on=True))
    make_photo(inbox / "new.png", "red", number=40)
    opened = open_window()
    qtbot.waitUntil(lambda: opened.window.sidebar.inboxes.folders == [inbox])
    qtbot.waitUntil(lambda: badges(opened) == {"0000-red.png": "red", "new.png": "red"})
    rests(opened, qtbot)


def test_a_window_in_another_language_knows_them_too(
    locations: DataLocations, qapp: QApplication, qtbot: QtBot, folder: Path, inbox: Path
) -> None:
    make_photos(inbox, 8)
    locations.create()
    service = Service(locations)
    service.index(folder)
    service.run(AddCategory("red", threshold=0.3))
    service.run(SetInbox(inbox, on=True))
    bridge = ServiceBridge(lambda tell: InlineHost(locations, tell, load_embedder=load_colour_embedder))
    keeper = WindowController(qapp, bridge, locations, WindowSettings(locations.settings))
    keeper.show()
    first = keeper.window
    qtbot.waitUntil(lambda: len(first.model._proposals) == 1)
    first.actions_["language-zh_CN"].trigger()
    qtbot.waitUntil(lambda: keeper.window is not first)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    second = keeper.window
    qtbot.waitUntil(lambda: second.sidebar.categories.names == ["red"])
    qtbot.waitUntil(lambda: len(second.model._proposals) == 1)
    assert second.sidebar.inboxes.folders == [inbox]
    assert second.inbox.watch.folders == [inbox]
    second.hide()
    keeper.shut_down()
    bridge.close()
    second.deleteLater()


def test_names_of_any_length_fit_into_a_tile(qapp: QApplication) -> None:
    names = ("a", "Receipts and invoices of the last seven years", "收据和发票")
    metrics = QFontMetrics(qapp.font())
    picture = QPixmap(400, 400)
    painter = QPainter(picture)
    drawn = [
        (tile, paint_proposal(painter, tile, qapp.palette(), metrics, TileProposal(name, "#4c8bf5", 0.9)))
        for tile in (QRectF(0, 0, edge, edge) for edge in (60, 96, 176, 384))
        for name in names
    ]
    painter.end()
    assert all(tile.contains(badge) for tile, badge in drawn)


def test_nothing_is_said_to_be_certain() -> None:
    assert "about 99% right" in TileProposal("a", "#4c8bf5", 1.0).sentence()
    assert "as you said" in TileProposal("a", "#4c8bf5", None).sentence()
