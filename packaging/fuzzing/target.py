"""What is fed with made-up inputs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Target:
    """A reader of foreign data.

    Attributes:
        about: What is read, in a few words.
        prepare: Imports what is needed, and gives the function to be fed: it raises what is a find, and
            returns for everything else, sound inputs and refused ones alike.
        seeds: Sound inputs to begin with.
        most_bytes: Longer inputs are not made.
    """

    about: str
    prepare: Callable[[], Callable[[bytes], None]]
    seeds: Callable[[], Iterable[bytes]]
    most_bytes: int = 4096


class BrokenPromiseError(AssertionError):
    """What was read is not what its reader promises."""


def promise(kept: bool, what: object) -> None:
    """Note a find unless a promise is kept."""
    if not kept:
        raise BrokenPromiseError(what)


def quick_folder() -> Path | None:
    """A folder in memory for files that are written time and again; None for the usual one."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() else None
