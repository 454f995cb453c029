"""What can be asked of the photo service about files: every one of these is journaled and can be undone.

None that touches files is ever repeated by itself: if the service dies in the middle, what was finished is in
the history.
"""

from dataclasses import dataclass, field
from pathlib import Path

from clipphotos.core.operation import ConflictChoice, Effect, PlannedMove


@dataclass(frozen=True, slots=True)
class RunMoves:
    """Move, copy, link or tag photos. Result: `OperationSummary`, also when it is cancelled on the way.

    Attributes:
        moves: In this order.
        effect: What to do; not `Effect.TRASH` or `Effect.RATE`.
        kind: For the history.
        params: Values for the history's sentence about it.
        destinations: Folders that become library roots first if they are in none; made if they do not exist.
            A target that is in no library root then is refused.
    """

    moves: tuple[PlannedMove, ...]
    effect: Effect
    kind: str = "sort"
    params: dict[str, str] = field(default_factory=dict[str, str])
    destinations: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class RenamePhoto:
    """Give a photo, and the files that travel with it, another name. Result: `OperationSummary`.

    Attributes:
        photo_id: Catalogue key.
        name: The new file name without its extension, which stays.
    """

    photo_id: int
    name: str


@dataclass(frozen=True, slots=True)
class TrashPhotos:
    """Put photos, and the files that travel with them, into the system's trash. Result: `OperationSummary`.

    Attributes:
        photo_ids: Catalogue keys.
    """

    photo_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RatePhotos:
    """Give photos stars. Result: `OperationSummary`, or None if every one of them had that rating already.

    Attributes:
        photo_ids: Catalogue keys; those that are gone are passed over.
        rating: 1 to 5, or 0 for none.
    """

    photo_ids: tuple[int, ...]
    rating: int


@dataclass(frozen=True, slots=True)
class UndoOperation:
    """Take an operation back: newest move first, nothing forced. Result: `OperationSummary` of the undo.

    Attributes:
        operation_id: Which; None for the newest that was not undone yet and is no undo itself.
        dry_run: Only look; the result is an `UndoPreview` then.
        choices: What to do about conflicts that such a look found, by `MoveOutcome.move_id`. A conflict that
            nothing was chosen for is told again, and nothing happens to it.
    """

    operation_id: int | None = None
    dry_run: bool = False
    choices: tuple[tuple[int, ConflictChoice], ...] = ()


@dataclass(frozen=True, slots=True)
class RedoOperation:
    """Take an undo back. Result: `OperationSummary` of the redo, which can be undone in turn.

    Attributes:
        operation_id: Which undo; None for the newest, unless something else was done since.
        dry_run: Only look; the result is an `UndoPreview` then.
        choices: What to do about conflicts that such a look found, by `MoveOutcome.move_id`. A conflict that
            nothing was chosen for is told again, and nothing happens to it.
    """

    operation_id: int | None = None
    dry_run: bool = False
    choices: tuple[tuple[int, ConflictChoice], ...] = ()


@dataclass(frozen=True, slots=True)
class ListOperations:
    """The history, newest first. Result: tuple of `Operation`.

    Attributes:
        limit: Most operations to list.
        and_next: Also list what would be undone and redone next, and what that was first, however far back.
    """

    limit: int = 100
    and_next: bool = False


@dataclass(frozen=True, slots=True)
class ListMoves:
    """What became of the photos of one operation, in its order. Result: tuple of `MoveOutcome`."""

    operation_id: int


OperationCommand = (
    RunMoves
    | RenamePhoto
    | TrashPhotos
    | RatePhotos
    | UndoOperation
    | RedoOperation
    | ListOperations
    | ListMoves
)

CHANGES_FILES = (RunMoves, RenamePhoto, TrashPhotos, UndoOperation, RedoOperation)
"""Commands that must not be given again to a service that died over them."""
