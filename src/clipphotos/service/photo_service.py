"""The photo service: the catalogue with all that belongs to it, and the queue of the jobs that use it."""

from collections.abc import Callable
from contextlib import ExitStack

from clipphotos.core.indexing.idleness import Idleness
from clipphotos.core.models import ModelInfo
from clipphotos.inference.embedders.protocol import Embedder
from clipphotos.inference.models import accelerated as accelerated_form
from clipphotos.inference.models import registry
from clipphotos.library.file_system import FileSystem
from clipphotos.service.context import ServiceContext
from clipphotos.service.flight_recorder import open_recorder
from clipphotos.service.indexing.settings import (
    put_into_effect,
    stored_settings,
)
from clipphotos.service.job_queue import JobQueue
from clipphotos.service.job_table import JOBS
from clipphotos.service.machine import machine_use
from clipphotos.service.models.concepts import ConceptStore
from clipphotos.service.models.index_store import IndexStore
from clipphotos.service.models.label_vectors import LabelVectors
from clipphotos.service.models.library_sample import SampleCache
from clipphotos.service.models.model_cache import LoadEmbedder, ModelCache
from clipphotos.service.models.model_selection import ModelSelection, chosen_backend
from clipphotos.service.operations.recovery import recover
from clipphotos.service.protocol.command import Command
from clipphotos.service.protocol.events import (
    Event,
    OperationsRecovered,
)
from clipphotos.storage.catalogue import open_catalogue, open_catalogue_to_read
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.thumbnail_store import ThumbnailStore


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
                models=ModelSelection(
                    catalogue, locations.models, ModelCache(load_embedder or load, sign), emit
                ),
                indexes=IndexStore(catalogue, locations.indexes),
                samples=SampleCache(catalogue),
                labels=LabelVectors(),
                recorder=open_recorder(locations, catalogue),
                emit=emit,
                concepts=ConceptStore(locations.concepts, read_only=read_only),
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
        self._queue = JobQueue(emit, before_end=self._context.changes.flush)

    @property
    def busy(self) -> bool:
        """Whether any job is unfinished."""
        return self._queue.busy

    def submit(self, job_id: int, command: Command[object]) -> None:
        """Queue a command.

        Args:
            job_id: Chosen by the caller, unique among unfinished jobs.
            command: What to do.
        """
        kind = JOBS[type(command)]
        self._queue.add(job_id, kind.priority, lambda progress: kind.begin(self._context, command, progress))

    def cancel(self, job_id: int) -> None:
        """Ask a job to stop; an unknown or finished one is ignored."""
        self._queue.cancel(job_id)

    def step(self) -> bool:
        """Advance the job whose turn it is.

        Returns:
            False if there was nothing to do, or every job waits for something outside.
        """
        return self._queue.step()

    def close(self) -> None:
        """Give up unfinished jobs (what they finished stays) and close the files."""
        with ExitStack() as last:
            # Backwards: the jobs first, the catalogue with its lock last, whatever fails in between.
            last.callback(self._context.catalogue.close)
            last.callback(self._context.indexes.close)
            last.callback(self._context.recorder.close)
            if self._context.thumbnails is not None:
                last.callback(self._context.thumbnails.close)
            last.callback(self._queue.close)


def _recover(context: ServiceContext) -> None:
    """Settle operations on files that were interrupted, and say so."""
    recovery = recover(context.catalogue, context.files)
    if recovery:
        context.emit(OperationsRecovered(recovery))
