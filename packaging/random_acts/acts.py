"""What may be done to the program, and which acts follow from a seed."""

import json
import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import Enum


class Kind(Enum):
    """What sort of act it is."""

    KEYS = "keys"
    WRITE = "write"
    CLICK = "click"
    DRAG = "drag"
    SCROLL = "scroll"
    MENU = "menu"
    CONTEXT_MENU = "context-menu"
    FILE_ADDED = "file-added"
    FILE_EDITED = "file-edited"
    FILE_RENAMED = "file-renamed"
    FILE_REMOVED = "file-removed"
    FOLDER_RENAMED = "folder-renamed"
    SERVICE_KILLED = "service-killed"
    PROGRAM_RESTARTED = "program-restarted"


@dataclass(frozen=True, slots=True)
class Act:
    """One act. What it is done to is given as shares, so that it means something in any state.

    Attributes:
        kind: What is done.
        words: Keys, or the text that is written.
        x: Where on the screen, or which of the files, from 0 to 1.
        y: Likewise.
        to_x: Where a drag ends, or which name a file gets.
        to_y: Likewise.
        count: The button of a click, the row of a menu.
        times: How often it is clicked.
    """

    kind: Kind
    words: tuple[str, ...] = ()
    x: float = 0
    y: float = 0
    to_x: float = 0
    to_y: float = 0
    count: int = 1
    times: int = 1

    def line(self) -> str:
        """The act as a line of JSON, without what has its ordinary value."""
        ordinary = asdict(Act(self.kind))
        told = {name: value for name, value in asdict(self).items() if value != ordinary[name]}
        return json.dumps({"kind": self.kind.value, **told})


def act_of_line(line: str) -> Act:
    """The act that a line tells."""
    told = json.loads(line)
    words = tuple(told.pop("words", ()))
    return Act(Kind(told.pop("kind")), words, **told)


_SHARES = {
    Kind.KEYS: 30,
    Kind.CLICK: 24,
    Kind.CONTEXT_MENU: 10,
    Kind.MENU: 10,
    Kind.DRAG: 6,
    Kind.SCROLL: 5,
    Kind.WRITE: 4,
    Kind.FILE_ADDED: 3,
    Kind.FILE_EDITED: 3,
    Kind.FILE_RENAMED: 3,
    Kind.FILE_REMOVED: 3,
    Kind.FOLDER_RENAMED: 1,
    Kind.SERVICE_KILLED: 1,
    Kind.PROGRAM_RESTARTED: 0.5,
}

_KEYS = (
    *("Left", "Right", "Up", "Down", "Home", "End", "Prior", "Next", "shift+Right", "shift+Down"),
    *("Return", "space", "Escape", "Escape", "Tab", "shift+Tab", "BackSpace", "Menu"),
    *("Delete", "Delete", "shift+Delete", "F2", "ctrl+z", "ctrl+z", "ctrl+z", "ctrl+shift+z", "ctrl+y"),
    *("ctrl+a", "ctrl+shift+a", "ctrl+i", "ctrl+c", "ctrl+shift+c", "ctrl+f", "ctrl+h", "ctrl+m"),
    *("F5", "F9", "F11", "ctrl+plus", "ctrl+minus", "ctrl+shift+i", "ctrl+shift+s", "ctrl+shift+n"),
    *("ctrl+shift+r", "ctrl+o", "ctrl+comma", "s", "p", "x", "u", "0", "1", "3", "5", "alt+f", "alt+l"),
)
_WORDS = ("cat", "a red flower", "grey", "grass and sky", "花", "img", '"1 2', "\\", "-")
_FIRST_PART = 0.2
"""The part of the screen that the sidebar takes."""


def draw(seed: int) -> Iterator[Act]:
    """Acts without end: the same ones for a seed, whatever becomes of the program."""
    chance = random.Random(seed)
    kinds, shares = list(_SHARES), list(_SHARES.values())
    while True:
        yield _act(chance.choices(kinds, shares)[0], chance)


def _act(kind: Kind, chance: random.Random) -> Act:
    x, y = _place(chance)
    match kind:
        case Kind.KEYS:
            return Act(kind, tuple(chance.choices(_KEYS, k=chance.choice((1, 1, 1, 2, 4)))))
        case Kind.WRITE:
            return Act(kind, (chance.choice(_WORDS), chance.choice(("Return", "Escape", "Tab"))))
        case Kind.CLICK:
            held = chance.choice(((), (), (), ("ctrl",), ("shift",)))
            return Act(kind, held, x, y, times=chance.choice((1, 1, 1, 2)))
        case Kind.DRAG:
            to_x, to_y = _place(chance)
            return Act(kind, (), x, y, to_x, to_y)
        case Kind.SCROLL:
            return Act(kind, (), x, y, count=chance.choice((4, 5)), times=chance.randint(1, 5))
        case Kind.MENU | Kind.CONTEXT_MENU:
            way = tuple(chance.choices(("Down", "Down", "Down", "Right"), k=chance.randint(1, 10)))
            return Act(kind, (*way, chance.choice(("Return", "Return", "Return", "Escape"))), x, y)
        case _:
            return Act(kind, (), chance.random(), chance.random(), chance.random(), chance.random())


def _place(chance: random.Random) -> tuple[float, float]:
    """A place of the screen; those with much to click as often as those with little."""
    areas = (
        ((0, 1), (0, 0.1)),
        ((0, 1), (0.95, 1)),
        ((0, _FIRST_PART), (0.05, 1)),
        ((_FIRST_PART, 1), (0.1, 0.95)),
        ((_FIRST_PART, 1), (0.1, 0.95)),
        ((0.3, 0.7), (0.3, 0.7)),
        ((0.75, 1), (0.05, 1)),
    )
    across, down = chance.choice(areas)
    return round(chance.uniform(*across), 4), round(chance.uniform(*down), 4)
