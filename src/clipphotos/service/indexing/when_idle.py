"""Work that nobody asked for just now: it obeys the user's settings, and makes way for everything else."""

import time
from contextlib import closing
from typing import TypeVar

from clipphotos.core.errors import Cancelled
from clipphotos.core.indexing.settings import IndexingTime
from clipphotos.core.jobs import JobSteps, Priority, Progress, Stage, Step
from clipphotos.service.context import ServiceContext

R = TypeVar("R")

WORD_SECONDS = 1.0
"""How often it says that it waits; whoever shows it may have begun to listen meanwhile."""


def in_background(context: ServiceContext, steps: JobSteps[R], progress: Progress) -> JobSteps[R]:
    """Advance the steps of indexing when the user's settings allow it, which may change at any time.

    Args:
        context: Knows the settings and whether the computer is idle.
        steps: Do the work.
        progress: Is told ``idle`` while they wait until the computer is.

    Yields:
        What the steps yield, and `Step.WAITING` between them.

    Raises:
        Cancelled: If photos are indexed by hand only; finished steps stay.
    """
    priority = Priority.EMBED
    said_at: float | None = None
    with closing(steps):
        while True:
            chosen = context.indexing.time
            if chosen is IndexingTime.BY_HAND:
                raise Cancelled
            waits = chosen is IndexingTime.WHEN_IDLE and not context.idleness.is_idle()
            if waits:
                now = time.monotonic()
                if said_at is None:
                    context.changes.flush()
                if said_at is None or now - said_at >= WORD_SECONDS:
                    said_at = now
                    progress.step(Stage.WAIT_UNTIL_IDLE, 0, 0)
            urgency = Priority.BACKGROUND if chosen is IndexingTime.WHEN_IDLE else Priority.EMBED
            if urgency is not priority:
                priority = urgency
                yield priority
                continue
            if waits:
                yield Step.WAITING
                continue
            said_at = None
            try:
                outcome = next(steps)
            except StopIteration as stop:
                return stop.value
            yield outcome
