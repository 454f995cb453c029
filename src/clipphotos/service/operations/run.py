"""Carrying out operations: written down first, then done in steps. Moving, copying and linking photos."""

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from clipphotos.core.changes import Changes
from clipphotos.core.errors import Cancelled, DiskFull, ErrorReport, KnownError
from clipphotos.core.jobs import JobSteps, Progress, Stage, Step
from clipphotos.core.operations.operation import Effect, OperationSummary, PlannedMove
from clipphotos.core.paths import is_within
from clipphotos.library import file_operations
from clipphotos.library.surroundings import is_case_sensitive
from clipphotos.service.context import ServiceContext
from clipphotos.service.operations.believed import require_believable
from clipphotos.service.operations.effects.table import EFFECTS, work_on
from clipphotos.service.operations.recovery import conclude, recover, settle
from clipphotos.service.operations.units import do_unit
from clipphotos.service.operations.work import Work
from clipphotos.service.protocol.operations import RunMoves
from clipphotos.storage import roots
from clipphotos.storage.operations import history, journal
from clipphotos.storage.operations.journal import RunningOperation
from clipphotos.storage.operations.journal_rows import FileMove
from clipphotos.storage.operations.photo_places import Places

STEP_SECONDS = 0.15
STEP_UNITS = 50
PLAN_UNITS = 1000

Carrying = JobSteps[OperationSummary]


def run_moves(context: ServiceContext, command: RunMoves, progress: Progress) -> JobSteps[OperationSummary]:
    """See `RunMoves`.

    Raises:
        KnownError: If nothing can be done at all: ``nothing-to-move``, ``folder-…``, ``move-…``.
    """
    if command.effect not in (Effect.MOVE, Effect.COPY, Effect.LINK) or not command.moves:
        raise KnownError("nothing-to-move")
    return (
        yield from run_operation(
            context,
            command.moves,
            progress,
            effect=command.effect,
            kind=command.kind,
            params=command.params,
            destinations=command.destinations,
        )
    )


def run_operation(
    context: ServiceContext,
    moves: Sequence[PlannedMove],
    progress: Progress,
    *,
    effect: Effect,
    kind: str,
    params: dict[str, str],
    destinations: Sequence[Path] = (),
) -> Carrying:
    """Carry out moves as one operation that can be undone.

    Args:
        context: The service's resources.
        moves: In this order.
        progress: Reports the units done, as stage ``sort``.
        effect: What to do to the files.
        kind: For the history.
        params: For the history's sentence.
        destinations: Folders that become library roots if they are in none.

    Yields:
        After every few units, and in the middle of long copies.

    Returns:
        What became of them, also if it was cancelled.

    Raises:
        KnownError: If nothing was done because it cannot be begun.
    """
    for destination in destinations:
        _check_destination(context, destination)
    units = (_unit(number, move) for number, move in enumerate(moves))
    running = begin(context, effect, kind, params)
    return (
        yield from carry_out(
            context, running, units, progress, stage=Stage.SORT, total=len(moves), destinations=destinations
        )
    )


def begin(context: ServiceContext, effect: Effect, kind: str, params: dict[str, str]) -> RunningOperation:
    """Note down a new operation, once those that were interrupted are settled."""
    recover(context.catalogue, context.files)
    with context.catalogue.durable(), context.catalogue.transaction():
        return journal.begin(context.catalogue, kind, effect, params)


def carry_out(
    context: ServiceContext,
    running: RunningOperation,
    units: Iterable[Sequence[Any]],
    progress: Progress,
    *,
    stage: Stage,
    total: int,
    destinations: Sequence[Path] = (),
) -> Carrying:
    """Plan and do an operation that was begun. However it ends, the journal knows what was done.

    Args:
        context: The service's resources.
        running: The operation.
        units: What is to be done, in order.
        progress: Reports the units done.
        stage: As what.
        total: Number of units.
        destinations: Folders that become library roots if they are in none.

    Yields:
        After every few units, and in the middle of long copies.

    Returns:
        What became of them.
    """
    catalogue, files = context.catalogue, context.files
    is_over = is_cancelled = False
    try:
        try:
            for some in _chunks(units, PLAN_UNITS):
                _write_down(context, running, some, destinations)
                progress.step(stage, 0, total)
                yield Step.WORKED
            work = work_on(catalogue, files, running)
            _add_roots(context, work, destinations)
            yield from _do_all(context, work, progress, stage, total)
        except Cancelled:
            # Asked to stop when all was done, it was not cancelled.
            is_cancelled = EFFECTS[running.effect].table.count_planned(catalogue, running.operation_id) > 0
            _give_up(context, running, ErrorReport("move-cancelled"))
        except KnownError as error:
            _give_up(context, running, error.report())
            conclude(catalogue, files, running)
            is_over = True
            raise
        conclude(catalogue, files, running)
        is_over = True
    finally:
        if not is_over:
            # The program ends, or something broke: what is planned still is told from the disk.
            settle(catalogue, files, running)
    operation = history.operation(catalogue, running.operation_id)
    assert operation is not None  # noqa: S101 - begun above
    problems = history.outcomes(catalogue, running.operation_id, only_problems=True)
    return OperationSummary(operation, problems, is_cancelled)


def _do_all(
    context: ServiceContext, work: Work, progress: Progress, stage: Stage, total: int
) -> JobSteps[None]:
    effect, operation_id = EFFECTS[work.running.effect], work.running.operation_id
    done, after = total - effect.table.count_planned(context.catalogue, operation_id), -1
    while rows := effect.table.planned(context.catalogue, operation_id, after, STEP_UNITS):
        began = time.monotonic()
        effect.prepare(work, rows)
        problem: ErrorReport | None = None
        try:
            for number, unit in groupby(rows, key=lambda row: row.unit):
                after = number
                problem = yield from do_unit(work, effect, list(unit))
                done += 1
                if time.monotonic() - began > STEP_SECONDS or (problem and problem.code == DiskFull.code):
                    break
        finally:
            work.look_again()
            work.commit()
            context.changes.announce(effect.changes(rows))
        if problem and problem.code == DiskFull.code:
            _give_up(context, work.running, problem)
        progress.step(stage, done, total)
        yield Step.WORKED
    for folder in sorted(work.touched):
        # So that the names are on the disk, too, when the operation is said to be over.
        work.sync_folder(folder)
        yield Step.WORKED


def _give_up(context: ServiceContext, running: RunningOperation, error: ErrorReport) -> None:
    with context.catalogue.transaction():
        EFFECTS[running.effect].table.give_up_planned(context.catalogue, running.operation_id, error)


def _check_destination(context: ServiceContext, destination: Path) -> None:
    if not destination.is_absolute() or is_within(destination, context.locations.root.resolve()):
        raise KnownError("folder-is-data-folder", path=str(destination))
    if os.path.normcase(context.files.real_path(str(destination))) != os.path.normcase(str(destination)):
        raise KnownError("move-through-link", path=str(destination))


def _unit(number: int, move: PlannedMove) -> list[FileMove]:
    """A planned move as the journal's rows, the photo first."""
    photo = FileMove(
        unit=number,
        photo_id=move.photo_id,
        source=str(move.source),
        target=str(move.target),
        size=move.size,
        mtime_ns=move.mtime_ns,
        content_hash=move.content_hash,
        identity=move.identity,
    )
    companions = [
        FileMove(
            unit=number,
            source=str(file.source),
            target=str(file.target),
            size=file.size,
            mtime_ns=file.mtime_ns,
            identity=file.identity,
            is_companion=True,
        )
        for file in move.companions
    ]
    return [photo, *companions]


def _write_down(
    context: ServiceContext,
    running: RunningOperation,
    units: Sequence[Sequence[Any]],
    destinations: Sequence[Path],
) -> None:
    """Have rows in the journal, on the disk, before the first file is touched."""
    catalogue, files, effect = context.catalogue, context.files, EFFECTS[running.effect]
    places = Places(catalogue)
    refused: list[tuple[int, ErrorReport]] = []
    folders: dict[str, list[str]] = {
        str(destination): file_operations.missing_folders(files, str(destination))
        for destination in destinations
    }
    for unit in units:
        try:
            for row in unit:
                if running.reverses is not None:
                    require_believable(row, places)
                effect.check_plan(files, running, row, places, destinations)
                target = effect.target_of(row)
                folder = os.path.dirname(target)
                if target and folder not in folders:
                    folders[folder] = file_operations.missing_folders(files, folder)
        except KnownError as error:
            refused.append((unit[0].unit, error.report()))
    with catalogue.durable(), catalogue.transaction():
        effect.table.plan(catalogue, running.operation_id, (row for unit in units for row in unit))
        effect.table.refuse(catalogue, running.operation_id, refused)
        journal.plan_folders(
            catalogue, running.operation_id, (each for missing in folders.values() for each in missing)
        )


def _add_roots(context: ServiceContext, work: Work, destinations: Sequence[Path]) -> None:
    """Make folders that are outside of the library part of it, made if need be."""
    for destination in destinations:
        if roots.root_above(roots.all_roots(context.catalogue), destination) is not None:
            continue
        work.require_folder(str(destination / "photo"))
        work.look_again()
        work.commit()
        with context.catalogue.transaction():
            roots.add_root(context.catalogue, destination, case_sensitive=is_case_sensitive(destination))
        context.changes.announce(Changes(roots=True))


def _chunks(units: Iterable[Sequence[Any]], size: int) -> Iterator[list[Sequence[Any]]]:
    iterator = iter(units)
    while chunk := list(islice(iterator, size)):
        yield chunk
