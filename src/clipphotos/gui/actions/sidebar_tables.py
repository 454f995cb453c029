"""The actions of the sidebar's context menus; one that cannot be done in a situation is left out."""

from clipphotos.gui.actions.action import QT_TRANSLATE_NOOP, Action, Entry, Menu
from clipphotos.gui.actions.situation import CategorySituation, FolderSituation


def _is_everything(situation: FolderSituation) -> bool:
    return situation.is_everything


def _is_folder(situation: FolderSituation) -> bool:
    return not situation.is_everything


def _is_root(situation: FolderSituation) -> bool:
    return situation.is_root


def _is_root_or_everything(situation: FolderSituation) -> bool:
    return situation.is_root or situation.is_everything


def _is_watched(situation: FolderSituation) -> bool:
    return situation.is_watched


def _is_category(situation: CategorySituation) -> bool:
    return situation.is_category


def _is_no_category(situation: CategorySituation) -> bool:
    return not situation.is_category


FOLDER_TABLE: tuple[Action[FolderSituation], ...] = (
    Action(
        "add",
        QT_TRANSLATE_NOOP("Actions", "Add a folder…"),
        icon="add-folder",
        enabled_when=_is_everything,
        menus=(Entry(Menu.FOLDER, 1),),
    ),
    Action(
        "rescan",
        QT_TRANSLATE_NOOP("Actions", "Rescan"),
        icon="refresh",
        enabled_when=_is_root_or_everything,
        menus=(Entry(Menu.FOLDER, 1),),
    ),
    Action(
        "sort",
        QT_TRANSLATE_NOOP("Actions", "Sort into folders…"),
        icon="sort",
        menus=(Entry(Menu.FOLDER, 1),),
    ),
    Action(
        "show",
        QT_TRANSLATE_NOOP("Actions", "Show in the file manager"),
        icon="folder",
        enabled_when=_is_folder,
        menus=(Entry(Menu.FOLDER, 1),),
    ),
    Action(
        "watch",
        QT_TRANSLATE_NOOP("Actions", "Watch for new photos"),
        enabled_when=_is_folder,
        checked_when=_is_watched,
        menus=(Entry(Menu.FOLDER, 1),),
    ),
    Action(
        "remove",
        QT_TRANSLATE_NOOP("Actions", "Remove from the library…"),
        icon="remove",
        enabled_when=_is_root,
        menus=(Entry(Menu.FOLDER, 2),),
    ),
)

INBOX_TABLE: tuple[Action[None], ...] = (
    Action(
        "sort", QT_TRANSLATE_NOOP("Actions", "Sort the inbox…"), icon="sort", menus=(Entry(Menu.INBOX, 1),)
    ),
    Action(
        "show",
        QT_TRANSLATE_NOOP("Actions", "Show in the file manager"),
        icon="folder",
        menus=(Entry(Menu.INBOX, 1),),
    ),
    Action(
        "stop",
        QT_TRANSLATE_NOOP("Actions", "Watch for new photos no longer"),
        menus=(Entry(Menu.INBOX, 2),),
    ),
)

CATEGORY_TABLE: tuple[Action[CategorySituation], ...] = (
    Action(
        "edit",
        QT_TRANSLATE_NOOP("Actions", "Edit…"),
        icon="edit",
        enabled_when=_is_category,
        menus=(Entry(Menu.CATEGORY, 1),),
    ),
    Action(
        "review",
        QT_TRANSLATE_NOOP("Actions", "Review…"),
        icon="review",
        enabled_when=_is_category,
        menus=(Entry(Menu.CATEGORY, 1),),
    ),
    Action(
        "remove",
        QT_TRANSLATE_NOOP("Actions", "Remove…"),
        icon="remove",
        enabled_when=_is_category,
        menus=(Entry(Menu.CATEGORY, 2),),
    ),
    Action(
        "add",
        QT_TRANSLATE_NOOP("Actions", "New category…"),
        icon="add",
        enabled_when=_is_no_category,
        menus=(Entry(Menu.CATEGORY, 1),),
    ),
    Action(
        "learn",
        QT_TRANSLATE_NOOP("Actions", "Learn from sorted folders…"),
        icon="folder",
        enabled_when=_is_no_category,
        menus=(Entry(Menu.CATEGORY, 1),),
    ),
)
