"""Which messages above the grid stay, which go by themselves, and which come back."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clipphotos.core.errors import ErrorReport
from clipphotos.gui.widgets.notice_bar import NoticeBar


@pytest.fixture
def bar(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> NoticeBar:
    monkeypatch.setattr(NoticeBar, "READING_MS", 30)
    bar = NoticeBar()
    qtbot.addWidget(bar)
    bar.move(300, 300)  # where the mouse is not
    return bar


def test_news_about_which_nothing_is_to_be_done_go(bar: NoticeBar, qtbot: QtBot):
    bar.inform("Undone: 1 photo renamed.")
    assert bar.isVisible()
    qtbot.waitUntil(bar.isHidden)


def offer(bar: NoticeBar) -> None:
    bar.inform("1 photo in the trash.", "Undo", lambda: None)


def lasting(bar: NoticeBar) -> None:
    bar.inform("The folder is not there.", stays=True)


def error(bar: NoticeBar) -> None:
    bar.report(ErrorReport("folder-unavailable", {"path": "/photos"}))


@pytest.mark.parametrize("say", [offer, lasting, error])
def test_what_can_be_acted_upon_or_is_still_true_stays(bar: NoticeBar, say: Callable[[NoticeBar], None]):
    say(bar)
    assert not bar._read.isActive()
    # Nor does it inherit the time of news that it took the place of.
    bar.inform("Undone.")
    assert bar._read.isActive()
    say(bar)
    assert not bar._read.isActive()
    assert bar.isVisible()


def test_time_runs_only_while_it_can_be_read(bar: NoticeBar, qtbot: QtBot):
    bar.inform("Undone.")
    bar.hide()
    assert not bar._read.isActive()
    bar.show()
    assert bar._read.isActive()
    QApplication.sendEvent(bar, QEnterEvent(QPointF(5, 5), QPointF(5, 5), QPointF(5, 5)))
    assert not bar._read.isActive(), "the mouse is on it"
    QApplication.sendEvent(bar, QEvent(QEvent.Type.Leave))
    qtbot.waitUntil(bar.isHidden)


def test_what_stays_is_there_again_after_passing_news(bar: NoticeBar, qtbot: QtBot):
    lasting(bar)
    bar.inform("Undone.")
    assert bar.text == "Undone."
    qtbot.waitUntil(lambda: bar.shows("The folder is not there."))
    bar.inform("Undone.")
    bar.withdraw("The folder is not there.")
    qtbot.waitUntil(bar.isHidden)


def test_what_stays_is_there_again_after_an_offer_was_taken(bar: NoticeBar, qtbot: QtBot):
    lasting(bar)
    offer(bar)
    qtbot.mouseClick(bar._button, Qt.MouseButton.LeftButton)
    assert bar.shows("The folder is not there.")
