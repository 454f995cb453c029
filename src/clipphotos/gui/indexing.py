"""Follows the jobs that fill the library: one state and one progress for however many there are."""

from collections.abc import Callable, Sequence
from enum import Enum, auto
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from clipphotos.core.errors import ErrorReport
from clipphotos.core.jobs import ProgressReport
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.service.commands import Command, IndexFolders, SetAutomaticTags, SetModel, TagLibrary


class IndexingState(Enum):
    """What indexing is doing."""

    IDLE = auto()
    RUNNING = auto()
    PAUSED = auto()


class Indexing(QObject):
    """Starts, pauses and resumes indexing.

    Cancelling a job keeps what it finished, and indexing the library again goes on from there; so a pause is
    a cancelled job whose resumption is offered.

    Args:
        bridge: Runs the jobs.
        parent: Qt parent.
    """

    state_changed = Signal()
    progressed = Signal(object)
    """`ProgressReport`."""
    finished = Signal(object)
    """`IndexSummary`."""
    tagged = Signal(object)
    """`TaggedLibrary`."""
    failed = Signal(object)
    """`ErrorReport`."""

    def __init__(self, bridge: ServiceBridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._jobs: set[int] = set()
        self._state = IndexingState.IDLE
        bridge.progressed.connect(self._report)

    @property
    def state(self) -> IndexingState:
        """What indexing is doing."""
        return self._state

    @property
    def jobs(self) -> frozenset[int]:
        """Ids of the jobs that run or wait."""
        return frozenset(self._jobs)

    def index(self, folders: Sequence[Path] = (), *, retry_skipped: bool = False) -> int:
        """Index folders; none means the whole library.

        Returns:
            The job's id.
        """
        return self._run(IndexFolders(tuple(folders), retry_skipped=retry_skipped))

    def use_model(self, name: str) -> None:
        """Search with another model and index the library with it; the old one indexes no further."""
        for job in self._jobs:
            self._bridge.cancel(job)
        self._run(SetModel(name))

    def tag_anew(self) -> None:
        """Tag the whole library by what the photos show."""
        self._run(TagLibrary(), self.tagged.emit)

    def tag_automatically(self, on: bool) -> None:
        """Have indexing tag photos from now on, or no more."""
        self._run(SetAutomaticTags(on), lambda _: None)

    def pause(self) -> None:
        """Stop for now and offer to go on."""
        self._stop(IndexingState.PAUSED)

    def cancel(self) -> None:
        """Stop; the next start of the program goes on."""
        self._stop(IndexingState.IDLE)

    def resume(self) -> None:
        """Go on after a pause."""
        self.index()

    def _run(self, command: Command, tell: Callable[[Any], None] | None = None) -> int:
        def finish(result: object) -> None:
            self._end(job)
            (tell or self.finished.emit)(result)

        def fail(error: ErrorReport) -> None:
            self._end(job)
            self.failed.emit(error)

        job = self._bridge.submit(command, finish, fail, lambda: self._end(job))
        self._jobs.add(job)
        self._set_state(IndexingState.RUNNING)
        return job

    def _stop(self, state: IndexingState) -> None:
        jobs, self._jobs = self._jobs, set()
        for job in jobs:
            self._bridge.cancel(job)
        self._set_state(state)

    def _end(self, job: int) -> None:
        self._jobs.discard(job)
        if not self._jobs and self._state is IndexingState.RUNNING:
            self._set_state(IndexingState.IDLE)

    def _report(self, job: int, progress: ProgressReport) -> None:
        if job in self._jobs:
            self.progressed.emit(progress)

    def _set_state(self, state: IndexingState) -> None:
        if state is not self._state:
            self._state = state
            self.state_changed.emit()
