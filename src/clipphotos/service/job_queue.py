"""The order in which jobs are done: one step at a time, of the most urgent job that does not wait."""

import logging
import traceback
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

from clipphotos.core.errors import Cancelled, ClipPhotosError, ErrorReport, KnownError
from clipphotos.core.jobs import CancelToken, JobSteps, Priority, Progress, Step
from clipphotos.service.protocol.events import (
    Event,
    JobCancelled,
    JobFailed,
    JobFinished,
    JobProgressed,
    JobStarted,
)

logger = logging.getLogger(__name__)

BeginJob = Callable[[Progress], JobSteps[object]]
"""Makes a job, given whom to tell how far it is. Nothing is done before its first step."""


@dataclass(slots=True)
class _Job:
    job_id: int
    priority: Priority
    steps: JobSteps[object]
    token: CancelToken
    started: bool = False


class JobQueue:
    """Unfinished jobs, and which of them is advanced next.

    - A cancelled job comes first, so that it ends at once.
    - Otherwise the most urgent one; among equals the one that came first.
    - Jobs of equal urgency never overtake each other: if the first one waits, so do the others, since two
      that embed at once would do the same work twice. Less urgent jobs may use the time.
    - A job that yields a priority has that one from then on.

    Args:
        emit: Receives the events about the jobs.
        before_end: Called before a job's last event, so that what it changed is announced earlier.
    """

    def __init__(self, emit: Callable[[Event], None], before_end: Callable[[], None] = lambda: None) -> None:
        self._emit = emit
        self._before_end = before_end
        self._jobs: dict[int, _Job] = {}

    @property
    def busy(self) -> bool:
        """Whether any job is unfinished."""
        return bool(self._jobs)

    def add(self, job_id: int, priority: Priority, begin: BeginJob) -> None:
        """Queue a job.

        Args:
            job_id: Chosen by the caller, unique among unfinished jobs.
            priority: How urgent it is.
            begin: Makes it.
        """
        token = CancelToken()
        progress = Progress(lambda report: self._emit(JobProgressed(job_id, report)), token)
        self._jobs[job_id] = _Job(job_id, priority, begin(progress), token)

    def cancel(self, job_id: int) -> None:
        """Ask a job to stop; an unknown or finished one is ignored."""
        job = self._jobs.get(job_id)
        if job is not None:
            job.token.cancel()

    def step(self) -> bool:
        """Advance the job whose turn it is.

        Returns:
            False if there was nothing to do, or every job waits for something outside.
        """
        for job in list(self._jobs.values()):
            if job.token.cancelled:
                return self._advance(job)
        held_up: set[Priority] = set()
        for job in self._by_urgency():
            if job.priority in held_up:
                continue
            if self._advance(job):
                return True
            held_up.add(job.priority)
        return False

    def close(self) -> None:
        """Give up unfinished jobs; what they finished stays, and nothing is told about them."""
        with ExitStack() as last:
            # One that fails while it is given up does not keep the others from it.
            for job in self._jobs.values():
                last.callback(job.steps.close)
            self._jobs.clear()

    def _by_urgency(self) -> list[_Job]:
        # Equal ones in the order they came, which is the order of the dictionary.
        return sorted(self._jobs.values(), key=lambda job: job.priority)

    def _advance(self, job: _Job) -> bool:
        """Run one step; False if the job waits."""
        if not job.started:
            job.started = True
            self._emit(JobStarted(job.job_id))
        try:
            if job.token.cancelled:
                job.steps.throw(Cancelled())
            outcome = next(job.steps)
        except StopIteration as stop:
            self._end(job, JobFinished(job.job_id, stop.value))
        except Cancelled:
            self._end(job, JobCancelled(job.job_id))
        except KnownError as error:
            self._end(job, JobFailed(job.job_id, error.report()))
        except Exception as error:
            logger.exception("job %s failed", job.job_id)
            self._end(job, JobFailed(job.job_id, _bug_report(error)))
        else:
            if isinstance(outcome, Priority):
                job.priority = outcome
            return outcome is not Step.WAITING
        return True

    def _end(self, job: _Job, event: Event) -> None:
        del self._jobs[job.job_id]
        self._before_end()
        self._emit(event)


def _bug_report(error: Exception) -> ErrorReport:
    detail = (
        type(error).__name__ if isinstance(error, ClipPhotosError) else f"{type(error).__name__}: {error}"
    )
    return ErrorReport("internal-error", {"detail": detail[:200]}, "".join(traceback.format_exception(error)))
