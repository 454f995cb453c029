"""Filters in the window: every one has words in both languages, and the search bar shows and offers them."""

from pathlib import Path
from typing import get_args

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from clipphotos.core.operations.annotation import Flag
from clipphotos.core.search.filters import (
    CategoryFilter,
    Filter,
    FlagFilter,
    FolderFilter,
    LeastRating,
    TagFilter,
)
from clipphotos.gui.i18n import install_language
from clipphotos.gui.search.bar import MOST_CHIPS, SearchBar
from clipphotos.gui.search.filter_texts import filter_choices, filter_text
from clipphotos.gui.settings import LanguageChoice, WindowSettings
from clipphotos.gui.widgets.chips import Chip
from clipphotos.storage.locations import DataLocations

ONE_OF_EACH: tuple[Filter, ...] = (
    FolderFilter(Path("/photos/beach")),
    CategoryFilter(1, "Cats"),
    TagFilter("cat", "猫"),
    LeastRating(4),
    FlagFilter(Flag.PICK),
)


@pytest.fixture
def bar(qtbot: QtBot, locations: DataLocations) -> SearchBar:
    install_language(LanguageChoice.ENGLISH)
    locations.create()
    bar = SearchBar(WindowSettings(locations.settings))
    qtbot.addWidget(bar)
    bar.show()
    return bar


def chips(bar: SearchBar) -> list[str]:
    shown = (bar._chip_row.itemAt(place).widget() for place in range(bar._chip_row.count()))
    return [each.text for each in shown if isinstance(each, Chip)]


def test_every_type_is_tried_here():
    assert {type(each) for each in ONE_OF_EACH} == set(get_args(Filter))


@pytest.mark.parametrize("each", ONE_OF_EACH)
def test_every_filter_has_words(qtbot: QtBot, each: Filter):
    texts = []
    for language in (LanguageChoice.ENGLISH, LanguageChoice.CHINESE):
        install_language(language)
        text = filter_text(each)
        assert text.icon
        assert text.name
        assert bool(text.nothing) == bool(text.advice) == each.stands_alone
        texts.append(text.nothing)
    install_language(LanguageChoice.ENGLISH)
    assert not each.stands_alone or texts[0] != texts[1]


def test_what_is_offered_has_an_entry(qtbot: QtBot):
    for choice in filter_choices():
        entries = [filter_text(each).entry for each in choice.filters]
        assert all(entries)
        assert len(set(entries)) == len(entries)
        assert choice.name
        assert choice.hint
        assert choice.any_name
        assert choice.symbol


def test_what_no_button_offers_is_a_chip(bar: SearchBar):
    told: list[tuple[Filter, ...]] = []
    bar.filters_changed.connect(told.append)
    bar.set_filters((LeastRating(3), TagFilter("cat", "猫")))
    assert chips(bar) == ["cat"]
    assert bar.choosers[0].chosen == LeastRating(3)
    assert told == [(TagFilter("cat"), LeastRating(3))], "once, the chips first"
    bar.add_filter(LeastRating(5))
    assert bar.filters == (TagFilter("cat"), LeastRating(5))
    bar.set_filters(bar.filters)
    assert len(told) == 2
    bar.remove_filter(TagFilter("cat"))
    assert chips(bar) == []
    bar.clear()
    assert bar.filters == ()
    assert told[-1] == ()


def test_more_chips_than_there_is_room_for_are_counted(bar: SearchBar):
    bar.resize(1600, 40)
    bar.set_filters(tuple(TagFilter(f"tag {number}") for number in range(MOST_CHIPS + 2)))
    assert len(chips(bar)) == MOST_CHIPS
    others = bar._chip_row.itemAt(MOST_CHIPS).widget()
    assert others.text() == "+2"  # type: ignore[union-attr]
    assert f"tag {MOST_CHIPS + 1}" in others.toolTip()  # type: ignore[union-attr]


def test_in_a_narrow_bar_chips_are_counted_and_there_is_room_to_type(bar: SearchBar, qtbot: QtBot):
    bar.set_filters(tuple(TagFilter(f"a rather long tag {number}") for number in range(MOST_CHIPS)))
    bar.set_example(Path("/photos/a photo with a long name indeed.jpg"))
    bar.resize(420, 40)
    qtbot.waitUntil(lambda: bar.width() == 420)
    shown = [each for each in bar._shown_chips if each.isVisible()]
    assert not shown
    assert bar._others.text() == f"+{MOST_CHIPS}"
    qtbot.waitUntil(lambda: bar.edit.width() >= 60)
    # No chip is cut off.
    qtbot.waitUntil(lambda: bar._chip.width() >= bar._chip.sizeHint().width())
    bar.resize(1600, 40)
    qtbot.waitUntil(lambda: all(each.isVisible() for each in bar._shown_chips))
    assert not bar._others.isVisible()


@pytest.mark.parametrize("width", range(330, 700, 17))
def test_a_placeholder_is_whole_or_not_there(bar: SearchBar, width: int, qtbot: QtBot):
    bar.set_filters((TagFilter("cat"), LeastRating(3)))
    bar.set_place(FolderFilter(Path("/photos/a folder with a rather long name")))
    bar.resize(width, 40)
    qtbot.waitUntil(lambda: bar.width() == width)
    shown = bar.edit.placeholderText()
    assert bar.edit.fontMetrics().horizontalAdvance(shown) <= bar.edit.width()
    assert shown in {"", "Search", "Search in “a folder with a rather long name”"}


def test_what_appears_moves_no_button(bar: SearchBar):
    before = [each.x() for each in bar.choosers]
    bar.edit.setText("cat")
    layout = bar.layout()
    assert layout
    layout.activate()
    assert [each.x() for each in bar.choosers] == before


@pytest.mark.qt_log_ignore("does not support")
def test_a_button_is_not_shaded_once_its_menu_is_closed(bar: SearchBar, qtbot: QtBot):
    chooser = bar.choosers[0]
    chooser.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    chooser.menu().popup(bar.mapToGlobal(QPoint(0, 400)))
    chooser.menu().close()
    qtbot.waitUntil(lambda: not chooser.underMouse())


def test_a_chip_is_closed(bar: SearchBar):
    bar.set_filters((TagFilter("cat"), TagFilter("snow")))
    chip = bar._chip_row.itemAt(0).widget()
    assert isinstance(chip, Chip)
    chip.closed.emit()
    assert bar.filters == (TagFilter("snow"),)


def test_where_is_searched_is_said(bar: SearchBar):
    for place in (FolderFilter(Path("/photos/beach")), CategoryFilter(1, "beach")):
        bar.set_place(place)
        assert bar.edit.placeholderText() == "Search in “beach”"
    bar.set_place(None)
    assert "a cat" in bar.edit.placeholderText()
