"""A command: what the photo service is asked to do, with the type of its answer."""

from enum import Enum, auto
from typing import ClassVar, Generic, TypeVar

R_co = TypeVar("R_co", covariant=True)


class AfterCrash(Enum):
    """What becomes of a command that the service died over, once the service is there again."""

    REPEAT = auto()
    """It is given again; one that the service dies over repeatedly is given up."""
    REPEAT_WHILE_IT_EMBEDS = auto()
    """It is given again as long as it gets to embedding photos: one that crashes a decoder is isolated."""
    GIVE_UP = auto()
    """It is never given again: done twice, it might do something else."""


class Command(Generic[R_co]):
    """Anything that the photo service can be asked to do, with the type of what it answers.

    A command is a frozen dataclass with slots, since it may travel to another process, and says what it is
    answered with: ``class Search(Command[SearchResult])``. `Command[object]` is any command.
    """

    __slots__ = ()

    after_crash: ClassVar[AfterCrash] = AfterCrash.REPEAT
