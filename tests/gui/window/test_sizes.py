"""The window and its dialogs fit on small screens, in every state and language."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QRect, QSize
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from clipphotos.core.errors import ErrorReport
from clipphotos.core.jobs import ProgressReport, Stage
from clipphotos.core.operations.annotation import Flag
from clipphotos.core.search.filters import FlagFilter, LeastRating, TagFilter
from clipphotos.gui.i18n import install_language
from clipphotos.gui.indexing import IndexingState
from clipphotos.gui.settings import LanguageChoice
from clipphotos.gui.widgets.fitting_label import FittingLabel
from clipphotos.gui.widgets.screen import room_on_screen
from clipphotos.gui.window.main_window import MainWindow
from support.pictures import make_photos
from support.windows import Opened

OpenWindow = Callable[[], Opened]
SMALL_SCREEN = QSize(1280 - 16, 800 - 48 - 40)
NARROW = 900


@pytest.fixture(params=[LanguageChoice.ENGLISH, LanguageChoice.CHINESE])
def opened(request: pytest.FixtureRequest, open_window: OpenWindow, qtbot: QtBot, tmp_path: Path) -> Opened:
    install_language(request.param)
    make_photos(tmp_path / "photos", 8)
    opened = open_window()
    opened.fill(qtbot, tmp_path / "photos", 8)
    return opened


def assert_narrow(window: MainWindow) -> None:
    QApplication.processEvents()
    assert window.minimumSizeHint().width() <= NARROW
    window.resize(NARROW, 600)
    QApplication.processEvents()
    assert window.width() == NARROW


@pytest.mark.parametrize("state", IndexingState)
def test_the_window_is_narrow_in_every_state(opened: Opened, state: IndexingState) -> None:
    window = opened.window
    window.status_bar.show_skipped(1_234_567)
    window.status_bar.show_count(1_234_567, 1_234_567)
    window.status_bar.show_news("123,456 photos added")
    window.status_bar.show_model(
        "laion/CLIP-ViT-H-14-laion2B-s32B-b79K", "cuda: NVIDIA GeForce RTX 4090 Laptop"
    )
    window.tags.show_panel(True)
    window.search_bar.set_filters(
        (*(TagFilter(f"a long tag {number}") for number in range(5)), LeastRating(5), FlagFilter(Flag.NONE))
    )
    window.search_bar.set_example(Path("/photos/a photo with a rather long name of its own.jpg"))
    window.status_bar.show_state(state)
    long_path = "/" + "/".join(f"a_folder_with_a_rather_long_name_{number}" for number in range(9))
    window.notice.report(ErrorReport("folder-missing", {"path": long_path}))
    assert long_path in window.notice.text
    assert_narrow(window)
    for stage in Stage:
        window.status_bar.show_progress(ProgressReport(stage, 123_456, 1_234_567, 123.4, 86_400.0))
        assert_narrow(window)
    opened.indexing._set_state(IndexingState.IDLE)
    window.search_bar.clear()
    window.notice.hide()


def test_progress_says_less_where_there_is_less_room(opened: Opened) -> None:
    bar = opened.window.status_bar
    bar.show_state(IndexingState.RUNNING)
    bar.show_progress(ProgressReport(Stage.EMBED, 12, 3456, 7.8, 3000.0))
    whole = bar.progress_text
    label = bar._progress_text
    opened.window.resize(1600, 700)
    QApplication.processEvents()
    assert label.shown == whole
    opened.window.resize(opened.window.minimumSizeHint())
    QApplication.processEvents()
    assert label.shown in label._texts, "no text is cut off"
    assert "12" in label.shown
    bar.show_state(IndexingState.IDLE)


def test_the_pages_are_narrow_too(opened: Opened, qtbot: QtBot) -> None:
    window = opened.window
    for page in (window.sorting.board, window.categories.review_page, window.viewer, window.welcome):
        assert page.minimumSizeHint().width() <= NARROW, type(page).__name__


def dialogs(window: MainWindow) -> list[QDialog]:
    window._dialogs.show_models()
    window._dialogs.show_settings()
    window._dialogs.show_skipped()
    window.history.show_history()
    window.categories.add()
    window.categories.learn_from(Path("/nowhere"))
    QApplication.processEvents()
    return [each for each in window.findChildren(QDialog) if each.isVisible()]


def test_no_dialog_is_larger_than_a_small_screen(opened: Opened, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: opened.window._dialogs._status is not None)
    shown = dialogs(opened.window)
    qtbot.waitUntil(lambda: len(dialogs(opened.window)) >= 6)
    shown = dialogs(opened.window)
    for dialog in shown:
        least = dialog.minimumSizeHint().expandedTo(dialog.minimumSize())
        assert least.width() <= SMALL_SCREEN.width(), type(dialog).__name__
        assert least.height() <= SMALL_SCREEN.height(), type(dialog).__name__
        assert dialog.width() <= max(room_on_screen(dialog).width(), least.width()), type(dialog).__name__
        assert dialog.height() <= max(room_on_screen(dialog).height(), least.height()), type(dialog).__name__
        dialog.close()


def test_the_first_window_fits_on_the_screen(open_window: OpenWindow, qtbot: QtBot) -> None:
    opened = open_window()
    window = MainWindow(opened.bridge, opened.indexing, opened.locations, opened.settings)
    room = window.screen().availableGeometry()
    assert QRect(room).contains(QRect(room.topLeft(), window.size()))
    assert window.height() < room.height(), "the frame needs room, too"
    window.shut_down()
    window.deleteLater()


def test_a_window_from_a_larger_screen_comes_back_to_this_one(open_window: OpenWindow, qtbot: QtBot) -> None:
    opened = open_window()
    opened.window.setGeometry(2000, 1500, 3000, 2000)
    opened.window.remember_geometry()
    window = MainWindow(opened.bridge, opened.indexing, opened.locations, opened.settings)
    room = window.screen().availableGeometry()
    assert room.contains(window.geometry())
    window.shut_down()
    window.deleteLater()


def test_folders_get_the_room_that_categories_do_not_need(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window().window
    sidebar = window.sidebar
    sidebar.resize(240, 800)
    QApplication.processEvents()
    folders, categories = sidebar.sizes()
    assert categories <= sidebar.categories.wanted_height + 2
    assert folders > 500
    sidebar.restore(QByteArray(b"300"))
    assert sidebar.sizes()[1] <= sidebar.categories.wanted_height + 2, "a wish for empty room is none"
    assert sidebar.remember() == QByteArray(b"300")
    sidebar.restore(QByteArray(b"\x00\xff of an older version"))
    assert sidebar.remember().isEmpty()


def test_a_label_shows_the_longest_text_that_fits(qtbot: QtBot) -> None:
    label = FittingLabel()
    qtbot.addWidget(label)
    label.set_texts("twelve of three thousand", "12 of 3000", "12")
    assert label.text() == "twelve of three thousand"
    width = label.fontMetrics().horizontalAdvance
    for text in ("twelve of three thousand", "12 of 3000", "12"):
        label.resize(width(text) + 2, 20)
        assert label.shown == text
    label.resize(3, 20)
    assert label.shown != "12"
