"""Runs the photo service in the calling thread: for the command line and for tests."""

import time
from collections.abc import Callable
from typing import Self, TypeVar, cast

from clipphotos.core.errors import Cancelled, ErrorReport, KnownError
from clipphotos.core.indexing.idleness import Idleness
from clipphotos.library.file_system import FileSystem
from clipphotos.service.models.model_cache import LoadEmbedder
from clipphotos.service.photo_service import PhotoService
from clipphotos.service.protocol.command import Command
from clipphotos.service.protocol.events import Event, JobCancelled, JobFailed, JobFinished, ServiceReady
from clipphotos.storage.locations import DataLocations

R = TypeVar("R")

WAITING_SECONDS = 0.01


class ServiceBugError(Exception):
    """A job failed because of a bug; carries the report with its traceback."""

    def __init__(self, report: ErrorReport) -> None:
        super().__init__(report.traceback or report.params.get("detail", report.code))
        self.report = report


class InlineHost:
    """A `ServiceHost` without a second thread or process: `submit` works until everything is done.

    Args:
        locations: Where data live.
        on_event: Receives events, in the calling thread.
        load_embedder: Loads a model; tests pass their own.
        read_only: See `PhotoService`.
        files: See `PhotoService`.
        idleness: See `PhotoService`.
    """

    def __init__(
        self,
        locations: DataLocations,
        on_event: Callable[[Event], None] | None = None,
        *,
        load_embedder: LoadEmbedder | None = None,
        read_only: bool = False,
        files: FileSystem | None = None,
        idleness: Idleness | None = None,
    ) -> None:
        self._files = files
        self._idleness = idleness
        self._locations = locations
        self._on_event = on_event
        self._load_embedder = load_embedder
        self._read_only = read_only
        self._service: PhotoService | None = None
        self._outcomes: dict[int, JobFinished | JobFailed | JobCancelled | None] = {}
        self._last_id = 0

    def start(self) -> None:
        """Open the catalogue.

        Raises:
            KnownError: If that fails.
        """
        self._service = PhotoService(
            self._locations,
            self._receive,
            load_embedder=self._load_embedder,
            read_only=self._read_only,
            files=self._files,
            idleness=self._idleness,
        )
        self._receive(ServiceReady())

    def submit(self, command: Command[object]) -> int:
        """Queue a command, and work until every job has ended. Called from within an event, only queue it."""
        is_nested = self._running.busy
        self._last_id += 1
        job_id = self._last_id
        self._running.submit(job_id, command)
        if not is_nested:
            self._work(lambda: self._running.busy)
        return job_id

    def run(self, command: Command[R]) -> R:
        """Do one command.

        Returns:
            Its answer.

        Raises:
            KnownError: What the command's jobs raise.
            Cancelled: If it was cancelled.
            ServiceBugError: If it failed because of a bug.
        """
        self._last_id += 1
        job_id = self._last_id
        self._outcomes[job_id] = None
        self._running.submit(job_id, command)
        self._work(lambda: self._outcomes[job_id] is None)
        outcome = self._outcomes.pop(job_id)
        if isinstance(outcome, JobFinished):
            # What a job returns is what its command says: a test compares the two for every command.
            return cast("R", outcome.result)
        if isinstance(outcome, JobFailed) and outcome.error.code == "internal-error":
            raise ServiceBugError(outcome.error)
        if isinstance(outcome, JobFailed):
            raise KnownError(outcome.error.code, **outcome.error.params)
        raise Cancelled

    def cancel(self, job_id: int) -> None:
        """See `ServiceHost.cancel`; of use from within an event or from another thread."""
        self._running.cancel(job_id)

    def close(self) -> None:
        """See `ServiceHost.close`."""
        if self._service is not None:
            self._service.close()
            self._service = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def _running(self) -> PhotoService:
        if self._service is None:
            raise RuntimeError("the service was not started")
        return self._service

    def _work(self, unfinished: Callable[[], bool]) -> None:
        while unfinished():
            if not self._running.step():
                # Every job waits for a thread: a model that loads, a photo that is decoded, a download.
                time.sleep(WAITING_SECONDS)

    def _receive(self, event: Event) -> None:
        if isinstance(event, JobFinished | JobFailed | JobCancelled) and event.job_id in self._outcomes:
            self._outcomes[event.job_id] = event
        if self._on_event is not None:
            self._on_event(event)
