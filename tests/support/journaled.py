"""An operation in the journal as a kill leaves it, ready to be settled by its effect."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from clipphotos.core.operations.operation import Effect, MoveState
from clipphotos.library.file_system import FileSystem
from clipphotos.service.operations.effects.table import EFFECTS, work_on
from clipphotos.service.operations.work import Work
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.operations import journal, journal_rows
from clipphotos.storage.operations.journal_rows import FileMove


def move_of(path: Path, source: Path, target: Path, **more: Any) -> FileMove:
    """A move of what is at a path now, which may be the source or the target."""
    status = path.lstat()
    return FileMove(
        source=str(source), target=str(target), size=status.st_size, mtime_ns=status.st_mtime_ns, **more
    )


@contextmanager
def interrupted(
    locations: DataLocations,
    effect: Effect,
    row: Any,
    *,
    backwards: bool = False,
    files: FileSystem | None = None,
) -> Iterator[tuple[Work, Any]]:
    """The work of an operation with one planned row, and that row."""
    with open_catalogue(locations) as catalogue:
        with catalogue.transaction():
            running = journal.begin(catalogue, "sort", effect, {}, backwards=backwards)
            table = EFFECTS[effect].table
            table.plan(catalogue, running.operation_id, [row])
            (planned,) = table.planned(catalogue, running.operation_id, -1, 1)
            if isinstance(row, FileMove) and row.begun:
                journal_rows.mark_begun(catalogue, planned.row_id)
        yield work_on(catalogue, files or FileSystem(), running), planned


def settled(
    locations: DataLocations, effect: Effect, row: FileMove, *, backwards: bool = False
) -> tuple[MoveState, str]:
    """What settling makes of a row: its state, and the code of its error."""
    with interrupted(locations, effect, row, backwards=backwards) as (work, planned):
        found = EFFECTS[effect].settle(work, planned)
    return found.state, found.error.code if found.error else ""


def copied(source: Path, target: Path) -> None:
    """Make a copy with the time of its source."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(source.read_bytes())
    os.utime(target, ns=(1, source.stat().st_mtime_ns))


def done(row: FileMove) -> FileMove:
    return replace(row, state=MoveState.DONE)
