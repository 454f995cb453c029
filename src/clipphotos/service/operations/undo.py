"""Undo and redo: what an operation did is taken back, the newest first, nothing forced."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from clipphotos.core.errors import KnownError
from clipphotos.core.jobs import JobSteps, Progress, Stage, Step
from clipphotos.core.operations.operation import (
    REDO,
    UNDO,
    ConflictChoice,
    MoveOutcome,
    MoveState,
    Operation,
    OperationSummary,
    UndoPreview,
)
from clipphotos.library.file_system import FileSystem
from clipphotos.service.context import ServiceContext
from clipphotos.service.operations.effects.definition import EffectDefinition
from clipphotos.service.operations.effects.table import EFFECTS
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
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.operations import history, journal

LOOK_UNITS = 500

_Newest = Callable[[Catalogue, Sequence[int]], int | None]


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
    return (yield from _look(context, _to_undo(context, command.operation_id, command.pass_over)))


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
    return (yield from _look(context, _to_redo(context, command.operation_id, command.pass_over)))


def list_operations(
    context: ServiceContext, command: ListOperations, _progress: Progress
) -> JobSteps[History]:
    """See `ListOperations`."""
    yield Step.WORKED
    catalogue = context.catalogue
    return History(
        history.operations(catalogue, command.limit),
        undo=_done_at_first(catalogue, history.newest_to_undo(catalogue, command.pass_over)),
        redo=_done_at_first(catalogue, history.newest_to_redo(catalogue, command.pass_over)),
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


def _to_undo(context: ServiceContext, operation_id: int | None, pass_over: Sequence[int] = ()) -> Operation:
    operation = _chosen(context, operation_id, history.newest_to_undo, pass_over, "nothing-to-undo")
    if operation.kind == UNDO:
        raise KnownError("operation-is-undo", id=operation.operation_id)
    return operation


def _to_redo(context: ServiceContext, operation_id: int | None, pass_over: Sequence[int] = ()) -> Operation:
    operation = _chosen(context, operation_id, history.newest_to_redo, pass_over, "nothing-to-redo")
    if operation.kind != UNDO:
        raise KnownError("operation-no-undo", id=operation.operation_id)
    return operation


def _chosen(
    context: ServiceContext,
    operation_id: int | None,
    newest: _Newest,
    pass_over: Sequence[int],
    nothing: str,
) -> Operation:
    if not context.catalogue.read_only:
        recover(context.catalogue, context.files)
    if operation_id is None and (operation_id := newest(context.catalogue, pass_over)) is None:
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
    return (yield from carry_out(context, reversal, units, progress, stage=Stage.UNDO, total=len(units)))


def _units_to_reverse(
    context: ServiceContext, operation: Operation, choices: Mapping[int, ConflictChoice]
) -> tuple[list[Sequence[Any]], bool]:
    """The units that take an operation back, and whether they run backwards.

    Raises:
        KnownError: ``operation-not-in-effect``, or ``nothing-to-undo`` if the choices leave nothing to do.
    """
    effect = EFFECTS[operation.effect]
    backwards = not journal.running(context.catalogue, operation.operation_id).backwards
    rows = effect.table.done(context.catalogue, operation.operation_id)
    if not rows:
        raise KnownError("operation-not-in-effect", id=operation.operation_id)
    reversed_units = list(_reversed_units(effect, rows, backwards=backwards))
    units = list(_as_chosen(context.files, effect, reversed_units, choices))
    if not units:
        raise KnownError("nothing-to-undo")
    return units, backwards


def _reversed_units(
    effect: EffectDefinition[Any], rows: Sequence[Any], *, backwards: bool
) -> Iterator[list[Any]]:
    """The rows that take others back, the newest unit first, the photo first in each."""
    grouped = [list(unit) for _, unit in groupby(rows, key=lambda row: row.unit)]
    for number, unit in enumerate(reversed(grouped)):
        yield [replace(effect.reversed_row(row, backwards), unit=number) for row in unit]


def _as_chosen(
    files: FileSystem,
    effect: EffectDefinition[Any],
    units: Sequence[list[Any]],
    choices: Mapping[int, ConflictChoice],
) -> Iterator[Sequence[Any]]:
    """Units as the user chose to have them done; those to be left alone are missing.

    Args:
        files: The file system.
        effect: Of the operation.
        units: Rows that take others back, the photo first in each.
        choices: By the key of the row that the unit's photo takes back.

    Raises:
        KnownError: If a file cannot be looked at.
    """
    taken = {effect.target_of(row) for unit in units for row in unit}
    for unit in units:
        choice = choices.get(unit[0].reverses or 0)
        if choice is None:
            yield unit
        elif choice is not ConflictChoice.LEAVE:
            yield effect.as_chosen(files, unit, choice, taken)


def _look(context: ServiceContext, operation: Operation) -> JobSteps[UndoPreview]:
    units, backwards = _units_to_reverse(context, operation, {})
    effect = EFFECTS[operation.effect]
    outcomes: list[MoveOutcome] = []
    problems = effect.problems(context.catalogue, context.files, units, backwards)
    for number, (unit, problem) in enumerate(zip(units, problems, strict=True)):
        outcome: MoveOutcome = replace(unit[0].outcome, state=MoveState.DONE)
        if problem is not None:
            outcome = replace(
                outcome,
                state=MoveState.CONFLICT,
                error=problem.report(),
                move_id=unit[0].reverses or 0,
                choices=effect.choices(problem.error_code, backwards),
            )
        outcomes.append(outcome)
        if number % LOOK_UNITS == LOOK_UNITS - 1:
            yield Step.WORKED
    return UndoPreview(operation, tuple(outcomes))
