"""A few numbers that the program's event loop writes again and again, and that this process reads."""

import mmap
import struct
from dataclasses import dataclass
from pathlib import Path

_LAYOUT = struct.Struct("<dqq?")


@dataclass(frozen=True, slots=True)
class Beat:
    """What is written.

    Attributes:
        when: On the system's monotonic clock; 0 before the first one.
        count: How many there have been.
        widgets: How many widgets there are.
        is_last: Whether the window is gone and the program about to end.
    """

    when: float
    count: int
    widgets: int
    is_last: bool = False


class PulseFile:
    """The file of the beat, mapped into memory.

    Args:
        path: The file; made if it is not there.
    """

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(_LAYOUT.size))
        with path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), _LAYOUT.size)

    def write(self, beat: Beat) -> None:
        """Note a beat."""
        _LAYOUT.pack_into(self._memory, 0, beat.when, beat.count, beat.widgets, beat.is_last)

    def read(self) -> Beat:
        """The last beat."""
        return Beat(*_LAYOUT.unpack_from(self._memory, 0))
