"""``clipphotos history``, ``undo`` and ``redo``: what was done to photos, taking it back, doing it again."""

import argparse
import time
from collections.abc import Iterable

from clipphotos.cli.asking import photo_service, wants_json
from clipphotos.cli.output import language, print_aside, print_json, print_text
from clipphotos.core.operation import Effect, MoveOutcome, MoveState, Operation, OperationSummary, UndoPreview
from clipphotos.core.wording.errors import word
from clipphotos.service.protocol.operations import ListMoves, ListOperations, RedoOperation, UndoOperation
from clipphotos.storage.locations import DataLocations


def history(options: argparse.Namespace, locations: DataLocations) -> int:
    """``clipphotos history``."""
    with photo_service(locations, to_read=True) as service:
        if options.id is not None:
            answer = service.run(ListMoves(options.id))
        else:
            answer = service.run(ListOperations(options.limit))
    assert isinstance(answer, tuple)  # noqa: S101 - the command's result
    for each in answer:
        if isinstance(each, Operation):
            if wants_json(options):
                print_json(_operation(each))
            else:
                print_text(describe(each))
        elif isinstance(each, MoveOutcome):
            _print_outcome(each, as_json=wants_json(options))
    if not answer and options.id is None:
        print_aside("Nothing has been done to photos yet.")
    return 0


def undo(options: argparse.Namespace, locations: DataLocations) -> int:
    """``clipphotos undo``."""
    return _reverse(UndoOperation(options.id, dry_run=not options.yes), options, locations)


def redo(options: argparse.Namespace, locations: DataLocations) -> int:
    """``clipphotos redo``."""
    return _reverse(RedoOperation(options.id, dry_run=not options.yes), options, locations)


def _reverse(
    command: UndoOperation | RedoOperation, options: argparse.Namespace, locations: DataLocations
) -> int:
    as_json = wants_json(options)
    is_undo = isinstance(command, UndoOperation)
    with photo_service(locations) as service:
        answer = service.run(command)
    if isinstance(answer, UndoPreview):
        print_outcomes(answer.outcomes, as_json=as_json)
        possible = sum(each.state is MoveState.DONE for each in answer.outcomes)
        conflicts = len(answer.outcomes) - possible
        if as_json:
            print_json(
                {
                    "operation": answer.operation.operation_id,
                    "dry_run": True,
                    "can_be_undone" if is_undo else "can_be_redone": possible,
                    "conflicts": conflicts,
                }
            )
        else:
            print_text(describe(answer.operation))
            what = "taken back" if is_undo else "done again"
            print_text(f"{possible} photos: can be {what}, {conflicts}: cannot. To do it: add --yes.")
        return 0
    assert isinstance(answer, OperationSummary)  # noqa: S101 - the command's result
    print_summary(answer, as_json=as_json)
    return 1 if answer.problems else 0


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
        "effect": operation.effect,
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
    act = f"{operation.kind} ({operation.effect}){_particulars(operation)}"
    return f"{operation.operation_id:5d}  {when}  {act}: {counts}{note}"


def _particulars(operation: Operation) -> str:
    """Which stars, and which tags."""
    params = operation.params
    if operation.effect is Effect.RATE and "rating" in params:
        return f" {'★' * int(params['rating']) or 'no rating'}"
    if operation.effect is Effect.TAG:
        return "".join(
            f" {sign}“{params[key]}”" for key, sign in (("added", "+"), ("removed", "−")) if key in params
        )
    return ""
