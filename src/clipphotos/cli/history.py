"""``clipphotos history``, ``undo`` and ``redo``: what was done to photos, taking it back, doing it again."""

import argparse
import time
from collections.abc import Iterable

from clipphotos.cli.asking import photo_service, wants_json
from clipphotos.cli.output import language, print_aside, print_json, print_text
from clipphotos.core.operations.operation import MoveOutcome, MoveState, Operation, OperationSummary
from clipphotos.core.wording.errors import word
from clipphotos.service.protocol.operations import (
    ListMoves,
    ListOperations,
    PreviewRedo,
    PreviewUndo,
    RedoOperation,
    UndoOperation,
)
from clipphotos.storage.locations import DataLocations


def history(options: argparse.Namespace, locations: DataLocations) -> int:
    """``clipphotos history``."""
    with photo_service(locations, to_read=True) as service:
        if options.id is not None:
            print_outcomes(service.run(ListMoves(options.id)), as_json=wants_json(options))
            return 0
        operations = service.run(ListOperations(options.limit)).operations
    for operation in operations:
        if wants_json(options):
            print_json(_operation(operation))
        else:
            print_text(describe(operation))
    if not operations:
        print_aside("Nothing has been done to photos yet.")
    return 0


def undo(options: argparse.Namespace, locations: DataLocations) -> int:
    """``clipphotos undo``."""
    if not options.yes:
        return _preview(PreviewUndo(options.id), options, locations)
    return _reverse(UndoOperation(options.id), options, locations)


def redo(options: argparse.Namespace, locations: DataLocations) -> int:
    """``clipphotos redo``."""
    if not options.yes:
        return _preview(PreviewRedo(options.id), options, locations)
    return _reverse(RedoOperation(options.id), options, locations)


def _preview(
    command: PreviewUndo | PreviewRedo, options: argparse.Namespace, locations: DataLocations
) -> int:
    as_json = wants_json(options)
    is_undo = isinstance(command, PreviewUndo)
    with photo_service(locations) as service:
        preview = service.run(command)
    print_outcomes(preview.outcomes, as_json=as_json)
    possible = sum(each.state is MoveState.DONE for each in preview.outcomes)
    conflicts = len(preview.outcomes) - possible
    if as_json:
        print_json(
            {
                "operation": preview.operation.operation_id,
                "dry_run": True,
                "can_be_undone" if is_undo else "can_be_redone": possible,
                "conflicts": conflicts,
            }
        )
    else:
        print_text(describe(preview.operation))
        what = "taken back" if is_undo else "done again"
        print_text(f"{possible} photos: can be {what}, {conflicts}: cannot. To do it: add --yes.")
    return 0


def _reverse(
    command: UndoOperation | RedoOperation, options: argparse.Namespace, locations: DataLocations
) -> int:
    with photo_service(locations) as service:
        summary = service.run(command)
    print_summary(summary, as_json=wants_json(options))
    return 1 if summary.problems else 0


def print_outcomes(outcomes: Iterable[MoveOutcome], *, as_json: bool) -> None:
    """What became, or would become, of photos, one a line."""
    for each in outcomes:
        _print_outcome(each, as_json=as_json)


def print_summary(summary: OperationSummary, *, as_json: bool) -> None:
    """What an operation did, the problems first."""
    print_outcomes(summary.problems, as_json=as_json)
    if as_json:
        print_json({**_operation(summary.operation), "cancelled": summary.cancelled})
    else:
        print_text(describe(summary.operation))


def _print_outcome(outcome: MoveOutcome, *, as_json: bool) -> None:
    reason = "" if outcome.error is None else word(outcome.error.code, outcome.error.params, language())
    if as_json:
        print_json(
            {
                "source": str(outcome.source),
                "target": str(outcome.target),
                "state": outcome.state,
                "code": outcome.error.code if outcome.error else "",
                "reason": reason,
            }
        )
    else:
        # A photo that was rated or tagged stays where it is.
        target = f" → {outcome.target}" if outcome.target != outcome.source else ""
        print_text(f"{outcome.state:8}  {outcome.source}{target}  {reason}".rstrip())


def _operation(operation: Operation) -> dict[str, object]:
    return {
        "operation": operation.operation_id,
        "kind": operation.kind,
        "effect": operation.act,
        "params": operation.params,
        "started_at": operation.started_at,
        "finished_at": operation.finished_at,
        "interrupted": operation.interrupted,
        "reverses": operation.reverses,
        "undone_by": operation.undone_by,
        "can_be_undone": operation.can_be_undone,
        "can_be_redone": operation.can_be_redone,
        "counts": dict(operation.counts),
    }


def describe(operation: Operation) -> str:
    """An operation on one line, for a person."""
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(operation.started_at))
    counts = ", ".join(f"{count} {state}" for state, count in operation.counts.items()) or "nothing"
    notes = [f"of {operation.reverses}"] if operation.reverses is not None else []
    notes += ["interrupted"] if operation.interrupted else []
    notes += [f"undone by {operation.undone_by}"] if operation.undone_by is not None else []
    note = f" ({', '.join(notes)})" if notes else ""
    act = f"{operation.kind} ({operation.act}){_particulars(operation)}"
    return f"{operation.operation_id:5d}  {when}  {act}: {counts}{note}"


def _particulars(operation: Operation) -> str:
    """Which stars, which flag, and which tags."""
    params = operation.params
    parts: list[str] = []
    if "rating" in params:
        parts.append("★" * int(params["rating"]) or "no rating")
    if "flag" in params:
        parts.append(params["flag"] or "no flag")
    parts += [f"{sign}“{params[key]}”" for key, sign in (("added", "+"), ("removed", "−")) if key in params]
    return "".join(f" {part}" for part in parts)
