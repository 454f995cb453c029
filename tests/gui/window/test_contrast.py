"""Every text can be read on what it really stands on, in each state and in both colours.

The program's colours do not follow those of a desktop with high contrast; what it asks of its own colours is
what such a desktop is for.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from clipphotos.gui.i18n import install_language
from clipphotos.gui.settings import ColourChoice, LanguageChoice
from clipphotos.gui.theme import apply_theme
from support.legibility import texts_of
from support.pictures import make_photos
from support.windows import Opened

LEAST = 4.5
LEAST_DISABLED = 3.0
"""What cannot be done now need not be read as easily, but it must be read."""
DIALOGS = ("settings", "history", "model", "skipped", "new-category", "about")
PAGES = ("sort", "review")


@pytest.fixture(params=[ColourChoice.LIGHT, ColourChoice.DARK], ids=["light", "dark"])
def colours(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[ColourChoice]:
    before = qapp.palette(), qapp.styleSheet(), qapp.style().name()
    install_language(LanguageChoice.ENGLISH)
    apply_theme(qapp, request.param)
    yield request.param
    qapp.setPalette(before[0])
    qapp.setStyleSheet(before[1])
    qapp.setStyle(before[2])


def unreadable(window: QWidget) -> list[str]:
    """The texts of a window that cannot be read well enough."""
    texts = list(texts_of(window))
    assert texts
    return [
        f"{text.words[:40]} {text.state} {text.contrast:.2f}"
        for text in texts
        if text.contrast < (LEAST_DISABLED if text.state == "disabled" else LEAST)
    ]


def test_the_first_window(colours: ColourChoice, open_window: Callable[[], Opened]):
    assert unreadable(open_window().window) == []


def test_the_library_and_its_dialogs(
    colours: ColourChoice, open_window: Callable[[], Opened], qtbot: QtBot, tmp_path: Path
):
    make_photos(tmp_path / "photos", 12)
    opened = open_window()
    opened.fill(qtbot, tmp_path / "photos", 12)
    window = opened.window
    found = [f"library: {text}" for text in unreadable(window)]
    window.actions_["info"].trigger()
    window.grid.selectAll()
    window.notice.inform("Something happened.", "Undo", lambda: None)
    found += [f"selected: {text}" for text in unreadable(window)]
    for menu in window.menuBar().findChildren(QMenu):
        menu.popup(QPoint(0, 0))
        found += [f"{menu.title()}: {text}" for text in unreadable(menu)]
        menu.hide()
    for name in DIALOGS:
        window.actions_[name].trigger()
        qtbot.waitUntil(lambda: any(each.isVisible() for each in window.findChildren(QDialog)))
        (dialog,) = [each for each in window.findChildren(QDialog) if each.isVisible()]
        found += [f"{name}: {text}" for text in unreadable(dialog)]
        dialog.reject()
        QApplication.processEvents()
    for name in PAGES:
        window.grid.selectAll()
        window.actions_[name].trigger()
        QApplication.processEvents()
        found += [f"{name}: {text}" for text in unreadable(window)]
    assert found == []


def test_a_text_that_cannot_be_read_is_found(colours: ColourChoice, qtbot: QtBot):
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
    found = [text.rsplit(" ", 1)[0] for text in unreadable(window)]
    assert "faint " in found
    assert "hidden when hovered hover" in found
    assert not [text for text in found if text.startswith("fine")]
