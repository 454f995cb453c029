"""Deleting by keys: the next photo is selected, many are asked about, nothing is erased, all comes back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from clipphotos.gui.i18n import install_language
from clipphotos.gui.operations import file_controller
from clipphotos.gui.settings import LanguageChoice
from support.dialogs import accept, press_default, when_asked
from support.pictures import make_photos
from support.windows import Opened

K = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
OpenWindow = Callable[[], Opened]

pytestmark = pytest.mark.usefixtures("own_trash")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_photos(tmp_path / "photos", 6)
    return tmp_path / "photos"


@pytest.fixture
def filled(open_window: OpenWindow, qtbot: QtBot, folder: Path) -> Opened:
    install_language(LanguageChoice.ENGLISH)
    opened = open_window()
    opened.index(qtbot, folder, 6)
    opened.window.grid.setFocus()
    return opened


def wait_for(qtbot: QtBot, opened: Opened, names: list[str]) -> None:
    qtbot.waitUntil(lambda: opened.names() == names)


def press(
    qtbot: QtBot, opened: Opened, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """Press Delete in the grid; after a question no window manager gives the window the keys back."""
    opened.window.activateWindow()
    qtbot.waitUntil(opened.window.isActiveWindow)
    opened.window.grid.setFocus()
    qtbot.keyClick(opened.window.grid, K.Key_Delete, modifier)


def selected(opened: Opened) -> list[str]:
    names = opened.names()
    return [names[row] for row in opened.window.grid.selection.rows()]


@pytest.mark.parametrize(
    ("rows", "next_row"), [([1], 2), ([5], 4), ([1, 2, 3], 4), ([3, 4, 5], 2), ([0, 1, 2, 3, 4, 5], None)]
)
def test_the_next_photo_is_selected(
    filled: Opened, qtbot: QtBot, rows: list[int], next_row: int | None
) -> None:
    grid, names = filled.window.grid, filled.names()
    grid.selection.begin_at(rows[0])
    grid.selection.extend_to(rows[-1], keep=False)
    press(qtbot, filled)
    wait_for(qtbot, filled, [name for row, name in enumerate(names) if row not in rows])
    assert selected(filled) == ([] if next_row is None else [names[next_row]])


def test_a_second_delete_is_about_the_next_photo_however_fast(filled: Opened, qtbot: QtBot) -> None:
    grid, names = filled.window.grid, filled.names()
    grid.selection.begin_at(1)
    press(qtbot, filled)
    press(qtbot, filled)
    wait_for(qtbot, filled, [names[0], *names[3:]])
    assert selected(filled) == [names[3]]


def test_undo_takes_back_as_many_as_were_deleted_and_nothing_older(filled: Opened, qtbot: QtBot) -> None:
    window, names = filled.window, filled.names()
    window.grid.selection.begin_at(5)
    qtbot.keyClick(window.grid, K.Key_4)
    qtbot.waitUntil(lambda: "rating" in window.actions_["undo"].text())
    window.grid.selection.begin_at(1)
    press(qtbot, filled)
    press(qtbot, filled)
    # At once: neither the trash nor the menu has followed yet.
    window.actions_["undo"].trigger()
    window.actions_["undo"].trigger()
    wait_for(qtbot, filled, names)
    qtbot.waitUntil(lambda: selected(filled) == [names[1]])
    photo = window.model.photo(5)
    assert photo
    assert photo.rating == 4
    assert window.notice.text.startswith("Undone: 1 photo put into the trash")


def test_the_very_first_act_can_be_undone_at_once(filled: Opened, qtbot: QtBot) -> None:
    window, names = filled.window, filled.names()
    assert not window.actions_["undo"].isEnabled()
    window.grid.selection.begin_at(0)
    press(qtbot, filled)
    assert window.actions_["undo"].isEnabled()
    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: "Undone" in window.notice.text)
    wait_for(qtbot, filled, names)


def test_many_are_asked_about_with_their_number_and_enter_keeps_them(
    filled: Opened, qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert file_controller.ASK_FROM == 50
    monkeypatch.setattr(file_controller, "ASK_FROM", 6)
    grid, names = filled.window.grid, filled.names()
    grid.selectAll()
    asked = when_asked(press_default)
    press(qtbot, filled)
    assert asked == ["Put 6 photos into the trash?"]
    assert len(selected(filled)) == 6
    asked = when_asked(accept)
    press(qtbot, filled)
    wait_for(qtbot, filled, [])
    assert len(asked) == 1
    assert not list(folder.glob("*.png"))
    filled.window.actions_["undo"].trigger()
    wait_for(qtbot, filled, names)


def test_one_less_is_not_asked_about(filled: Opened, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_controller, "ASK_FROM", 6)
    grid = filled.window.grid
    grid.selection.begin_at(0)
    grid.selection.extend_to(4, keep=False)
    press(qtbot, filled)
    qtbot.waitUntil(lambda: filled.window.model.rowCount() == 1)


def test_shift_delete_asks_and_goes_to_the_trash_too(filled: Opened, qtbot: QtBot, own_trash: Path) -> None:
    grid, names = filled.window.grid, filled.names()
    grid.selection.begin_at(2)
    asked = when_asked(press_default)
    press(qtbot, filled, SHIFT)
    assert asked == ["Put 1 photo into the trash?"]
    assert filled.names() == names
    seen: list[str] = []

    def agree(box: QMessageBox) -> None:
        seen.append(box.informativeText())
        accept(box)

    when_asked(agree)
    press(qtbot, filled, SHIFT)
    wait_for(qtbot, filled, [name for name in names if name != names[2]])
    assert "Nothing is erased" in seen[0]
    assert selected(filled) == [names[3]]
    filled.window.actions_["undo"].trigger()
    wait_for(qtbot, filled, names)


def test_a_key_held_down_deletes_one(filled: Opened) -> None:
    for name in ("trash", "trash-asking", "undo", "redo"):
        assert not filled.window.actions_[name].autoRepeat()
    assert filled.window.actions_["larger"].autoRepeat()


@pytest.mark.parametrize("height", [560, 600, 760])
def test_the_next_photo_stays_in_sight_beside_the_notice(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path, height: int
) -> None:
    """The photo that follows the last one of a line is the first of the next line, and then moves up."""
    install_language(LanguageChoice.ENGLISH)
    make_photos(tmp_path / "many", 24)
    opened = open_window()
    window, grid = opened.window, opened.window.grid
    window.resize(900, height)
    opened.index(qtbot, tmp_path / "many", 24)
    columns = grid.layout_now().columns
    for row in range(columns, 3 * columns):
        window.notice.hide()
        QApplication.processEvents()
        count = window.model.rowCount()
        grid.selection.begin_at(row)
        press(qtbot, opened)
        qtbot.waitUntil(lambda count=count: window.model.rowCount() == count - 1)
        qtbot.waitUntil(window.notice.isVisible)
        QApplication.processEvents()
        assert grid.selection.rows() == [row]
        assert grid.viewport().rect().contains(grid.visualRect(grid.currentIndex())), row
