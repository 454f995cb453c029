"""The history: what became of operations in the journal, for people, and which of them they can undo next."""

import json
from collections.abc import Sequence

from clipphotos.core.operations.operation import UNDO, Effect, MoveOutcome, MoveState, Operation
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.operations.journal import EVERY_ROW
from clipphotos.storage.operations.journal_rows import ANNOTATION_CHANGES, FILE_MOVES

_PROBLEMS = (MoveState.FAILED, MoveState.CONFLICT, MoveState.PLANNED)

_IN_EFFECT = f"EXISTS (SELECT 1 FROM {EVERY_ROW} r WHERE r.operation_id = o.id AND r.state = 'done')"


def operations(catalogue: Catalogue, limit: int) -> tuple[Operation, ...]:
    """The newest operations, the newest first."""
    rows = catalogue.rows("SELECT id FROM operation ORDER BY id DESC LIMIT ?", (limit,))
    return tuple(_operations(catalogue, [row[0] for row in rows]))


def operation(catalogue: Catalogue, operation_id: int) -> Operation | None:
    """One operation, or None."""
    return next(iter(_operations(catalogue, [operation_id])), None)


def outcomes(
    catalogue: Catalogue, operation_id: int, *, only_problems: bool = False
) -> tuple[MoveOutcome, ...]:
    """What became of the photos of an operation, in order; of a unit's problems the first."""
    states = _PROBLEMS if only_problems else tuple(MoveState)
    moves = FILE_MOVES.of(catalogue, operation_id, states)
    found: dict[int, MoveOutcome] = {}
    for move in sorted(moves, key=lambda each: (each.unit, each.is_companion)):
        if only_problems or not move.is_companion:
            found.setdefault(move.unit, move.outcome)
    for change in ANNOTATION_CHANGES.of(catalogue, operation_id, states):
        found.setdefault(change.unit, change.outcome)
    return tuple(found[unit] for unit in sorted(found))


def newest_to_undo(catalogue: Catalogue, pass_over: Sequence[int] = ()) -> int | None:
    """The newest operation not undone yet that did something and is no undo, an interrupted one too.

    Args:
        catalogue: The catalogue.
        pass_over: Operations that do not count.
    """
    return catalogue.value(
        f"""SELECT id FROM operation o WHERE kind != ?1 AND undone_by IS NULL AND {_IN_EFFECT}
        AND id NOT IN (SELECT value FROM json_each(?2)) ORDER BY id DESC LIMIT 1""",
        (UNDO, json.dumps(list(pass_over))),
    )


def newest_to_redo(catalogue: Catalogue, pass_over: Sequence[int] = ()) -> int | None:
    """The newest undo in effect, if nothing but undoing and redoing was done since.

    Args:
        catalogue: The catalogue.
        pass_over: Undos that do not count.
    """
    return catalogue.value(
        f"""SELECT id FROM operation o WHERE kind = ?1 AND undone_by IS NULL AND {_IN_EFFECT}
        AND id > coalesce((SELECT max(id) FROM operation WHERE reverses IS NULL), 0)
        AND id NOT IN (SELECT value FROM json_each(?2)) ORDER BY id DESC LIMIT 1""",
        (UNDO, json.dumps(list(pass_over))),
    )


def _operations(catalogue: Catalogue, ids: Sequence[int]) -> list[Operation]:
    chosen = (json.dumps(list(ids)),)
    counts: dict[int, dict[MoveState, int]] = {}
    for operation_id, state, count in catalogue.rows(
        """SELECT operation_id, state, count(*) FROM file_move
        WHERE NOT is_companion AND operation_id IN (SELECT value FROM json_each(?1)) GROUP BY 1, 2
        UNION ALL SELECT operation_id, state, count(DISTINCT unit) FROM annotation_change
        WHERE operation_id IN (SELECT value FROM json_each(?1)) GROUP BY 1, 2""",
        chosen,
    ):
        counts.setdefault(operation_id, {})[MoveState(state)] = count
    rows = catalogue.rows(
        """SELECT id, kind, effect, description, started_at, finished_at, interrupted, reverses, undone_by
        FROM operation WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id DESC""",
        chosen,
    )
    return [
        Operation(
            operation_id=row[0],
            kind=row[1],
            effect=Effect(row[2]),
            params=json.loads(row[3]),
            started_at=row[4],
            finished_at=row[5],
            interrupted=bool(row[6]),
            reverses=row[7],
            undone_by=row[8],
            counts=counts.get(row[0], {}),
        )
        for row in rows
    ]
