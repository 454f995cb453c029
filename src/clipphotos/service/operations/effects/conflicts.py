"""What stands in the way of taking a file's move back, and what the user can choose to do about it."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

from clipphotos.core.errors import KnownError
from clipphotos.core.operations.operation import ConflictChoice
from clipphotos.core.sorting.companions import companion_name
from clipphotos.core.sorting.plan import numbered
from clipphotos.library import file_looks
from clipphotos.library.file_looks import Expected
from clipphotos.library.file_stamp import identity_of, stamp_of
from clipphotos.library.file_system import FileSystem
from clipphotos.service.operations.effects.landing import expected
from clipphotos.storage.operations.journal_rows import FileMove

ONLY_LEAVE = (ConflictChoice.LEAVE,)

_CHOICES = {
    "move-target-exists": (ConflictChoice.LEAVE, ConflictChoice.OTHER_NAME),
    "move-source-changed": (ConflictChoice.LEAVE, ConflictChoice.AS_IS),
}


def choices_about_landing(code: str) -> tuple[ConflictChoice, ...]:
    """What can be done about a file that cannot be put where it was, or not as it was."""
    return _CHOICES.get(code, ONLY_LEAVE)


def problems_of_files(
    units: Sequence[Sequence[FileMove]], look: Callable[[FileMove, set[str]], None]
) -> Iterator[KnownError | None]:
    """What stands in the way of each unit; None for nothing.

    Args:
        units: Moves that would be made.
        look: Raises what stands in the way of one, given the paths that will be free by then.
    """
    free: set[str] = set()
    for unit in units:
        problem: KnownError | None = None
        try:
            for move in unit:
                look(move, free)
                free.add(move.source)
        except KnownError as error:
            problem = error
        yield problem


def look_at_landing(files: FileSystem, move: FileMove, free: set[str]) -> None:
    """Make sure that a file is as it was left, and that its target is free.

    Raises:
        KnownError: Why not.
    """
    if not move.source:
        raise KnownError("trash-restore-by-hand", path=move.target)
    file_looks.check(files, move.source, expected(move))
    is_taken = move.target and move.target not in free and file_looks.look(files, move.target)
    if is_taken and not file_looks.is_same_entry(files, move.source, move.target):
        raise KnownError("move-target-exists", path=move.target)


def look_at_removal(files: FileSystem, move: FileMove) -> None:
    """Make sure that a copy is as it was made, and that its original is there still.

    Raises:
        KnownError: Why not.
    """
    file_looks.check(files, move.target, Expected(move.size, move.mtime_ns), changed="copy-changed")
    if file_looks.look(files, move.source) is None:
        raise KnownError("copy-original-gone", path=move.source)


# --- as the user chose ------------------------------------------------------------------------------


def files_as_chosen(
    files: FileSystem, unit: Sequence[FileMove], choice: ConflictChoice, taken: set[str]
) -> Sequence[FileMove]:
    """A unit as the user chose to have it done; see `EffectModule.as_chosen`."""
    if choice is ConflictChoice.AS_IS:
        unit = [_as_it_is(files, move) for move in unit]
    return _beside(files, unit, taken)


def _as_it_is(files: FileSystem, move: FileMove) -> FileMove:
    status = file_looks.look(files, move.source)
    known = (move.size, move.mtime_ns, move.identity)
    if status is None or (*stamp_of(status), identity_of(status)) == known:
        return move
    size, mtime_ns = stamp_of(status)
    return replace(move, size=size, mtime_ns=mtime_ns, content_hash=b"", identity=identity_of(status))


def _beside(files: FileSystem, unit: Sequence[FileMove], taken: set[str]) -> Sequence[FileMove]:
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


def _is_free(files: FileSystem, move: FileMove) -> bool:
    is_free = file_looks.look(files, move.target) is None
    return is_free or file_looks.is_same_entry(files, move.source, move.target)


def _renamed(move: FileMove, old: str, new: str) -> FileMove:
    folder, name = os.path.split(move.target)
    return replace(
        move, target=os.path.join(folder, companion_name(name, old, new) if move.is_companion else new)
    )
