"""How indexing shares the computer with the user: when it runs, and on how many of the processor's cores."""

from dataclasses import dataclass
from enum import StrEnum


class IndexingTime(StrEnum):
    """When photos are indexed that nobody asked for just now."""

    AT_ONCE = "at-once"
    WHEN_IDLE = "idle"
    """While other programs leave the processor alone and the computer is not on battery."""
    BY_HAND = "by-hand"


@dataclass(frozen=True, slots=True)
class IndexingSettings:
    """What the user decided about indexing.

    Attributes:
        time: When it runs by itself. What the user asks for runs at once, whatever this says.
        cores: Most processor cores it may use, at least 1; None for all.
        watch: Whether the window notices by itself what other programs change in the library's folders.
    """

    time: IndexingTime = IndexingTime.AT_ONCE
    cores: int | None = None
    watch: bool = True


@dataclass(frozen=True, slots=True)
class CoreShares:
    """How the cores are shared out between what works at the same time.

    Attributes:
        cores: All that may be used.
        reading: Threads that read and decode photos.
        computing: Threads that compute vectors; None for as many as the model likes.
    """

    cores: int
    reading: int
    computing: int | None

    @property
    def takes_turns(self) -> bool:
        """Whether both have the same single core, so that one has to rest while the other works."""
        return self.reading == self.computing == 1 and self.cores == 1


def share_out(cores: int | None, present: int) -> CoreShares:
    """Share the cores that indexing may use between reading and computing.

    Without a limit each may use all, and the computer shares them out. With one, both together keep within
    it.

    Args:
        cores: Most cores; None for all.
        present: Cores of this computer.
    """
    if cores is None or cores >= present:
        return CoreShares(present, present, None)
    reading = max(1, cores // 2)
    return CoreShares(cores, reading, max(1, cores - reading))
