"""What becomes of operations that were interrupted: each file is looked at, and the journal told.

Runs before anything else in every program that opens the catalogue for writing, and before every operation.
Interrupted itself, it goes on the next time.
"""

import logging
import os
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from clipphotos.core.errors import KnownError
from clipphotos.core.operations.operation import MoveState, Recovery
from clipphotos.library import file_operations
from clipphotos.library.file_system import FileSystem
from clipphotos.service.operations.believed import require_believable
from clipphotos.service.operations.effects.definition import EffectDefinition
from clipphotos.service.operations.effects.table import EFFECTS, work_on
from clipphotos.service.operations.work import Work
from clipphotos.storage import roots
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.operations import journal, photo_places
from clipphotos.storage.operations.journal import RunningOperation
from clipphotos.storage.operations.journal_rows import FILE_MOVES
from clipphotos.storage.operations.photo_places import Places

logger = logging.getLogger(__name__)

UNITS = 50


def recover(catalogue: Catalogue, files: FileSystem) -> Recovery:
    """Settle whatever was interrupted.

    Args:
        catalogue: Open for writing.
        files: The file system.

    Returns:
        What was found; false if nothing was.
    """
    total = Recovery()
    for operation_id in journal.unfinished(catalogue):
        running = journal.running(catalogue, operation_id)
        found = settle(catalogue, files, running)
        logger.warning("operation %s had been interrupted: %s", operation_id, found)
        if not running.effect.touches_files:
            continue  # nobody has to wonder where a file is
        total = Recovery(
            total.done + found.done,
            total.failed + found.failed,
            total.conflicts + found.conflicts,
            total.waiting + found.waiting,
        )
    return total


def settle(catalogue: Catalogue, files: FileSystem, running: RunningOperation) -> Recovery:
    """Settle one operation that will not go on: look at its planned rows, and conclude it."""
    counts = dict.fromkeys(MoveState, 0)
    effect = EFFECTS[running.effect]
    work = work_on(catalogue, files, running)
    places = Places(catalogue)
    after = -1
    while rows := effect.table.planned(catalogue, running.operation_id, after, UNITS):
        for _, unit in groupby(rows, key=lambda row: row.unit):
            work.rows += _settle_unit(work, effect, list(unit), places)
        for row in work.rows:
            counts[row.state] += 1
        after = rows[-1].unit
        work.rows = [row for row in work.rows if row.state is not MoveState.PLANNED]
        work.commit()
    made = [
        folder for folder in journal.planned_folders(catalogue, running.operation_id) if os.path.isdir(folder)
    ]
    with catalogue.transaction():
        journal.record_folders(catalogue, running.operation_id, made)
    conclude(catalogue, files, running, interrupted=True)
    return Recovery(
        counts[MoveState.DONE],
        counts[MoveState.FAILED],
        counts[MoveState.CONFLICT],
        counts[MoveState.PLANNED],
    )


def conclude(
    catalogue: Catalogue, files: FileSystem, running: RunningOperation, *, interrupted: bool = False
) -> None:
    """Record that an operation is over; folders that we made and that it left empty go."""
    made = set(journal.made_folders(catalogue, running.operation_id))
    if running.reverses is not None and running.effect.touches_files:
        # Whichever operation made them: two may be undone in either order.
        made |= journal.made_among(catalogue, _folders_of(catalogue, running))
    gone = [
        folder
        for folder in sorted(made, key=len, reverse=True)
        if file_operations.remove_folder_if_empty(files, folder)
    ]
    with catalogue.transaction():
        for root in roots.all_roots(catalogue):
            # It was made for photos that are not there any more.
            if str(root.path) in gone and not photo_places.has_photos(catalogue, root.id):
                roots.remove_root(catalogue, root.id)
        journal.finish(catalogue, running, interrupted=interrupted)
        journal.forget_old(catalogue)


def _folders_of(catalogue: Catalogue, running: RunningOperation) -> set[str]:
    """The folders that an operation changed, and those above them."""
    pending = {
        os.path.dirname(path)
        for move in FILE_MOVES.done(catalogue, running.operation_id)
        for path in (move.source, move.target)
        if path
    }
    found: set[str] = set()
    while pending:
        found |= pending
        pending = {os.path.dirname(folder) for folder in pending} - found
    return found


def _settle_unit(work: Work, effect: EffectDefinition[Any], unit: Sequence[Any], places: Places) -> list[Any]:
    try:
        for row in unit:
            require_believable(row, places)
    except KnownError as error:
        # No file of such a unit is looked at, let alone moved.
        logger.warning("an interrupted move is not believed: %s", error.error_code)
        return [replace(row, state=MoveState.FAILED, error=error.report()) for row in unit]
    rows = [_settled(work, effect, row) for row in unit]
    states = {row.state for row in rows}
    if MoveState.FAILED in states and MoveState.DONE in states:
        # Half a unit: what is in it belongs together.
        rows = [_made_whole(work, effect, row) for row in rows]
    return rows


def _settled(work: Work, effect: EffectDefinition[Any], row: Any) -> Any:
    try:
        return effect.settle(work, row)
    except (KnownError, OSError) as error:
        logger.warning("an interrupted move could not be looked into: %s", error)
        return row


def _made_whole(work: Work, effect: EffectDefinition[Any], settled: Any) -> Any:
    try:
        return effect.make_whole(work, settled)
    except KnownError:
        return settled
