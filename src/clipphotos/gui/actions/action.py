"""What an action is: a frozen description, generic over the situation that decides whether it can be done."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Generic, TypeVar

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QKeySequence

CONTEXT = "Actions"
"""The translations' context of every word in the tables."""

Key = str | QKeySequence.StandardKey
S = TypeVar("S")


class Menu(Enum):
    """The menus that actions stand in."""

    BAR = auto()
    FILE = auto()
    EDIT = auto()
    PHOTO = auto()
    RATING = auto()
    FLAG = auto()
    VIEW = auto()
    COLOURS = auto()
    LANGUAGE = auto()
    CATEGORIES = auto()
    LIBRARY = auto()
    HELP = auto()
    SELECTED_PHOTOS = auto()
    """The context menu of the grid."""
    FOLDER = auto()
    """The context menu of a folder in the sidebar."""
    INBOX = auto()
    """The context menu of an inbox in the sidebar."""
    CATEGORY = auto()
    """The context menu of the list of categories."""


class Reach(Enum):
    """Which part of the window must have the focus for an action's keys to work."""

    WINDOW = auto()
    GRID = auto()
    """Only the grid: a letter typed into a text field is a letter."""
    PHOTOS = auto()
    """The grid and the viewer."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Where an action stands in a menu. Within a group the order is that of the table.

    Attributes:
        menu: The menu.
        group: Groups follow each other by number, with a line between them.
    """

    menu: Menu
    group: int = 1


def always(_situation: object) -> bool:
    """Hold in every situation."""
    return True


@dataclass(frozen=True, slots=True)
class Action(Generic[S]):
    """One thing that the user can do.

    Attributes:
        id: Names the action; its handler is given under this name.
        words: English text of the menu entry, marked with `QT_TRANSLATE_NOOP`.
        icon: Name of the icon; empty for none.
        keys: Shortcuts.
        photo_keys: More shortcuts, that work in the grid and the viewer only: letters.
        reach: Where the shortcuts work.
        repeats: Whether a key that is held down does it again and again.
        enabled_when: Whether it can be done.
        checked_when: Whether it is on, if it is a switch; its handler is then told whether to switch on.
        text_when: Text that depends on the situation, instead of `words`.
        excludes: Switches with the same value here are alternatives, of which one is on.
        role: Where macOS puts it.
        menus: The menus that it stands in.
    """

    id: str
    words: str
    icon: str = ""
    keys: tuple[Key, ...] = ()
    photo_keys: tuple[str, ...] = ()
    repeats: bool = False
    reach: Reach = Reach.WINDOW
    enabled_when: Callable[[S], bool] = always
    checked_when: Callable[[S], bool] | None = None
    text_when: Callable[[S], str] | None = None
    excludes: str = ""
    role: QAction.MenuRole = QAction.MenuRole.TextHeuristicRole
    menus: tuple[Entry, ...] = ()

    def text(self, situation: S) -> str:
        """What the menu says, in the user's language."""
        return self.text_when(situation) if self.text_when else translated(self.words)

    def sequences(self) -> list[QKeySequence]:
        """The shortcuts of this platform."""
        found: list[QKeySequence] = []
        for key in self.keys:
            if isinstance(key, QKeySequence.StandardKey):
                found += QKeySequence.keyBindings(key)
            else:
                found.append(QKeySequence(key))
        return list(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Submenu:
    """A menu that stands in other menus.

    Attributes:
        opens: The menu.
        words: English text, marked with `QT_TRANSLATE_NOOP`.
        menus: The menus that it stands in.
    """

    opens: Menu
    words: str
    menus: tuple[Entry, ...]


Row = Action[S] | Submenu


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Mark a text for ``lupdate``, which goes by this name; `translated` looks it up when it is shown."""
    return text


def translated(words: str) -> str:
    """Words of a table in the user's language."""
    return QCoreApplication.translate(CONTEXT, words)


def rows_of(menu: Menu, table: Sequence[Row[S]]) -> Iterator[tuple[int, Row[S]]]:
    """The rows that stand in a menu with their groups, from top to bottom."""
    standing = [(entry.group, row) for row in table for entry in row.menus if entry.menu is menu]
    return iter(sorted(standing, key=lambda each: each[0]))
