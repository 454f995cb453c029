"""Does acts on the screen, as a person's hands would."""

import time

from random_acts.acts import Act, Kind
from random_acts.other_program import OF_FILES, OtherProgram
from random_acts.program import Program
from support.desktop.hands import Hands, Point
from support.desktop.screen import HEIGHT, WIDTH

_MENU_SECONDS = 0.08
_MENUS = "fepvclh"
"""The letters that open the menus of the menu bar, in every language."""
_QUIT_SECONDS = 4


class Performer:
    """Does one act after the other.

    Args:
        hands: Keyboard and mouse.
        program: What is used.
        other_program: Changes the photos from outside.
    """

    def __init__(self, hands: Hands, program: Program, other_program: OtherProgram) -> None:
        self._hands = hands
        self._program = program
        self._other = other_program

    def do(self, act: Act) -> None:
        """Do an act."""
        match act.kind:
            case Kind.KEYS:
                self._hands.press(*act.words)
            case Kind.WRITE:
                text, end = act.words
                self._hands.press("ctrl+f")
                self._hands.write(text)
                self._hands.press(end)
            case Kind.CLICK:
                self._hands.click(_point(act.x, act.y), times=act.times, held=act.words)
            case Kind.DRAG:
                self._hands.drag(_point(act.x, act.y), _point(act.to_x, act.to_y))
            case Kind.SCROLL:
                for _ in range(act.times):
                    self._hands.click(_point(act.x, act.y), button=act.count)
            case Kind.MENU:
                self._hands.press(f"alt+{_MENUS[int(act.x * len(_MENUS))]}")
                self._choose(act)
            case Kind.CONTEXT_MENU:
                self._hands.click(_point(act.x, act.y), button=3)
                self._choose(act)
            case Kind.SERVICE_KILLED:
                self._program.kill_service()
            case Kind.PROGRAM_RESTARTED:
                self.quit()
            case _ if act.kind in OF_FILES:
                self._other.do(act)

    def quit(self) -> bool:
        """End the program as a person does; False if it does not end, because it asks something."""
        self.rest()
        self._program.about_to_end()
        self._hands.press("ctrl+q")
        if self._program.wait_for_end(_QUIT_SECONDS):
            return True
        self._program.watch()
        return False

    def rest(self) -> None:
        """Leave whatever is open: dialogs, menus, the viewer."""
        self._hands.press("Escape", "Escape", "Escape", "Escape")

    def _choose(self, act: Act) -> None:
        time.sleep(_MENU_SECONDS)  # A menu takes no keys before it is drawn.
        self._hands.press(*act.words)


def _point(x: float, y: float) -> Point:
    return round(x * (WIDTH - 1)), round(y * (HEIGHT - 1))
