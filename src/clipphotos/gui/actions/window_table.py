"""The actions of the main window, one row each. In a menu, rows of one group keep the order of this table."""

from collections.abc import Iterator

from PySide6.QtGui import QAction, QKeySequence

from clipphotos.core.operations.annotation import MOST_STARS, Flag
from clipphotos.gui.actions import situation
from clipphotos.gui.actions.action import (
    QT_TRANSLATE_NOOP,
    Action,
    Entry,
    Menu,
    Reach,
    Row,
    Submenu,
)
from clipphotos.gui.actions.look_rows import colour_rows, language_rows
from clipphotos.gui.actions.situation import Situation
from clipphotos.gui.actions.texts import RENAME, rename_words, undo_words
from clipphotos.gui.operations.texts import redo_text
from clipphotos.gui.widgets.stars import stars_text

_Key = QKeySequence.StandardKey
_Role = QAction.MenuRole


def rating_id(rating: int) -> str:
    """The action that gives a rating."""
    return f"rate-{rating}"


def flag_id(flag: Flag) -> str:
    """The action that gives a flag."""
    return f"flag-{flag.value or 'none'}"


# --- rows that differ in one value only -------------------------------------------------------------------


def _ratings() -> Iterator[Action[Situation]]:
    """The best first, as a list of stars is read."""
    for rating in range(MOST_STARS, -1, -1):
        yield Action(
            rating_id(rating),
            stars_text(rating) or QT_TRANSLATE_NOOP("Actions", "No rating"),
            keys=(str(rating),),
            reach=Reach.PHOTOS,
            enabled_when=situation.has_photos,
            menus=(Entry(Menu.RATING, 1 if rating else 2),),
        )


def _flags() -> Iterator[Action[Situation]]:
    for flag, words, icon, key in (
        (Flag.PICK, QT_TRANSLATE_NOOP("Actions", "&Pick"), "flag", "P"),
        (Flag.REJECT, QT_TRANSLATE_NOOP("Actions", "&Reject"), "flag-reject", "X"),
        (Flag.NONE, QT_TRANSLATE_NOOP("Actions", "No &flag"), "", "U"),
    ):
        yield Action(
            flag_id(flag),
            words,
            icon=icon,
            keys=(key,),
            reach=Reach.PHOTOS,
            enabled_when=situation.has_photos,
            menus=(Entry(Menu.FLAG, 2 if flag is Flag.NONE else 1),),
        )


# --- the table ---------------------------------------------------------------------------------------------

WINDOW_TABLE: tuple[Row[Situation], ...] = (
    Submenu(Menu.FILE, QT_TRANSLATE_NOOP("Actions", "&File"), (Entry(Menu.BAR),)),
    Action(
        "add-folder",
        QT_TRANSLATE_NOOP("Actions", "&Add folder…"),
        icon="add-folder",
        keys=(_Key.Open,),
        menus=(Entry(Menu.FILE, 1),),
    ),
    Action(
        "rescan",
        QT_TRANSLATE_NOOP("Actions", "&Rescan library"),
        icon="refresh",
        keys=(_Key.Refresh,),
        menus=(Entry(Menu.FILE, 1),),
    ),
    Action(
        "quit",
        QT_TRANSLATE_NOOP("Actions", "&Quit"),
        keys=(_Key.Quit,),
        role=_Role.QuitRole,
        menus=(Entry(Menu.FILE, 2),),
    ),
    Submenu(Menu.EDIT, QT_TRANSLATE_NOOP("Actions", "&Edit"), (Entry(Menu.BAR),)),
    Action(
        "undo",
        QT_TRANSLATE_NOOP("Actions", "&Undo"),
        keys=(_Key.Undo,),
        enabled_when=situation.can_undo,
        text_when=undo_words,
        menus=(Entry(Menu.EDIT, 1),),
    ),
    Action(
        "redo",
        QT_TRANSLATE_NOOP("Actions", "&Redo"),
        keys=(_Key.Redo,),
        enabled_when=situation.can_redo,
        text_when=lambda now: redo_text(now.redo),
        menus=(Entry(Menu.EDIT, 1),),
    ),
    Action(
        "history", QT_TRANSLATE_NOOP("Actions", "&History…"), keys=("Ctrl+H",), menus=(Entry(Menu.EDIT, 1),)
    ),
    Submenu(Menu.PHOTO, QT_TRANSLATE_NOOP("Actions", "&Photo"), (Entry(Menu.BAR),)),
    Action(
        "open",
        QT_TRANSLATE_NOOP("Actions", "&Open"),
        keys=("Return", "Enter", "Space"),
        reach=Reach.GRID,
        enabled_when=situation.can_open,
        menus=(Entry(Menu.PHOTO, 1), Entry(Menu.SELECTED_PHOTOS, 1)),
    ),
    Action(
        "similar",
        QT_TRANSLATE_NOOP("Actions", "Find &similar"),
        icon="similar",
        keys=("S",),
        reach=Reach.PHOTOS,
        enabled_when=situation.has_photos,
        menus=(Entry(Menu.PHOTO, 1), Entry(Menu.SELECTED_PHOTOS, 1)),
    ),
    Action(
        "show-in-folder",
        QT_TRANSLATE_NOOP("Actions", "Sho&w in folder"),
        icon="folder",
        keys=("Ctrl+Shift+O",),
        reach=Reach.PHOTOS,
        enabled_when=situation.has_photos,
        menus=(Entry(Menu.PHOTO, 1), Entry(Menu.SELECTED_PHOTOS, 3)),
    ),
    Submenu(
        Menu.RATING,
        QT_TRANSLATE_NOOP("Actions", "Ra&te"),
        (Entry(Menu.PHOTO, 2), Entry(Menu.SELECTED_PHOTOS, 2)),
    ),
    *_ratings(),
    Submenu(
        Menu.FLAG,
        QT_TRANSLATE_NOOP("Actions", "Fla&g"),
        (Entry(Menu.PHOTO, 2), Entry(Menu.SELECTED_PHOTOS, 2)),
    ),
    *_flags(),
    Action(
        "sort",
        QT_TRANSLATE_NOOP("Actions", "Sort into &folders…"),
        icon="sort",
        keys=("Ctrl+Shift+S",),
        reach=Reach.PHOTOS,
        enabled_when=situation.has_photos,
        menus=(Entry(Menu.PHOTO, 3), Entry(Menu.SELECTED_PHOTOS, 2)),
    ),
    Action(
        "copy",
        QT_TRANSLATE_NOOP("Actions", "&Copy"),
        keys=(_Key.Copy,),
        reach=Reach.PHOTOS,
        enabled_when=situation.has_photos,
        menus=(Entry(Menu.EDIT, 2), Entry(Menu.SELECTED_PHOTOS, 4)),
    ),
    Action(
        "copy-path",
        QT_TRANSLATE_NOOP("Actions", "Copy &path"),
        keys=("Ctrl+Shift+C",),
        reach=Reach.PHOTOS,
        enabled_when=situation.has_photos,
        menus=(Entry(Menu.EDIT, 2), Entry(Menu.SELECTED_PHOTOS, 4)),
    ),
    Action(
        "rename",
        RENAME,
        icon="edit",
        keys=("F2",),
        reach=Reach.PHOTOS,
        enabled_when=situation.has_one_photo,
        text_when=rename_words,
        menus=(Entry(Menu.PHOTO, 3), Entry(Menu.SELECTED_PHOTOS, 5)),
    ),
    Action(
        "trash",
        QT_TRANSLATE_NOOP("Actions", "&Delete"),
        icon="remove",
        keys=(_Key.Delete,),
        reach=Reach.PHOTOS,
        enabled_when=situation.has_photos,
        menus=(Entry(Menu.PHOTO, 3), Entry(Menu.SELECTED_PHOTOS, 5)),
    ),
    Action(
        "trash-asking",
        QT_TRANSLATE_NOOP("Actions", "Delete, as&king first…"),
        keys=("Shift+Del",),
        reach=Reach.PHOTOS,
        enabled_when=situation.has_photos,
        menus=(Entry(Menu.PHOTO, 3),),
    ),
    Action(
        "select-all",
        QT_TRANSLATE_NOOP("Actions", "Select &all"),
        keys=(_Key.SelectAll,),
        reach=Reach.GRID,
        enabled_when=situation.can_select_more,
        menus=(Entry(Menu.EDIT, 3),),
    ),
    Action(
        "select-none",
        QT_TRANSLATE_NOOP("Actions", "Select &none"),
        keys=("Ctrl+Shift+A",),
        reach=Reach.GRID,
        enabled_when=situation.can_open,
        menus=(Entry(Menu.EDIT, 3),),
    ),
    Action(
        "invert-selection",
        QT_TRANSLATE_NOOP("Actions", "&Invert selection"),
        keys=("Ctrl+I",),
        reach=Reach.GRID,
        enabled_when=situation.can_select_others,
        menus=(Entry(Menu.EDIT, 3),),
    ),
    Action(
        "find",
        QT_TRANSLATE_NOOP("Actions", "&Find"),
        icon="search",
        keys=(_Key.Find,),
        enabled_when=situation.shows_photos,
        menus=(Entry(Menu.EDIT, 4),),
    ),
    Action(
        "settings",
        QT_TRANSLATE_NOOP("Actions", "&Settings…"),
        keys=("Ctrl+,",),
        role=_Role.PreferencesRole,
        menus=(Entry(Menu.EDIT, 5),),
    ),
    Submenu(Menu.VIEW, QT_TRANSLATE_NOOP("Actions", "&View"), (Entry(Menu.BAR),)),
    Action(
        "larger",
        QT_TRANSLATE_NOOP("Actions", "&Larger thumbnails"),
        keys=(_Key.ZoomIn, "Ctrl+="),
        enabled_when=situation.shows_library,
        repeats=True,
        menus=(Entry(Menu.VIEW, 1),),
    ),
    Action(
        "smaller",
        QT_TRANSLATE_NOOP("Actions", "S&maller thumbnails"),
        keys=(_Key.ZoomOut,),
        enabled_when=situation.shows_library,
        repeats=True,
        menus=(Entry(Menu.VIEW, 1),),
    ),
    Action(
        "sidebar",
        QT_TRANSLATE_NOOP("Actions", "Si&debar"),
        keys=("F9",),
        checked_when=situation.shows_sidebar,
        enabled_when=situation.shows_library,
        menus=(Entry(Menu.VIEW, 2),),
    ),
    Action(
        "info",
        QT_TRANSLATE_NOOP("Actions", "&Information"),
        icon="info",
        keys=("Ctrl+Shift+I",),
        checked_when=situation.shows_info,
        enabled_when=situation.shows_photos,
        photo_keys=("I",),
        menus=(Entry(Menu.VIEW, 2),),
    ),
    Action(
        "full-screen",
        QT_TRANSLATE_NOOP("Actions", "&Full screen"),
        icon="full-screen",
        keys=("F11",),
        menus=(Entry(Menu.VIEW, 2),),
    ),
    Submenu(Menu.COLOURS, QT_TRANSLATE_NOOP("Actions", "&Colours"), (Entry(Menu.VIEW, 3),)),
    *colour_rows(),
    Submenu(Menu.LANGUAGE, QT_TRANSLATE_NOOP("Actions", "Lan&guage"), (Entry(Menu.VIEW, 3),)),
    *language_rows(),
    Submenu(Menu.CATEGORIES, QT_TRANSLATE_NOOP("Actions", "&Categories"), (Entry(Menu.BAR),)),
    Action(
        "new-category",
        QT_TRANSLATE_NOOP("Actions", "&New category…"),
        icon="add",
        keys=("Ctrl+Shift+N",),
        menus=(Entry(Menu.CATEGORIES, 1),),
    ),
    Action(
        "review",
        QT_TRANSLATE_NOOP("Actions", "&Review photos"),
        icon="review",
        keys=("Ctrl+Shift+R",),
        enabled_when=situation.can_review,
        menus=(Entry(Menu.CATEGORIES, 1),),
    ),
    Action(
        "learn",
        QT_TRANSLATE_NOOP("Actions", "&Learn from sorted folders…"),
        icon="folder",
        menus=(Entry(Menu.CATEGORIES, 2),),
    ),
    Submenu(Menu.LIBRARY, QT_TRANSLATE_NOOP("Actions", "&Library"), (Entry(Menu.BAR),)),
    Action(
        "model",
        QT_TRANSLATE_NOOP("Actions", "Search &model…"),
        icon="model",
        keys=("Ctrl+M",),
        menus=(Entry(Menu.LIBRARY, 1),),
    ),
    Action(
        "skipped",
        QT_TRANSLATE_NOOP("Actions", "S&kipped photos…"),
        icon="warning",
        menus=(Entry(Menu.LIBRARY, 1),),
    ),
    Action(
        "watch",
        QT_TRANSLATE_NOOP("Actions", "&Watch folder for new photos"),
        icon="inbox",
        enabled_when=situation.can_watch,
        checked_when=situation.is_watched,
        menus=(Entry(Menu.LIBRARY, 2),),
    ),
    Action(
        "sort-inbox",
        QT_TRANSLATE_NOOP("Actions", "Sort the in&box…"),
        enabled_when=situation.can_sort_inbox,
        menus=(Entry(Menu.LIBRARY, 2),),
    ),
    Action(
        "tag-automatically",
        QT_TRANSLATE_NOOP("Actions", "Tag photos &automatically"),
        checked_when=situation.tags_automatically,
        menus=(Entry(Menu.LIBRARY, 3),),
    ),
    Action(
        "tag-anew",
        QT_TRANSLATE_NOOP("Actions", "Tag photos ane&w"),
        icon="tag",
        menus=(Entry(Menu.LIBRARY, 3),),
    ),
    Action(
        "remove-tags",
        QT_TRANSLATE_NOOP("Actions", "&Remove all automatic tags…"),
        menus=(Entry(Menu.LIBRARY, 3),),
    ),
    Action(
        "data-folder",
        QT_TRANSLATE_NOOP("Actions", "Show the program's &data folder"),
        menus=(Entry(Menu.LIBRARY, 4),),
    ),
    Submenu(Menu.HELP, QT_TRANSLATE_NOOP("Actions", "&Help"), (Entry(Menu.BAR),)),
    Action(
        "about",
        QT_TRANSLATE_NOOP("Actions", "&About ClipPhotos"),
        role=_Role.AboutRole,
        menus=(Entry(Menu.HELP),),
    ),
)
