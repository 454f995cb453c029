"""One run: acts, one after the other, and after each a look at what became of the program."""

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from random_acts.acts import Act
from random_acts.growth import grows
from random_acts.other_program import OtherProgram
from random_acts.performer import Performer
from random_acts.photos import Ledger, make_photos
from random_acts.program import Program
from support.desktop.faults import Logbook
from support.desktop.hands import Hands
from support.desktop.screen import Screen

_REST_SECONDS = 0.5
OF_KILLED_PROCESSES = re.compile("resource_tracker")
"""What Python says when it clears up behind a service that was killed."""
MOST_WIDGETS_MORE = 60
MOST_THREADS_MORE = 8


@dataclass(frozen=True, slots=True)
class Find:
    """Something that is wrong.

    Attributes:
        after: The number of the act after which it was seen.
        kind: What sort of thing it is.
        text: What is known of it.
        screen: What was to be seen.
    """

    after: int
    kind: str
    text: str
    screen: Image.Image


@dataclass(frozen=True, slots=True)
class Limits:
    """When a run is over, and how often it rests.

    Attributes:
        seconds: After so long.
        finds: After so many finds.
        rest_every: Acts from one rest to the next.
    """

    seconds: float
    finds: int
    rest_every: int


class Run:
    """The program, its photos, and what was done and found.

    Args:
        place: An empty folder.
        screen: Where it is shown.
        launcher: The Python file that starts the program.
        photos: How many photos there are.
        seed: Which photos.
    """

    def __init__(self, place: Path, screen: Screen, launcher: Path, *, photos: int, seed: int) -> None:
        self._screen = screen
        folder, workshop = place / "photos", place / "workshop"
        make_photos(folder, photos, seed)
        workshop.mkdir()
        self._ledger = Ledger(folder, screen.home)
        self._program = Program(launcher, screen.environment, place, folder)
        self._logbook = Logbook(self._program.data / "logs", self._program.stderr, OF_KILLED_PROCESSES)
        self._performer = Performer(
            Hands(screen.environment), self._program, OtherProgram(folder, workshop, self._ledger)
        )
        self.done: list[Act] = []
        self.finds: list[Find] = []

    def do_all(self, acts: Iterable[Act], limits: Limits) -> None:
        """Do acts until a limit is reached or there are no more."""
        try:
            self._start()
            until = time.monotonic() + limits.seconds
            for act in acts:
                if time.monotonic() > until or len(self.finds) >= limits.finds:
                    break
                self.done.append(act)
                self._performer.do(act)
                self._look()
                if self._program.exit_code() is not None:
                    if len(self.finds) < limits.finds:
                        self._start()
                elif len(self.done) % limits.rest_every == 0:
                    self._rest()
            if not self.finds:
                self._end()
        finally:
            self._program.kill()

    def _start(self) -> None:
        self._note("no start", self._program.start())

    def _look(self) -> None:
        """See what went wrong."""
        code = self._program.exit_code()
        if code is not None:
            self._program.about_to_end()
            self._note("unexpected end", f"it ended with code {code}" if code else "")
            for child in self._program.left_behind():
                self._note("process left behind", child)
        for text in self._program.frozen():
            self._note("frozen", text)
        for text in self._logbook.news():
            self._note("error", text)

    def _rest(self) -> None:
        """Let the program come to rest; count what it has, and whether every photo is somewhere."""
        self._performer.rest()
        time.sleep(_REST_SECONDS)
        self._look()
        if self._program.exit_code() is not None:
            return
        self._program.count()
        if grows(self._program.widgets, MOST_WIDGETS_MORE):
            self._note("growing number of widgets", str(self._program.widgets))
        if grows(self._program.threads, MOST_THREADS_MORE):
            self._note("growing number of threads", str(self._program.threads))
        lost = self._ledger.lost()
        self._note("photos lost", ", ".join(lost))

    def _end(self) -> None:
        """End the program as a person does, and look for the last time."""
        self._rest()
        if self._program.exit_code() is None and self._performer.quit():
            self._look()
        self._note("photos lost", ", ".join(self._ledger.lost()))

    def _note(self, kind: str, text: str) -> None:
        if text:
            self.finds.append(Find(len(self.done), kind, text, self._screen.picture()))
