"""The undo journal: what is done to files, written before it is done."""

import json
import secrets
import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from clipphotos.core.errors import ErrorReport, error_to_text
from clipphotos.core.operation import Effect, MoveState
from clipphotos.storage.catalogue import Catalogue, Row, text_bytes

KEEP_SECONDS = 365 * 86400.0
KEEP_OPERATIONS = 200
"""So many of the newest operations are kept however old they are."""


@dataclass(frozen=True, slots=True)
class JournalMove:
    """One file of an operation.

    Attributes:
        move_id: Catalogue key.
        unit: Files with the same number in one operation are moved together.
        photo_id: The photo, or None for other files and photos that were forgotten.
        source: Absolute path.
        target: Absolute path; empty while unknown (where the trash put it).
        size: Bytes before it was moved.
        mtime_ns: Modification time before.
        state: See `MoveState`.
        content_hash: 32 bytes; empty while unknown.
        is_companion: Whether it travels with the unit's photo.
        reverses: The move of an earlier operation that this one takes back; else None.
        begun: Whether a copy was begun.
        term: The tag, or the rating as a digit.
        takes_off: Whether the tag is taken off instead of put on.
        before: What was known about the tag, as `clipphotos.storage.tags` wrote it down, or the old rating.
        landed_mtime_ns: Modification time at the target where that differs; else None.
    """

    move_id: int
    unit: int
    photo_id: int | None
    source: str
    target: str
    size: int
    mtime_ns: int
    state: MoveState = MoveState.PLANNED
    content_hash: bytes = b""
    is_companion: bool = False
    reverses: int | None = None
    begun: bool = False
    term: str = ""
    takes_off: bool = False
    before: str = ""
    landed_mtime_ns: int | None = None


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


@dataclass(frozen=True, slots=True)
class MoveRecord:
    """What became of one file, to be recorded.

    Attributes:
        move: As it was planned.
        state: See `MoveState`.
        error: Why it was not done, or None.
        target: Where it is now, if that was not known before; else empty.
        before: See `JournalMove`.
        landed_mtime_ns: See `JournalMove`.
    """

    move: JournalMove
    state: MoveState
    error: ErrorReport | None = None
    target: str = ""
    before: str = ""
    landed_mtime_ns: int | None = None


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


def plan(catalogue: Catalogue, operation_id: int, moves: Iterable[JournalMove]) -> None:
    """Note down moves of an operation, inside a transaction; their keys are not looked at."""
    catalogue.execute_many(
        """INSERT INTO file_move(operation_id, unit, photo_id, source, target, size, mtime_ns, state,
        content_hash, is_companion, reverses, term, takes_off, tag_before)
        VALUES (?, ?, (SELECT id FROM photo WHERE id = ?), CAST(? AS TEXT), CAST(? AS TEXT), ?, ?, 'planned',
        ?, ?, ?, ?, ?, ?)""",
        (
            (
                operation_id,
                move.unit,
                move.photo_id,
                text_bytes(move.source),
                text_bytes(move.target),
                move.size,
                move.mtime_ns,
                move.content_hash or None,
                move.is_companion,
                move.reverses,
                move.term,
                move.takes_off,
                move.before,
            )
            for move in moves
        ),
    )


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


def mark_begun(catalogue: Catalogue, move_id: int) -> None:
    """Record that a file is about to be copied, inside a transaction."""
    catalogue.execute("UPDATE file_move SET begun = 1 WHERE id = ?", (move_id,))


def record(catalogue: Catalogue, records: Sequence[MoveRecord]) -> None:
    """Record what became of files, inside a transaction; what they took back is undone then."""
    catalogue.execute_many(
        """UPDATE file_move SET state = ?, error = ?,
        target = CASE WHEN length(?) THEN CAST(? AS TEXT) ELSE target END,
        tag_before = CASE WHEN length(?) THEN ? ELSE tag_before END, landed_mtime_ns = ? WHERE id = ?""",
        (
            (
                each.state,
                error_to_text(each.error),
                text_bytes(each.target),
                text_bytes(each.target),
                each.before,
                each.before,
                each.landed_mtime_ns,
                each.move.move_id,
            )
            for each in records
        ),
    )
    catalogue.execute_many(
        "UPDATE file_move SET state = 'undone' WHERE id = ?",
        (
            (each.move.reverses,)
            for each in records
            if each.state is MoveState.DONE and each.move.reverses is not None
        ),
    )


def refuse(catalogue: Catalogue, operation_id: int, refused: Iterable[tuple[int, ErrorReport]]) -> None:
    """Record that units cannot be done as planned, inside a transaction."""
    catalogue.execute_many(
        "UPDATE file_move SET state = 'failed', error = ? WHERE operation_id = ? AND unit = ?",
        ((error_to_text(error), operation_id, unit) for unit, error in refused),
    )


def give_up_planned(catalogue: Catalogue, operation_id: int, error: ErrorReport) -> None:
    """Record that the moves not done yet will not be done, inside a transaction."""
    catalogue.execute(
        "UPDATE file_move SET state = 'failed', error = ? WHERE operation_id = ? AND state = 'planned'",
        (error_to_text(error), operation_id),
    )


def finish(catalogue: Catalogue, running: RunningOperation, *, interrupted: bool = False) -> None:
    """Record that an operation is over, inside a transaction; what it took back all of is undone by it."""
    catalogue.execute(
        "UPDATE operation SET finished_at = ?, interrupted = ? WHERE id = ?",
        (time.time(), interrupted, running.operation_id),
    )
    if running.reverses is not None:
        catalogue.execute(
            """UPDATE operation SET undone_by = ?1 WHERE id = ?2
            AND NOT EXISTS (SELECT 1 FROM file_move WHERE operation_id = ?2 AND state = 'done')""",
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

_MOVE = """id, unit, photo_id, source, target, size, mtime_ns, state, content_hash, is_companion, reverses,
    begun, term, takes_off, tag_before, landed_mtime_ns"""


def planned(catalogue: Catalogue, operation_id: int, after_unit: int, units: int) -> list[JournalMove]:
    """The next moves that are planned, whole units, in order."""
    rows = catalogue.rows(
        f"""SELECT {_MOVE} FROM file_move WHERE operation_id = ? AND state = 'planned'
        AND unit > ? AND unit <= (SELECT max(unit) FROM (SELECT DISTINCT unit FROM file_move
        WHERE operation_id = ?1 AND state = 'planned' AND unit > ?2 ORDER BY unit LIMIT ?3))
        ORDER BY unit, id""",
        (operation_id, after_unit, units),
    )
    return [_move(row) for row in rows]


def done(catalogue: Catalogue, operation_id: int) -> list[JournalMove]:
    """The moves of an operation that are in effect, in order."""
    rows = catalogue.rows(
        f"SELECT {_MOVE} FROM file_move WHERE operation_id = ? AND state = 'done' ORDER BY unit, id",
        (operation_id,),
    )
    return [_move(row) for row in rows]


def count_planned(catalogue: Catalogue, operation_id: int) -> int:
    """Number of units that are planned."""
    return int(
        catalogue.value(
            "SELECT count(DISTINCT unit) FROM file_move WHERE operation_id = ? AND state = 'planned'",
            (operation_id,),
        )
    )


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
    """Operations that are not over, or hold moves whose fate is unknown; the oldest first."""
    rows = catalogue.rows(
        """SELECT id FROM operation WHERE finished_at IS NULL
        UNION SELECT operation_id FROM file_move WHERE state = 'planned' ORDER BY 1"""
    )
    return [row[0] for row in rows]


def unfinished_moves(catalogue: Catalogue) -> int:
    """Number of moves that were planned and neither done nor given up: an operation was interrupted."""
    return int(catalogue.value("SELECT count(*) FROM file_move WHERE state = 'planned'"))


def _move(row: Row) -> JournalMove:
    return JournalMove(
        move_id=row[0],
        unit=row[1],
        photo_id=row[2],
        source=row[3],
        target=row[4],
        size=row[5],
        mtime_ns=row[6],
        state=MoveState(row[7]),
        content_hash=row[8] or b"",
        is_companion=bool(row[9]),
        reverses=row[10],
        begun=bool(row[11]),
        term=row[12],
        takes_off=bool(row[13]),
        before=row[14],
        landed_mtime_ns=row[15],
    )
