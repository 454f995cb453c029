"""Doing one unit: a photo and what belongs to it, all of it or nothing."""

from collections.abc import Generator, Sequence
from dataclasses import replace
from typing import Any

from clipphotos.core.errors import ErrorReport, KnownError
from clipphotos.core.jobs import Step
from clipphotos.core.operations.operation import MoveState
from clipphotos.service.operations.effects.definition import EffectDefinition
from clipphotos.service.operations.work import Work


def do_unit(
    work: Work, effect: EffectDefinition[Any], unit: Sequence[Any]
) -> Generator[Step, None, ErrorReport | None]:
    """Do a unit, and note in `work` what became of it. Thrown out of a long copy, it has done nothing.

    Yields:
        In the middle of long copies.

    Returns:
        None, or why it was not done.
    """
    finished: list[Any] = []
    try:
        for row in unit:
            done = yield from effect.do(work, row)
            finished.append(done)
    except KnownError as error:
        kept = _take_back(work, effect, finished)
        state = MoveState.CONFLICT if work.running.reverses is not None else MoveState.FAILED
        report = error.report()
        work.rows += kept
        kept_ids = {row.row_id for row in kept}
        work.rows += [replace(row, state=state, error=report) for row in unit if row.row_id not in kept_ids]
        return report
    except BaseException:
        work.rows += _take_back(work, effect, finished)
        raise
    work.rows += finished
    return None


def _take_back(work: Work, effect: EffectDefinition[Any], finished: Sequence[Any]) -> list[Any]:
    """Take the first rows of a unit back because another could not be done.

    Returns:
        Those that could not be taken back: they are done, and stay so in the journal.
    """
    kept: list[Any] = []
    for done in reversed(finished):
        try:
            for _ in effect.take_back(work, done):
                pass
        except KnownError:
            kept.append(done)
    return kept
