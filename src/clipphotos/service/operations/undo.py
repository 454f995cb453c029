"""Undo and redo: the moves of an operation taken back, the newest first, nothing forced."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from clipphotos.core.errors import KnownError
from clipphotos.core.jobs import JobSteps, Progress, Step
from clipphotos.core.operation import (
    REDO,
    UNDO,
    ConflictChoice,
    Effect,
    MoveOutcome,
    MoveState,
    Operation,
    OperationSummary,
    UndoPreview,
)
from clipphotos.service.context import ServiceContext
from clipphotos.service.operations.conflicts import choices_about, look_at, settled
from clipphotos.service.operations.recovery import recover
from clipphotos.service.operations.run import carry_out
from clipphotos.service.protocol.operations import (
    History,
    ListMoves,
    ListOperations,
    PreviewRedo,
    PreviewUndo,
    RedoOperation,
    UndoOperation,
)
from clipphotos.storage import history, journal
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.journal import JournalMove

LOOK_UNITS = 500

_Newest = Callable[[Catalogue], int | None]


def undo_operation(
    context: ServiceContext, command: UndoOperation, progress: Progress
) -> JobSteps[OperationSummary]:
    """See `UndoOperation`.

    Raises:
        KnownError: ``nothing-to-undo``, ``operation-unknown``, ``operation-is-undo`` or
            ``operation-not-in-effect``.
    """
    operation = _to_undo(context, command.operation_id)
    return (yield from _reverse(context, operation, UNDO, dict(command.choices), progress))


def preview_undo(context: ServiceContext, command: PreviewUndo, _progress: Progress) -> JobSteps[UndoPreview]:
    """See `PreviewUndo`.

    Raises:
        KnownError: As of `undo_operation`.
    """
    return (yield from _look(context, _to_undo(context, command.operation_id)))


def redo_operation(
    context: ServiceContext, command: RedoOperation, progress: Progress
) -> JobSteps[OperationSummary]:
    """See `RedoOperation`.

    Raises:
        KnownError: ``nothing-to-redo``, ``operation-unknown``, ``operation-no-undo`` or
            ``operation-not-in-effect``.
    """
    operation = _to_redo(context, command.operation_id)
    return (yield from _reverse(context, operation, REDO, dict(command.choices), progress))


def preview_redo(context: ServiceContext, command: PreviewRedo, _progress: Progress) -> JobSteps[UndoPreview]:
    """See `PreviewRedo`.

    Raises:
        KnownError: As of `redo_operation`.
    """
    return (yield from _look(context, _to_redo(context, command.operation_id)))


def list_operations(
    context: ServiceContext, command: ListOperations, _progress: Progress
) -> JobSteps[History]:
    """See `ListOperations`."""
    yield Step.WORKED
    catalogue = context.catalogue
    return History(
        history.operations(catalogue, command.limit),
        undo=_done_at_first(catalogue, history.newest_to_undo(catalogue)),
        redo=_done_at_first(catalogue, history.newest_to_redo(catalogue)),
    )


def _done_at_first(catalogue: Catalogue, operation_id: int | None) -> Operation | None:
    """The operation that an undo or a redo goes back to, over however many steps; any other as it is."""
    operation = None
    while operation_id is not None and (found := history.operation(catalogue, operation_id)) is not None:
        operation, operation_id = found, found.reverses
    return operation


def list_moves(
    context: ServiceContext, command: ListMoves, _progress: Progress
) -> JobSteps[tuple[MoveOutcome, ...]]:
    """See `ListMoves`.

    Raises:
        KnownError: ``operation-unknown``.
    """
    yield Step.WORKED
    if history.operation(context.catalogue, command.operation_id) is None:
        raise KnownError("operation-unknown", id=command.operation_id)
    return history.outcomes(context.catalogue, command.operation_id)


def _to_undo(context: ServiceContext, operation_id: int | None) -> Operation:
    operation = _chosen(context, operation_id, history.newest_to_undo, "nothing-to-undo")
    if operation.kind == UNDO:
        raise KnownError("operation-is-undo", id=operation.operation_id)
    return operation


def _to_redo(context: ServiceContext, operation_id: int | None) -> Operation:
    operation = _chosen(context, operation_id, history.newest_to_redo, "nothing-to-redo")
    if operation.kind != UNDO:
        raise KnownError("operation-no-undo", id=operation.operation_id)
    return operation


def _chosen(context: ServiceContext, operation_id: int | None, newest: _Newest, nothing: str) -> Operation:
    if not context.catalogue.read_only:
        recover(context.catalogue, context.files)
    if operation_id is None and (operation_id := newest(context.catalogue)) is None:
        raise KnownError(nothing)
    operation = history.operation(context.catalogue, operation_id)
    if operation is None:
        raise KnownError("operation-unknown", id=operation_id)
    return operation


def _reverse(
    context: ServiceContext,
    operation: Operation,
    kind: str,
    choices: Mapping[int, ConflictChoice],
    progress: Progress,
) -> JobSteps[OperationSummary]:
    catalogue = context.catalogue
    units, backwards = _units_to_reverse(context, operation, choices)
    with catalogue.durable(), catalogue.transaction():
        reversal = journal.begin(
            catalogue,
            kind,
            operation.effect,
            operation.params,
            reverses=operation.operation_id,
            backwards=backwards,
        )
    return (yield from carry_out(context, reversal, units, progress, stage="undo", total=len(units)))


def _units_to_reverse(
    context: ServiceContext, operation: Operation, choices: Mapping[int, ConflictChoice]
) -> tuple[list[list[JournalMove]], bool]:
    """The units that take an operation back, and whether they run backwards.

    Raises:
        KnownError: ``operation-not-in-effect``, or ``nothing-to-undo`` if the choices leave nothing to do.
    """
    backwards = not journal.running(context.catalogue, operation.operation_id).backwards
    moves = journal.done(context.catalogue, operation.operation_id)
    if not moves:
        raise KnownError("operation-not-in-effect", id=operation.operation_id)
    units = list(_reversed_units(moves, operation.effect, backwards=backwards))
    units = list(settled(context.files, units, choices))
    if not units:
        raise KnownError("nothing-to-undo")
    return units, backwards


def _reversed_units(
    moves: list[JournalMove], effect: Effect, *, backwards: bool
) -> Iterator[list[JournalMove]]:
    """The moves that take others back, the newest unit first, the photo first in each."""
    grouped = [list(unit) for _, unit in groupby(moves, key=lambda move: move.unit)]
    for number, unit in enumerate(reversed(grouped)):
        yield [replace(_reversed(move, effect, backwards=backwards), unit=number) for move in unit]


def _reversed(move: JournalMove, effect: Effect, *, backwards: bool) -> JournalMove:
    there = move.mtime_ns if move.landed_mtime_ns is None else move.landed_mtime_ns
    back = replace(
        move,
        reverses=move.move_id,
        begun=False,
        landed_mtime_ns=None,
        mtime_ns=there,
        before=move.before if backwards else "",
    )
    if effect is Effect.MOVE or (effect is Effect.TRASH and backwards):
        return replace(back, source=move.target, target=move.source)
    if effect is Effect.TRASH:
        return replace(back, source=move.target, target="")
    # A copy's own time is that of the copy; made again, it is made from the source.
    return back if backwards else replace(back, mtime_ns=move.mtime_ns)


def _look(context: ServiceContext, operation: Operation) -> JobSteps[UndoPreview]:
    units, backwards = _units_to_reverse(context, operation, {})
    outcomes: list[MoveOutcome] = []
    free: set[str] = set()
    for number, unit in enumerate(units):
        photo = unit[0]
        outcome = MoveOutcome(photo.photo_id, Path(photo.source), Path(photo.target), MoveState.DONE)
        try:
            for move in unit:
                look_at(context, operation.effect, move, free, backwards=backwards)
                free.add(move.source)
        except KnownError as error:
            outcome = replace(
                outcome,
                state=MoveState.CONFLICT,
                error=error.report(),
                move_id=photo.reverses or 0,
                choices=choices_about(error.error_code, operation.effect, backwards=backwards),
            )
        outcomes.append(outcome)
        if number % LOOK_UNITS == LOOK_UNITS - 1:
            yield Step.WORKED
    return UndoPreview(operation, tuple(outcomes))
