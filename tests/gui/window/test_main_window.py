"""What a user does, with the real service and a small real embedder behind the window."""

import contextlib
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, QSize, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from clipphotos.core.errors import ErrorReport
from clipphotos.core.models import Backend
from clipphotos.core.search.filters import LeastRating
from clipphotos.gui.i18n import install_language
from clipphotos.gui.indexing import IndexingState
from clipphotos.gui.preferences.model_texts import device_name
from clipphotos.gui.preferences.skipped_dialog import SkippedDialog
from clipphotos.gui.settings import LanguageChoice
from clipphotos.gui.tags.completion import place_of_list
from clipphotos.service.protocol.operations import RatePhotos
from clipphotos.service.protocol.tags import ChangeTags
from support.pictures import make_photo, make_photos
from support.windows import Opened

K = Qt.Key
OpenWindow = Callable[[], Opened]


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    make_photos(tmp_path / "photos", 16)
    return tmp_path / "photos"


@pytest.fixture
def filled(open_window: OpenWindow, qtbot: QtBot, photos: Path) -> Opened:
    """A window on a library of sixteen photos, two of each colour."""
    opened = open_window()
    opened.window.add_folders([photos])
    qtbot.waitUntil(lambda: opened.window.model.rowCount() == 16)
    qtbot.waitUntil(lambda: opened.indexing.state is IndexingState.IDLE)
    return opened


def search(qtbot: QtBot, opened: Opened, text: str) -> None:
    with qtbot.waitSignal(opened.window.search.answered):
        opened.window.search_bar.edit.setText(text)


def test_the_first_start_explains_itself(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window().window
    qtbot.waitUntil(window.welcome.isVisible)
    assert "Add a folder" in window.welcome.button.text()
    with qtbot.waitSignal(window.welcome.add_requested):
        window.welcome.add_requested.disconnect(window.folders.choose)
        qtbot.mouseClick(window.welcome.button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("key", [K.Key_Return, K.Key_Enter, K.Key_Space])
def test_the_first_button_is_pressed_by_keyboard(open_window: OpenWindow, qtbot: QtBot, key: Qt.Key) -> None:
    window = open_window().window
    qtbot.waitUntil(window.welcome.isVisible)
    window.welcome.add_requested.disconnect(window.folders.choose)
    with qtbot.waitSignal(window.welcome.add_requested):
        qtbot.keyClick(window.welcome.button, key)


def test_the_main_flow(filled: Opened, qtbot: QtBot) -> None:
    window = filled.window
    assert not window.welcome.isVisible()

    search(qtbot, filled, "red")
    assert window.model.rowCount() == 16
    assert {name[-7:] for name in filled.names()[:2]} == {"red.png"}
    assert window.model.score(0) > window.model.score(15)

    window.grid.selection.make_current(1)
    name = filled.names()[1]
    qtbot.keyClick(window.grid, K.Key_Return)
    qtbot.waitUntil(window.viewer.isVisible)
    assert window.viewer.name == name
    qtbot.waitUntil(window.viewer.has_picture)
    qtbot.keyClick(window.viewer, K.Key_Escape)
    qtbot.waitUntil(window.grid.isVisible)
    assert window.grid.selection.rows() == [1]
    assert window.grid.hasFocus()


def test_thumbnails_appear(filled: Opened, qtbot: QtBot) -> None:
    window = filled.window
    visible = [window.model.ids[row] for row in window.grid.visible_rows()]
    assert len(visible) >= 8
    loader = window.grid._thumbnails
    qtbot.waitUntil(lambda: all(loader.pixmap(each) is not None for each in visible))


def test_browsing_in_the_viewer_carries_the_selection_along(filled: Opened, qtbot: QtBot) -> None:
    window = filled.window
    window.pages.open_photo(0)
    qtbot.keyClick(window.viewer, K.Key_Left)
    assert window.viewer.row == 0
    qtbot.keyClick(window.viewer, K.Key_Right)
    qtbot.keyClick(window.viewer, K.Key_Right)
    assert window.viewer.row == 2
    qtbot.keyClick(window.viewer, K.Key_End)
    assert window.viewer.row == 15
    qtbot.keyClick(window.viewer, K.Key_Escape)
    assert window.grid.selection.rows() == [15]


@pytest.mark.parametrize("rows", [[4], [0, 7]], ids=["one", "two"])
def test_what_was_found_and_selected_stays_selected(filled: Opened, qtbot: QtBot, rows: list[int]) -> None:
    window, selection = filled.window, filled.window.grid.selection
    selection.make_current(2)
    search(qtbot, filled, "blue")
    chosen = [window.model.ids[row] for row in rows]
    selection.begin_at(rows[-1])
    selection.select_ids(chosen)
    qtbot.keyClick(window.grid, K.Key_Escape)
    assert window.search_bar.text == ""
    assert set(selection.ids()) == set(chosen)
    assert window.model.ids[selection.current] == chosen[-1]
    assert selection.current in window.grid.visible_rows()


def test_what_was_selected_stays_so_where_the_search_becomes_wider(filled: Opened, qtbot: QtBot) -> None:
    """From words in a category to the category alone, say: that is another search."""
    window, selection = filled.window, filled.window.grid.selection
    filled.bridge.submit(RatePhotos(tuple(window.model.ids), 3))
    chooser = next(each for each in window.search_bar.choosers if each.offers(LeastRating(3)))
    chooser.choose(LeastRating(3))
    qtbot.waitUntil(lambda: window.model.rowCount() == 16)
    search(qtbot, filled, "blue")
    selection.begin_at(3)
    chosen = selection.ids()
    window.search_bar.edit.clear()
    qtbot.waitUntil(lambda: window.model.score(0) is None)
    assert selection.ids() == chosen
    search(qtbot, filled, "red")
    assert selection.ids() == [], "another search begins at its best"


def test_clearing_the_search_leads_back_to_the_same_place(filled: Opened, qtbot: QtBot) -> None:
    window = filled.window
    before = filled.names()
    window.grid.selection.make_current(9)
    window.grid.selection.select_ids({window.model.ids[9], window.model.ids[11]})
    selected = window.grid.selection.rows()
    search(qtbot, filled, "blue")
    assert window.grid.selection.rows() == []
    qtbot.keyClick(window.search_bar.edit, K.Key_Escape)
    assert window.search_bar.text == ""
    assert filled.names() == before
    assert window.grid.selection.rows() == selected
    qtbot.keyClick(window.search_bar.edit, K.Key_Escape)
    assert window.grid.hasFocus()


def test_photos_found_later_leave_the_selection_alone(filled: Opened, qtbot: QtBot, photos: Path) -> None:
    window = filled.window
    window.grid.selection.make_current(3)
    name = filled.names()[3]
    for number in range(20, 26):
        make_photo(photos / f"{number}-new.png", "green", number=number)
    window.indexing.index()
    qtbot.waitUntil(lambda: window.model.rowCount() == 22)
    assert [filled.names()[row] for row in window.grid.selection.rows()] == [name]


def test_a_search_is_repeated_while_photos_become_searchable(
    filled: Opened, qtbot: QtBot, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = filled.window
    window.search._refresh.setInterval(10)
    search(qtbot, filled, "red")
    window.grid.selection.make_current(0)
    chosen = filled.names()[0]
    make_photo(photos / "99-red.png", "red", number=99)
    window.indexing.index()
    qtbot.waitUntil(lambda: "99-red.png" in filled.names())
    assert [filled.names()[row] for row in window.grid.selection.rows()] == [chosen]


def test_find_similar_by_key_shows_a_chip_and_esc_takes_it_away(filled: Opened, qtbot: QtBot) -> None:
    window = filled.window
    row = next(row for row, name in enumerate(filled.names()) if "yellow" in name)
    window.grid.selection.make_current(row)
    window.grid.setFocus()
    with qtbot.waitSignal(window.search.answered):
        qtbot.keyClick(window.grid, K.Key_S)
    assert all("yellow" in name for name in filled.names()[:2])
    assert window.search_bar.example is not None
    qtbot.keyClick(window.grid, K.Key_Escape)
    assert window.search_bar.example is None
    assert window.model.rowCount() == 16


def test_letters_typed_into_the_search_bar_are_only_letters(filled: Opened, qtbot: QtBot) -> None:
    window = filled.window
    window.grid.selection.make_current(0)
    window.search_bar.focus()
    qtbot.keyClicks(window.search_bar.edit, "s x")
    assert window.search_bar.text == "s x"
    assert window.search_bar.example is None


def drop(target: QWidget, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    no_key, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    target.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, left, no_key))


def test_a_photo_dropped_on_the_search_bar_is_searched_by(
    filled: Opened, qtbot: QtBot, tmp_path: Path
) -> None:
    example = make_photo(tmp_path / "elsewhere" / "x.png", "purple")
    with qtbot.waitSignal(filled.window.search.answered):
        drop(filled.window.search_bar, example)
    assert "purple" in filled.names()[0]


def test_a_folder_dropped_on_the_window_is_added(open_window: OpenWindow, qtbot: QtBot, photos: Path) -> None:
    opened = open_window()
    drop(opened.window, photos)
    qtbot.waitUntil(lambda: opened.window.model.rowCount() == 16)


def test_a_folder_limits_what_is_shown_and_searched(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    make_photos(tmp_path / "all" / "one", 4)
    make_photos(tmp_path / "all" / "two", 8, ".bmp")
    opened = open_window()
    opened.window.add_folders([tmp_path / "all"])
    qtbot.waitUntil(lambda: opened.window.model.rowCount() == 12)
    qtbot.waitUntil(lambda: opened.indexing.state is IndexingState.IDLE)
    qtbot.waitUntil(lambda: tmp_path / "all" / "two" in opened.window.library._items)
    opened.window.library.choose(tmp_path / "all" / "two")
    qtbot.waitUntil(lambda: opened.window.model.rowCount() == 8)
    search(qtbot, opened, "red")
    assert all(name.endswith(".bmp") for name in opened.names())
    opened.window.search_bar.clear()
    opened.window.library.choose(None)
    qtbot.waitUntil(lambda: opened.window.model.rowCount() == 12)


def test_skipped_photos_are_counted_listed_and_tried_again(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    make_photos(tmp_path / "p", 2)
    broken = tmp_path / "p" / "<img src=x> & co.jpg"
    broken.write_bytes(b"\xff\xd8\xff\xe0 this is no photo")
    opened = open_window()
    window = opened.window
    window.add_folders([tmp_path / "p"])
    qtbot.waitUntil(lambda: "1" in window.status_bar._skipped.text())
    qtbot.waitUntil(lambda: opened.indexing.state is IndexingState.IDLE)

    window.pages.open_photo(opened.names().index(broken.name))
    assert window.viewer.name == broken.name
    assert window.viewer.message
    window.pages.close_photo()

    window.status_bar._skipped.click()
    qtbot.waitUntil(lambda: bool(window.findChildren(SkippedDialog)))
    dialog = window.findChildren(SkippedDialog)[0]
    assert dialog.table.topLevelItem(0).text(0) == broken.name
    assert dialog.table.topLevelItem(0).text(1)
    Image.new("RGB", (40, 30), "red").save(broken, "JPEG")
    dialog._retry()
    qtbot.waitUntil(lambda: not window.status_bar._skipped.isVisible())


def test_names_are_never_read_as_markup(open_window: OpenWindow, qtbot: QtBot, tmp_path: Path) -> None:
    name = "<img src=x> & <b>bold.png"
    make_photo(tmp_path / "<i>p" / name, "red")
    opened = open_window()
    window = opened.window
    window.add_folders([tmp_path / "<i>p"])
    qtbot.waitUntil(lambda: opened.names() == [name])
    window.pages.open_photo(0)
    window.search_bar.set_example(tmp_path / "<i>p" / name)
    window.notice.report(ErrorReport("photo-not-found", {"path": name}))
    for label in window.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText or not label.text()
    tip = window.model.index(0).data(Qt.ItemDataRole.ToolTipRole)
    assert "&lt;img" in tip
    assert "<img" not in tip
    qtbot.waitUntil(lambda: not window.search.waiting)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_name_that_is_no_text_does_no_harm(open_window: OpenWindow, qtbot: QtBot, tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9 \xff.png")
    make_photo(tmp_path / "p" / name, "red")
    opened = open_window()
    window = opened.window
    window.add_folders([tmp_path / "p"])
    qtbot.waitUntil(lambda: opened.names() == [name])
    window.grid.grab()
    assert "caf" in window.model.index(0).data(Qt.ItemDataRole.ToolTipRole)
    window.grid.selection.make_current(0)
    window.actions_["copy"].trigger()
    window.actions_["copy-path"].trigger()
    window.pages.open_photo(0)
    qtbot.waitUntil(window.viewer.has_picture)
    assert "caf" in window.viewer.name


def test_removing_a_folder_forgets_its_photos_and_touches_no_file(
    filled: Opened, qtbot: QtBot, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clipphotos.gui.window.folder_actions.ask_to_remove", lambda *_: True)
    window = filled.window
    qtbot.waitUntil(lambda: window.library.root_at(photos) is not None)
    window.library.choose(photos)
    qtbot.waitUntil(lambda: window.model.rowCount() == 16)
    window.library._remove_current()
    qtbot.waitUntil(window.welcome.isVisible)
    assert len(list(photos.iterdir())) == 16


def test_chinese_words_for_the_starter_model_are_answered_with_advice(filled: Opened, qtbot: QtBot) -> None:
    window = filled.window
    qtbot.waitUntil(lambda: window._dialogs._status is not None)
    search(qtbot, filled, "红")
    assert "Chinese less well" in window.notice.text
    window.notice._button.click()
    dialog = window._dialogs._models
    assert dialog is not None
    assert "less well, Chinese" in dialog.card("starter").purpose.text()
    dialog.close()


def test_what_computes_is_shown_and_chosen(filled: Opened, qtbot: QtBot) -> None:
    window = filled.window
    qtbot.waitUntil(lambda: window._dialogs._status is not None)
    window._dialogs.show_models()
    dialog = window._dialogs._models
    assert dialog is not None
    assert dialog.backends.currentData() == Backend.AUTO
    dialog.backends.setCurrentIndex(dialog.backends.findData(Backend.TORCH))
    dialog.backends.activated.emit(dialog.backends.currentIndex())
    qtbot.waitUntil(lambda: dialog._backend is Backend.TORCH)
    dialog.close()
    window._dialogs.ask_status()
    qtbot.waitUntil(lambda: window._dialogs._status.backend is Backend.TORCH)


def test_why_no_graphics_card_is_used_is_said(filled: Opened, qtbot: QtBot) -> None:
    window = filled.window
    qtbot.waitUntil(lambda: window._dialogs._status is not None)
    status = window._dialogs._status
    assert status is not None
    window._dialogs.show_models()
    dialog = window._dialogs._models
    assert dialog is not None
    why = ErrorReport("gpu-torch-without", {"card": "GeForce 9"})
    window._dialogs._take_status(replace(status, fallback_reason=why))
    assert "GeForce 9" in dialog.fallback_reason.text()
    assert dialog.fallback_reason.isVisible()
    assert "GeForce 9" in window.status_bar._model.toolTip()
    window._dialogs._take_status(replace(status, fallback_reason=None))
    assert not dialog.fallback_reason.isVisible()
    assert "GeForce" not in window.status_bar._model.toolTip()
    dialog.close()


def test_a_device_is_named_for_people() -> None:
    assert device_name("cpu") == "CPU"
    assert device_name("cpu: OpenVINO f32") == "CPU, OpenVINO f32"
    assert device_name("cuda: NVIDIA A") == "cuda: NVIDIA A"


def test_pause_and_resume(filled: Opened, qtbot: QtBot, photos: Path) -> None:
    window = filled.window
    filled.indexing._set_state(IndexingState.RUNNING)
    window.status_bar._pause.click()
    assert filled.indexing.state is IndexingState.PAUSED
    assert "paused" in window.status_bar.progress_text
    make_photo(photos / "more.png", "cyan")
    window.status_bar._pause.click()
    qtbot.waitUntil(lambda: filled.indexing.state is IndexingState.IDLE)
    qtbot.waitUntil(lambda: window.model.rowCount() == 17)


def test_an_error_is_told_without_interrupting(open_window: OpenWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window().window
    window.add_folders([tmp_path / "nowhere"])
    qtbot.waitUntil(window.notice.isVisible)
    assert "nowhere" in window.notice.text
    assert QApplication.activeModalWidget() is None


def test_details_of_a_bug_can_be_copied(open_window: OpenWindow) -> None:
    window = open_window().window
    window.pages.leave_welcome()
    window.notice.report(ErrorReport("internal-error", {"detail": "ZeroDivisionError"}, "Traceback: here"))
    window.notice._button.click()
    assert "Traceback: here" in QGuiApplication.clipboard().text()
    assert not window.notice.isVisible()


def test_a_service_that_restarts_is_mentioned_calmly(filled: Opened) -> None:
    filled.bridge.lost.emit(True)
    assert "starting again" in filled.window.notice.text
    filled.bridge.ready.emit()
    assert not filled.window.notice.isVisible()
    filled.bridge.lost.emit(False)
    assert "restart the program" in filled.window.notice.text


def test_copy_and_copy_path(filled: Opened, photos: Path) -> None:
    window = filled.window
    window.grid.selection.make_current(0)
    expected = photos / filled.names()[0]
    window.actions_["copy-path"].trigger()
    assert QGuiApplication.clipboard().text() == str(expected)
    window.actions_["copy"].trigger()
    assert QGuiApplication.clipboard().mimeData().urls() == [QUrl.fromLocalFile(str(expected))]


def test_zoom_is_remembered(filled: Opened) -> None:
    before = filled.settings.tile_size
    filled.window.actions_["larger"].trigger()
    assert filled.settings.tile_size > before
    assert filled.window.status_bar._slider.value() == filled.settings.tile_size


def test_the_library_is_rescanned_when_the_program_starts(
    open_window: OpenWindow, qtbot: QtBot, photos: Path
) -> None:
    first = open_window()
    first.window.add_folders([photos])
    qtbot.waitUntil(lambda: first.window.model.rowCount() == 16)
    qtbot.waitUntil(lambda: first.indexing.state is IndexingState.IDLE)
    first.close()
    first.close = lambda: None  # type: ignore[method-assign]
    make_photo(photos / "meanwhile.png", "pink")
    second = open_window()
    qtbot.waitUntil(lambda: second.window.model.rowCount() == 17)
    qtbot.waitUntil(lambda: second.indexing.state is IndexingState.IDLE)


def test_a_rescan_that_finds_nothing_says_so(filled: Opened, qtbot: QtBot, photos: Path) -> None:
    window = filled.window
    news = window.status_bar._news
    for ask in (
        window.actions_["rescan"].trigger,
        lambda: window.library.rescan_requested.emit(photos),
    ):
        window.status_bar.show_news("")
        ask()
        qtbot.waitUntil(lambda: news.text() == "No new photos found")
        qtbot.waitUntil(lambda: filled.indexing.state is IndexingState.IDLE)
    window.status_bar.show_news("")
    filled.indexing.index(in_background=True)
    qtbot.waitUntil(lambda: filled.indexing.state is IndexingState.IDLE)
    assert not news.text(), "nobody asked"
    make_photo(photos / "new.png", "pink")
    window.actions_["rescan"].trigger()
    qtbot.waitUntil(lambda: news.text().startswith("1 photo"))
    qtbot.waitUntil(lambda: filled.indexing.state is IndexingState.IDLE)


def test_every_shortcut_is_in_a_menu_and_none_is_used_twice(filled: Opened) -> None:
    shown = []
    menus = [action.menu() for action in filled.window.menuBar().actions()]
    while menus:
        for action in menus.pop().actions():
            if action.menu():
                menus.append(action.menu())
            shown.append(action)
    keys = [key.toString() for action in shown for key in action.shortcuts()]
    assert len(keys) == len(set(keys))
    for action in filled.window.grid.actions():
        assert action in shown


# --- nothing is in the way of what one looks at ------------------------------------------------------


def test_the_panel_leaves_the_selected_photo_in_sight(filled: Opened, qtbot: QtBot) -> None:
    window, grid = filled.window, filled.window.grid
    window.resize(1000, 420)
    for row in (15, 9, 0):
        grid.selection.make_current(row)
        for _ in range(2):  # opened, and closed again
            window.actions_["info"].trigger()
            QApplication.processEvents()
            assert grid.viewport().rect().contains(grid.visualRect(window.model.index(row)).center()), row


def test_offered_tags_leave_the_best_photo_in_sight() -> None:
    room, field = QSize(1200, 800), QRect(260, 20, 900, 44)
    best = QRect(276, 90, 180, 208)
    usual = place_of_list(200, field, room, QRect())
    assert usual.topLeft() == QPoint(260, field.bottom() + 5)
    beside = place_of_list(200, field, room, best)
    assert not beside.intersects(best)
    assert beside.right() == field.right()
    large = QRect(276, 90, 620, 648)
    narrow = place_of_list(200, field, room, large)
    assert not narrow.intersects(large)
    assert narrow.width() >= 180
    small_room, small_field, column = QSize(420, 800), QRect(200, 20, 210, 44), QRect(216, 90, 180, 208)
    under = place_of_list(200, small_field, small_room, column)
    assert not under.intersects(column)
    assert QRect(QPoint(0, 0), small_room).contains(under)


def test_tags_are_offered_beside_the_best_photo(filled: Opened, qtbot: QtBot) -> None:
    window = filled.window
    filled.bridge.submit(ChangeTags((window.model.ids[3],), add=("dog",)))
    qtbot.waitUntil(lambda: "dog" in window.actions_["undo"].text())
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.search_bar.focus()
    qtbot.keyClicks(window.search_bar.edit, "do")
    qtbot.waitUntil(lambda: bool(window.search_completer.offered))
    popup = window.search_completer._popup
    assert popup
    best = window.grid.visualRect(window.model.index(0))
    best.moveTopLeft(window.grid.viewport().mapTo(window, best.topLeft()))
    assert not popup.geometry().intersects(best)
    window.search_bar.clear()
    assert not popup.isVisible()
    qtbot.waitUntil(lambda: not window.search.waiting)


def test_enter_presses_the_button_that_has_the_focus(filled: Opened, qtbot: QtBot) -> None:
    window = filled.window
    window.notice.inform("News.", "Look", window.notice.hide)
    buttons = [each for each in window.findChildren(QAbstractButton) if each.isVisible() and each.isEnabled()]
    reached = [each for each in buttons if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert len(reached) > 5
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    for button in reached:
        if isinstance(button, QToolButton) and button.menu():
            continue  # opens its menu
        pressed: list[str] = []
        with contextlib.suppress(RuntimeError, TypeError):
            button.clicked.disconnect()
        button.clicked.connect(lambda *_, pressed=pressed: pressed.append("pressed"))
        for key in (K.Key_Return, K.Key_Enter):
            button.setFocus()
            assert button.hasFocus()
            qtbot.keyClick(button, key)
        assert pressed == ["pressed", "pressed"], button.accessibleName() or button.text()


@pytest.mark.usefixtures("own_trash")
def test_a_folder_with_folders_in_it_is_deleted_and_comes_back(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    install_language(LanguageChoice.ENGLISH)
    opened, root = open_window(), tmp_path / "photos"
    for folder in ("2024", "2024/may", "2024/may/fair", "2025"):
        make_photo(root / folder / "red.png", "red")
    window = opened.window
    window.add_folders([root])
    qtbot.waitUntil(lambda: window.model.rowCount() == 4)
    qtbot.waitUntil(lambda: opened.indexing.state is IndexingState.IDLE)
    # Nobody chooses a folder that the sidebar does not show yet.
    qtbot.waitUntil(lambda: root / "2024" / "may" / "fair" in window.library._items)
    window.library.choose(root / "2024")
    qtbot.waitUntil(lambda: window.model.rowCount() == 3)
    window.library._tree.expandAll()
    window.grid.selectAll()
    window.grid.setFocus()
    qtbot.keyClick(window.grid, K.Key_Delete)
    qtbot.waitUntil(lambda: not list((root / "2024").rglob("*.png")))
    qtbot.waitUntil(lambda: window.notice.text == "3 photos put into the trash.")
    qtbot.waitUntil(lambda: root / "2024" not in window.library._items)
    assert window.notice.isVisible()
    assert window.notice.text == "3 photos put into the trash.", "nothing else is said in its place"
    window.notice._button.click()
    qtbot.waitUntil(lambda: len(list(root.rglob("*.png"))) == 4)
