"""How much of the memory pictures may take while they are decoded."""

import threading
from collections.abc import Generator
from contextlib import contextmanager


class PixelBudget:
    """Bounds the pixels that all threads together hold in memory, in the order in which they ask.

    Args:
        total: Pixels; a picture with more than that may still be decoded, alone.
    """

    def __init__(self, total: int) -> None:
        self._total = total
        self._used = 0
        self._turn = threading.Lock()
        self._freed = threading.Condition()

    @contextmanager
    def reserve(self, pixels: int) -> Generator[None, None, None]:
        """Wait until there is room for that many pixels, and keep it for the block."""
        pixels = min(pixels, self._total)
        with self._turn, self._freed:
            self._freed.wait_for(lambda: self._used + pixels <= self._total)
            self._used += pixels
        try:
            yield
        finally:
            with self._freed:
                self._used -= pixels
                self._freed.notify_all()
