"""Folders left out in the window: the list in the settings, what is said of them, and how they are shown."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from clipphotos.gui.indexing import IndexingState
from clipphotos.gui.preferences.excluded_dialog import ExcludedDialog
from clipphotos.gui.preferences.settings_dialog import SettingsDialog
from clipphotos.gui.preferences.skipped_dialog import SkippedDialog
from support.pictures import make_photos
from support.trees import make_deep_folder
from support.windows import Opened

OpenWindow = Callable[[], Opened]


@pytest.fixture
def opened(open_window: OpenWindow, qtbot: QtBot, tmp_path: Path) -> Opened:
    """A window over a library with three photos in “private” and two elsewhere."""
    make_photos(tmp_path / "photos" / "private", 3)
    make_photos(tmp_path / "photos" / "2020", 2, ".jpg")
    window = open_window()
    window.fill(qtbot, tmp_path / "photos", 5)
    return window


@pytest.fixture
def settings(opened: Opened, qtbot: QtBot) -> SettingsDialog:
    qtbot.waitUntil(lambda: opened.indexing.settings is not None)
    opened.window.actions_["settings"].trigger()
    (dialog,) = opened.window.findChildren(SettingsDialog)
    qtbot.waitUntil(dialog.exclusions.list.isEnabled)
    return dialog


def shown(opened: Opened) -> int:
    return opened.window.model.rowCount()


def at_rest(opened: Opened) -> bool:
    return opened.indexing.state is IndexingState.IDLE


def test_a_pattern_is_typed_holds_at_once_and_is_taken_back(
    opened: Opened, settings: SettingsDialog, qtbot: QtBot
):
    part = settings.exclusions
    qtbot.mouseClick(part.add_pattern, Qt.MouseButton.LeftButton)
    editor = part.list.findChild(QLineEdit)
    assert editor is not None
    qtbot.keyClicks(editor, "priv*")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shown(opened) == 2)
    assert part.entries == ("priv*",)
    qtbot.waitUntil(lambda: at_rest(opened))
    part.list.setCurrentRow(0)
    qtbot.mouseClick(part.remove, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shown(opened) == 5)
    assert part.entries == ()
    qtbot.waitUntil(lambda: at_rest(opened))
    settings.reject()


def test_a_pattern_left_empty_is_none(opened: Opened, settings: SettingsDialog, qtbot: QtBot):
    part = settings.exclusions
    part.add_pattern.click()
    editor = part.list.findChild(QLineEdit)
    assert editor is not None
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    part.exclude_pattern("*.tif")
    qtbot.waitUntil(lambda: part.entries == ("*.tif",))
    qtbot.waitUntil(lambda: at_rest(opened))
    assert shown(opened) == 5
    settings.reject()


def test_what_is_left_out_is_shown_with_its_reason(
    opened: Opened, settings: SettingsDialog, qtbot: QtBot, tmp_path: Path
):
    settings.exclusions.exclude_folder(tmp_path / "photos" / "private")
    qtbot.waitUntil(lambda: shown(opened) == 2)
    qtbot.waitUntil(lambda: at_rest(opened))
    settings.exclusions.show_what.click()
    qtbot.waitUntil(lambda: bool(settings.findChildren(ExcludedDialog)))
    (dialog,) = settings.findChildren(ExcludedDialog)
    (row,) = (dialog.table.topLevelItem(number) for number in range(dialog.table.topLevelItemCount()))
    assert row is not None
    assert [row.text(column) for column in range(3)] == [
        str(tmp_path / "photos" / "private"),
        "3",
        "Excluded in the settings",
    ]
    dialog.reject()
    settings.reject()


def test_photos_that_vanish_for_a_marker_are_spoken_of_once(opened: Opened, qtbot: QtBot, tmp_path: Path):
    (tmp_path / "photos" / "private" / ".nomedia").touch()
    window = opened.window
    window.actions_["rescan"].trigger()
    qtbot.waitUntil(lambda: "No longer shown" in window.notice.text)
    assert "3 photo(s) in 1 excluded folder(s)." in window.notice.text  # no translation is loaded
    qtbot.waitUntil(lambda: shown(opened) == 2)
    window.notice.hide()
    qtbot.waitUntil(lambda: at_rest(opened))
    with qtbot.waitSignal(opened.indexing.finished):
        window.actions_["rescan"].trigger()
    assert window.notice.isHidden()


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX file system")
def test_a_folder_that_cannot_be_listed_is_among_what_was_skipped(
    opened: Opened, qtbot: QtBot, tmp_path: Path
):
    make_deep_folder(tmp_path / "photos")
    window = opened.window
    window.actions_["rescan"].trigger()
    qtbot.waitUntil(lambda: window.status_bar._skipped.text() == "1 skipped")
    window.actions_["skipped"].trigger()
    qtbot.waitUntil(lambda: bool(window.findChildren(SkippedDialog)))
    (dialog,) = window.findChildren(SkippedDialog)
    row = dialog.table.topLevelItem(0)
    assert row is not None
    assert "so deep" in row.text(1)
    dialog.reject()
    qtbot.waitUntil(lambda: at_rest(opened))
