"""Tells whoever listens what changed in the library, a few times a second at most."""

import time
from collections.abc import Callable

from clipphotos.core.changes import Changes
from clipphotos.service.protocol.events import Event, LibraryChanged


class ChangeAnnouncer:
    """Gathers changes and announces them together.

    Args:
        emit: Receives the events.
        clock: Seconds, monotonic; tests pass their own.
    """

    INTERVAL_SECONDS = 0.5

    def __init__(self, emit: Callable[[Event], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._emit = emit
        self._clock = clock
        self._pending = Changes()
        self._sent_at = float("-inf")

    def announce(self, changes: Changes) -> None:
        """Announce changes, at most every half second; the rest goes out with the next ones or `flush`."""
        self._pending |= changes
        if self._clock() - self._sent_at >= self.INTERVAL_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Announce what has not been announced yet."""
        if self._pending:
            self._emit(LibraryChanged(self._pending))
        self._pending = Changes()
        self._sent_at = self._clock()
