"""Copying photos. Backwards, a copy is removed if it is still the same as its original."""

from collections.abc import Generator
from contextlib import closing
from dataclasses import replace

from clipphotos.core.jobs import Step
from clipphotos.library import file_looks, file_operations
from clipphotos.library.file_looks import Expected
from clipphotos.service.operations.effects.conflicts import files_as_chosen
from clipphotos.service.operations.effects.definition import EffectDefinition, prepare_nothing
from clipphotos.service.operations.effects.duplicates import (
    changes_of_duplicates,
    choices_about_duplicate,
    follow_duplicates,
    problems_of_duplicates,
    reversed_duplicate,
    without_duplicate,
)
from clipphotos.service.operations.effects.landing import (
    Doing,
    check_landing,
    done,
    done_at,
    expected,
    landed,
    note_begun,
)
from clipphotos.service.operations.effects.settling import (
    arrived,
    conflict,
    drop_parts,
    failed,
    has_folder,
    settle_removal,
    target_exists,
)
from clipphotos.service.operations.work import Work
from clipphotos.storage.operations.journal_rows import FILE_MOVES, FileMove


def _do(work: Work, move: FileMove) -> Doing:
    if work.running.backwards:
        _remove(work, move)
        return done(move)
    return (yield from _copy(work, move))


def _copy(work: Work, move: FileMove) -> Doing:
    work.require_folder(move.source)
    work.require_folder(move.target)
    note_begun(work, move)
    part = work.part(move.target, move)
    copying = file_operations.copy(work.files, move.source, move.target, part, expected(move))
    with closing(copying):
        for _ in copying:
            yield Step.WORKED
    return landed(work, move)


def _remove(work: Work, move: FileMove) -> None:
    work.require_folder(move.target)
    _remove_equal(work, move)


def _remove_equal(work: Work, move: FileMove) -> None:
    # Made again after an undo that failed half-way, it is another file to the system; that it holds what its
    # original holds is all that counts.
    copy = Expected(move.size, move.mtime_ns, move.content_hash)
    file_operations.remove_copy(work.files, move.source, move.target, copy)


def _take_back(work: Work, done_just_now: FileMove) -> Generator[Step, None, None]:
    if work.running.backwards:
        yield from _copy(work, done_just_now)
    else:
        _remove(work, _there(done_just_now))


def _there(move: FileMove) -> FileMove:
    """A move with the time that its copy has."""
    return replace(move, mtime_ns=move.mtime_at_target)


def _settle(work: Work, move: FileMove) -> FileMove:
    drop_parts(work, move)
    if work.running.backwards:
        return settle_removal(work, move)
    files = work.files
    target = file_looks.look(files, move.target)
    if target is None:
        return move if move.begun and not has_folder(files, move.target) else failed(move)
    if not move.begun:
        return target_exists(move)
    if file_looks.look(files, move.source) is None:
        # Ours or not, it stays, and so does what the journal says of it.
        return arrived(work, move, target)
    if file_looks.have_equal_bytes(files, move.source, move.target):
        return done_at(move, target)
    return conflict(move, "move-target-exists", move.target)


def _make_whole(work: Work, settled: FileMove) -> FileMove:
    def take_away() -> None:
        _remove_equal(work, _there(settled))

    return without_duplicate(work, settled, take_away)


COPY = EffectDefinition(
    table=FILE_MOVES,
    reversed_row=reversed_duplicate,
    check_plan=check_landing,
    target_of=lambda row: row.target,
    prepare=prepare_nothing,
    do=_do,
    take_back=_take_back,
    follow=follow_duplicates,
    changes=changes_of_duplicates,
    settle=_settle,
    make_whole=_make_whole,
    problems=problems_of_duplicates,
    choices=choices_about_duplicate,
    as_chosen=files_as_chosen,
)
