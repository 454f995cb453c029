"""Operations on the user's files as plain data: what is planned, what was done, what can be taken back.

A *move* is one photo with the files that travel with it; an *operation* is the moves of one command.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from clipphotos.core.errors import ErrorReport

UNDO = "undo"
REDO = "redo"
"""Kinds that the journal gives itself; the others (``sort``, ``rename``, ``delete`` …) are the caller's."""


class Effect(StrEnum):
    """What an operation does to its photos."""

    MOVE = "move"
    COPY = "copy"
    LINK = "link"
    TRASH = "trash"
    ANNOTATE = "annotate"

    @property
    def touches_files(self) -> bool:
        """Whether files are moved, made or removed, and not only something said about photos."""
        return self is not Effect.ANNOTATE


class MoveState(StrEnum):
    """Where a move stands.

    PLANNED: written down, not begun or not known to be finished. DONE: done, can be undone.
    UNDONE: was done and has been undone. FAILED: not done, the files are where they were.
    CONFLICT: the files are not as expected, so nothing was forced.
    """

    PLANNED = "planned"
    DONE = "done"
    UNDONE = "undone"
    FAILED = "failed"
    CONFLICT = "conflict"


class ConflictChoice(StrEnum):
    """What can be done about a photo that cannot be taken back just as it was.

    LEAVE: nothing; it can be taken back later. OTHER_NAME: put beside the file that has its name by now.
    AS_IS: put back with what was changed in it since, beside a file that has its name by now.
    """

    LEAVE = "leave"
    OTHER_NAME = "other-name"
    AS_IS = "as-is"


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file and where it is to go.

    Attributes:
        source: Absolute path.
        target: Absolute path; its folder need not exist.
        size: Bytes; a file that has another size by then is refused.
        mtime_ns: Modification time in nanoseconds, likewise.
        identity: What the system alone says of it, looked at as well; empty while unknown.
    """

    source: Path
    target: Path
    size: int
    mtime_ns: int
    identity: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class PlannedMove:
    """A photo, where it is to go, and the files that go with it: all of them, or none.

    Attributes:
        source: Absolute path.
        target: Absolute path; its folder need not exist. The source for `Effect.TRASH`.
        size: Bytes; a file that has another size by then is refused.
        mtime_ns: Modification time in nanoseconds, likewise.
        photo_id: Catalogue key, or None to look the path up.
        content_hash: 32 bytes that are checked whenever the file is read anyway; empty while unknown.
        companions: Files that travel with it.
        identity: What the system alone says of it, looked at as well; empty while unknown.
    """

    source: Path
    target: Path
    size: int
    mtime_ns: int
    photo_id: int | None = None
    content_hash: bytes = b""
    companions: tuple[PlannedFile, ...] = ()
    identity: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Operation:
    """Something that was done to files, as the journal remembers it.

    Attributes:
        operation_id: Catalogue key; later operations have larger ones.
        kind: ``sort``, ``rename``, ``delete``, ``undo``, ``redo`` or what else the caller named it.
        effect: What it did; an undo has the effect of what it undoes.
        params: Values for a sentence about it, chosen by the caller.
        started_at: Seconds since the epoch.
        finished_at: Seconds since the epoch; None while it runs.
        interrupted: Whether the program ended in the middle of it.
        reverses: For an undo the operation undone, for a redo the undo; else None.
        undone_by: The undo (or, of an undo, the redo) that took it back; else None.
        counts: Photos by state, zeros left out.
    """

    operation_id: int
    kind: str
    effect: Effect
    params: dict[str, str]
    started_at: float
    finished_at: float | None
    interrupted: bool = False
    reverses: int | None = None
    undone_by: int | None = None
    counts: dict[MoveState, int] = field(default_factory=dict[MoveState, int])

    @property
    def affected(self) -> int:
        """How many photos it did something to, whether that was taken back since or not."""
        return self.counts.get(MoveState.DONE, 0) + self.counts.get(MoveState.UNDONE, 0)

    @property
    def act(self) -> str:
        """What it did, in a word: its effect, or for annotations ``rate``, ``flag``, ``tag`` or ``mark``.

        ``mark`` stands for several of them at once.
        """
        if self.effect is not Effect.ANNOTATE:
            return self.effect.value
        kinds = {"rating": "rate", "flag": "flag", "added": "tag", "removed": "tag"}
        said = {kinds[name] for name in self.params if name in kinds}
        return "mark" if len(said) > 1 else said.pop() if said else "tag"

    @property
    def can_be_undone(self) -> bool:
        """Whether some of it is still in effect; an undo is redone instead."""
        return self.kind != UNDO and self.counts.get(MoveState.DONE, 0) > 0

    @property
    def can_be_redone(self) -> bool:
        """Whether it is an undo that is still in effect."""
        return self.kind == UNDO and self.counts.get(MoveState.DONE, 0) > 0


@dataclass(frozen=True, slots=True)
class MoveOutcome:
    """What became, or would become, of one photo.

    Attributes:
        photo_id: Catalogue key, or None if it is not in the catalogue.
        source: Where it was.
        target: Where it was to go.
        state: See `MoveState`.
        error: Why it was not done, or None.
        move_id: Key of the move that is looked at, where there is something to choose; else 0.
        choices: What can be done about a conflict, `ConflictChoice.LEAVE` first; else empty.
    """

    photo_id: int | None
    source: Path
    target: Path
    state: MoveState
    error: ErrorReport | None = None
    move_id: int = 0
    choices: tuple[ConflictChoice, ...] = ()


@dataclass(frozen=True, slots=True)
class OperationSummary:
    """Outcome of an operation, complete or cancelled.

    Attributes:
        operation: As it stands now.
        problems: The photos that were not done, with reasons.
        cancelled: Whether the user stopped it; the finished part stays and can be undone.
    """

    operation: Operation
    problems: tuple[MoveOutcome, ...] = ()
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class UndoPreview:
    """What undoing or redoing an operation would do, as far as can be told by looking.

    Attributes:
        operation: The operation to be taken back.
        outcomes: One a photo: `MoveState.DONE` if it can be done, else `MoveState.CONFLICT`.
    """

    operation: Operation
    outcomes: tuple[MoveOutcome, ...]


@dataclass(frozen=True, slots=True)
class Recovery:
    """What was found of operations that were interrupted.

    Attributes:
        done: Files that had reached their target.
        failed: Files that were still in their place.
        conflicts: Files that are not as expected; nothing was done to them.
        waiting: Files that cannot be told about because their drive is away.
    """

    done: int = 0
    failed: int = 0
    conflicts: int = 0
    waiting: int = 0

    def __bool__(self) -> bool:
        """Whether there was anything to find."""
        return bool(self.done or self.failed or self.conflicts or self.waiting)
