"""A command: what the photo service is asked to do, with the type of its answer."""

from typing import Generic, TypeVar

R_co = TypeVar("R_co", covariant=True)


class Command(Generic[R_co]):
    """Anything that the photo service can be asked to do, with the type of what it answers.

    A command is a frozen dataclass with slots, since it may travel to another process, and says what it is
    answered with: ``class Search(Command[SearchResult])``. `Command[object]` is any command.
    """

    __slots__ = ()
