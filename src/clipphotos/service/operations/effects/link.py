"""Giving photos a second name on their volume. Backwards, that name is removed."""

from collections.abc import Generator

from clipphotos.core.jobs import Step
from clipphotos.library import file_looks, file_operations
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
from clipphotos.service.operations.effects.landing import Doing, check_landing, done, expected
from clipphotos.service.operations.effects.settling import failed, settle_removal
from clipphotos.service.operations.work import Work
from clipphotos.storage.operations.journal_rows import FILE_MOVES, FileMove


def _do(work: Work, move: FileMove) -> Doing:
    _switch(work, move, is_removal=work.running.backwards)
    return done(move)
    yield  # a generator like those of other effects: a link is made in one step


def _take_back(work: Work, move: FileMove) -> Generator[Step, None, None]:
    _switch(work, move, is_removal=not work.running.backwards)
    return
    yield


def _switch(work: Work, move: FileMove, *, is_removal: bool) -> None:
    if not is_removal:
        work.require_folder(move.source)
    work.require_folder(move.target)
    if is_removal:
        file_operations.remove_link(work.files, move.source, move.target)
    else:
        file_operations.link(work.files, move.source, move.target, expected(move))


def _settle(work: Work, move: FileMove) -> FileMove:
    if work.running.backwards:
        return settle_removal(work, move)
    is_ours = file_looks.is_same_file(work.files, move.source, move.target)
    return done(move) if is_ours else failed(move)


def _make_whole(work: Work, settled: FileMove) -> FileMove:
    def take_away() -> None:
        file_operations.remove_link(work.files, settled.source, settled.target)

    return without_duplicate(work, settled, take_away)


LINK = EffectDefinition(
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
