"""What was done in this window and can be taken back, but is no operation on photos: it is in no history."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class LocalAct:
    """Something that Undo takes back in its turn, as long as the window is open.

    Attributes:
        words: The menu entry that takes it back.
        done: What is told once it is taken back.
        reverse: Takes it back.
        at: When it was done, in seconds since the epoch.
        is_taken_back: Whether that has happened.
    """

    words: str
    done: str
    reverse: Callable[[], None]
    at: float = field(default_factory=time.time)
    is_taken_back: bool = False

    def take_back(self) -> None:
        """Take it back; a second time does nothing."""
        if not self.is_taken_back:
            self.is_taken_back = True
            self.reverse()
