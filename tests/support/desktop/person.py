"""Somebody before the screen: looks until something is to be seen, then clicks it or types."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from support.desktop.accessibility import Node, Reader, Reference, State
from support.desktop.faults import Logbook
from support.desktop.hands import Hands, Point
from support.desktop.screen import Screen

T = TypeVar("T")
PATIENCE_SECONDS = 150
WORK_SECONDS = 600
"""How long indexing may take where other work keeps the processor busy: it lets that go first."""
IN_PROGRESS = (
    "Looking for photos",
    "Nothing is indexed yet",
    "Indexing ",
    "Reading ",
    "Searching",
    "Moving",
)
"""How sentences begin that are true for a while only, and not for as long as a model is prepared."""
_LOOK_SECONDS = 0.05


class Person:
    """Uses the program, which runs.

    Args:
        screen: Where it is to be seen.
        process: The program.
        logbook: What it complains about.
    """

    def __init__(self, screen: Screen, process: subprocess.Popen[bytes], logbook: Logbook) -> None:
        self.screen = screen
        self.hands = Hands(screen.environment)
        self.process = process
        self._logbook = logbook
        self._reader = Reader(screen.environment)

    # --- looking ---------------------------------------------------------------------------------------

    def windows(self) -> list[Node]:
        """Every window with all that is in it."""
        return [window for window in self._reader.windows(self.process.pid) if window.is_showing]

    def look(self, role: str = "", name: str = "") -> Node | None:
        """What has this role and this text in its name, if it can be seen now; the topmost window first."""
        for window in reversed(self.windows()):
            if found := window.find(role, name):
                return found
        return None

    def read(self, reference: Reference) -> Node:
        """Look at something again, and at what is in it."""
        return self._reader.read(reference)

    def see(self, role: str = "", name: str = "") -> Node:
        """Look until something with this role and this text in its name is to be seen."""
        return self.wait(lambda: self.look(role, name), f"{role} “{name}”")

    def see_no(self, role: str = "", name: str = "") -> None:
        """Look until it is no longer to be seen."""
        self.wait(lambda: self.look(role, name) is None, f"the end of {role} “{name}”")

    def texts(self) -> list[str]:
        """Everything that is written somewhere now."""
        nodes = [node for window in self.windows() for node in window.all() if node.is_showing]
        return [text for node in nodes for text in (node.name, node.description) if text]

    def photo(self, row: int) -> Node:
        """One of the first photos of the grid, counted from 0; a long list is not read to its end."""
        return self.wait(lambda: self._item("Photos", row), f"photo {row}")

    def _item(self, name: str, row: int) -> Node | None:
        found = self.look("list", name)
        return found.children[row] if found and row < len(found.children) else None

    def see_settled(self) -> None:
        """Look until nothing is in progress any more, as far as the window says."""

        def is_settled() -> bool:
            return not [text for text in self.texts() if text.startswith(IN_PROGRESS)]

        self.wait(is_settled, "the end of all work", WORK_SECONDS)

    def wait(self, ask: Callable[[], T | None], what: str, seconds: float = PATIENCE_SECONDS) -> T:
        """Ask again and again until the answer is yes."""
        until = time.monotonic() + seconds
        while True:
            answer = ask()
            if answer:
                return answer
            if time.monotonic() > until:
                texts = " | ".join(self.texts())
                raise AssertionError(f"waited in vain for {what}; to be seen: {texts}; {self.complaints()}")
            assert self.process.poll() is None, f"it ended with code {self.process.returncode}"
            # Until the next look, or the end of the program.
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(_LOOK_SECONDS)

    # --- acting ----------------------------------------------------------------------------------------

    def press(self, *keys: str) -> None:
        """Press keys one after the other, once the topmost window takes them: any other would lose them."""
        self.wait(self._has_keyboard, "the keyboard")
        self.hands.press(*keys)

    def write(self, text: str) -> None:
        """Type a text, likewise."""
        self.wait(self._has_keyboard, "the keyboard")
        self.hands.write(text)

    def see_focus(self, role: str, name: str) -> None:
        """Look until what is typed goes there."""

        def is_there() -> bool:
            found = self.look(role, name)
            return found is not None and State.FOCUSED in found.states

        self.wait(is_there, f"the keyboard at {role} “{name}”")

    def pop_up(self, at: Point, *keys: str, button: int = 1) -> None:
        """Open a menu or a list by a click, and press keys in it: once it is on the screen it takes them."""
        before = self.hands.count_windows(self.process.pid)
        self.hands.click(at, button=button)
        self.wait(lambda: self.hands.count_windows(self.process.pid) > before, "what pops up")
        self.hands.press(*keys)
        self.wait(lambda: self.hands.count_windows(self.process.pid) <= before, "the end of what popped up")

    def _has_keyboard(self) -> bool:
        windows = self.windows()
        return bool(windows) and State.ACTIVE in windows[-1].states

    def click(self, role: str = "", name: str = "") -> None:
        """Click something, once it is to be seen."""
        self.hands.click(self.see(role, name).middle)

    def choose(self, *names: str) -> None:
        """Choose from the menu bar: the menu, then what is in it."""
        menu = self.see("menu bar")
        for name in names:
            reference = menu.reference
            entry = self.wait(
                lambda name=name, reference=reference: self._reader.read(reference).find("menu item", name),
                f"“{name}” in the menu",
            )
            self.hands.click(entry.middle)
            menu = entry

    def add_folder(self, folder: Path) -> None:
        """Add a folder in the file dialog that is open."""
        field = self.see("text", "Directory:")
        self.hands.click(field.middle)
        self.see_focus("text", "Directory:")
        self.press("ctrl+a")
        self.write(str(folder))
        self.press("Return")
        self.see_no("dialog")

    # --- the end ---------------------------------------------------------------------------------------

    def complaints(self) -> list[str]:
        """What the program complained about since the last time, in its log or on standard error."""
        return self._logbook.news()

    def quit(self) -> int:
        """End the program; returns its exit code."""
        self.press("ctrl+q")
        return self.process.wait(PATIENCE_SECONDS)

    def close(self) -> None:
        """Look no more."""
        self._reader.close()


@contextmanager
def person(screen: Screen, data: Path) -> Iterator[Person]:
    """Start the program as a person does, and see its window.

    At the end of the block it is ended if it was not; nothing may have gone wrong by then.
    """
    errors = data.parent / f"{data.name}-stderr.txt"
    environment = {**screen.environment, "CLIPPHOTOS_DATA_DIR": str(data)}
    with errors.open("wb") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "clipphotos"], env=environment, stdout=stderr, stderr=stderr
        )
    try:
        logbook = Logbook(data / "logs", errors)
        logbook.news()  # of earlier starts
        somebody = Person(screen, process, logbook)
        with closing(somebody):
            somebody.see("frame")
            yield somebody
            if process.poll() is None:
                assert somebody.quit() == 0
            assert somebody.complaints() == []
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            process.wait()
