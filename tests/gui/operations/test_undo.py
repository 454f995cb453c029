"""Undo and redo: one act a press, in order, seen, and never stuck."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from clipphotos.core.errors import ErrorReport
from clipphotos.gui.i18n import install_language
from clipphotos.gui.operations.conflict_dialog import ConflictDialog
from clipphotos.gui.settings import LanguageChoice
from support.pictures import make_photos
from support.windows import Opened

K = Qt.Key
OpenWindow = Callable[[], Opened]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_photos(tmp_path / "photos", 4)
    return tmp_path / "photos"


@pytest.fixture
def filled(open_window: OpenWindow, qtbot: QtBot, folder: Path) -> Opened:
    install_language(LanguageChoice.ENGLISH)
    opened = open_window()
    opened.index(qtbot, folder, 4)
    opened.window.grid.setFocus()
    return opened


def rename_first(opened: Opened, qtbot: QtBot, name: str) -> None:
    photo = opened.window.model.photo(0)
    assert photo
    opened.window.files.give_name(photo.id, name)
    qtbot.waitUntil(lambda: opened.names()[0] == f"{name}.png")
    qtbot.waitUntil(lambda: "renaming" in opened.window.actions_["undo"].text())


def rate(opened: Opened, qtbot: QtBot, row: int, stars: int) -> None:
    opened.window.grid.selection.begin_at(row)
    opened.window.actions_[f"rate-{stars}"].trigger()
    qtbot.waitUntil(lambda: "rating" in opened.window.actions_["undo"].text())


def ratings(opened: Opened) -> list[int]:
    photos = [opened.window.model.photo(row) for row in range(opened.window.model.rowCount())]
    return [photo.rating for photo in photos if photo]


def conflict(opened: Opened, qtbot: QtBot) -> ConflictDialog:
    qtbot.waitUntil(lambda: any(each.isVisible() for each in opened.window.findChildren(ConflictDialog)))
    return next(each for each in opened.window.findChildren(ConflictDialog) if each.isVisible())


def test_what_cannot_be_taken_back_is_told_once_and_then_passed_over(
    filled: Opened, qtbot: QtBot, folder: Path
) -> None:
    window, first = filled.window, filled.names()[0]
    rate(filled, qtbot, 2, 5)
    rename_first(filled, qtbot, "elsewhere")
    (folder / first).write_bytes(b"somebody else's")
    window.actions_["undo"].trigger()
    dialog = conflict(filled, qtbot)
    assert not dialog.go_on.isEnabled()
    dialog.reject()
    # The menu names what a press would undo: the older act.
    qtbot.waitUntil(lambda: "rating" in window.actions_["undo"].text())
    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: ratings(filled) == [0, 0, 0, 0])
    assert (folder / "elsewhere.png").exists()
    assert (folder / first).read_bytes() == b"somebody else's"
    # Nothing else is left: it is said, and the menu offers nothing.
    qtbot.waitUntil(lambda: not window.actions_["undo"].isEnabled())
    assert not any(each.isVisible() for each in window.findChildren(ConflictDialog))
    # What is done from now on is undone first, as ever.
    rate(filled, qtbot, 1, 3)
    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: ratings(filled) == [0, 0, 0, 0])


def test_pressed_twice_it_undoes_two_acts_and_shows_the_second(filled: Opened, qtbot: QtBot) -> None:
    window = filled.window
    for row, stars in ((0, 5), (1, 4), (2, 3)):
        rate(filled, qtbot, row, stars)
    window.grid.selection.begin_at(3)
    window.actions_["undo"].trigger()
    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: ratings(filled) == [5, 0, 0, 0])
    qtbot.waitUntil(lambda: window.grid.selection.rows() == [1])
    assert window.notice.text == "Undone: 1 photo rated ★★★★."


def test_an_undone_act_is_seen_in_the_viewer(filled: Opened, qtbot: QtBot) -> None:
    window = filled.window
    rate(filled, qtbot, 1, 4)
    window.pages.open_photo(3)
    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: window.viewer.row == 1)
    qtbot.waitUntil(window.notice.isVisible)
    assert window.notice.text == "Undone: 1 photo rated ★★★★."


def test_the_notice_says_that_it_took_something_back(filled: Opened, qtbot: QtBot) -> None:
    filled.window.grid.selectAll()
    qtbot.keyClick(filled.window.grid, K.Key_5)
    qtbot.waitUntil(lambda: "rated" in filled.window.notice.text)
    qtbot.mouseClick(filled.window.notice._button, Qt.MouseButton.LeftButton)
    assert filled.window.grid.hasFocus(), "the next key is about photos again"
    qtbot.waitUntil(lambda: filled.window.notice.text == "Undone: 4 photos rated ★★★★★.")
    assert filled.window.notice.isVisible()


def test_an_error_does_not_cost_the_offer_to_undo(filled: Opened, qtbot: QtBot) -> None:
    window = filled.window
    window.grid.selectAll()
    qtbot.keyClick(window.grid, K.Key_5)
    qtbot.waitUntil(window.notice.isVisible)
    offer = window.notice.text
    window.notice.report(ErrorReport("internal-error", {"detail": "KeyError"}, "Traceback …"))
    assert "untouched" not in window.notice.text, "it may not be true"
    window.notice._close.click()
    assert window.notice.isVisible()
    assert window.notice.text == offer
    window.notice._button.click()
    qtbot.waitUntil(lambda: ratings(filled) == [0, 0, 0, 0])


@pytest.mark.parametrize("then", ["undo", "undo-and-redo"])
def test_what_was_seen_done_is_undone_before_it_is_listed(
    filled: Opened, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, then: str
) -> None:
    """A key that is pressed as soon as the notice is there is not lost."""
    window, first = filled.window, filled.names()[0]
    photo = window.model.photo(0)
    assert photo
    monkeypatch.setattr(window.history, "reload", lambda: None)  # the list is on its way
    window.files.give_name(photo.id, "better")
    qtbot.waitUntil(lambda: "renamed" in window.notice.text)
    assert window.actions_["undo"].isEnabled()
    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: "Undone" in window.notice.text)
    qtbot.waitUntil(lambda: filled.names()[0] == first)
    if then == "undo-and-redo":
        assert window.actions_["redo"].isEnabled()
        window.actions_["redo"].trigger()
        qtbot.waitUntil(lambda: filled.names()[0] == "better.png")


def test_undo_waits_for_a_renaming_that_is_on_its_way(filled: Opened, qtbot: QtBot) -> None:
    window, first = filled.window, filled.names()[0]
    photo = window.model.photo(0)
    assert photo
    rate(filled, qtbot, 1, 4)
    window.files.give_name(photo.id, "better")
    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: "Undone" in window.notice.text)
    qtbot.waitUntil(lambda: filled.names()[0] == first)
    assert ratings(filled) == [0, 4, 0, 0]


def test_keys_that_are_pressed_while_something_is_taken_back_wait_for_it(
    filled: Opened, qtbot: QtBot
) -> None:
    """Photos are seen to be back before the answer is there: who presses the next key then is heard."""
    window, first = filled.window, filled.names()[0]
    rename_first(filled, qtbot, "better")
    undo, redo = window.actions_["undo"], window.actions_["redo"]
    undo.trigger()
    assert redo.isEnabled()
    redo.trigger()
    qtbot.waitUntil(lambda: "Redone" in window.notice.text)
    assert filled.names()[0] == "better.png"
    undo.trigger()
    redo.trigger()
    undo.trigger()
    qtbot.waitUntil(lambda: filled.names()[0] == first and not window.history.is_reversing)
    assert redo.isEnabled()
