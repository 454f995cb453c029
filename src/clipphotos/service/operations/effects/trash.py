"""Putting photos into the system's trash. Backwards they come out again, where the trash says what it has."""

from collections.abc import Generator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial

from clipphotos.core.changes import Changes
from clipphotos.core.errors import KnownError
from clipphotos.core.jobs import Step
from clipphotos.core.operations.operation import ConflictChoice
from clipphotos.library import file_looks, file_operations, trash
from clipphotos.library.file_looks import Expected
from clipphotos.service.operations.effects.conflicts import (
    ONLY_LEAVE,
    choices_about_landing,
    files_as_chosen,
    look_at_landing,
    problems_of_files,
)
from clipphotos.service.operations.effects.definition import (
    EffectDefinition,
    check_nothing,
    prepare_nothing,
    settled_already,
)
from clipphotos.service.operations.effects.landing import (
    Doing,
    done,
    expected,
    move_file,
    note_touched,
    reversed_move,
)
from clipphotos.service.operations.effects.settling import failed, has_folder, settle_move
from clipphotos.service.operations.work import Work
from clipphotos.storage.operations import photo_places
from clipphotos.storage.operations.journal_rows import FILE_MOVES, FileMove
from clipphotos.storage.operations.photo_places import Places


def _reversed_row(move: FileMove, backwards: bool) -> FileMove:
    # Where the trash will put it the next time is not known: until then it is said to stay where it is.
    return replace(reversed_move(move), source=move.target, target=move.source if backwards else move.target)


def _do(work: Work, move: FileMove) -> Doing:
    if not work.running.backwards:
        work.require_folder(move.source)
        file_operations.to_trash(work.files, move.source, expected(move))
        return _in_trash(work, move)
    if not move.source:
        raise KnownError("trash-restore-by-hand", path=move.target)
    restored = yield from move_file(work, move)
    trash.forget(work.files, move.source)
    return restored


def _take_back(_work: Work, move: FileMove) -> Generator[Step, None, None]:
    raise KnownError("trash-restore-by-hand", path=move.source)
    yield  # a generator like those of other effects


def _follow(work: Work, done: Sequence[FileMove]) -> None:
    places, is_back = Places(work.catalogue), work.running.backwards
    for move in done:
        place = places.of(move.target if is_back else move.source)
        photo_places.set_found(work.catalogue, place, found=is_back)
    note_touched(work, done)


def _settle(work: Work, move: FileMove) -> FileMove:
    if work.running.backwards:
        return settle_move(work, move)
    if file_looks.look(work.files, move.source) is not None:
        return failed(move)
    if not has_folder(work.files, move.source):
        return move
    return _in_trash(work, move)


def _in_trash(work: Work, move: FileMove) -> FileMove:
    """A photo that is in the trash, where and as what it is there if that can be told."""
    found = trash.find(work.files, move.source, Expected(move.size, move.mtime_ns))
    file = None
    with suppress(KnownError):
        file = file_looks.look(work.files, found) if found else None
    return replace(done(move, file), target=found)


def _choices(code: str, backwards: bool) -> tuple[ConflictChoice, ...]:
    return choices_about_landing(code) if backwards else ONLY_LEAVE


TRASH = EffectDefinition(
    table=FILE_MOVES,
    reversed_row=_reversed_row,
    check_plan=check_nothing,
    target_of=lambda row: row.target,
    prepare=prepare_nothing,
    do=_do,
    take_back=_take_back,
    follow=_follow,
    changes=lambda _: Changes(photos=True, vectors=True, roots=True),
    settle=_settle,
    make_whole=settled_already,
    problems=lambda _, files, units, __: problems_of_files(units, partial(look_at_landing, files)),
    choices=_choices,
    as_chosen=files_as_chosen,
)
