"""The history: what became of operations in the journal, for people, and which of them they can undo next."""

import json
from collections.abc import Sequence
from pathlib import Path

from clipphotos.core.errors import error_from_text
from clipphotos.core.operation import UNDO, Effect, MoveOutcome, MoveState, Operation
from clipphotos.storage.catalogue import Catalogue


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
    condition = "state IN ('failed', 'conflict', 'planned')" if only_problems else "NOT is_companion"
    rows = catalogue.rows(
        f"""SELECT photo_id, source, target, state, error, unit FROM file_move
        WHERE operation_id = ? AND {condition} ORDER BY unit, is_companion, id""",
        (operation_id,),
    )
    seen: set[int] = set()
    found: list[MoveOutcome] = []
    for photo_id, source, target, state, error, unit in rows:
        if unit not in seen:
            seen.add(unit)
            why = error_from_text(str(error))
            found.append(MoveOutcome(photo_id, Path(source), Path(target), MoveState(state), why))
    return tuple(found)


def newest_to_undo(catalogue: Catalogue) -> int | None:
    """The newest operation not undone yet that did something and is no undo, an interrupted one too."""
    return catalogue.value(
        """SELECT id FROM operation o WHERE kind != ? AND undone_by IS NULL
        AND EXISTS (SELECT 1 FROM file_move m WHERE m.operation_id = o.id AND m.state = 'done')
        ORDER BY id DESC LIMIT 1""",
        (UNDO,),
    )


def newest_to_redo(catalogue: Catalogue) -> int | None:
    """The newest undo in effect, if nothing but undoing and redoing was done since."""
    return catalogue.value(
        """SELECT id FROM operation o WHERE kind = ?1 AND undone_by IS NULL
        AND EXISTS (SELECT 1 FROM file_move m WHERE m.operation_id = o.id AND m.state = 'done')
        AND id > coalesce((SELECT max(id) FROM operation WHERE reverses IS NULL), 0)
        ORDER BY id DESC LIMIT 1""",
        (UNDO,),
    )


def _operations(catalogue: Catalogue, ids: Sequence[int]) -> list[Operation]:
    chosen = (json.dumps(list(ids)),)
    counts: dict[int, dict[MoveState, int]] = {}
    for operation_id, state, count in catalogue.rows(
        """SELECT operation_id, state, count(*) FROM file_move
        WHERE NOT is_companion AND operation_id IN (SELECT value FROM json_each(?)) GROUP BY 1, 2""",
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
