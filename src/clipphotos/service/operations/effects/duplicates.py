"""What copies and hard links share: a photo is at two places then, and backwards at one again."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from clipphotos.core.changes import Changes
from clipphotos.core.errors import KnownError
from clipphotos.core.operations.operation import ConflictChoice, MoveState
from clipphotos.library.file_system import FileSystem
from clipphotos.service.operations.effects.conflicts import (
    ONLY_LEAVE,
    choices_about_landing,
    look_at_landing,
    look_at_removal,
    problems_of_files,
)
from clipphotos.service.operations.effects.landing import done, note_touched, reversed_move
from clipphotos.service.operations.effects.settling import failed
from clipphotos.service.operations.work import Work
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.operations import photo_places
from clipphotos.storage.operations.journal_rows import FileMove
from clipphotos.storage.operations.photo_places import Places


def reversed_duplicate(move: FileMove, backwards: bool) -> FileMove:
    """See `EffectDefinition.reversed_row`."""
    back = reversed_move(move)
    # A copy's own time is that of the copy; made again, it is made from the source.
    return back if backwards else replace(back, mtime_ns=move.mtime_ns)


def follow_duplicates(work: Work, moves: Sequence[FileMove]) -> None:
    """See `EffectDefinition.follow`."""
    places = Places(work.catalogue)
    for move in moves:
        target = places.of(move.target)
        if work.running.backwards:
            photo_places.forget(work.catalogue, target)
        else:
            photo_places.follow_copy(work.catalogue, places.of(move.source), target, move.mtime_at_target)
    note_touched(work, moves)


def without_duplicate(work: Work, settled: FileMove, take_away: Callable[[], None]) -> FileMove:
    """See `EffectDefinition.make_whole`: those that were made go, or of a removal the others go, too.

    Args:
        work: The operation.
        settled: What became of one file.
        take_away: Takes its copy or link away.
    """
    is_removal = work.running.backwards
    if (settled.state is MoveState.DONE) == is_removal:
        return settled
    take_away()
    return replace(done(settled), error=None) if is_removal else failed(settled)


def changes_of_duplicates(_moves: Sequence[FileMove]) -> Changes:
    """See `EffectDefinition.changes`."""
    return Changes(photos=True, vectors=True, roots=True)


def problems_of_duplicates(
    _catalogue: Catalogue, files: FileSystem, units: Sequence[Sequence[FileMove]], backwards: bool
) -> Iterator[KnownError | None]:
    """See `EffectDefinition.problems`."""
    if backwards:
        return problems_of_files(units, lambda move, _: look_at_removal(files, move))
    return problems_of_files(units, partial(look_at_landing, files))


def choices_about_duplicate(code: str, backwards: bool) -> tuple[ConflictChoice, ...]:
    """See `EffectDefinition.choices`."""
    return ONLY_LEAVE if backwards else choices_about_landing(code)
