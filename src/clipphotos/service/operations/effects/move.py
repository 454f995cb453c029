"""Moving photos. Taking it back is a move, too."""

from collections.abc import Generator, Sequence
from dataclasses import replace
from functools import partial

from clipphotos.core.changes import Changes
from clipphotos.core.jobs import Step
from clipphotos.core.operations.operation import MoveState
from clipphotos.library import file_operations
from clipphotos.library.file_operations import OtherVolumeError
from clipphotos.service.operations.effects.conflicts import (
    choices_about_landing,
    files_as_chosen,
    look_at_landing,
    problems_of_files,
)
from clipphotos.service.operations.effects.definition import EffectDefinition, prepare_nothing
from clipphotos.service.operations.effects.landing import (
    back_to_source,
    check_landing,
    expected,
    move_file,
    note_touched,
    reversed_move,
)
from clipphotos.service.operations.effects.settling import failed, settle_move
from clipphotos.service.operations.work import Work
from clipphotos.storage.operations import photo_places
from clipphotos.storage.operations.journal_rows import FILE_MOVES, FileMove
from clipphotos.storage.operations.photo_places import Places


def _take_back(work: Work, done: FileMove) -> Generator[Step, None, None]:
    yield from move_file(work, back_to_source(done), is_journaled=False)


def _follow(work: Work, done: Sequence[FileMove]) -> None:
    places = Places(work.catalogue)
    for move in done:
        target = places.of(move.target)
        photo_places.follow_move(work.catalogue, places.of(move.source), target)
        if move.landed_mtime_ns is not None:
            photo_places.set_mtime(work.catalogue, target, move.landed_mtime_ns)
    note_touched(work, done)


def _make_whole(work: Work, settled: FileMove) -> FileMove:
    """The files of a unit that went come back."""
    if settled.state is not MoveState.DONE:
        return settled
    back = back_to_source(settled)
    try:
        file_operations.move(work.files, back.source, back.target, expected(back))
    except OtherVolumeError:
        part = work.part(back.target, back)
        for _ in file_operations.move_by_copy(work.files, back.source, back.target, part, expected(back)):
            pass
    return failed(settled)


MOVE = EffectDefinition(
    table=FILE_MOVES,
    reversed_row=lambda row, _: replace(reversed_move(row), source=row.target, target=row.source),
    check_plan=check_landing,
    target_of=lambda row: row.target,
    prepare=prepare_nothing,
    do=move_file,
    take_back=_take_back,
    follow=_follow,
    changes=lambda _: Changes(photos=True, roots=True),
    settle=settle_move,
    make_whole=_make_whole,
    problems=lambda _, files, units, __: problems_of_files(units, partial(look_at_landing, files)),
    choices=lambda code, _: choices_about_landing(code),
    as_chosen=files_as_chosen,
)
