"""Follows the jobs that fill the library: one state and one progress for however many there are."""

from collections.abc import Callable, Sequence
from enum import Enum, auto
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from clipphotos.core.errors import ErrorReport
from clipphotos.core.indexing.settings import IndexingSettings, IndexingTime
from clipphotos.core.jobs import ProgressReport, Stage
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.service.protocol.command import Command
from clipphotos.service.protocol.indexing import (
    GetIndexingSettings,
    IndexFolders,
    IndexSummary,
    SetIndexingSettings,
)
from clipphotos.service.protocol.models import SetModel
from clipphotos.service.protocol.tags import SetAutomaticTags, TagLibrary

R = TypeVar("R")


class IndexingState(Enum):
    """What indexing is doing."""

    IDLE = auto()
    RUNNING = auto()
    PAUSED = auto()
    STOPPED = auto()
    """It ended with an error; whoever resumes it tries again."""
    BY_HAND = auto()
    """It waits for the user to start it, as the settings say."""


class IndexingController(QObject):
    """Starts, pauses and resumes indexing.

    Cancelling a job keeps what it finished, and indexing the library again goes on from there; so a pause is
    a cancelled job whose resumption is offered. It lasts until the whole library is indexed again: a folder
    that is added meanwhile is indexed, and the pause goes on.

    Args:
        bridge: Runs the jobs.
        parent: Qt parent.
    """

    state_changed = Signal()
    stage_changed = Signal()
    settings_changed = Signal()
    progressed = Signal(object)
    """`ProgressReport`."""
    finished = Signal(object)
    """`IndexSummary`."""
    rescanned = Signal(object)
    """`IndexSummary` once more, of a look for new photos that the user asked for."""
    scanned = Signal(object)
    """`IndexSummary` of a scan after which nothing was read."""
    tagged = Signal(object)
    """`TaggedLibrary`."""
    failed = Signal(object)
    """`ErrorReport`."""

    def __init__(self, bridge: ServiceBridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._jobs: set[int] = set()
        self._background: set[int] = set()
        self._waiting: set[int] = set()
        self._settings: IndexingSettings | None = None
        self._state = IndexingState.IDLE
        self._at_rest_after_stop: IndexingState | None = None
        self._stage: Stage | None = None
        bridge.progressed.connect(self._report)

    @property
    def state(self) -> IndexingState:
        """What indexing is doing."""
        return self._state

    @property
    def stage(self) -> Stage | None:
        """What it is at; None if it has not said so yet, or is at rest."""
        return self._stage

    @property
    def settings(self) -> IndexingSettings | None:
        """How indexing shares the computer; None until the service has said so."""
        return self._settings

    @property
    def jobs(self) -> frozenset[int]:
        """Ids of the jobs that run or wait."""
        return frozenset(self._jobs)

    def index(
        self, folders: Sequence[Path] = (), *, retry_skipped: bool = False, in_background: bool = False
    ) -> int:
        """Index folders; none means the whole library.

        Args:
            folders: Absolute paths.
            retry_skipped: Try photos again that could not be decoded before.
            in_background: The user did not ask for it just now: the settings say when.

        Returns:
            The job's id.
        """
        job = self._index_with(
            IndexFolders(tuple(folders), retry_skipped=retry_skipped, in_background=in_background),
            self.finished.emit,
            is_everything=not folders,
        )
        if in_background:
            self._background.add(job)
        return job

    def rescan(self, folder: Path | None) -> None:
        """Look for new and changed photos because the user asks for it: in a folder, or in all of them."""

        def tell(summary: IndexSummary) -> None:
            self.finished.emit(summary)
            self.rescanned.emit(summary)

        self._index_with(IndexFolders((folder,) if folder else ()), tell, is_everything=folder is None)

    def index_changed(self, folders: Sequence[Path], leave: frozenset[Path]) -> int:
        """Index folders in which something changed; those that have left the library stay out.

        Args:
            folders: Absolute paths.
            leave: Files that are still being written.

        Returns:
            The job's id.
        """
        command = IndexFolders(tuple(folders), in_background=True, only_known=True, leave=leave)
        job = self._run(command, self.finished.emit)
        self._background.add(job)
        return job

    def scan_changed(self, folders: Sequence[Path], leave: frozenset[Path]) -> int:
        """Have photos that came to folders or left them seen at once, whatever else goes on; none is read.

        Args:
            folders: Absolute paths.
            leave: Files that are still being written.

        Returns:
            The job's id.
        """

        def fail(error: ErrorReport) -> None:
            # A folder that cannot be reached now is scanned when it is back.
            if not error.code.startswith("folder-"):
                self.failed.emit(error)

        command = IndexFolders(
            tuple(folders), scan_only=True, in_background=True, only_known=True, leave=leave
        )
        return self._bridge.submit(command, self.scanned.emit, fail)

    def add(self, folders: Sequence[Path]) -> None:
        """Index folders that were just added: when the computer is idle if the settings say so, else now."""
        when_idle = self._settings is not None and self._settings.time is IndexingTime.WHEN_IDLE
        self.index(folders, in_background=when_idle)

    def index_now(self) -> None:
        """Wait no longer until the computer is idle."""
        for job in self._background:
            self._bridge.cancel(job)
        self.index()

    def ask_settings(self) -> None:
        """Find out what the settings are."""
        self._bridge.submit(GetIndexingSettings(), self._take_settings)

    def change_settings(self, settings: IndexingSettings, refuse: Callable[[ErrorReport], None]) -> None:
        """Decide how indexing shares the computer.

        Args:
            settings: Hold from now on.
            refuse: Receives the error if they cannot be kept.
        """

        def done(kept: IndexingSettings) -> None:
            before = self._settings
            self._take_settings(kept)
            may_start = self._state is IndexingState.IDLE and kept.time is not IndexingTime.BY_HAND
            if may_start and before is not None and before.time is IndexingTime.BY_HAND:
                self.index(in_background=True)

        self._bridge.submit(SetIndexingSettings(settings), done, refuse)

    def use_model(self, name: str) -> None:
        """Search with another model and index the library with it; the old one indexes no further."""
        for job in self._jobs:
            self._bridge.cancel(job)
        self._index_with(SetModel(name), self.finished.emit, is_everything=True)

    def tag_anew(self) -> None:
        """Tag the whole library by what the photos show."""
        self._run(TagLibrary(), self.tagged.emit)

    def tag_automatically(self, on: bool) -> None:
        """Have indexing tag photos from now on, or no more."""
        self._run(SetAutomaticTags(on), lambda _: None)

    def pause(self) -> None:
        """Stop for now and offer to go on."""
        jobs, self._jobs = self._jobs, set()
        self._background.clear()
        self._waiting.clear()
        for job in jobs:
            self._bridge.cancel(job)
        self._rest_as(IndexingState.PAUSED)

    def resume(self) -> None:
        """Go on after a pause, or try again after an error."""
        self.index()

    def _index_with(
        self, command: Command[IndexSummary], tell: Callable[[IndexSummary], None], *, is_everything: bool
    ) -> int:
        if is_everything:
            self._at_rest_after_stop = None

        def fail(error: ErrorReport) -> None:
            # A folder that cannot be used leaves nothing undone that trying again would do.
            if not error.code.startswith("folder-") and self._at_rest_after_stop is None:
                self._rest_as(IndexingState.STOPPED)

        return self._run(command, tell, fail)

    def _run(
        self,
        command: Command[R],
        tell: Callable[[R], None],
        note_failure: Callable[[ErrorReport], None] = lambda _: None,
    ) -> int:
        def finish(answer: R) -> None:
            self._end(job)
            tell(answer)

        def fail(error: ErrorReport) -> None:
            note_failure(error)
            self._end(job)
            self.failed.emit(error)

        job = self._bridge.submit(command, finish, fail, lambda: self._end(job))
        self._jobs.add(job)
        self._set_state(IndexingState.RUNNING)
        return job

    def _end(self, job: int) -> None:
        self._jobs.discard(job)
        self._background.discard(job)
        self._waiting.discard(job)
        if not self._jobs and self._state is IndexingState.RUNNING:
            self._set_state(self._at_rest)

    def _rest_as(self, state: IndexingState) -> None:
        """What it is from now on whenever no job runs, until the whole library is indexed again."""
        self._at_rest_after_stop = state
        if not self._jobs:
            self._set_state(state)

    @property
    def _at_rest(self) -> IndexingState:
        if self._at_rest_after_stop is not None:
            return self._at_rest_after_stop
        by_hand = self._settings is not None and self._settings.time is IndexingTime.BY_HAND
        return IndexingState.BY_HAND if by_hand else IndexingState.IDLE

    def _take_settings(self, settings: IndexingSettings) -> None:
        self._settings = settings
        if self._state in {IndexingState.IDLE, IndexingState.BY_HAND}:
            self._set_state(self._at_rest)
        self.settings_changed.emit()

    def _report(self, job: int, progress: ProgressReport) -> None:
        if job not in self._jobs:
            return
        is_other_stage = progress.stage is not self._stage
        self._stage = progress.stage
        if progress.stage == Stage.WAIT_UNTIL_IDLE:
            self._waiting.add(job)
        else:
            self._waiting.discard(job)
        # One that waits has nothing to say while another works.
        if job not in self._waiting or self._jobs == self._background:
            self.progressed.emit(progress)
        if is_other_stage:
            self.stage_changed.emit()

    def _set_state(self, state: IndexingState) -> None:
        if state is not self._state:
            self._state = state
            self._stage = None
            self.state_changed.emit()
