"""How many photos fit into a device's memory at once, found by trying."""

CPU_BATCH = 16
"""On a processor 32 photos take 6 % less time each, and 0.3 GB more: ``docs/history/performance.md``."""
_PATIENCE = 16
_MOST_PATIENCE = 1024


class BatchLimit:
    """The largest batch that fitted: halved when memory runs out, grown again with care.

    Whoever else filled the memory may be gone later, so after some full batches half as many more are tried.
    Each time that was too much, twice as many full batches have to fit before the next try.

    Args:
        most: Where it starts, and what it never exceeds.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = most
        self._fitted = 0
        self._has_grown = False
        self._patience = _PATIENCE

    @property
    def size(self) -> int:
        """Photos to try at most."""
        return self._size

    def fitted(self, count: int) -> None:
        """Note that so many photos went well at once."""
        if count < self._size or self._size == self._most:
            return
        self._fitted += 1
        if self._fitted == self._patience:
            self._fitted, self._has_grown = 0, True
            self._size = min(self._most, self._size + (self._size + 1) // 2)

    def ran_out(self, count: int) -> bool:
        """Note that so many photos were too many.

        Returns:
            Whether fewer can be tried.
        """
        if count <= 1:
            return False
        if self._has_grown:
            self._patience = min(_MOST_PATIENCE, 2 * self._patience)
        self._size, self._fitted, self._has_grown = max(1, min(self._size, count) // 2), 0, False
        return True
