"""The undo journal: operations, written down before anything is done. What they do is in `journal_rows`."""

import json
import secrets
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from clipphotos.core.operations.operation import Effect
from clipphotos.storage.catalogue import Catalogue, text_bytes

KEEP_SECONDS = 365 * 86400.0
KEEP_OPERATIONS = 200
"""So many of the newest operations are kept however old they are."""


@dataclass(frozen=True, slots=True)
class RunningOperation:
    """What doing, undoing or recovering an operation has to know.

    Attributes:
        operation_id: Catalogue key.
        effect: What it does.
        backwards: Whether it takes the effect back.
        token: Part of the names of its unfinished copies.
        reverses: The operation it takes back; else None.
    """

    operation_id: int
    effect: Effect
    backwards: bool
    token: str
    reverses: int | None


# --- writing ----------------------------------------------------------------------------------------


def begin(
    catalogue: Catalogue,
    kind: str,
    effect: Effect,
    params: dict[str, str],
    *,
    reverses: int | None = None,
    backwards: bool = False,
) -> RunningOperation:
    """Note down a new operation, inside a transaction."""
    token = secrets.token_hex(4)
    operation_id = catalogue.insert(
        """INSERT INTO operation(kind, description, started_at, effect, reverses, backwards, token)
        VALUES (?, ?, ?, ?, ?, ?, ?)""",
        (kind, json.dumps(params), time.time(), effect, reverses, backwards, token),
    )
    return RunningOperation(operation_id, effect, backwards, token, reverses)


def plan_folders(catalogue: Catalogue, operation_id: int, folders: Iterable[str]) -> None:
    """Note down folders that an operation may make, inside a transaction."""
    catalogue.execute_many(
        "INSERT OR IGNORE INTO made_folder(operation_id, path) VALUES (?, CAST(? AS TEXT))",
        ((operation_id, text_bytes(folder)) for folder in folders),
    )


def record_folders(catalogue: Catalogue, operation_id: int, folders: Iterable[str]) -> None:
    """Record that an operation made folders, inside a transaction."""
    catalogue.execute_many(
        "UPDATE made_folder SET is_made = 1 WHERE operation_id = ? AND path = CAST(? AS TEXT)",
        ((operation_id, text_bytes(folder)) for folder in folders),
    )


def finish(catalogue: Catalogue, running: RunningOperation, *, interrupted: bool = False) -> None:
    """Record that an operation is over, inside a transaction; what it took back all of is undone by it."""
    catalogue.execute(
        "UPDATE operation SET finished_at = ?, interrupted = ? WHERE id = ?",
        (time.time(), interrupted, running.operation_id),
    )
    if running.reverses is not None:
        catalogue.execute(
            f"""UPDATE operation SET undone_by = ?1 WHERE id = ?2
            AND NOT EXISTS (SELECT 1 FROM {EVERY_ROW} WHERE operation_id = ?2 AND state = 'done')""",
            (running.operation_id, running.reverses),
        )


def forget_old(catalogue: Catalogue) -> None:
    """Forget operations that nobody will undo any more, inside a transaction."""
    catalogue.execute(
        """DELETE FROM operation WHERE finished_at < ? AND id <=
        (SELECT id FROM operation ORDER BY id DESC LIMIT 1 OFFSET ?)""",
        (time.time() - KEEP_SECONDS, KEEP_OPERATIONS),
    )


# --- going on --------------------------------------------------------------------------------------

EVERY_ROW = """(SELECT operation_id, state FROM file_move
    UNION ALL SELECT operation_id, state FROM annotation_change)"""
"""What is done by operations, whatever their effect."""


def planned_folders(catalogue: Catalogue, operation_id: int) -> list[str]:
    """Folders that an operation may make, the outermost first."""
    rows = catalogue.rows(
        "SELECT path FROM made_folder WHERE operation_id = ? ORDER BY length(path), path", (operation_id,)
    )
    return [str(path) for (path,) in rows]


def made_folders(catalogue: Catalogue, operation_id: int) -> list[str]:
    """Folders that an operation made."""
    rows = catalogue.rows("SELECT path FROM made_folder WHERE operation_id = ? AND is_made", (operation_id,))
    return [str(path) for (path,) in rows]


def made_among(catalogue: Catalogue, folders: Collection[str]) -> set[str]:
    """Those of some folders that any operation made."""
    return {
        str(path)
        for (path,) in catalogue.iterate("SELECT DISTINCT path FROM made_folder WHERE is_made")
        if path in folders
    }


def running(catalogue: Catalogue, operation_id: int) -> RunningOperation:
    """What has to be known to go on with an operation that exists."""
    effect, backwards, token, reverses = catalogue.rows(
        "SELECT effect, backwards, token, reverses FROM operation WHERE id = ?", (operation_id,)
    )[0]
    return RunningOperation(operation_id, Effect(effect), bool(backwards), token, reverses)


def unfinished(catalogue: Catalogue) -> list[int]:
    """Operations that are not over, or hold rows whose fate is unknown; the oldest first."""
    rows = catalogue.rows(
        f"""SELECT id FROM operation WHERE finished_at IS NULL
        UNION SELECT operation_id FROM {EVERY_ROW} WHERE state = 'planned' ORDER BY 1"""
    )
    return [row[0] for row in rows]


def unfinished_moves(catalogue: Catalogue) -> int:
    """Number of files and annotations that were planned and neither done nor given up."""
    return int(catalogue.value(f"SELECT count(*) FROM {EVERY_ROW} WHERE state = 'planned'"))
