"""Questions can be read as a whole, their titles too."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from clipphotos.core.categories.category import Category
from clipphotos.core.photo import LibraryRoot
from clipphotos.gui.i18n import install_language
from clipphotos.gui.settings import LanguageChoice
from clipphotos.gui.widgets.questions import (
    ask_to_delete,
    ask_to_remove,
    ask_to_remove_category,
    ask_to_remove_tags,
    show_about,
)
from support.dialogs import press_default, when_asked

ROOM_FOR_BUTTONS = 150
"""What a window manager needs beside the title, at least."""

ROOT = LibraryRoot(1, Path("/a"), case_sensitive=True, online=True)
QUESTIONS: dict[str, Callable[[QWidget], object]] = {
    "root": lambda parent: ask_to_remove(
        parent, LibraryRoot(1, Path("/a"), case_sensitive=True, online=True)
    ),
    "photos": lambda parent: ask_to_delete(parent, 1),
    "tags": ask_to_remove_tags,
    "category": lambda parent: ask_to_remove_category(parent, Category(1, "x", ("x",))),
}


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    parent.activateWindow()
    return parent


@pytest.mark.parametrize("language", [LanguageChoice.ENGLISH, LanguageChoice.CHINESE])
@pytest.mark.parametrize("ask", QUESTIONS.values(), ids=QUESTIONS)
def test_a_title_is_not_cut(parent: QWidget, ask: Callable[[QWidget], object], language: LanguageChoice):
    install_language(language)
    room: list[int] = []

    def note(box: QMessageBox) -> None:
        room.append(room_beside_title(box))
        press_default(box)

    when_asked(note)
    ask(parent)
    assert room[0] >= ROOM_FOR_BUTTONS


def test_the_title_of_the_about_box_is_not_cut(parent: QWidget):
    show_about(parent)
    (box,) = parent.findChildren(QMessageBox)
    assert room_beside_title(box) >= ROOM_FOR_BUTTONS
    box.reject()


def room_beside_title(box: QMessageBox) -> int:
    title = f"{box.windowTitle()} — {QApplication.applicationDisplayName()}"
    return box.width() - box.fontMetrics().horizontalAdvance(title)
