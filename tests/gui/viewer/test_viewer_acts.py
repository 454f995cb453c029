"""What works on photos works on the one in the viewer: keys, menus, the panel, the news."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from clipphotos.core.errors import ErrorReport
from clipphotos.core.operations.annotation import Flag
from clipphotos.gui.i18n import install_language
from clipphotos.gui.indexing import IndexingState
from clipphotos.gui.operations.rename_dialog import RenameDialog
from clipphotos.gui.settings import LanguageChoice
from support.dialogs import accept, when_asked
from support.pictures import make_photos
from support.windows import Opened

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
OpenWindow = Callable[[], Opened]

pytestmark = pytest.mark.usefixtures("own_trash")


@pytest.fixture
def viewing(open_window: OpenWindow, qtbot: QtBot, tmp_path: Path) -> Opened:
    """The third of six photos is looked at; in the grid, the last three are selected."""
    install_language(LanguageChoice.ENGLISH)
    make_photos(tmp_path / "photos", 6)
    opened = open_window()
    opened.window.add_folders([tmp_path / "photos"])
    qtbot.waitUntil(lambda: opened.window.model.rowCount() == 6)
    qtbot.waitUntil(lambda: opened.indexing.state is IndexingState.IDLE)
    grid = opened.window.grid
    grid.selection.begin_at(3)
    grid.selection.extend_to(5, keep=False)
    grid.selection.focus_quietly(2)
    opened.window.pages.open_photo(2)
    qtbot.waitUntil(opened.window.viewer.isVisible)
    return opened


def test_letters_and_digits(viewing: Opened, qtbot: QtBot) -> None:
    window = viewing.window
    for key, expected in ((K.Key_4, (4, Flag.NONE)), (K.Key_P, (4, Flag.PICK)), (K.Key_X, (4, Flag.REJECT))):
        qtbot.keyClick(window.viewer, key)
        photo = window.model.photo(2)
        assert photo
        assert (photo.rating, photo.flag) == expected
    others = [window.model.photo(row) for row in (0, 1, 3, 4, 5)]
    assert {each.rating for each in others if each} == {0}


def test_copy(viewing: Opened, qtbot: QtBot) -> None:
    photo = viewing.window.model.photo(2)
    assert photo
    qtbot.keyClick(viewing.window.viewer, K.Key_C, CTRL)
    assert [url.toLocalFile() for url in QGuiApplication.clipboard().mimeData().urls()] == [str(photo.path)]
    qtbot.keyClick(viewing.window.viewer, K.Key_C, CTRL | SHIFT)
    assert QGuiApplication.clipboard().text() == str(photo.path)


def test_rename(viewing: Opened, qtbot: QtBot) -> None:
    window, name = viewing.window, viewing.names()[2]
    qtbot.keyClick(window.viewer, K.Key_F2)
    (dialog,) = window.findChildren(RenameDialog)
    assert dialog.field.text() == Path(name).stem
    dialog.field.setText("renamed")
    dialog.rename.click()
    qtbot.waitUntil(lambda: window.viewer.name == "renamed.png")


def test_delete_goes_on_to_the_next_and_says_so_over_the_photo(viewing: Opened, qtbot: QtBot) -> None:
    window, names = viewing.window, viewing.names()
    qtbot.keyClick(window.viewer, K.Key_Delete)
    assert window.viewer.name == names[3]
    qtbot.keyClick(window.viewer, K.Key_Delete)
    qtbot.waitUntil(lambda: viewing.names() == [*names[:2], *names[4:]])
    assert window.viewer.name == names[4]
    qtbot.waitUntil(window.notice.isVisible)
    assert window.viewer.isAncestorOf(window.notice)
    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: viewing.names() == [*names[:2], *names[3:]])
    assert window.notice.text.startswith("Undone")
    when_asked(accept)
    qtbot.keyClick(window.viewer, K.Key_Delete, SHIFT)
    qtbot.waitUntil(lambda: window.model.rowCount() == 4)


def test_the_last_photo_deleted_leads_back_to_the_library(viewing: Opened, qtbot: QtBot) -> None:
    for _ in range(6):
        qtbot.keyClick(viewing.window.viewer, K.Key_Delete)
    qtbot.waitUntil(lambda: viewing.window.model.rowCount() == 0)
    qtbot.waitUntil(viewing.window.grid.isVisible)
    assert viewing.window.library.isVisible()
    qtbot.waitUntil(viewing.window.notice.isVisible)


@pytest.mark.parametrize(
    ("key", "modifier"), [(K.Key_I, Qt.KeyboardModifier.NoModifier), (K.Key_I, CTRL | SHIFT)]
)
def test_the_panel_is_about_the_photo_in_the_viewer(
    viewing: Opened, qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    window, panel = viewing.window, viewing.window.tags.panel
    if modifier:
        window.actions_["info"].trigger()
    else:
        qtbot.keyClick(window.viewer, key)
    assert panel.isVisible()
    assert panel._title.text() == viewing.names()[2]
    qtbot.keyClick(window.viewer, K.Key_Right)
    assert panel._title.text() == viewing.names()[3]
    qtbot.keyClick(window.viewer, K.Key_Escape)
    assert panel.isVisible()
    qtbot.keyClick(window.grid, K.Key_I)
    assert not panel.isVisible()
    assert not window.actions_["info"].isChecked()


def test_the_panel_is_not_shown_where_there_are_no_photos(viewing: Opened, qtbot: QtBot) -> None:
    window = viewing.window
    window.actions_["info"].trigger()
    window.pages.toggle_full_screen()
    assert not window.tags.panel.isVisible(), "a photo fills the screen"
    qtbot.keyClick(window.viewer, K.Key_I)
    assert window.tags.panel.isVisible(), "unless it is asked for"
    window.pages.close_photo()
    assert window.tags.panel.isVisible()


def test_a_tag_chosen_in_the_panel_is_searched_for_in_the_library(viewing: Opened, qtbot: QtBot) -> None:
    from clipphotos.core.tags.photo_tags import TagName

    window = viewing.window
    window.actions_["info"].trigger()
    with qtbot.waitSignal(window.search.answered):
        window.tags.panel.tag_chosen.emit(TagName("dog", "狗"))
    assert window.grid.isVisible()
    window.search_bar.clear()
    qtbot.waitUntil(lambda: not window.search.waiting)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_right_click_opens_the_menu_about_the_photo(viewing: Opened, qtbot: QtBot) -> None:
    viewer = viewing.window.viewer
    centre = viewer.rect().center()
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(viewer, QContextMenuEvent(reason, centre, viewer.mapToGlobal(centre)))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    entries = {action.text(): action for action in menu.actions()}
    assert entries["&Delete"].isEnabled()
    assert entries["Re&name…"].isEnabled(), "it is about one photo, however many are selected in the grid"
    assert not entries["&Open"].isEnabled()
    menu.close()


def test_news_do_not_stay_over_one_photo_after_the_other(viewing: Opened, qtbot: QtBot) -> None:
    window, notice = viewing.window, viewing.window.notice
    notice.inform("1 photo put into the trash.", "Undo", lambda: None)
    qtbot.keyClick(window.viewer, K.Key_Right)
    assert notice.isHidden()
    notice.report(ErrorReport("photo-gone"))
    qtbot.keyClick(window.viewer, K.Key_Right)
    assert not notice.isHidden(), "an error stays until it is closed"
    notice.inform("Undone.")
    qtbot.keyClick(window.viewer, K.Key_Escape)
    assert notice.isHidden(), "it was about the page before"
    window.pages.open_photo(1)
    notice.inform("1 photo put into the trash.", "Undo", lambda: None)
    qtbot.keyClick(window.viewer, K.Key_Escape)
    qtbot.waitUntil(notice.isVisible)


def test_a_click_on_the_news_is_none_on_the_photo(viewing: Opened, qtbot: QtBot) -> None:
    window = viewing.window
    window.notice.inform("Something happened.")
    qtbot.waitUntil(window.notice.isVisible)
    qtbot.mouseDClick(window.notice, Qt.MouseButton.LeftButton, pos=QPoint(60, 10))
    assert window.viewer.isVisible()
