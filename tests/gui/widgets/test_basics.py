"""What small widgets say: to the eye, and to a screen reader."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from clipphotos.gui.widgets.basics import plain_label, set_tooltip
from support.pictures import make_photos
from support.windows import Opened

pytestmark = pytest.mark.usefixtures("qapp")


def spoken(widget: QWidget) -> str:
    """What is said about a widget beside its name."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Description)


@pytest.mark.parametrize("text", ["Add a folder", "<img src=x>.jpg", "a & b", "one line\nanother"])
def test_a_tooltip_is_read_aloud_without_its_markup(text: str):
    widget = plain_label("anything")
    set_tooltip(widget, text)
    assert widget.toolTip().startswith("<span>")
    assert spoken(widget) == text


def test_a_tooltip_that_is_taken_away_is_not_read_either():
    widget = plain_label("anything")
    set_tooltip(widget, "gone soon")
    set_tooltip(widget, "")
    assert widget.toolTip() == spoken(widget) == ""


def test_nothing_in_the_window_is_read_aloud_with_markup(
    open_window: Callable[[], Opened], qtbot: QtBot, tmp_path: Path
):
    make_photos(tmp_path / "photos", 3)
    opened = open_window()
    opened.fill(qtbot, tmp_path / "photos", 3)
    opened.window.grid.selection.begin_at(0)
    opened.window.actions_["info"].trigger()
    texts = [spoken(each) for each in opened.window.findChildren(QWidget)]
    assert len([text for text in texts if text]) > 10
    assert [text for text in texts if "<" in text] == []
