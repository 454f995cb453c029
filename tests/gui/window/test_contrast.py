"""Every text can be read on what it really stands on, in each state and in all colours."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QToolTip,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from clipphotos.core.errors import ErrorReport
from clipphotos.core.operations.annotation import Flag
from clipphotos.core.search.filters import LeastRating
from clipphotos.core.tags.photo_tags import TagName
from clipphotos.gui.i18n import install_language
from clipphotos.gui.indexing import IndexingState
from clipphotos.gui.settings import ColourChoice, LanguageChoice
from clipphotos.gui.tags.completion import _SUGGESTION, _SuggestionDelegate
from clipphotos.service.protocol.tags import TagSuggestion
from support.all_dialogs import visit_dialogs
from support.legibility import texts_of
from support.pictures import make_photos
from support.windows import Opened

LEAST = 4.5
LEAST_OF_HIGH_CONTRAST = 7.0
LEAST_OF_SYMBOLS = 3.0
HIGH_CONTRAST = {ColourChoice.WHITE, ColourChoice.BLACK}
SHOWN = [each for each in ColourChoice if each is not ColourChoice.SYSTEM]
PAGES = ("sort", "review")


@dataclass
class Reader:
    """Notes which texts cannot be read well enough."""

    least: float
    found: list[str]

    def read(self, where: str, window: QWidget) -> None:
        """Read a window in each state of what is in it."""
        texts = list(texts_of(window))
        assert texts, where
        self.found += [
            f"{where}: {text.words[:40]} {text.state} {text.contrast:.2f}"
            for text in texts
            if text.contrast < (self.least if text.has_letters else LEAST_OF_SYMBOLS)
        ]


@pytest.fixture(params=SHOWN, ids=[each.value for each in SHOWN])
def reader(request: pytest.FixtureRequest, choose_colours: Callable[[ColourChoice], None]) -> Reader:
    install_language(LanguageChoice.ENGLISH)
    choose_colours(request.param)
    return Reader(LEAST_OF_HIGH_CONTRAST if request.param in HIGH_CONTRAST else LEAST, [])


def test_the_first_window(reader: Reader, open_window: Callable[[], Opened]):
    reader.read("first", open_window().window)
    assert not reader.found, "\n".join(reader.found)


def test_the_library_and_its_dialogs(
    reader: Reader, open_window: Callable[[], Opened], qtbot: QtBot, tmp_path: Path
):
    make_photos(tmp_path / "photos", 12)
    opened = open_window()
    opened.fill(qtbot, tmp_path / "photos", 12)
    window = opened.window
    reader.read("library", window)
    window.tags.show_panel(True)
    QApplication.processEvents()
    window.grid.selectAll()
    window.notice.inform("Something happened.", "Undo", lambda: None)
    window.status_bar.show_skipped(3)
    window.status_bar.show_state(IndexingState.PAUSED)
    reader.read("selected", window)
    window.notice.report(ErrorReport("folder-missing", {"path": "/gone"}))
    reader.read("error", window.notice)
    for menu in window.menuBar().findChildren(QMenu):
        menu.popup(QPoint(0, 0))
        reader.read(menu.title(), menu)
        menu.hide()
    read_tooltip(reader, window, qtbot)
    visit_dialogs(opened, qtbot, reader.read)
    for name in PAGES:
        window.grid.selectAll()
        window.actions_[name].trigger()
        QApplication.processEvents()
        reader.read(name, window)
    window.status_bar.show_state(IndexingState.IDLE)
    assert not reader.found, "\n".join(reader.found)


def read_tooltip(reader: Reader, window: QWidget, qtbot: QtBot) -> None:
    QToolTip.showText(QPoint(20, 20), "What it does", window)
    (tip,) = [each for each in QApplication.topLevelWidgets() if each.inherits("QTipLabel")]
    qtbot.waitUntil(tip.isVisible)
    reader.read("tooltip", tip)
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_the_viewer_and_what_stands_where_nothing_can_be_shown(
    reader: Reader, open_window: Callable[[], Opened], qtbot: QtBot, tmp_path: Path
):
    make_photos(tmp_path / "photos", 3)
    opened = open_window()
    opened.fill(qtbot, tmp_path / "photos", 3)
    window = opened.window
    window.grid.setCurrentIndex(window.model.index(0))
    window.actions_["open"].trigger()
    qtbot.waitUntil(window.viewer.has_picture)
    window.viewer._canvas.show_flag(Flag.PICK)
    window.notice.inform("Something happened.", "Undo", lambda: None)
    reader.read("viewer", window)
    window.viewer._canvas.show_message("The file is damaged.")
    reader.read("unreadable", window.viewer)
    window.viewer.closed.emit()
    window.search_bar.set_filters((LeastRating(5),))
    qtbot.waitUntil(lambda: window.model.rowCount() == 0)
    QApplication.processEvents()
    reader.read("nothing found", window)
    window.search_bar.clear()
    assert not reader.found, "\n".join(reader.found)


def test_the_list_of_tags_that_may_be_meant(reader: Reader, qtbot: QtBot):
    # Not the one that pops up: it closes when a window is drawn for a picture.
    shown = QListWidget()
    qtbot.addWidget(shown)
    shown.setObjectName("tagPopup")
    shown.setItemDelegate(_SuggestionDelegate(shown))
    for offered in (TagSuggestion(TagName("dog", "狗"), 3), TagSuggestion(TagName("door"), 0)):
        item = QListWidgetItem(offered.name.term)
        item.setData(_SUGGESTION, offered)
        shown.addItem(item)
    shown.show()
    reader.read("offered", shown)
    assert not reader.found, "\n".join(reader.found)


def test_a_text_that_cannot_be_read_is_found(reader: Reader, qtbot: QtBot):
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    shade = window.palette().window().color().name()
    for widget in (QLabel("faint"), QPushButton("fine"), QPushButton("hidden when hovered")):
        column.addWidget(widget)
        if widget.text() == "faint":
            widget.setStyleSheet(f"color: {shade}")
        if widget.text() == "hidden when hovered":
            widget.setStyleSheet(f"QPushButton:hover {{ color: {shade}; background: {shade} }}")
    window.show()
    reader.read("planted", window)
    found = [text.rsplit(" ", 1)[0] for text in reader.found]
    assert "planted: faint " in found
    assert "planted: hidden when hovered hover" in found
    assert not [text for text in found if text.startswith("planted: fine")]
