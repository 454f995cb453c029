import gc
import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QTimer
from PySide6.QtWidgets import QApplication

from clipphotos.gui.i18n import uninstall_language
from clipphotos.gui.settings import ColourChoice
from clipphotos.gui.theme.apply import apply_theme
from clipphotos.storage.locations import DataLocations
from support.windows import Opened

HERE = Path(__file__).parent
OFFSCREEN_LACKS = r"This plugin does not support (\w+\(\)|grabbing the keyboard)"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What the offscreen platform cannot do is no fault of ours."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore(OFFSCREEN_LACKS))


@pytest.fixture(autouse=True, scope="session")
def _theme(qapp: QApplication) -> None:
    """Widgets are as large as in the program, which they are not in the style of the platform."""
    apply_theme(qapp, ColourChoice.LIGHT)


@pytest.fixture
def choose_colours(qapp: QApplication) -> Iterator[Callable[[ColourChoice], None]]:
    """Gives the program other colours until the test ends."""
    yield partial(apply_theme, qapp)
    apply_theme(qapp, ColourChoice.LIGHT)


@pytest.fixture(autouse=True)
def _nothing_left_behind(qapp: QApplication) -> Iterator[None]:
    """Every test closes what it opens: threads, windows, running timers."""
    QLocale.setDefault(QLocale(QLocale.Language.English))
    threads = set(threading.enumerate())
    yield
    # What was copied is Python's, and must not outlive it: Qt would let go of it after the interpreter's end.
    QApplication.clipboard().clear()
    uninstall_language()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.processEvents()
    gc.collect()
    left = [thread.name for thread in threading.enumerate() if thread not in threads]
    assert not left, f"threads left: {left}"
    widgets = [type(widget).__name__ for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    assert not widgets, f"windows left: {widgets}"
    timers = [
        each
        for each in gc.get_objects()
        if type(each) is QTimer and shiboken6.isValid(each) and each.isActive()
    ]
    assert not timers, f"timers left running: {timers}"


@pytest.fixture
def open_window(locations: DataLocations) -> Iterator[Callable[[], Opened]]:
    opened: list[Opened] = []

    def open_one() -> Opened:
        opened.append(Opened(locations))
        opened[-1].begin()
        return opened[-1]

    yield open_one
    for each in opened:
        each.close()
