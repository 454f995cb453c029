"""The window and its dialogs fit on small screens, in every state and language."""

import importlib
import pkgutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QRect, QSize
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from clipphotos import gui
from clipphotos.core.errors import ErrorReport
from clipphotos.core.jobs import ProgressReport, Stage
from clipphotos.core.operations.annotation import Flag
from clipphotos.core.search.filters import FlagFilter, LeastRating, TagFilter
from clipphotos.gui.i18n import install_language
from clipphotos.gui.indexing import IndexingState
from clipphotos.gui.settings import LanguageChoice
from clipphotos.gui.widgets.fitting_label import FittingLabel
from clipphotos.gui.widgets.screen import FRAME, ScrollingPart
from clipphotos.gui.window.main_window import MainWindow
from support.all_dialogs import DIALOGS, visit_dialogs
from support.pictures import make_photos
from support.windows import Opened

OpenWindow = Callable[[], Opened]
SMALLEST_SCREEN = QSize(1024, 600)
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


def cut_off(name: str, dialog: QDialog) -> list[str]:
    """What cannot be reached in a dialog on a small screen, at its usual size and at its least."""
    room = SMALLEST_SCREEN - FRAME
    least = dialog.minimumSizeHint().expandedTo(dialog.minimumSize())
    if least.boundedTo(room) != least:
        return [f"{name} needs {least.width()} x {least.height()}"]
    found: list[str] = []
    for size in (dialog.size().boundedTo(room), least):
        dialog.resize(size)
        QApplication.processEvents()
        where = f"{name} at {size.width()} x {size.height()}"
        buttons = [button for box in dialog.findChildren(QDialogButtonBox) for button in box.buttons()]
        found += [f"{where}: {each.text()}" for each in buttons if not is_whole(each)]
        for part in dialog.findChildren(ScrollingPart):
            body, port = part.widget(), part.viewport()
            if (
                body.width() > port.width()
                or body.height() > port.height() + part.verticalScrollBar().maximum()
            ):
                found.append(f"{where}: the content is {body.size().toTuple()}")
        labels = dialog.findChildren(QLabel) if size != least else part_labels(dialog)
        found += [f"{where}: {each.text()[:40]}" for each in labels if is_squeezed(each)]
    return found


def is_whole(widget: QWidget) -> bool:
    return widget.visibleRegion().boundingRect() == widget.rect()


def part_labels(dialog: QDialog) -> list[QLabel]:
    return [label for part in dialog.findChildren(ScrollingPart) for label in part.findChildren(QLabel)]


def is_squeezed(label: QLabel) -> bool:
    return label.isVisible() and label.wordWrap() and label.height() < label.heightForWidth(label.width())


def test_every_dialog_can_be_used_on_a_small_screen(opened: Opened, qtbot: QtBot) -> None:
    found: list[str] = []
    visit_dialogs(opened, qtbot, lambda name, dialog: found.extend(cut_off(name, dialog)))
    assert not found, "\n".join(found)


def test_every_kind_of_dialog_is_looked_at() -> None:
    for module in pkgutil.walk_packages(gui.__path__, f"{gui.__name__}."):
        importlib.import_module(module.name)
    kinds = {each for each in QDialog.__subclasses__() if each.__module__.startswith(gui.__name__)}
    assert kinds == {each.kind for each in DIALOGS.values()}


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
