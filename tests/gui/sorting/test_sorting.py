"""Sorting in the window: planned, corrected, carried out, told, taken back."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from clipphotos.core.operations.operation import ConflictChoice
from clipphotos.core.sorting.plan import SortEffect, Volume
from clipphotos.gui.i18n import install_language
from clipphotos.gui.operations.conflict_dialog import ConflictDialog
from clipphotos.gui.operations.history_dialog import HistoryDialog
from clipphotos.gui.operations.outcome_dialog import OutcomeDialog
from clipphotos.gui.settings import LanguageChoice
from clipphotos.gui.sorting.board import SortBoard
from clipphotos.gui.sorting.lane import STAY, UNSURE
from clipphotos.storage.locations import DataLocations
from support.computers import Computer
from support.pictures import make_photos
from support.stepped_host import SteppedHost
from support.windows import Opened

K = Qt.Key
OpenWindow = Callable[[], Opened]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Sixteen photos, two of each colour."""
    make_photos(tmp_path / "photos", 16)
    return tmp_path / "photos"


@pytest.fixture
def opened(open_window: OpenWindow, qtbot: QtBot, folder: Path) -> Opened:
    window = open_window()
    window.fill(qtbot, folder, 16)
    return window


def tree(folder: Path) -> dict[str, str]:
    """Every file below a folder with its content."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def planned(board: SortBoard) -> bool:
    return board.is_up_to_date


def open_board(opened: Opened, qtbot: QtBot, effect: SortEffect = SortEffect.MOVE) -> SortBoard:
    window = opened.window
    window.grid.selectAll()
    window.actions_["sort"].trigger()
    board = window.sorting.board
    qtbot.waitUntil(lambda: planned(board))
    board.effect.setCurrentIndex(board.effect.findData(effect.value))
    qtbot.waitUntil(lambda: planned(board) and board.planned.plan.effect is effect)
    return board


def shown(board: SortBoard, place: int) -> set[str]:
    photos = board.column(place).list.photos
    found = [photos.photo(row) for row in range(photos.rowCount())]
    return {photo.path.name[5:-4] for photo in found if photo}


def ids_shown(board: SortBoard, place: int) -> list[int]:
    return list(board.column(place).list.photos.ids)


def close_outcome(opened: Opened, qtbot: QtBot) -> OutcomeDialog:
    qtbot.waitUntil(lambda: bool(opened.window.findChildren(OutcomeDialog)))
    (dialog,) = opened.window.findChildren(OutcomeDialog)
    dialog.accept()
    return dialog


def test_the_first_sort_proposes_to_tag_and_touches_no_file(
    opened: Opened, qtbot: QtBot, folder: Path
) -> None:
    before = tree(folder)
    opened.window.grid.selectAll()
    opened.window.actions_["sort"].trigger()
    board = opened.window.sorting.board
    qtbot.waitUntil(lambda: planned(board))
    assert board.planned.plan.effect is SortEffect.TAG
    assert not board.into.isVisible()
    qtbot.mouseClick(board.apply, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(opened.window.notice.isVisible)
    assert "4 photo(s) tagged" in opened.window.notice.text
    assert tree(folder) == before


def test_sorted_corrected_applied_and_taken_back(opened: Opened, qtbot: QtBot, folder: Path) -> None:
    window, before = opened.window, tree(folder)
    board = open_board(opened, qtbot)
    red, blue = (each.category_id for each in board.planned.categories)
    assert shown(board, red) == {"red"}
    assert shown(board, blue) == {"blue"}
    assert {"green", "yellow", "white"} <= shown(board, UNSURE)

    # One photo by a drop (dragged by a real mouse in end_to_end/test_sorting_by_mouse.py), one by key.
    dragged = ids_shown(board, UNSURE)[0]
    board.column(red).dropped.emit([dragged])
    qtbot.waitUntil(lambda: planned(board) and dragged in ids_shown(board, red))
    unsure = board.column(UNSURE).list
    unsure.setCurrentIndex(unsure.photos.index(0))
    pressed = unsure.selected_ids()
    qtbot.keyClick(unsure, K.Key_2)
    qtbot.waitUntil(lambda: planned(board) and pressed[0] in ids_shown(board, blue))
    qtbot.waitUntil(lambda: sum(each.examples for each in window.categories.categories) == 2)

    board._into = folder / "sorted"
    board._plan()
    qtbot.waitUntil(lambda: planned(board))
    going = len(board.planned.plan.going)
    assert going >= 6
    qtbot.mouseClick(board.apply, Qt.MouseButton.LeftButton)
    dialog = close_outcome(opened, qtbot)
    assert dialog.folders.topLevelItemCount() == 2
    after = tree(folder)
    assert sum(name.startswith("sorted/red/") for name in after) >= 3
    assert sum(name.startswith("sorted/blue/") for name in after) >= 3
    assert sorted(after.values()) == sorted(before.values())

    # It may be pressed before the menu knows its name.
    qtbot.waitUntil(lambda: f"sort of {going} photo" in window.actions_["undo"].text())
    assert window.actions_["undo"].isEnabled()
    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: tree(folder) == before)
    assert not (folder / "sorted").exists()
    # It may be pressed before the menu knows its name.
    qtbot.waitUntil(lambda: f"sort of {going} photo" in window.actions_["redo"].text())
    assert window.actions_["redo"].isEnabled()
    window.actions_["redo"].trigger()
    qtbot.waitUntil(lambda: tree(folder) == after)


def test_undo_takes_the_last_correction_back_and_unteaches_it(opened: Opened, qtbot: QtBot) -> None:
    window, undo = opened.window, opened.window.actions_["undo"]
    window.grid.selection.make_current(0)
    qtbot.keyClick(window.grid, K.Key_5)
    qtbot.waitUntil(undo.isEnabled)
    board = open_board(opened, qtbot)
    assert not undo.isEnabled(), "the rating is out of sight here"
    red, blue = (each.category_id for each in board.planned.categories)
    before = {place: ids_shown(board, place) for place in (red, blue, STAY)}
    photo = before[red][0]

    def examples() -> list[int]:
        return [each.examples for each in window.categories.categories]

    for target in (blue, STAY):
        board._lane.dropped.emit(target, [photo])
        qtbot.waitUntil(lambda target=target: planned(board) and photo in ids_shown(board, target))
    qtbot.waitUntil(lambda: examples() == [0, 0])
    qtbot.keyClick(board, K.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: planned(board) and photo in ids_shown(board, blue))
    qtbot.waitUntil(lambda: examples() == [0, 1])
    assert undo.isEnabled()
    undo.trigger()
    qtbot.waitUntil(lambda: planned(board) and photo in ids_shown(board, red))
    qtbot.waitUntil(lambda: examples() == [0, 0])
    assert {place: sorted(ids_shown(board, place)) for place in before} == {
        place: sorted(ids) for place, ids in before.items()
    }
    assert not undo.isEnabled()
    board.close_board()
    assert undo.isEnabled()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_menu_of_the_board_says_where_photos_go(opened: Opened, qtbot: QtBot) -> None:
    install_language(LanguageChoice.ENGLISH)
    board = open_board(opened, qtbot)
    red, blue = (each.category_id for each in board.planned.categories)
    column = board.column(red)
    photo = ids_shown(board, red)[0]
    column.list.setCurrentIndex(column.list.photos.index(0))
    at = column.list.visualRect(column.list.photos.index(0)).center()
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(
        column.list.viewport(), QContextMenuEvent(reason, at, column.list.viewport().mapToGlobal(at))
    )
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    entries = {action.text(): action for action in menu.actions() if action.text()}
    assert list(entries) == ["Into “red”\t1", "Into “blue”\t2", "Leave alone\t0", "Show in folder"]
    entries["Into “blue”\t2"].trigger()
    menu.close()
    qtbot.waitUntil(lambda: planned(board) and photo in ids_shown(board, blue))
    board.close_board()


def test_left_alone_is_left_alone_and_taught(opened: Opened, qtbot: QtBot, folder: Path) -> None:
    board = open_board(opened, qtbot)
    red = board.planned.categories[0].category_id
    lists = board.column(red).list
    lists.setCurrentIndex(lists.photos.index(0))
    (photo,) = lists.selected_ids()
    qtbot.keyClick(lists, K.Key_0)
    qtbot.waitUntil(lambda: planned(board) and photo in ids_shown(board, STAY))
    qtbot.waitUntil(lambda: opened.window.categories.categories[0].rejected == 1)
    qtbot.keyClick(board, K.Key_Escape)
    qtbot.waitUntil(opened.window.grid.isVisible)
    assert not (folder / "red").exists()


def test_a_sort_that_is_stopped_before_its_turn_leaves_the_board_as_it_was(
    locations: DataLocations, qtbot: QtBot, folder: Path
) -> None:
    """The service has other things to do when Stop is pressed, and drops the sort unseen."""
    opened = Opened(locations, lambda on_event: SteppedHost(locations, on_event, Computer()))
    opened.begin()
    opened.fill(qtbot, folder, 16)
    before = tree(folder)
    board = open_board(opened, qtbot)
    qtbot.mouseClick(board.apply, Qt.MouseButton.LeftButton)
    assert not board.apply.isVisible()
    qtbot.mouseClick(board.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: planned(board) and board.apply.isVisible())
    assert tree(folder) == before
    qtbot.keyClick(board, K.Key_Escape)
    assert opened.window.grid.isVisible()
    opened.close()


def test_a_plan_that_finds_no_room_cannot_be_applied_and_looks_so(
    opened: Opened, qtbot: QtBot, folder: Path
) -> None:
    board = open_board(opened, qtbot, SortEffect.LINK)
    assert "MB" not in board.totals.text()
    assert not board.warning.text()
    plan = replace(
        board.planned.plan,
        full=(Volume(folder, 2 << 20, 1 << 20),),
        unwritable=(folder / "a",),
        unlinkable=(folder / "b",),
    )
    board._planning = 0
    board._show(replace(board.planned, plan=plan))
    assert not board.apply.isEnabled()
    for said in ("2.0 MB needed", f"{folder / 'a'} cannot be written", f"{folder / 'b'} is on another drive"):
        assert said in board.warning.text()
    board.close_board()


def test_nothing_happens_without_apply(opened: Opened, qtbot: QtBot, folder: Path) -> None:
    before = tree(folder)
    board = open_board(opened, qtbot)
    board.close_board()
    assert tree(folder) == before
    assert opened.window.history.next_undo is None


def undo_with_conflicts(opened: Opened, qtbot: QtBot) -> ConflictDialog:
    window = opened.window
    qtbot.waitUntil(window.actions_["undo"].isEnabled)
    qtbot.waitUntil(lambda: not window.findChildren(OutcomeDialog))
    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: any(each.isVisible() for each in window.findChildren(ConflictDialog)))
    (dialog,) = (each for each in window.findChildren(ConflictDialog) if each.isVisible())
    return dialog


def test_what_cannot_be_taken_back_is_shown_and_not_forced(
    opened: Opened, qtbot: QtBot, folder: Path
) -> None:
    board = open_board(opened, qtbot)
    qtbot.mouseClick(board.apply, Qt.MouseButton.LeftButton)
    close_outcome(opened, qtbot)
    moved = sorted((folder / "red").iterdir())
    (folder / moved[0].name).write_bytes(b"somebody else's")
    dialog = undo_with_conflicts(opened, qtbot)
    assert dialog.table.topLevelItemCount() == 1
    # The whole path, the same for all, would push what matters out of sight.
    assert f"“{moved[0].name}”" in dialog.table.topLevelItem(0).text(1)
    assert str(folder) in dialog.hint.text()
    assert "3 photo" in dialog.go_on.text()
    dialog.go_on.click()
    qtbot.waitUntil(lambda: not (folder / "blue").exists())
    assert (folder / moved[0].name).read_bytes() == b"somebody else's"
    assert moved[0].exists()


def test_conflicts_are_settled_one_by_one(opened: Opened, qtbot: QtBot, folder: Path) -> None:
    before = tree(folder)
    board = open_board(opened, qtbot)
    qtbot.mouseClick(board.apply, Qt.MouseButton.LeftButton)
    close_outcome(opened, qtbot)
    (taken, gone), (changed, _) = sorted((folder / "red").iterdir()), sorted((folder / "blue").iterdir())
    (folder / taken.name).write_bytes(b"somebody else's")
    gone.unlink()
    edited = changed.read_bytes() + b"edited"
    changed.write_bytes(edited)
    dialog = undo_with_conflicts(opened, qtbot)
    rows = {dialog.table.topLevelItem(row).text(0): dialog.table.topLevelItem(row) for row in range(3)}
    buttons = dialog.buttons_of_choices

    dialog.table.setCurrentItem(rows[gone.name])
    assert [choice for choice, button in buttons.items() if button.isEnabled()] == [ConflictChoice.LEAVE]
    dialog.table.setCurrentItem(rows[taken.name])
    qtbot.mouseClick(buttons[ConflictChoice.OTHER_NAME], Qt.MouseButton.LeftButton)
    dialog.table.setCurrentItem(rows[changed.name])
    assert not buttons[ConflictChoice.OTHER_NAME].isEnabled()
    qtbot.mouseClick(buttons[ConflictChoice.AS_IS], Qt.MouseButton.LeftButton)
    assert "3 photo" in dialog.go_on.text()
    dialog.go_on.click()

    qtbot.waitUntil(lambda: not (folder / "red").exists() and not (folder / "blue").exists())
    after = tree(folder)
    beside = taken.name.replace(".png", " (2).png")
    assert after[beside] == before[taken.name]
    assert (folder / changed.name).read_bytes() == edited
    assert (folder / taken.name).read_bytes() == b"somebody else's"
    assert gone.name not in after


def test_the_history_lists_and_takes_back(opened: Opened, qtbot: QtBot, folder: Path) -> None:
    window, before = opened.window, tree(folder)
    board = open_board(opened, qtbot)
    qtbot.mouseClick(board.apply, Qt.MouseButton.LeftButton)
    close_outcome(opened, qtbot)
    window.actions_["history"].trigger()
    (dialog,) = window.findChildren(HistoryDialog)
    qtbot.waitUntil(lambda: dialog.table.topLevelItemCount() == 1)
    assert "4 photo(s) moved" in dialog.table.topLevelItem(0).text(1)
    qtbot.mouseClick(dialog.act, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.table.topLevelItemCount() == 2)
    assert tree(folder) == before
    assert "Undone" in dialog.table.topLevelItem(0).text(1)
    assert dialog.table.topLevelItem(1).text(2) == "undone"
    dialog.reject()


def test_only_what_was_done_is_counted(opened: Opened, qtbot: QtBot, folder: Path) -> None:
    window = opened.window
    board = open_board(opened, qtbot)
    board.planned.plan.going[0].candidate.file.path.unlink()
    qtbot.mouseClick(board.apply, Qt.MouseButton.LeftButton)
    close_outcome(opened, qtbot)
    qtbot.waitUntil(lambda: "sort of 3 photo" in window.actions_["undo"].text())
    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: "3 photo" in window.notice.text and "Undone" in window.notice.text)
    window.actions_["history"].trigger()
    (dialog,) = window.findChildren(HistoryDialog)
    qtbot.waitUntil(lambda: dialog.table.topLevelItemCount() == 2)
    assert "3 photo(s) moved" in dialog.table.topLevelItem(1).text(1)
    assert dialog.table.topLevelItem(1).text(2) == "undone, 1 left alone"
    dialog.reject()


def test_a_folder_is_sorted_by_its_menu(opened: Opened, qtbot: QtBot, folder: Path) -> None:
    opened.window.library.sort_requested.emit(folder)
    board = opened.window.sorting.board
    qtbot.waitUntil(lambda: planned(board))
    assert len(board.planned.plan.entries) == 16
    board.close_board()


def test_without_categories_one_is_asked_for(open_window: OpenWindow, qtbot: QtBot, folder: Path) -> None:
    opened = open_window()
    opened.window.add_folders([folder])
    qtbot.waitUntil(lambda: opened.window.model.rowCount() == 16)
    opened.window.grid.selectAll()
    opened.window.actions_["sort"].trigger()
    assert "categories" in opened.window.notice.text
    assert not opened.window.sorting.board.isVisible()


def test_the_same_content_is_a_duplicate_and_another_gets_a_number(
    opened: Opened, qtbot: QtBot, folder: Path
) -> None:
    (folder / "red").mkdir()
    names = sorted(path.name for path in folder.glob("*red.png"))
    (folder / "red" / names[0]).write_bytes((folder / names[0]).read_bytes())
    (folder / "red" / names[1]).write_bytes(b"another")
    board = open_board(opened, qtbot)
    (going,) = (each for each in board.planned.plan.going if "red" in each.candidate.file.path.name)
    assert going.target.name == names[1].replace(".png", " (2).png")
    assert going.is_renamed
    assert "duplicate" in board.column(STAY).list.captions.values()
    red = board.column(board.planned.categories[0].category_id).list
    row = red.photos.index(red.photos.ids.index(going.candidate.photo_id))
    assert red.captions[going.candidate.photo_id].splitlines()[0].endswith(" · (2)")
    assert going.target.name in row.data(Qt.ItemDataRole.ToolTipRole)
    assert going.target.name in row.data(Qt.ItemDataRole.AccessibleTextRole)
    board.close_board()


@pytest.mark.usefixtures("own_trash")
def test_deleted_photos_come_back(opened: Opened, qtbot: QtBot, folder: Path) -> None:
    window, before = opened.window, tree(folder)
    window.grid.selection.make_current(0)
    qtbot.keyClick(window.grid, K.Key_Delete)
    qtbot.waitUntil(lambda: window.model.rowCount() == 15)
    assert "1 photo" in window.notice.text
    assert len(tree(folder)) == 15
    qtbot.waitUntil(window.actions_["undo"].isEnabled)
    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: tree(folder) == before)
    qtbot.waitUntil(lambda: window.model.rowCount() == 16)


def test_a_photo_is_renamed_and_the_name_that_is_taken_is_refused(
    opened: Opened, qtbot: QtBot, folder: Path
) -> None:
    window, before = opened.window, tree(folder)
    window.grid.selection.make_current(0)
    photo = window.model.photo(0)
    window.files.give_name(photo.id, "a new name")
    qtbot.waitUntil((folder / "a new name.png").exists)
    qtbot.waitUntil(lambda: "renamed" in window.notice.text)
    other = next(name for name in before if name != photo.path.name)
    window.files.give_name(photo.id, Path(other).stem)
    qtbot.waitUntil(lambda: "already" in window.notice.text)
    assert (folder / "a new name.png").exists()
    qtbot.waitUntil(lambda: "renaming" in window.actions_["undo"].text())
    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: tree(folder) == before)
