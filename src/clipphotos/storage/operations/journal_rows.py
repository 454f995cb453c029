"""The rows of the journal: the files that an operation moves, or the annotations that it changes."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from clipphotos.core.errors import ErrorReport, error_from_text, error_to_text
from clipphotos.core.operations.annotation import AnnotationChange, AnnotationField, AnnotationKind
from clipphotos.core.operations.operation import MoveOutcome, MoveState
from clipphotos.storage.catalogue import Catalogue, Row, text_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalRow:
    """What is the same for all rows of the journal.

    Attributes:
        row_id: Catalogue key; 0 before it is in the journal.
        unit: Rows with the same number in one operation are done together, or none of them.
        photo_id: The photo; None for other files and photos that were forgotten.
        state: See `MoveState`.
        error: Why it was not done, or None.
        reverses: The row of an earlier operation that this one takes back; else None.
    """

    row_id: int = 0
    unit: int = 0
    photo_id: int | None = None
    state: MoveState = MoveState.PLANNED
    error: ErrorReport | None = None
    reverses: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMove(JournalRow):
    """One file of an operation.

    Attributes:
        source: Absolute path.
        target: Absolute path; empty while unknown (where the trash put it).
        size: Bytes before it was moved.
        mtime_ns: Modification time before.
        content_hash: 32 bytes; empty while unknown.
        is_companion: Whether it travels with the unit's photo.
        begun: Whether a copy was begun.
        landed_mtime_ns: Modification time at the target where that differs; else None.
        identity: Device, inode and time of change: at the source while it is planned, at the target once it
            is done; empty while unknown. See `clipphotos.library.file_stamp.identity_of`.
    """

    source: str
    target: str
    size: int
    mtime_ns: int
    content_hash: bytes = b""
    is_companion: bool = False
    begun: bool = False
    landed_mtime_ns: int | None = None
    identity: str = field(default="", compare=False)

    @property
    def mtime_at_target(self) -> int:
        """Modification time of the file at its target."""
        return self.mtime_ns if self.landed_mtime_ns is None else self.landed_mtime_ns

    @property
    def outcome(self) -> MoveOutcome:
        """The same for people."""
        return MoveOutcome(self.photo_id, Path(self.source), Path(self.target), self.state, self.error)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow(JournalRow):
    """One annotation that an operation changes.

    Attributes:
        change: What is said, and what was said before.
        path: Absolute path of the photo at that time.
        content_hash: Of the photo at that time: 32 bytes, empty while unknown.
    """

    change: AnnotationChange
    path: str
    content_hash: bytes = b""

    @property
    def outcome(self) -> MoveOutcome:
        """The same for people: the photo stays where it is."""
        return MoveOutcome(self.photo_id, Path(self.path), Path(self.path), self.state, self.error)


RowT = TypeVar("RowT", bound=JournalRow)


@dataclass(frozen=True, slots=True)
class JournalTable(Generic[RowT]):
    """A table of the journal.

    Attributes:
        name: In the catalogue.
        columns: Those that not every row of the journal has.
        values: Their values, of a row.
        recorded: Those of the columns that are recorded anew when a row is done.
        from_columns: Makes a row of the common fields and the values of the columns.
    """

    name: str
    columns: tuple[str, ...]
    values: Callable[[RowT], tuple[object, ...]]
    recorded: tuple[str, ...]
    from_columns: Callable[[dict[str, Any], Row], RowT]

    def plan(self, catalogue: Catalogue, operation_id: int, rows: Iterable[RowT]) -> None:
        """Note down what an operation is to do, inside a transaction; the keys are not looked at."""
        places = ", ".join(_place(column) for column in self.columns)
        catalogue.execute_many(
            f"""INSERT INTO {self.name}
            (operation_id, unit, photo_id, state, reverses, {", ".join(self.columns)})
            VALUES (?, ?, (SELECT id FROM photo WHERE id = ?), 'planned', ?, {places})""",
            ((operation_id, row.unit, row.photo_id, row.reverses, *self.values(row)) for row in rows),
        )

    def record(self, catalogue: Catalogue, rows: Sequence[RowT]) -> None:
        """Record what became of rows, inside a transaction; what they took back is undone then."""
        news = [self.columns.index(column) for column in self.recorded]
        changes = "".join(f", {column} = {_place(column)}" for column in self.recorded)

        def parameters(row: RowT) -> tuple[object, ...]:
            values = self.values(row)
            return (row.state, error_to_text(row.error), *(values[number] for number in news), row.row_id)

        catalogue.execute_many(
            f"UPDATE {self.name} SET state = ?, error = ?{changes} WHERE id = ?",
            (parameters(row) for row in rows),
        )
        catalogue.execute_many(
            f"UPDATE {self.name} SET state = 'undone' WHERE id = ?",
            ((row.reverses,) for row in rows if row.state is MoveState.DONE and row.reverses is not None),
        )

    def refuse(
        self, catalogue: Catalogue, operation_id: int, refused: Iterable[tuple[int, ErrorReport]]
    ) -> None:
        """Record that units cannot be done as planned, inside a transaction."""
        catalogue.execute_many(
            f"UPDATE {self.name} SET state = 'failed', error = ? WHERE operation_id = ? AND unit = ?",
            ((error_to_text(error), operation_id, unit) for unit, error in refused),
        )

    def give_up_planned(self, catalogue: Catalogue, operation_id: int, error: ErrorReport) -> None:
        """Record that what is not done yet will not be done, inside a transaction."""
        catalogue.execute(
            f"""UPDATE {self.name} SET state = 'failed', error = ?
            WHERE operation_id = ? AND state = 'planned'""",
            (error_to_text(error), operation_id),
        )

    def planned(self, catalogue: Catalogue, operation_id: int, after_unit: int, units: int) -> list[RowT]:
        """The next rows that are planned, whole units, in order."""
        return self._rows(
            catalogue,
            f"""state = 'planned' AND unit > ?2 AND unit <= (SELECT max(unit) FROM
            (SELECT DISTINCT unit FROM {self.name} WHERE operation_id = ?1 AND state = 'planned'
            AND unit > ?2 ORDER BY unit LIMIT ?3))""",
            (operation_id, after_unit, units),
        )

    def of(self, catalogue: Catalogue, operation_id: int, states: Iterable[MoveState]) -> list[RowT]:
        """The rows of an operation in some states, in order."""
        chosen = json.dumps(list(states))
        return self._rows(catalogue, "state IN (SELECT value FROM json_each(?2))", (operation_id, chosen))

    def done(self, catalogue: Catalogue, operation_id: int) -> list[RowT]:
        """The rows of an operation that are in effect, in order."""
        return self.of(catalogue, operation_id, (MoveState.DONE,))

    def count_planned(self, catalogue: Catalogue, operation_id: int) -> int:
        """Number of units that are planned."""
        return int(
            catalogue.value(
                f"SELECT count(DISTINCT unit) FROM {self.name} WHERE operation_id = ? AND state = 'planned'",
                (operation_id,),
            )
        )

    def _rows(self, catalogue: Catalogue, condition: str, parameters: tuple[object, ...]) -> list[RowT]:
        rows = catalogue.rows(
            f"""SELECT id, unit, photo_id, state, error, reverses, {", ".join(self.columns)}
            FROM {self.name} WHERE operation_id = ?1 AND {condition} ORDER BY unit, id""",
            parameters,
        )
        return [self.from_columns(_common(row), row[6:]) for row in rows]


def mark_begun(catalogue: Catalogue, row_id: int) -> None:
    """Record that a file is about to be copied, inside a transaction."""
    catalogue.execute("UPDATE file_move SET begun = 1 WHERE id = ?", (row_id,))


def _place(column: str) -> str:
    """Where a value goes in a statement; file names need not be Unicode, so they are bound as bytes."""
    return "CAST(? AS TEXT)" if column in ("source", "target", "path") else "?"


def _common(row: Row) -> dict[str, Any]:
    return {
        "row_id": row[0],
        "unit": row[1],
        "photo_id": row[2],
        "state": MoveState(row[3]),
        "error": error_from_text(row[4]),
        "reverses": row[5],
    }


def _move_values(move: FileMove) -> tuple[object, ...]:
    return (
        text_bytes(move.source),
        text_bytes(move.target),
        move.size,
        move.mtime_ns,
        move.content_hash or None,
        move.is_companion,
        move.begun,
        move.landed_mtime_ns,
        move.identity,
    )


def _move(common: dict[str, Any], columns: Row) -> FileMove:
    source, target, size, mtime_ns, content_hash, is_companion, begun, landed_mtime_ns, identity = columns
    return FileMove(
        **common,
        source=source,
        target=target,
        size=size,
        mtime_ns=mtime_ns,
        content_hash=content_hash or b"",
        is_companion=bool(is_companion),
        begun=bool(begun),
        landed_mtime_ns=landed_mtime_ns,
        identity=identity,
    )


def _change_values(row: ChangeRow) -> tuple[object, ...]:
    change = row.change
    return (
        text_bytes(row.path),
        row.content_hash or None,
        change.field.kind,
        change.field.term,
        change.before,
        change.after,
    )


def _change(common: dict[str, Any], columns: Row) -> ChangeRow:
    path, content_hash, kind, term, before, after = columns
    change = AnnotationChange(AnnotationField(AnnotationKind(kind), term), before, after)
    return ChangeRow(**common, change=change, path=path, content_hash=content_hash or b"")


FILE_MOVES = JournalTable(
    "file_move",
    (
        *("source", "target", "size", "mtime_ns", "content_hash", "is_companion", "begun"),
        *("landed_mtime_ns", "identity"),
    ),
    _move_values,
    ("target", "content_hash", "landed_mtime_ns", "identity"),
    _move,
)
ANNOTATION_CHANGES = JournalTable(
    "annotation_change",
    ("path", "content_hash", "kind", "term", "before", "after"),
    _change_values,
    ("content_hash", "before", "after"),
    _change,
)
