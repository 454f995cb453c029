"""The dialog for a new name stays open until it has one that can be given."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from clipphotos.gui.i18n import install_language
from clipphotos.gui.indexing import IndexingState
from clipphotos.gui.operations.rename_dialog import RenameDialog
from clipphotos.gui.settings import LanguageChoice
from support.pictures import make_photo
from support.windows import Opened

K = Qt.Key
OpenWindow = Callable[[], Opened]


@pytest.fixture
def filled(open_window: OpenWindow, qtbot: QtBot, tmp_path: Path) -> Opened:
    install_language(LanguageChoice.ENGLISH)
    for number in range(3):
        make_photo(tmp_path / "photos" / f"red-{number}.png", "red", number=number)
    opened = open_window()
    opened.window.add_folders([tmp_path / "photos"])
    qtbot.waitUntil(lambda: opened.window.model.rowCount() == 3)
    qtbot.waitUntil(lambda: opened.indexing.state is IndexingState.IDLE)
    opened.window.grid.setFocus()
    return opened


def open_dialog(opened: Opened, qtbot: QtBot) -> RenameDialog:
    opened.window.grid.selection.begin_at(0)
    qtbot.keyClick(opened.window.grid, K.Key_F2)
    (dialog,) = opened.window.findChildren(RenameDialog)
    # Until it has the focus, keys are still the grid's.
    qtbot.waitUntil(dialog.field.hasFocus)
    return dialog


@pytest.mark.parametrize(
    ("name", "reason"), [("red-1", "already"), ("a/b", "a/b"), ("  ", ""), ("con", "con")]
)
def test_a_name_that_cannot_be_given_is_explained_and_stays_in_the_field(
    filled: Opened, qtbot: QtBot, name: str, reason: str
) -> None:
    dialog, names = open_dialog(filled, qtbot), filled.names()
    dialog.field.clear()
    qtbot.keyClicks(dialog.field, name)
    qtbot.keyClick(dialog.field, K.Key_Return)
    qtbot.waitUntil(lambda: bool(dialog.problem))
    assert dialog.isVisible()
    assert reason in dialog.problem
    assert dialog.field.text() == name
    qtbot.keyClicks(dialog.field, "2015")
    assert dialog.problem == "", "said no longer while it is put right"
    assert dialog.field.text() == "2015", "what is typed replaces it"
    qtbot.keyClick(dialog.field, K.Key_Return)
    qtbot.waitUntil(lambda: filled.names()[0] == "2015.png" or "2015.png" in filled.names())
    qtbot.waitUntil(lambda: not filled.window.findChildren(RenameDialog))
    photos = [filled.window.model.photo(row) for row in range(3)]
    assert {photo.rating for photo in photos if photo} == {0}
    assert sorted(filled.names()) == sorted(["2015.png", *names[1:]])


def test_the_same_name_changes_nothing(filled: Opened, qtbot: QtBot) -> None:
    dialog = open_dialog(filled, qtbot)
    qtbot.keyClick(dialog.field, K.Key_Return)
    qtbot.waitUntil(lambda: not filled.window.findChildren(RenameDialog))
    assert not filled.window.actions_["undo"].isEnabled()


def test_a_dialog_closed_before_the_answer_leaves_it_to_the_notice(filled: Opened, qtbot: QtBot) -> None:
    dialog = open_dialog(filled, qtbot)
    dialog.field.setText("red-1")
    dialog.rename.click()
    dialog.reject()
    qtbot.waitUntil(lambda: "already" in filled.window.notice.text)


def test_the_first_selected_photo_is_renamed_where_none_is_current(filled: Opened, qtbot: QtBot) -> None:
    window = filled.window
    window.grid.selection.select_ids([window.model.ids[1]])
    assert window.grid.selection.current < 0 or not window.grid.selection.is_selected(
        window.grid.selection.current
    )
    window.actions_["rename"].trigger()
    (dialog,) = window.findChildren(RenameDialog)
    assert dialog.field.text() == Path(filled.names()[1]).stem
    dialog.reject()
