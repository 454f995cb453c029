"""Moving, copying, linking and tagging photos: written down first, then done in steps."""

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from pathlib import Path

from clipphotos.core.changes import Changes
from clipphotos.core.errors import Cancelled, DiskFull, ErrorReport, KnownError
from clipphotos.core.jobs import JobSteps, Progress, Step
from clipphotos.core.operation import Effect, OperationSummary, PlannedMove
from clipphotos.core.paths import is_within
from clipphotos.library import file_looks, file_operations
from clipphotos.library.scanner import is_case_sensitive
from clipphotos.service.context import ServiceContext
from clipphotos.service.operations.recovery import conclude, recover, settle
from clipphotos.service.operations.units import do_unit
from clipphotos.service.operations.work import Work
from clipphotos.service.protocol.operations import RunMoves
from clipphotos.storage import history, journal, photos, roots
from clipphotos.storage.journal import JournalMove, RunningOperation
from clipphotos.storage.photo_places import Places

STEP_SECONDS = 0.15
STEP_UNITS = 50
PLAN_UNITS = 1000

Carrying = JobSteps[OperationSummary]


def run_moves(context: ServiceContext, command: RunMoves, progress: Progress) -> JobSteps[OperationSummary]:
    """See `RunMoves`.

    Raises:
        KnownError: If nothing can be done at all: ``nothing-to-move``, ``folder-…``, ``move-…``.
    """
    if command.effect in (Effect.TRASH, Effect.RATE) or not command.moves:
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
        effect: What to do.
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
    units = (_unit(context, number, move, effect) for number, move in enumerate(moves))
    running = begin(context, effect, kind, params)
    return (
        yield from carry_out(
            context, running, units, progress, stage="sort", total=len(moves), destinations=destinations
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
    units: Iterable[list[JournalMove]],
    progress: Progress,
    *,
    stage: str,
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
            work = Work(catalogue, files, running)
            _add_roots(context, work, destinations)
            yield from _do_all(context, work, progress, stage, total)
        except Cancelled:
            # Asked to stop when all was done, it was not cancelled.
            is_cancelled = journal.count_planned(catalogue, running.operation_id) > 0
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
    context: ServiceContext, work: Work, progress: Progress, stage: str, total: int
) -> JobSteps[None]:
    operation_id = work.running.operation_id
    done, after = total - journal.count_planned(context.catalogue, operation_id), -1
    while moves := journal.planned(context.catalogue, operation_id, after, STEP_UNITS):
        began = time.monotonic()
        work.look_again()
        problem: ErrorReport | None = None
        try:
            for number, unit in groupby(moves, key=lambda move: move.unit):
                after = number
                problem = yield from do_unit(work, list(unit))
                done += 1
                if time.monotonic() - began > STEP_SECONDS or (problem and problem.code == DiskFull.code):
                    break
        finally:
            work.commit()
            context.changed(changes_of(work.running.effect))
        if problem and problem.code == DiskFull.code:
            _give_up(context, work.running, problem)
        progress.step(stage, done, total)
        yield Step.WORKED
    for folder in sorted(work.touched):
        # So that the names are on the disk, too, when the operation is said to be over.
        work.sync_folder(folder)
        yield Step.WORKED


def changes_of(effect: Effect) -> Changes:
    """What an operation changes in the library."""
    if not effect.touches_files:
        return Changes(tags=effect is Effect.TAG, ratings=effect is Effect.RATE)
    return Changes(photos=True, vectors=effect is not Effect.MOVE, roots=True)


def _give_up(context: ServiceContext, running: RunningOperation, error: ErrorReport) -> None:
    with context.catalogue.transaction():
        journal.give_up_planned(context.catalogue, running.operation_id, error)


def _check_destination(context: ServiceContext, destination: Path) -> None:
    if not destination.is_absolute() or is_within(destination, context.locations.root.resolve()):
        raise KnownError("folder-is-data-folder", path=str(destination))
    if os.path.normcase(context.files.real_path(str(destination))) != os.path.normcase(str(destination)):
        raise KnownError("move-through-link", path=str(destination))


def _unit(context: ServiceContext, number: int, move: PlannedMove, effect: Effect) -> list[JournalMove]:
    """A planned move as the journal's rows, the photo first."""
    content_hash = move.content_hash
    if effect is Effect.TAG and not content_hash and move.photo_id is not None:
        known = photos.photos_by_id(context.catalogue, [move.photo_id]).get(move.photo_id)
        content_hash = known.content_hash if known is not None else b""
    is_in_place = effect in (Effect.TAG, Effect.TRASH)
    photo = JournalMove(
        0,
        number,
        move.photo_id,
        str(move.source),
        str(move.source) if effect is Effect.TAG else "" if effect is Effect.TRASH else str(move.target),
        move.size,
        move.mtime_ns,
        content_hash=content_hash,
        term=move.term,
    )
    if effect is Effect.TAG:
        return [photo]
    companions = [
        JournalMove(
            0,
            number,
            None,
            str(file.source),
            "" if is_in_place else str(file.target),
            file.size,
            file.mtime_ns,
            is_companion=True,
        )
        for file in move.companions
    ]
    return [photo, *companions]


def _write_down(
    context: ServiceContext,
    running: RunningOperation,
    units: Sequence[list[JournalMove]],
    destinations: Sequence[Path],
) -> None:
    """Have moves in the journal, on the disk, before the first file is touched."""
    catalogue, files = context.catalogue, context.files
    places = Places(catalogue)
    refused: list[tuple[int, ErrorReport]] = []
    folders: dict[str, list[str]] = {
        str(destination): file_operations.missing_folders(files, str(destination))
        for destination in destinations
    }
    for unit in units:
        try:
            for move in unit:
                _check(context, running, move, places, destinations)
                folder = os.path.dirname(move.target)
                if running.effect.touches_files and move.target and folder not in folders:
                    folders[folder] = file_operations.missing_folders(files, folder)
        except KnownError as error:
            refused.append((unit[0].unit, error.report()))
    with catalogue.durable(), catalogue.transaction():
        journal.plan(catalogue, running.operation_id, (move for unit in units for move in unit))
        journal.refuse(catalogue, running.operation_id, refused)
        journal.plan_folders(
            catalogue, running.operation_id, (each for missing in folders.values() for each in missing)
        )


def _check(
    context: ServiceContext,
    running: RunningOperation,
    move: JournalMove,
    places: Places,
    destinations: Sequence[Path],
) -> None:
    """Refuse what must not even be tried.

    Raises:
        KnownError: Why not.
    """
    if not running.effect.touches_files or not move.target or running.backwards:
        return
    if move.source == move.target:
        raise KnownError("move-already-there", path=move.target)
    if running.reverses is None and places.of(move.target) is None:
        target = Path(move.target)
        if not any(is_within(target, destination) for destination in destinations):
            raise KnownError("folder-not-in-library", path=os.path.dirname(move.target))
    if file_looks.is_same_file(context.files, move.source, move.target) and not file_looks.is_same_entry(
        context.files, move.source, move.target
    ):
        # Another name of the same file: recovery must not take it for a move that was killed half-way.
        raise KnownError("move-target-exists", path=move.target)


def _add_roots(context: ServiceContext, work: Work, destinations: Sequence[Path]) -> None:
    """Make folders that are outside of the library part of it, made if need be."""
    for destination in destinations:
        if roots.root_above(roots.all_roots(context.catalogue), destination) is not None:
            continue
        work.require_folder(str(destination / "photo"))
        work.commit()
        with context.catalogue.transaction():
            roots.add_root(context.catalogue, destination, case_sensitive=is_case_sensitive(destination))
        context.changed(Changes(roots=True))


def _chunks(units: Iterable[list[JournalMove]], size: int) -> Iterator[list[list[JournalMove]]]:
    iterator = iter(units)
    while chunk := list(islice(iterator, size)):
        yield chunk
