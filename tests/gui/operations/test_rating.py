"""Ratings in the window: by keys, menu and clicks, in the grid, the viewer and the panel; and back."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QColor, QImage, QPalette
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from clipphotos.core.operations.operation import Effect, MoveState, Operation
from clipphotos.core.search.filters import LeastRating
from clipphotos.gui.actions.action import Menu
from clipphotos.gui.actions.window_table import rating_id
from clipphotos.gui.i18n import install_language
from clipphotos.gui.indexing import IndexingState
from clipphotos.gui.operations.texts import history_text, redo_text, undo_text
from clipphotos.gui.settings import LanguageChoice
from clipphotos.gui.widgets.stars import StarBar, rating_words
from clipphotos.service.protocol.tags import ChangeTags
from clipphotos.storage.catalogue import open_catalogue_to_read
from support.pictures import make_photo
from support.windows import Opened

K = Qt.Key
OpenWindow = Callable[[], Opened]


@pytest.fixture
def filled(open_window: OpenWindow, qtbot: QtBot, tmp_path: Path) -> Opened:
    for number in range(4):
        make_photo(tmp_path / "photos" / f"red-{number}.png", "red", number=number)
    return opened_on(open_window, qtbot, tmp_path / "photos")


def opened_on(open_window: OpenWindow, qtbot: QtBot, folder: Path) -> Opened:
    install_language(LanguageChoice.ENGLISH)
    opened = open_window()
    opened.window.add_folders([folder])
    qtbot.waitUntil(lambda: opened.window.model.rowCount() == 4)
    qtbot.waitUntil(lambda: opened.indexing.state is IndexingState.IDLE)
    opened.window.grid.setFocus()
    return opened


def stored(opened: Opened) -> list[int]:
    """Ratings in the catalogue, in the order of the grid."""
    with closing(open_catalogue_to_read(opened.locations)) as catalogue:
        ratings = dict(catalogue.rows("SELECT id, rating FROM photo"))
    return [ratings[each] for each in opened.window.model.ids]


def shown(opened: Opened) -> list[int]:
    model = opened.window.model
    photos = [model.photo(row) for row in range(model.rowCount())]
    return [photo.rating for photo in photos if photo]


def wait_for(qtbot: QtBot, opened: Opened, ratings: list[int]) -> None:
    qtbot.waitUntil(lambda: stored(opened) == ratings)
    qtbot.waitUntil(lambda: not opened.window.annotations._on_their_way)
    qtbot.waitUntil(lambda: shown(opened) == ratings)


def rating_actions(opened: Opened) -> list[QAction]:
    return [opened.window.actions_[rating_id(stars)] for stars in range(6)]


def undo_entry(opened: Opened) -> str:
    return opened.window.actions_["undo"].text()


# --- giving stars -----------------------------------------------------------------------------------


def test_keys_rate_the_selected_photos(filled: Opened, qtbot: QtBot):
    grid = filled.window.grid
    grid.selection.make_current(1)
    qtbot.keyClick(grid, K.Key_4)
    assert shown(filled)[1] == 4, "seen before the service has answered"
    wait_for(qtbot, filled, [0, 4, 0, 0])
    assert not filled.window.notice.isVisible(), "the stars say it"
    grid.selectAll()
    qtbot.keyClick(grid, K.Key_2)
    wait_for(qtbot, filled, [2, 2, 2, 2])
    assert filled.window.notice.text == "4 photos rated ★★."
    qtbot.keyClick(grid, K.Key_0)
    wait_for(qtbot, filled, [0, 0, 0, 0])


def test_nothing_selected_is_not_rated(filled: Opened, qtbot: QtBot):
    filled.window.grid.selection.select_none()
    assert not any(action.isEnabled() for action in rating_actions(filled))
    qtbot.keyClick(filled.window.grid, K.Key_5)
    assert shown(filled) == [0, 0, 0, 0]


def test_digits_typed_into_a_field_are_digits(filled: Opened, qtbot: QtBot):
    filled.window.grid.selection.make_current(0)
    edit = filled.window.search_bar.edit
    filled.window.search_bar.focus()
    qtbot.keyClicks(edit, "2015")
    assert edit.text() == "2015"
    filled.window.actions_["info"].trigger()
    field = filled.window.tags.panel.field
    qtbot.waitUntil(field.isVisible)
    field.setFocus()
    qtbot.keyClicks(field, "543")
    assert field.text() == "543"
    assert shown(filled) == [0, 0, 0, 0]
    edit.clear()
    qtbot.waitUntil(lambda: not filled.window.search.waiting)


def test_the_viewer_rates_the_photo_on_show_only(filled: Opened, qtbot: QtBot):
    window = filled.window
    window.grid.selectAll()
    window.pages.open_photo(2)
    qtbot.keyClick(window.viewer, K.Key_3)
    wait_for(qtbot, filled, [0, 0, 3, 0])
    assert window.viewer.stars.rating == 3
    qtbot.keyClick(window.viewer, K.Key_Right)
    assert window.viewer.stars.rating == 0
    qtbot.mouseClick(window.viewer.stars, Qt.MouseButton.LeftButton, pos=star(window.viewer.stars, 5))
    wait_for(qtbot, filled, [0, 0, 3, 5])
    window.viewer.set_bare(bare=True)
    assert window.viewer._canvas._rating == 5, "in full screen the photo says it"
    window.viewer.set_bare(bare=False)
    assert window.viewer._canvas._rating == 0
    window.pages.close_photo()


def star(bar: StarBar, number: int) -> QPoint:
    return QPoint(int((number - 0.5) * bar.sizeHint().width() / 5), bar.height() // 2)


def test_a_click_on_the_last_star_given_takes_them_away(qtbot: QtBot):
    bar = StarBar()
    qtbot.addWidget(bar)
    wished: list[int] = []
    bar.rated.connect(wished.append)
    for number in range(1, 6):
        qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=star(bar, number))
    bar.set_rating(3)
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=star(bar, 3))
    qtbot.mouseClick(bar, Qt.MouseButton.RightButton, pos=star(bar, 3))
    assert wished == [1, 2, 3, 4, 5, 0]


def test_the_panel_shows_and_gives_stars(filled: Opened, qtbot: QtBot):
    window = filled.window
    window.actions_["info"].trigger()
    panel = window.tags.panel
    window.grid.selection.make_current(0)
    qtbot.waitUntil(panel.stars.isVisible)
    qtbot.mouseClick(panel.stars, Qt.MouseButton.LeftButton, pos=star(panel.stars, 4))
    wait_for(qtbot, filled, [4, 0, 0, 0])
    qtbot.waitUntil(lambda: panel.stars.rating == 4)
    window.grid.selectAll()
    qtbot.waitUntil(lambda: "4 photos" in panel._title.text())
    assert panel.stars.rating == 0, "they differ"
    qtbot.keyClick(window.grid, K.Key_1)
    qtbot.waitUntil(lambda: panel.stars.rating == 1)
    wait_for(qtbot, filled, [1, 1, 1, 1])


def test_the_menus_offer_stars_with_their_keys(filled: Opened, qtbot: QtBot):
    window = filled.window
    window.grid.selection.make_current(0)
    context = QMenu()
    qtbot.addWidget(context)
    window.actions_.fill(Menu.SELECTED_PHOTOS, context)
    menus = [entry.menu() for entry in window.menuBar().actions() if "Photo" in entry.text()]
    for menu in [*menus, context]:
        assert isinstance(menu, QMenu)
        (entry,) = [action for action in menu.actions() if action.text().replace("&", "") == "Rate"]
        rates = entry.menu()
        assert isinstance(rates, QMenu)
        entries = [each for each in rates.actions() if not each.isSeparator()]
        assert [(each.text(), each.shortcut().toString()) for each in entries] == [
            ("★★★★★", "5"),
            ("★★★★", "4"),
            ("★★★", "3"),
            ("★★", "2"),
            ("★", "1"),
            ("No rating", "0"),
        ]
    window.actions_["rate-5"].trigger()
    wait_for(qtbot, filled, [5, 0, 0, 0])


def test_no_other_page_rates(filled: Opened):
    """Review and the plan board have digits of their own."""

    def owners(action: QAction) -> list[QWidget]:
        return [each for each in action.associatedObjects() if isinstance(each, QWidget)]

    for action in rating_actions(filled):
        assert action.shortcutContext() is Qt.ShortcutContext.WidgetShortcut
        places = [each for each in owners(action) if not isinstance(each, QMenu)]
        assert set(places) == {filled.window.grid, filled.window.viewer}


# --- seeing them ------------------------------------------------------------------------------------


@pytest.mark.parametrize("dark", [False, True])
def test_stars_are_seen_on_a_tile(filled: Opened, qtbot: QtBot, dark: bool):
    grid = filled.window.grid
    if dark:
        palette = QPalette(QColor("#1d2024"), QColor("#1d2024"))
        palette.setColor(QPalette.ColorRole.Text, QColor("#e6e8eb"))
        palette.setColor(QPalette.ColorRole.Base, QColor("#15171a"))
        grid.setPalette(palette)
    place = grid.layout_now().rect(0)
    place.setBottom(place.bottom() - 28)
    without = grid.viewport().grab(place).toImage()
    filled.window.model.show_changed([filled.window.model.ids[0]], lambda photo: replace(photo, rating=5))
    with_stars = grid.viewport().grab(place).toImage()
    assert changed_box(without, with_stars).width() > 40
    lightness = [with_stars.pixelColor(x, y).lightness() for x, y in changed_points(without, with_stars)]
    assert max(lightness) - min(lightness) > 120, "they stand out from their ground"


def changed_points(one: QImage, other: QImage) -> list[tuple[int, int]]:
    return [
        (x, y)
        for x in range(one.width())
        for y in range(one.height())
        if one.pixelColor(x, y) != other.pixelColor(x, y)
    ]


def changed_box(one: QImage, other: QImage):
    from PySide6.QtCore import QRect

    points = changed_points(one, other)
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return QRect(QPoint(min(xs), min(ys)), QPoint(max(xs), max(ys)))


def test_stars_are_said(filled: Opened):
    model = filled.window.model
    model.show_changed([model.ids[0]], lambda photo: replace(photo, rating=3))
    index = model.index(0)
    assert "3 stars" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert "★★★" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert "star" not in model.index(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert [rating_words(each) for each in (0, 1, 2)] == ["No rating", "1 star", "2 stars"]


# --- taking them back -------------------------------------------------------------------------------


def test_ratings_are_undone_and_redone_by_keys(filled: Opened, qtbot: QtBot):
    grid = filled.window.grid
    grid.selectAll()
    qtbot.keyClick(grid, K.Key_3)
    wait_for(qtbot, filled, [3, 3, 3, 3])
    qtbot.waitUntil(lambda: undo_entry(filled) == "&Undo rating ★★★ of 4 photos")
    filled.window.actions_["undo"].trigger()
    wait_for(qtbot, filled, [0, 0, 0, 0])
    qtbot.waitUntil(lambda: filled.window.actions_["redo"].text() == "&Redo rating ★★★ of 4 photos")
    filled.window.actions_["redo"].trigger()
    wait_for(qtbot, filled, [3, 3, 3, 3])
    qtbot.waitUntil(lambda: undo_entry(filled) == "&Undo rating ★★★ of 4 photos")


def test_several_acts_are_undone_and_redone_one_by_one(filled: Opened, qtbot: QtBot):
    actions, grid = filled.window.actions_, filled.window.grid
    states = [[0, 0, 0, 0], [1, 0, 0, 0], [1, 2, 0, 0], [1, 2, 3, 0]]
    for row, expected in enumerate(states[1:]):
        grid.selection.make_current(row)
        qtbot.keyClick(grid, K(K.Key_1 + row))
        wait_for(qtbot, filled, expected)
    qtbot.waitUntil(lambda: undo_entry(filled) == "&Undo rating ★★★ of 1 photo")
    for expected in reversed(states[:-1]):
        actions["undo"].trigger()
        wait_for(qtbot, filled, expected)
        qtbot.waitUntil(lambda: not filled.window.history._look_soon.isActive())
    qtbot.waitUntil(lambda: not actions["undo"].isEnabled())
    for stars, expected in zip(("★", "★★", "★★★"), states[1:], strict=True):
        qtbot.waitUntil(lambda stars=stars: actions["redo"].text() == f"&Redo rating {stars} of 1 photo")
        actions["redo"].trigger()
        wait_for(qtbot, filled, expected)
        qtbot.waitUntil(lambda stars=stars: undo_entry(filled) == f"&Undo rating {stars} of 1 photo")
    qtbot.waitUntil(lambda: not actions["redo"].isEnabled())


def test_undo_at_once_takes_back_what_was_just_done(filled: Opened, qtbot: QtBot):
    """The menu learns of a new operation a moment later; until then the key must not undo an older one."""
    grid = filled.window.grid
    grid.selection.make_current(0)
    qtbot.keyClick(grid, K.Key_5)
    wait_for(qtbot, filled, [5, 0, 0, 0])
    qtbot.waitUntil(filled.window.actions_["undo"].isEnabled)
    grid.selection.make_current(1)
    qtbot.keyClick(grid, K.Key_1)
    filled.window.actions_["undo"].trigger()
    wait_for(qtbot, filled, [5, 0, 0, 0])


def test_the_notice_takes_a_slip_back(filled: Opened, qtbot: QtBot):
    filled.window.grid.selectAll()
    qtbot.keyClick(filled.window.grid, K.Key_5)
    qtbot.waitUntil(filled.window.notice.isVisible)
    filled.window.notice._button.click()
    wait_for(qtbot, filled, [0, 0, 0, 0])


def test_tags_are_undone_from_the_menu(filled: Opened, qtbot: QtBot):
    ids = tuple(filled.window.model.ids[:3])
    filled.bridge.submit(ChangeTags(ids, add=("dog",)))
    qtbot.waitUntil(lambda: undo_entry(filled) == "&Undo tag “dog” on 3 photos")
    filled.window.actions_["history"].trigger()
    history = filled.window.history._dialog
    assert history is not None
    qtbot.waitUntil(lambda: history.table.topLevelItemCount() == 1)
    item = history.table.topLevelItem(0)
    assert item is not None
    assert item.text(1) == "“dog” put on 3 photos"
    history.act.click()
    qtbot.waitUntil(lambda: history.table.topLevelItemCount() == 2)
    history.reject()
    assert [tag for tag in tagged(filled) if tag == "dog"] == []


def tagged(opened: Opened) -> list[str]:
    with closing(open_catalogue_to_read(opened.locations)) as catalogue:
        return [row[0] for row in catalogue.rows("SELECT term FROM photo_tag WHERE source = 'user'")]


def test_after_a_restart_the_menu_still_offers_it(
    filled: Opened, open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
):
    filled.window.grid.selection.make_current(0)
    qtbot.keyClick(filled.window.grid, K.Key_4)
    wait_for(qtbot, filled, [4, 0, 0, 0])
    filled.window.hide()
    filled.bridge.close()
    again = opened_on(open_window, qtbot, tmp_path / "photos")
    qtbot.waitUntil(lambda: undo_entry(again) == "&Undo rating ★★★★ of 1 photo")
    again.window.actions_["undo"].trigger()
    wait_for(qtbot, again, [0, 0, 0, 0])


# --- searching for them -----------------------------------------------------------------------------


def test_only_photos_with_enough_stars_are_shown(filled: Opened, qtbot: QtBot):
    window = filled.window
    for row, rating in enumerate((5, 3, 0, 4)):
        window.grid.selection.make_current(row)
        window.actions_[rating_id(rating)].trigger()
    wait_for(qtbot, filled, [5, 3, 0, 4])
    names = filled.names()
    chooser = window.search_bar.choosers[0]
    chooser.entries[LeastRating(4)].trigger()
    qtbot.waitUntil(lambda: filled.names() == [names[0], names[3]])
    assert chooser.text() == "★★★★+"
    assert "4 stars" in chooser.accessibleDescription()
    window.grid.selection.make_current(1)
    qtbot.keyClick(window.grid, K.Key_1)
    qtbot.waitUntil(lambda: filled.names() == [names[0]])
    window.search_bar.edit.setText("red")
    qtbot.waitUntil(lambda: not window.search.waiting)
    assert filled.names() == [names[0]]
    window.search_bar.clear()
    qtbot.waitUntil(lambda: filled.names() == names)
    assert chooser.chosen is None
    assert chooser.entries[None].isChecked()


def test_no_photo_has_so_many_stars(filled: Opened, qtbot: QtBot):
    chooser = filled.window.search_bar.choosers[0]
    chooser.entries[LeastRating(5)].trigger()
    qtbot.waitUntil(lambda: filled.names() == [])
    assert "stars" in filled.window.content.message.title
    chooser.entries[None].trigger()
    qtbot.waitUntil(lambda: len(filled.names()) == 4)


# --- words ------------------------------------------------------------------------------------------


def operation(kind: str, effect: Effect, **params: str) -> Operation:
    return Operation(1, kind, effect, params, 0.0, 1.0, counts={MoveState.DONE: 3})


RATED = operation("rate", Effect.ANNOTATE, rating="2")
UNRATED = operation("rate", Effect.ANNOTATE, rating="0")
TAGGED = operation("tag", Effect.ANNOTATE, added="dog & cat")
TWICE_TAGGED = operation("tag", Effect.ANNOTATE, added="dog, cat, my trip, …")
UNTAGGED = operation("tag", Effect.ANNOTATE, removed="dog")
BOTH = operation("tag", Effect.ANNOTATE, added="dog", removed="cat")


def test_acts_are_named_in_english(qapp: object):
    install_language(LanguageChoice.ENGLISH)
    assert undo_text(RATED) == "&Undo rating ★★ of 3 photos"
    assert undo_text(UNRATED) == "&Undo removal of the rating of 3 photos"
    assert undo_text(TAGGED) == "&Undo tag “dog && cat” on 3 photos"
    assert redo_text(UNTAGGED) == "&Redo removal of tag “dog” from 3 photos"
    assert undo_text(BOTH) == "&Undo change of tags on 3 photos"
    assert history_text(UNRATED) == "Rating of 3 photos removed"
    assert history_text(TAGGED) == "“dog & cat” put on 3 photos"
    assert history_text(BOTH) == "“dog” put on 3 photos, “cat” taken off"
    assert history_text(operation("undo", Effect.ANNOTATE, rating="2")) == "Undone: 3 photos rated ★★"
    renamed = operation("undo", Effect.MOVE, old="a.jpg", new="b.jpg")
    assert history_text(renamed) == "Undone: 3 photos renamed"
    assert len(undo_text(operation("tag", Effect.ANNOTATE, added="x" * 300))) < 80


def test_acts_are_named_in_chinese(qapp: object):
    install_language(LanguageChoice.CHINESE)
    assert "★★" in undo_text(RATED)
    assert "评分" in undo_text(RATED)
    assert "狗、猫、my trip、…" in history_text(TWICE_TAGGED)
    assert "狗" in undo_text(UNTAGGED)
    assert "移除" in undo_text(UNTAGGED)
