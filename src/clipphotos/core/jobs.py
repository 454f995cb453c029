"""Vocabulary of jobs: priorities, steps, cancellation and throttled progress.

A job is a generator. Every `yield` ends a step of at most about 0.3 s, after which the loop may run a
step of a more urgent job. Finished steps stay, so cancelling is pausing.
"""

import threading
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from enum import Enum, IntEnum, StrEnum, auto
from typing import TypeAlias, TypeVar

from clipphotos.core.errors import Cancelled


class Priority(IntEnum):
    """How urgent a job is; smaller runs first, equal ones in the order they came."""

    LOOK_IN = -1
    """What a thread does, and the job only looks in on: it holds up nothing."""
    SEARCH = 0
    SHOW = 1
    SORT = 2
    LEARN = 3
    """What the user watches and may wait for a model meanwhile, while all of the above goes on."""
    SCAN = 4
    EMBED = 5
    MAINTAIN = 6
    BACKGROUND = 7
    """What waits until the computer is idle, and holds up nothing else."""


class Step(Enum):
    """What a job did when it handed control back."""

    WORKED = auto()
    WAITING = auto()
    """Nothing to do until something outside the loop happens (a model loads, a download advances)."""


R = TypeVar("R")

JobSteps: TypeAlias = Generator[Step | Priority, None, R]
"""A running job: yields after every step and returns its result. Yielding a priority changes its urgency."""


class CancelToken:
    """A flag that any thread may raise and the job's progress call turns into `Cancelled`."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        """Ask the job to stop at its next progress call."""
        self._event.set()

    @property
    def cancelled(self) -> bool:
        """Whether the job was asked to stop."""
        return self._event.is_set()


class Stage(StrEnum):
    """What a job is doing at the moment."""

    SCAN = "scan"
    """Looking for photos in folders."""
    EMBED = "embed"
    """Reading photos and computing their vectors."""
    METADATA = "metadata"
    """Reading again when and where photos were taken."""
    WAIT_UNTIL_IDLE = "idle"
    """Waiting until the computer has nothing better to do."""
    LOAD_MODEL = "load-model"
    DOWNLOAD = "download"
    ACCELERATE = "accelerate"
    """Making the form of a model that runs faster on this processor."""
    REBUILD_INDEX = "rebuild-index"
    PROMPTS = "prompts"
    """Reading labels or the vocabulary with the model."""
    CLASSIFY = "classify"
    """Comparing photos with categories."""
    TAG = "tag"
    """Tagging photos by what they show."""
    LOOK_AT_FILES = "look"
    """Looking at files before they are sorted."""
    SORT = "sort"
    """Carrying out an operation on files."""
    MARK = "mark"
    """Recording the user's tags or ratings."""
    UNDO = "undo"
    """Taking an operation back, or doing it again."""
    THUMBNAILS = "thumbnails"
    PREVIEW = "preview"
    """Decoding a photo for the viewer."""
    REMOVE = "remove"
    """Forgetting a folder of the library."""
    CHECK = "check"
    """Looking for damage in what the program keeps."""
    STATUS = "status"
    BACK_UP = "back-up"
    """Copying what the program remembers."""


@dataclass(frozen=True, slots=True)
class ProgressReport:
    """How far a job is.

    Attributes:
        stage: What is being done.
        done: Units finished so far.
        total: Units in all; 0 while unknown.
        per_second: Units a second since the stage began; 0 while unknown.
        seconds_left: Estimated seconds to go; None while unknown.
    """

    stage: Stage
    done: int
    total: int
    per_second: float = 0.0
    seconds_left: float | None = None


class Progress:
    """Reports progress, at most every 100 ms, and stops a cancelled job in the same call.

    Args:
        report: Receives each report that is let through.
        token: Raised by whoever wants the job to stop.
        clock: Seconds, monotonic; tests pass their own.
    """

    INTERVAL_SECONDS = 0.1

    def __init__(
        self,
        report: Callable[[ProgressReport], None],
        token: CancelToken,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._report = report
        self._token = token
        self._clock = clock
        self._stage: Stage | None = None
        self._started_at = 0.0
        self._done_before = 0
        self._last_report_at = float("-inf")

    def step(self, stage: Stage, done: int, total: int) -> None:
        """Report that `done` of `total` units of `stage` are finished.

        The first call of a stage and the one with ``done == total`` are always reported.

        Raises:
            Cancelled: If the token was raised.
        """
        if self._token.cancelled:
            raise Cancelled
        now = self._clock()
        if stage != self._stage:
            self._stage, self._started_at, self._last_report_at = stage, now, float("-inf")
            # A stage that was interrupted goes on where it was.
            self._done_before = done
        is_due = now - self._last_report_at >= self.INTERVAL_SECONDS
        if not is_due and not (total and done >= total):
            return
        self._last_report_at = now
        elapsed = now - self._started_at
        per_second = (done - self._done_before) / elapsed if elapsed > 0 else 0.0
        seconds_left = (total - done) / per_second if per_second > 0 and total else None
        self._report(ProgressReport(stage, done, total, per_second, seconds_left))
