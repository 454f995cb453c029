"""What an operation needs to know of its effect, and so what every effect has to say."""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from clipphotos.core.changes import Changes
from clipphotos.core.errors import KnownError
from clipphotos.core.jobs import Step
from clipphotos.core.operations.operation import ConflictChoice
from clipphotos.library.file_system import FileSystem
from clipphotos.service.operations.work import Work
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.operations.journal import RunningOperation
from clipphotos.storage.operations.journal_rows import JournalRow, JournalTable
from clipphotos.storage.operations.photo_places import Places

RowT = TypeVar("RowT", bound=JournalRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectDefinition(Generic[RowT]):
    """An effect as functions of the rows that it has in the journal.

    An operation does its effect *forwards*; its undo does it *backwards*, and the redo forwards again. Rows
    with the same unit number are done together, or none of them.

    Attributes:
        table: Where the journal has the rows.
        reversed_row: The row that takes back one that is done; backwards or, for a redo, forwards.
        check_plan: Refuses, with a `KnownError`, what must not even be tried, given the library's places and
            the folders that will become part of it.
        target_of: Where a row puts a file, so that its folder is made before; empty for nowhere.
        prepare: Reads at once what doing some rows needs to know.
        do: Does one row in the direction of the operation, and gives it as it is done. A `KnownError` says
            why not; nothing was done then.
        take_back: Takes back what `do` did just now, because another row of the unit cannot be done. A
            `KnownError` says that this row stays done.
        follow: Lets the catalogue follow rows that are done, inside a transaction.
        changes: What doing some rows changes in the library.
        settle: Tells what became of a row that was planned when the program ended, finishing it if need be;
            still planned if that cannot be told yet. May raise `KnownError` or `OSError` if files cannot be
            looked at.
        make_whole: Has a settled row of a unit that was done in part agree with the others. A `KnownError`
            says that it cannot, and stays as it is.
        problems: Looks what stands in the way of each of some units, backwards or forwards; None for nothing.
        choices: What can be done about such a problem, by its code, so that no file is lost.
        as_chosen: A unit as the user chose to have it done, other than to leave it. Paths that other units
            will have are given; those that this one takes are added.
    """

    table: JournalTable[RowT]
    reversed_row: Callable[[RowT, bool], RowT]
    check_plan: Callable[[FileSystem, RunningOperation, RowT, Places, Sequence[Path]], None]
    target_of: Callable[[RowT], str]
    prepare: Callable[[Work, Sequence[RowT]], None]
    do: Callable[[Work, RowT], Generator[Step, None, RowT]]
    take_back: Callable[[Work, RowT], Generator[Step, None, None]]
    follow: Callable[[Work, Sequence[RowT]], None]
    changes: Callable[[Sequence[RowT]], Changes]
    settle: Callable[[Work, RowT], RowT]
    make_whole: Callable[[Work, RowT], RowT]
    problems: Callable[[Catalogue, FileSystem, Sequence[Sequence[RowT]], bool], Iterator[KnownError | None]]
    choices: Callable[[str, bool], tuple[ConflictChoice, ...]]
    as_chosen: Callable[[FileSystem, Sequence[RowT], ConflictChoice, set[str]], Sequence[RowT]]


def prepare_nothing(_work: Work, _rows: Sequence[JournalRow]) -> None:
    """For effects that read whatever they need row by row."""


def check_nothing(
    _files: FileSystem,
    _running: RunningOperation,
    _row: JournalRow,
    _places: Places,
    _into: Sequence[Path],
) -> None:
    """For effects of which anything may be tried."""


def settled_already(_work: Work, settled: RowT) -> RowT:
    """For effects whose rows need not agree after a crash."""
    return settled
