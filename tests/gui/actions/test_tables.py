"""The tables of actions: walked row by row, so that a new row is tested as soon as it is there."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from clipphotos.core.operations.operation import Effect, Operation
from clipphotos.gui.actions.action import Action, Menu, Reach, Submenu, rows_of, translated
from clipphotos.gui.actions.sidebar_tables import CATEGORY_TABLE, FOLDER_TABLE, INBOX_TABLE
from clipphotos.gui.actions.situation import CategorySituation, FolderSituation, Page, Situation
from clipphotos.gui.actions.window_table import WINDOW_TABLE
from clipphotos.gui.i18n import install_language
from clipphotos.gui.settings import ColourChoice, LanguageChoice
from support.pictures import make_photo
from support.windows import Opened

OpenWindow = Callable[[], Opened]

ACTIONS = [row for row in WINDOW_TABLE if isinstance(row, Action)]
EVERY_ROW = [*WINDOW_TABLE, *FOLDER_TABLE, *INBOX_TABLE, *CATEGORY_TABLE]
SAME_IN_EVERY_LANGUAGE = {"&English", "中文(&Z)"}
DONE = Operation(1, "sort", Effect.ANNOTATE, {}, 0.0, 1.0)


def words(row: Action[Any] | Submenu) -> str:
    return row.words


@pytest.mark.parametrize("row", EVERY_ROW, ids=words)
def test_every_action_has_words_in_both_languages(row: Action[Any] | Submenu, qapp: object) -> None:
    assert row.words.strip()
    install_language(LanguageChoice.CHINESE)
    if row.words not in SAME_IN_EVERY_LANGUAGE and not row.words.startswith("★"):
        assert re.search(r"[\u4e00-\u9fff]", translated(row.words)), "no Chinese words"


def test_no_two_actions_have_the_same_key(qapp: object) -> None:
    keys = Counter(key.toString() for row in ACTIONS for key in row.sequences())
    assert keys
    assert [key for key, count in keys.items() if count > 1] == []
    assert all(keys), "a key that Qt does not know"


@pytest.mark.parametrize(
    "table",
    [ACTIONS, FOLDER_TABLE, INBOX_TABLE, CATEGORY_TABLE],
    ids=["window", "folder", "inbox", "category"],
)
def test_ids_are_unique(table: list[Action[Any]]) -> None:
    assert len({row.id for row in table}) == len(table)


def test_every_action_stands_in_a_menu_and_every_menu_is_opened() -> None:
    assert [row.words for row in EVERY_ROW if not row.menus] == []
    opened = {row.opens for row in WINDOW_TABLE if isinstance(row, Submenu)}
    context_menus = {Menu.SELECTED_PHOTOS, Menu.FOLDER, Menu.INBOX, Menu.CATEGORY}
    assert opened | {Menu.BAR} | context_menus == set(Menu)
    for menu in Menu:
        assert list(rows_of(menu, EVERY_ROW)), f"{menu} is empty"


EDITING_KEYS = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Delete}


def letters(row: Action[Any]) -> list[QKeySequence]:
    """Keys that would write something into a text field, or edit in it."""
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    return [
        key
        for key in row.sequences()
        if not key[0].keyboardModifiers() & modifiers
        and (key[0].key() < Qt.Key.Key_Escape or key[0].key() in EDITING_KEYS)
    ]


def test_letters_work_on_photos_only() -> None:
    assert [row.id for row in ACTIONS if letters(row) and row.reach is Reach.WINDOW] == []
    assert any(letters(row) for row in ACTIONS)


# --- what can be done when --------------------------------------------------------------------------------

VALUES: dict[str, tuple[object, ...]] = {
    "page": tuple(Page),
    "photos": (0, 1, 7),
    "listed": (0, 9),
    "undo": (None, DONE),
    "undo_act": ("", "&Undo something"),
    "redo": (None, DONE),
    "colours": tuple(ColourChoice),
    "language": tuple(LanguageChoice),
}


EVERYTHING = Situation(
    photos=1,
    listed=9,
    has_folder=True,
    is_watched=True,
    has_inboxes=True,
    has_categories=True,
    undo=DONE,
    redo=DONE,
    can_step_back=True,
    shows_info=True,
)


def situations() -> Iterator[Situation]:
    """Each value of each field, the others as they are at first, and everything possible at once."""
    plain = Situation()
    for each in fields(Situation):
        for value in VALUES.get(each.name, (False, True)):
            yield replace(plain, **{each.name: value})
    yield EVERYTHING
    for page in Page:
        for photos in (0, 1, 7):
            yield replace(EVERYTHING, page=page, photos=photos)


def test_each_action_is_enabled_and_on_exactly_when_its_row_says(open_window: OpenWindow) -> None:
    shown = open_window().window.actions_
    for situation in situations():
        shown.show(situation)
        for row in ACTIONS:
            assert shown[row.id].isEnabled() is row.enabled_when(situation), (row.id, situation)
            if row.checked_when:
                assert shown[row.id].isChecked() is row.checked_when(situation), (row.id, situation)
            if row.text_when:
                assert shown[row.id].text() == row.text_when(situation)


def test_what_needs_something_cannot_be_done_without_it() -> None:
    """Written down once more, by hand: a predicate that is wrong must not be its own measure."""
    nothing, everything = Situation(), EVERYTHING
    assert {row.id for row in ACTIONS if not row.enabled_when(nothing)} == {
        *(
            "undo",
            "redo",
            "open",
            "similar",
            "show-in-folder",
            "copy",
            "copy-path",
            "sort",
            "rename",
            "trash",
            "trash-asking",
        ),
        *(f"rate-{stars}" for stars in range(6)),
        *("flag-pick", "flag-reject", "flag-none"),
        *("review", "watch", "sort-inbox"),
        *("select-all", "select-none", "invert-selection"),
    }
    assert [row.id for row in ACTIONS if not row.enabled_when(everything)] == []
    assert {row.id for row in ACTIONS if row.enabled_when(Situation(undo=DONE))} - {
        row.id for row in ACTIONS if row.enabled_when(nothing)
    } == {"undo"}


ABOUT_PHOTOS = {
    *("similar", "show-in-folder", "copy", "copy-path", "sort", "rename", "trash", "trash-asking"),
    *(f"rate-{stars}" for stars in range(6)),
    *("flag-pick", "flag-reject", "flag-none"),
}
ABOUT_THE_GRID = {
    "open",
    "select-all",
    "select-none",
    "invert-selection",
    "larger",
    "smaller",
    "sidebar",
    "watch",
}


def disabled(**changes: object) -> set[str]:
    situation = replace(EVERYTHING, **changes)
    return {row.id for row in ACTIONS if not row.enabled_when(situation)}


def test_what_can_be_done_on_which_page() -> None:
    assert disabled(page=Page.PHOTO) == ABOUT_THE_GRID
    out_of_sight = ABOUT_PHOTOS | ABOUT_THE_GRID | {"find", "info"}
    assert disabled(page=Page.WELCOME) == out_of_sight
    busy = out_of_sight | {"redo", "review", "sort-inbox"}
    assert disabled(page=Page.REVIEW) == disabled(page=Page.BOARD) == busy
    assert disabled(page=Page.REVIEW, can_step_back=False) == busy | {"undo"}


def test_one_photo_is_renamed_at_a_time_and_the_menu_says_so(qapp: object) -> None:
    install_language(LanguageChoice.ENGLISH)
    rename = next(row for row in ACTIONS if row.id == "rename")
    for page in (Page.LIBRARY, Page.PHOTO):
        assert rename.enabled_when(Situation(page=page, photos=1))
        assert rename.text(Situation(page=page, photos=1)) == "Re&name…"
    assert not rename.enabled_when(Situation(photos=3))
    assert rename.text(Situation(photos=3)) == "Re&name… (select one photo)"
    assert not rename.enabled_when(Situation())
    assert rename.text(Situation()) == "Re&name…"


def test_what_was_just_begun_can_be_undone_before_it_has_a_name() -> None:
    assert "undo" not in disabled(undo=None, undo_is_coming=True)
    assert "undo" in disabled(undo=None)


def offered(table: tuple[Action[Any], ...], situation: object) -> list[str]:
    return [row.id for row in table if row.enabled_when(situation)]


def test_what_the_sidebar_offers() -> None:
    assert offered(FOLDER_TABLE, FolderSituation(is_everything=True)) == ["add", "rescan", "sort"]
    assert offered(FOLDER_TABLE, FolderSituation()) == ["sort", "show", "watch"]
    assert offered(FOLDER_TABLE, FolderSituation(is_root=True)) == [
        *("rescan", "sort", "show", "watch", "remove")
    ]
    assert offered(INBOX_TABLE, None) == ["sort", "show", "stop"]
    assert offered(CATEGORY_TABLE, CategorySituation(is_category=True)) == ["edit", "review", "remove"]
    assert offered(CATEGORY_TABLE, CategorySituation()) == ["add", "learn"]


# --- in the window ------------------------------------------------------------------------------------------


def test_every_action_has_a_handler_and_every_handler_an_action(open_window: OpenWindow) -> None:
    assert set(open_window().window._handlers()) == {row.id for row in ACTIONS}


def entries(menu: QWidget) -> list[str | list[Any]]:
    """Texts from top to bottom, "-" for a line, a list for a menu."""
    found: list[str | list[Any]] = []
    for action in menu.actions():
        below = action.menu()
        if isinstance(below, QMenu):
            found.append([action.text(), *entries(below)])
        else:
            found.append("-" if action.isSeparator() else action.text())
    return found


RATINGS = ["★★★★★", "★★★★", "★★★", "★★", "★", "-", "No rating"]
FLAGS = ["&Pick", "&Reject", "-", "No &flag"]


def test_the_menu_bar(open_window: OpenWindow) -> None:
    install_language(LanguageChoice.ENGLISH)
    assert entries(open_window().window.menuBar()) == [
        ["&File", "&Add folder…", "&Rescan library", "-", "&Quit"],
        [
            *("&Edit", "&Undo", "&Redo", "&History…", "-", "&Copy", "Copy &path", "-"),
            *("Select &all", "Select &none", "&Invert selection", "-", "&Find", "-", "&Settings…"),
        ],
        [
            *(
                "&Photo",
                "&Open",
                "Find &similar",
                "Sho&w in folder",
                "-",
                ["Ra&te", *RATINGS],
                ["Fla&g", *FLAGS],
                "-",
            ),
            *("Sort into &folders…", "Re&name…", "&Delete", "Delete, as&king first…"),
        ],
        [
            *("&View", "&Larger thumbnails", "S&maller thumbnails", "-"),
            *("Si&debar", "&Information", "&Full screen", "-"),
            [
                "&Colours",
                "Like the &system",
                "&Light",
                "&Dark",
                "High contrast, black on &white",
                "High contrast, white on &black",
            ],
            ["Lan&guage", "Like the &system", "&English", "中文(&Z)"],
        ],
        ["&Categories", "&New category…", "&Review photos", "-", "&Learn from sorted folders…"],
        [
            *("&Library", "Search &model…", "S&kipped photos…", "-"),
            *("&Watch folder for new photos", "Sort the in&box…", "-"),
            *("Tag photos &automatically", "Tag photos ane&w", "&Remove all automatic tags…", "-"),
            "Show the program's &data folder",
        ],
        ["&Help", "&About ClipPhotos"],
    ]


def test_the_menu_about_selected_photos(open_window: OpenWindow) -> None:
    install_language(LanguageChoice.ENGLISH)
    menu = QMenu()
    open_window().window.actions_.fill(Menu.SELECTED_PHOTOS, menu)
    assert entries(menu) == [
        *("&Open", "Find &similar", "-", ["Ra&te", *RATINGS], ["Fla&g", *FLAGS], "Sort into &folders…", "-"),
        *("Sho&w in folder", "-", "&Copy", "Copy &path", "-", "Re&name…", "&Delete"),
    ]


def test_an_entry_is_told_of_where_it_is(open_window: OpenWindow) -> None:
    """A screen reader asks for the place of what is pointed at: in a menu of its own, not in the menu bar."""
    window = open_window().window
    actions = window.actions_
    menu = QMenu()
    actions.fill(Menu.SELECTED_PHOTOS, menu)
    for each in [*window.menuBar().findChildren(QMenu), menu]:
        told = QAccessible.queryAccessibleInterface(each)
        places = [told.child(row).parent().object() for row in range(told.childCount())]
        assert places == [each] * len(each.actions())
    done: list[bool] = []
    actions["copy"].setEnabled(True)
    actions["copy"].triggered.connect(lambda _=False: done.append(True))
    (entry,) = [each for each in menu.actions() if each.text() == actions["copy"].text()]
    entry.setEnabled(True)
    entry.trigger()
    assert done == [True]
    assert entry.shortcut() == actions["copy"].shortcut()


def test_typing_into_a_text_field_triggers_nothing(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    opened = open_window()
    make_photo(tmp_path / "photos" / "red.png", "red")
    opened.fill(qtbot, tmp_path / "photos", 1)
    window = opened.window
    window.grid.selectAll()
    triggered: list[str] = []
    rows = [row for row in ACTIONS if letters(row)]
    for row in rows:
        action: QAction = window.actions_[row.id]
        action.triggered.disconnect()
        action.triggered.connect(lambda _=False, row=row: triggered.append(row.id))
    window.search_bar.focus()
    for row, key in product(rows, (0, 1, 2)):
        if key < len(letters(row)):
            combination = letters(row)[key][0]
            qtbot.keyClick(window.search_bar.edit, combination.key(), combination.keyboardModifiers())
    assert triggered == []
    window.grid.setFocus()
    for row in rows:
        combination = letters(row)[0][0]
        qtbot.keyClick(window.grid, combination.key(), combination.keyboardModifiers())
    assert triggered == [row.id for row in rows]
    window.search_bar.clear()
    qtbot.waitUntil(lambda: not window.search.waiting)
