"""The photo service: a queue of jobs, advanced one step of the most urgent one at a time."""

import logging
import traceback
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

from clipphotos.core.errors import Cancelled, ClipPhotosError, ErrorReport, KnownError
from clipphotos.core.idleness import Idleness
from clipphotos.core.jobs import CancelToken, JobSteps, Priority, Progress, Step
from clipphotos.core.models import ModelInfo
from clipphotos.inference.embedders.protocol import Embedder
from clipphotos.inference.models import accelerated as accelerated_form
from clipphotos.inference.models import registry
from clipphotos.library.file_system import FileSystem
from clipphotos.service.context import ServiceContext, chosen_backend
from clipphotos.service.flight_recorder import FlightRecorder
from clipphotos.service.indexing.settings import (
    put_into_effect,
    stored_settings,
)
from clipphotos.service.job_table import JOBS
from clipphotos.service.machine import machine_use
from clipphotos.service.models.concepts import ConceptShelf
from clipphotos.service.models.index_store import IndexKeeper
from clipphotos.service.models.label_vectors import LabelVectors
from clipphotos.service.models.library_sample import SampleKeeper
from clipphotos.service.models.model_cache import LoadEmbedder, ModelShelf
from clipphotos.service.operations.recovery import recover
from clipphotos.service.protocol.command import Command
from clipphotos.service.protocol.events import (
    Event,
    JobCancelled,
    JobFailed,
    JobFinished,
    JobProgressed,
    JobStarted,
    OperationsRecovered,
)
from clipphotos.storage import photos
from clipphotos.storage.catalogue import Catalogue, open_catalogue, open_catalogue_to_read
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.thumbnail_store import ThumbnailStore

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _Job:
    job_id: int
    priority: Priority
    steps: JobSteps[object]
    token: CancelToken
    started: bool = False


class PhotoService:
    """Owns the catalogue and does what commands say. One thread at a time.

    Args:
        locations: Where data live.
        emit: Receives events.
        load_embedder: Loads a model; tests pass their own.
        read_only: Open the catalogue beside another program that writes to it, for searches and questions.
        files: The file system; tests pass their own.
        idleness: Whether the computer is idle; tests pass their own.

    Raises:
        KnownError: If the catalogue cannot be opened.
    """

    def __init__(
        self,
        locations: DataLocations,
        emit: Callable[[Event], None],
        *,
        load_embedder: LoadEmbedder | None = None,
        read_only: bool = False,
        files: FileSystem | None = None,
        idleness: Idleness | None = None,
    ) -> None:
        def load(info: ModelInfo) -> Embedder:
            return accelerated_form.load(info, locations.models, locations.accelerated, self._context.backend)

        def sign(info: ModelInfo) -> str:
            return registry.signature(info, locations.models)

        catalogue = open_catalogue_to_read(locations) if read_only else open_catalogue(locations)
        try:
            self._context = ServiceContext(
                locations=locations,
                catalogue=catalogue,
                thumbnails=None if read_only else ThumbnailStore(locations),
                shelf=ModelShelf(load_embedder or load, sign),
                indexes=IndexKeeper(catalogue, locations.indexes),
                samples=SampleKeeper(catalogue),
                labels=LabelVectors(),
                recorder=_recorder(locations, catalogue),
                emit=emit,
                concepts=ConceptShelf(locations.concepts, read_only=read_only),
                backend=chosen_backend(catalogue),
                files=files or FileSystem(),
                idleness=idleness or Idleness(machine_use),
            )
            put_into_effect(self._context, stored_settings(catalogue))
            if not read_only:
                # Before anything else looks at the files.
                _recover(self._context)
        except BaseException:
            catalogue.close()
            raise
        self._emit = emit
        self._jobs: dict[int, _Job] = {}

    @property
    def busy(self) -> bool:
        """Whether any job is unfinished."""
        return bool(self._jobs)

    def submit(self, job_id: int, command: Command[object]) -> None:
        """Queue a command.

        Args:
            job_id: Chosen by the caller, unique among unfinished jobs.
            command: What to do.
        """
        kind = JOBS[type(command)]
        token = CancelToken()
        progress = Progress(lambda report: self._emit(JobProgressed(job_id, report)), token)
        self._jobs[job_id] = _Job(job_id, kind.priority, kind.begin(self._context, command, progress), token)

    def cancel(self, job_id: int) -> None:
        """Ask a job to stop; an unknown or finished one is ignored."""
        job = self._jobs.get(job_id)
        if job is not None:
            job.token.cancel()

    def step(self) -> bool:
        """Advance the most urgent job that is not waiting.

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
            # Jobs of one kind never overtake each other: two embedding at once would do the same work twice.
            held_up.add(job.priority)
        return False

    def close(self) -> None:
        """Give up unfinished jobs (what they finished stays) and close the files."""
        with ExitStack() as last:
            # Backwards: the jobs first, the catalogue with its lock last, whatever fails in between.
            last.callback(self._context.catalogue.close)
            last.callback(self._context.indexes.close)
            last.callback(self._context.recorder.close)
            if self._context.thumbnails is not None:
                last.callback(self._context.thumbnails.close)
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
        self._context.flush_changes()
        self._emit(event)


def _recover(context: ServiceContext) -> None:
    """Settle operations on files that were interrupted, and say so."""
    recovery = recover(context.catalogue, context.files)
    if recovery:
        context.emit(OperationsRecovered(recovery))


def _recorder(locations: DataLocations, catalogue: Catalogue) -> FlightRecorder:
    """The recorder, with what a crash left in it noted in the catalogue."""
    if catalogue.read_only:
        return FlightRecorder(None)
    try:
        recorder = FlightRecorder(locations.decoding)
    except OSError:
        logger.warning("the photos being decoded cannot be noted down")
        return FlightRecorder(None)
    if recorder.leftovers:
        with catalogue.transaction():
            photos.set_suspect(catalogue, sorted(recorder.leftovers), suspect=True)
    recorder.clear()
    return recorder


def _bug_report(error: Exception) -> ErrorReport:
    detail = (
        type(error).__name__ if isinstance(error, ClipPhotosError) else f"{type(error).__name__}: {error}"
    )
    return ErrorReport("internal-error", {"detail": detail[:200]}, "".join(traceback.format_exception(error)))
