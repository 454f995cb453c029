"""A keyboard and a mouse: events of the window system, as a person's."""

import subprocess
from collections.abc import Mapping, Sequence

Point = tuple[int, int]
_DRAG_STEPS = 5


class Hands:
    """Presses keys and moves the mouse on a screen.

    Args:
        environment: The screen's.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = dict(environment)

    def press(self, *keys: str) -> None:
        """Press keys one after the other, as ``ctrl+z`` or ``Return``."""
        self._do("key", "--clearmodifiers", *keys)

    def write(self, text: str) -> None:
        """Type a text."""
        self._do("type", "--delay", "8", text)

    def point(self, at: Point) -> None:
        """Move the mouse to a place, by a small way, so that what is there notices."""
        x, y = at
        self._do("mousemove", x + 2, y, "mousemove", x, y)

    def click(self, at: Point, *, button: int = 1, times: int = 1, held: Sequence[str] = ()) -> None:
        """Click a place, with some keys held."""
        self.point(at)
        down = [word for key in held for word in ("keydown", key)]
        up = [word for key in held for word in ("keyup", key)]
        clicks = ["click", "--repeat", times, "--delay", 60, button]
        self._do(*down, *clicks, *up)

    def count_windows(self, process: int) -> int:
        """How many windows of a process are on the screen, menus among them."""
        command = ["xdotool", "search", "--onlyvisible", "--pid", str(process)]
        found = subprocess.run(command, env=self._environment, check=False, capture_output=True, timeout=60)
        return len(found.stdout.split())

    def drag(self, start: Point, end: Point) -> None:
        """Press the mouse at one place, and let go at another."""
        words: list[str | float] = ["mousemove", *start, "mousedown", 1]
        for step in range(1, _DRAG_STEPS + 1):
            x, y = (round(a + (b - a) * step / _DRAG_STEPS) for a, b in zip(start, end, strict=True))
            words += ["mousemove", x, y, "sleep", 0.03]
        self._do(*words, "mouseup", 1)

    def scroll(self, at: Point, *, down: bool, held: str = "") -> None:
        """Turn the wheel by one notch."""
        self.click(at, button=5 if down else 4, held=(held,) if held else ())

    def _do(self, *words: str | float) -> None:
        command = ["xdotool", *map(str, words)]
        subprocess.run(command, env=self._environment, check=True, capture_output=True, timeout=60)
