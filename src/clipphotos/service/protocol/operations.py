"""What can be asked of the photo service about files: every one of these is journaled and can be undone.

None that touches files is ever repeated by itself: if the service dies in the middle, what was finished is in
the history.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from clipphotos.core.operations.annotation import Flag
from clipphotos.core.operations.operation import (
    ConflictChoice,
    Effect,
    MoveOutcome,
    Operation,
    OperationSummary,
    PlannedMove,
    UndoPreview,
)
from clipphotos.core.sorting.plan import SortPlan, planned_moves, planned_tags
from clipphotos.service.protocol.command import AfterCrash, Command


@dataclass(frozen=True, slots=True)
class RunMoves(Command[OperationSummary]):
    """Move, copy or link photos. Cancelled on the way, it still answers with what it did.

    Attributes:
        moves: In this order.
        effect: `Effect.MOVE`, `Effect.COPY` or `Effect.LINK`.
        kind: For the history.
        params: Values for the history's sentence about it.
        destinations: Folders that become library roots first if they are in none; made if they do not exist.
            A target that is in no library root then is refused.
    """

    after_crash: ClassVar[AfterCrash] = AfterCrash.GIVE_UP

    moves: tuple[PlannedMove, ...]
    effect: Effect
    kind: str = "sort"
    params: dict[str, str] = field(default_factory=dict[str, str])
    destinations: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class TagSortedPhotos(Command[OperationSummary]):
    """Carry out a sort that only tags. Cancelled on the way, it still answers with what it did.

    Attributes:
        tags: Catalogue keys of photos, each with the name of its category.
        params: Values for the history's sentence about it.
    """

    after_crash: ClassVar[AfterCrash] = AfterCrash.GIVE_UP

    tags: tuple[tuple[int, str], ...]
    params: dict[str, str] = field(default_factory=dict[str, str])


def sort_command(plan: SortPlan, names: Mapping[int, str]) -> Command[OperationSummary]:
    """The command that carries out a plan.

    Args:
        plan: The plan as the user saw it.
        names: Names of the categories.
    """
    params = {"count": str(len(plan.going))}
    effect = plan.effect.on_files
    if effect is None:
        return TagSortedPhotos(planned_tags(plan, names), params)
    destinations = {each.folder for each in plan.destinations.values()}
    return RunMoves(planned_moves(plan), effect, params=params, destinations=tuple(destinations))


@dataclass(frozen=True, slots=True)
class RenamePhoto(Command[OperationSummary]):
    """Give a photo, and the files that travel with it, another name.

    Attributes:
        photo_id: Catalogue key.
        name: The new file name without its extension, which stays.
    """

    after_crash: ClassVar[AfterCrash] = AfterCrash.GIVE_UP

    photo_id: int
    name: str


@dataclass(frozen=True, slots=True)
class TrashPhotos(Command[OperationSummary]):
    """Put photos, and the files that travel with them, into the system's trash.

    Attributes:
        photo_ids: Catalogue keys.
    """

    after_crash: ClassVar[AfterCrash] = AfterCrash.GIVE_UP

    photo_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RatePhotos(Command[OperationSummary | None]):
    """Give photos stars. The answer is None if every one of them had that rating already.

    Attributes:
        photo_ids: Catalogue keys; those that are gone are passed over.
        rating: 1 to 5, or 0 for none.
    """

    photo_ids: tuple[int, ...]
    rating: int


@dataclass(frozen=True, slots=True)
class FlagPhotos(Command[OperationSummary | None]):
    """Give photos a flag. The answer is None if every one of them had that flag already.

    Attributes:
        photo_ids: Catalogue keys; those that are gone are passed over.
        flag: `Flag.NONE` takes it away.
    """

    photo_ids: tuple[int, ...]
    flag: Flag


@dataclass(frozen=True, slots=True)
class UndoOperation(Command[OperationSummary]):
    """Take an operation back: newest move first, nothing forced. The answer is about the undo.

    Attributes:
        operation_id: Which; None for the newest that was not undone yet and is no undo itself.
        choices: What to do about conflicts that a preview found, by `MoveOutcome.move_id`. A conflict that
            nothing was chosen for is told again, and nothing happens to it.
    """

    after_crash: ClassVar[AfterCrash] = AfterCrash.GIVE_UP

    operation_id: int | None = None
    choices: tuple[tuple[int, ConflictChoice], ...] = ()


@dataclass(frozen=True, slots=True)
class RedoOperation(Command[OperationSummary]):
    """Take an undo back. The answer is about the redo, which can be undone in turn.

    Attributes:
        operation_id: Which undo; None for the newest, unless something else was done since.
        choices: What to do about conflicts that a preview found, by `MoveOutcome.move_id`. A conflict that
            nothing was chosen for is told again, and nothing happens to it.
    """

    after_crash: ClassVar[AfterCrash] = AfterCrash.GIVE_UP

    operation_id: int | None = None
    choices: tuple[tuple[int, ConflictChoice], ...] = ()


@dataclass(frozen=True, slots=True)
class PreviewUndo(Command[UndoPreview]):
    """Look what `UndoOperation` would do; nothing is touched.

    Attributes:
        operation_id: As for `UndoOperation`.
        pass_over: Operations that are not looked at if none is named: what cannot be taken back
            is not in the way of what was done before it.
    """

    operation_id: int | None = None
    pass_over: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PreviewRedo(Command[UndoPreview]):
    """Look what `RedoOperation` would do; nothing is touched.

    Attributes:
        operation_id: As for `RedoOperation`.
        pass_over: Operations that are not looked at if none is named: what cannot be taken back
            is not in the way of what was done before it.
    """

    operation_id: int | None = None
    pass_over: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """What was done, and what Undo and Redo would do next.

    Attributes:
        operations: The newest first.
        undo: What Undo would take back, however long ago; None for nothing. Not a redo, but what was done in
            the first place.
        redo: What Redo would do again, likewise.
    """

    operations: tuple[Operation, ...]
    undo: Operation | None
    redo: Operation | None


@dataclass(frozen=True, slots=True)
class ListOperations(Command[History]):
    """The history.

    Attributes:
        limit: Most operations to list.
        pass_over: Operations that Undo and Redo pass over.
    """

    limit: int = 100
    pass_over: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ListMoves(Command[tuple[MoveOutcome, ...]]):
    """What became of the photos of one operation, in its order."""

    operation_id: int
