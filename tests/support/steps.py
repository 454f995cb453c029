"""Jobs run to their end without a service: their steps taken one after another."""

from collections.abc import Generator
from typing import TypeVar

from clipphotos.core.jobs import CancelToken, Progress, ProgressReport

Outcome = TypeVar("Outcome")


def finished(steps: Generator[object, None, Outcome]) -> Outcome:
    """Lets a job run to its end; returns its result."""
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            return stop.value


def every_report(reports: list[ProgressReport]) -> Progress:
    """Progress that lets every report through, into the list."""
    seconds = iter(range(1_000_000))
    return Progress(reports.append, CancelToken(), lambda: float(next(seconds)))
