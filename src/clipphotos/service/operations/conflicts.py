"""What stands in the way of taking a move back, and what the user can choose to do about it."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

from clipphotos.core.companions import companion_name
from clipphotos.core.errors import KnownError
from clipphotos.core.operation import ConflictChoice, Effect
from clipphotos.core.sort_plan import numbered
from clipphotos.library import file_looks
from clipphotos.library.file_looks import Expected
from clipphotos.library.file_system import FileSystem
from clipphotos.service.context import ServiceContext
from clipphotos.service.operations.units import check_rating, check_tag
from clipphotos.storage import ratings, tags
from clipphotos.storage.journal import JournalMove

_CHOICES = {
    "move-target-exists": (ConflictChoice.LEAVE, ConflictChoice.OTHER_NAME),
    "move-source-changed": (ConflictChoice.LEAVE, ConflictChoice.AS_IS),
}


def choices_about(code: str, effect: Effect, *, backwards: bool) -> tuple[ConflictChoice, ...]:
    """What can be done about a conflict so that no file is lost.

    Args:
        code: Of the error that `look_at` raised.
        effect: Of the operation.
        backwards: See `clipphotos.storage.journal.RunningOperation`.
    """
    match effect, backwards:
        case (Effect.MOVE, _) | (Effect.TRASH, True) | (Effect.COPY | Effect.LINK, False):
            return _CHOICES.get(code, (ConflictChoice.LEAVE,))
        case _:
            return (ConflictChoice.LEAVE,)


def settled(
    files: FileSystem, units: Sequence[list[JournalMove]], choices: Mapping[int, ConflictChoice]
) -> Iterator[list[JournalMove]]:
    """Units as the user chose to have them done; those to be left alone are missing.

    Args:
        files: The file system.
        units: Moves that take others back, the photo first in each.
        choices: By the key of the move that the unit's photo takes back.

    Raises:
        KnownError: If a file cannot be looked at.
    """
    taken = {move.target for unit in units for move in unit}
    for unit in units:
        match choices.get(unit[0].reverses or 0):
            case None:
                yield unit
            case ConflictChoice.LEAVE:
                pass
            case ConflictChoice.OTHER_NAME:
                yield _beside(files, unit, taken)
            case ConflictChoice.AS_IS:
                yield _beside(files, [_as_it_is(files, move) for move in unit], taken)


def _as_it_is(files: FileSystem, move: JournalMove) -> JournalMove:
    status = file_looks.look(files, move.source)
    if status is None or (status.st_size, status.st_mtime_ns) == (move.size, move.mtime_ns):
        return move
    return replace(move, size=status.st_size, mtime_ns=status.st_mtime_ns, content_hash=b"")


def _beside(files: FileSystem, unit: list[JournalMove], taken: set[str]) -> list[JournalMove]:
    """A unit with names that are free, its own ones if they are."""
    if all(_is_free(files, move) for move in unit):
        return unit
    old = os.path.basename(unit[0].target)
    for number in count(2):
        renamed = [_renamed(move, old, numbered(Path(old), number)) for move in unit]
        targets = {move.target for move in renamed}
        if not targets & taken and all(_is_free(files, move) for move in renamed):
            taken |= targets
            return renamed
    raise AssertionError


def _is_free(files: FileSystem, move: JournalMove) -> bool:
    is_free = file_looks.look(files, move.target) is None
    return is_free or file_looks.is_same_entry(files, move.source, move.target)


def _renamed(move: JournalMove, old: str, new: str) -> JournalMove:
    folder, name = os.path.split(move.target)
    return replace(
        move, target=os.path.join(folder, companion_name(name, old, new) if move.is_companion else new)
    )


def look_at(
    context: ServiceContext, effect: Effect, move: JournalMove, free: set[str], *, backwards: bool
) -> None:
    """Tell, by looking, whether a move can be taken back.

    Args:
        context: The service's resources.
        effect: Of the operation.
        move: The move that would be made.
        free: Paths that will be free by then.
        backwards: See `clipphotos.storage.journal.RunningOperation`.

    Raises:
        KnownError: Why not.
    """
    files, expected = context.files, Expected(move.size, move.mtime_ns)
    if effect is Effect.TAG:
        if backwards:
            check_tag(move, tags.written_down(context.catalogue, move.content_hash, move.term))
        return
    if effect is Effect.RATE:
        known = ratings.rating_of(context.catalogue, move.photo_id)
        if backwards:
            check_rating(move, known)
        elif known is None:
            raise KnownError("photo-gone")
        return
    if effect in (Effect.COPY, Effect.LINK) and backwards:
        file_looks.check(files, move.target, expected, changed="copy-changed")
        if file_looks.look(files, move.source) is None:
            raise KnownError("copy-original-gone", path=move.source)
        return
    if not move.source:
        raise KnownError("trash-restore-by-hand", path=move.target)
    file_looks.check(files, move.source, expected)
    is_taken = move.target and move.target not in free and file_looks.look(files, move.target)
    if is_taken and not file_looks.is_same_entry(files, move.source, move.target):
        raise KnownError("move-target-exists", path=move.target)
