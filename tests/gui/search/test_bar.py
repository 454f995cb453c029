import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from clipphotos.gui.search.bar import SearchBar
from clipphotos.gui.settings import WindowSettings
from clipphotos.storage.locations import DataLocations

K = Qt.Key


@pytest.fixture
def bar(qtbot: QtBot, locations: DataLocations) -> SearchBar:
    locations.create()
    bar = SearchBar(WindowSettings(locations.settings))
    qtbot.addWidget(bar)
    bar.show()
    return bar


def enter(qtbot: QtBot, bar: SearchBar, text: str) -> None:
    bar.edit.clear()
    qtbot.keyClicks(bar.edit, text)
    qtbot.keyClick(bar.edit, K.Key_Return)


def test_up_and_down_go_through_earlier_searches(qtbot: QtBot, bar: SearchBar) -> None:
    for text in ("a cat", "a dog", "a cat", "a boat"):
        enter(qtbot, bar, text)
    bar.edit.clear()
    qtbot.keyClicks(bar.edit, "half ty")
    seen = []
    for _ in range(4):
        qtbot.keyClick(bar.edit, K.Key_Up)
        seen.append(bar.text)
    assert seen == ["a boat", "a cat", "a dog", "a dog"]
    for _ in range(3):
        qtbot.keyClick(bar.edit, K.Key_Down)
    assert bar.text == "half ty"


def test_the_search_just_entered_is_not_offered_first(qtbot: QtBot, bar: SearchBar) -> None:
    enter(qtbot, bar, "a cat")
    enter(qtbot, bar, "a dog")
    qtbot.keyClick(bar.edit, K.Key_Up)
    assert bar.text == "a cat"


def test_history_survives_a_restart(qtbot: QtBot, bar: SearchBar, locations: DataLocations) -> None:
    enter(qtbot, bar, "a cat")
    assert WindowSettings(locations.settings).searches == ["a cat"]


def test_esc_clears_then_leaves(qtbot: QtBot, bar: SearchBar) -> None:
    qtbot.keyClicks(bar.edit, "a cat")
    qtbot.keyClick(bar.edit, K.Key_Escape)
    assert bar.text == ""
    with qtbot.waitSignal(bar.left):
        qtbot.keyClick(bar.edit, K.Key_Escape)


def test_the_clear_button_shows_only_when_there_is_something(qtbot: QtBot, bar: SearchBar) -> None:
    assert not bar._clear.isVisible()
    qtbot.keyClicks(bar.edit, "x")
    assert bar._clear.isVisible()
    bar._clear.click()
    assert bar.text == ""
