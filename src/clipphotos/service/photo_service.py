"""The photo service: a queue of jobs, advanced one step of the most urgent one at a time."""

import logging
import traceback
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from clipphotos.core.errors import Cancelled, ClipPhotosError, ErrorReport, KnownError
from clipphotos.core.idleness import Idleness
from clipphotos.core.jobs import CancelToken, JobSteps, Priority, Progress, Step
from clipphotos.core.models import ModelInfo
from clipphotos.inference.embedders.protocol import Embedder
from clipphotos.inference.models import accelerated as accelerated_form
from clipphotos.inference.models import registry
from clipphotos.library.file_system import FileSystem
from clipphotos.service.categories.edit import (
    add_category,
    change_category,
    list_categories,
    remove_category,
    teach,
)
from clipphotos.service.categories.evaluate import evaluate_folder
from clipphotos.service.categories.learn import learn_categories
from clipphotos.service.categories.match import match_photos
from clipphotos.service.categories.preview import count_categories, preview_category
from clipphotos.service.categories.review import review
from clipphotos.service.context import ServiceContext, chosen_backend
from clipphotos.service.flight_recorder import FlightRecorder
from clipphotos.service.indexing.accelerate import set_backend
from clipphotos.service.indexing.job import index_folders, refresh_index
from clipphotos.service.indexing.model_jobs import add_local_model, download_model, set_model, warm_up
from clipphotos.service.indexing.settings import (
    get_indexing_settings,
    put_into_effect,
    set_indexing_settings,
    show_folder,
    stored_settings,
)
from clipphotos.service.indexing.thumbnails import make_preview, make_thumbnails
from clipphotos.service.library.roots import remove_root
from clipphotos.service.machine import machine_use
from clipphotos.service.maintenance.doctor import run_doctor
from clipphotos.service.maintenance.status import get_status
from clipphotos.service.models.concepts import ConceptShelf
from clipphotos.service.models.index_store import IndexKeeper
from clipphotos.service.models.label_vectors import LabelVectors
from clipphotos.service.models.library_sample import SampleKeeper
from clipphotos.service.models.model_cache import LoadEmbedder, ModelShelf
from clipphotos.service.operations.recovery import recover
from clipphotos.service.operations.rename_and_trash import rename_photo, trash_photos
from clipphotos.service.operations.run import run_moves
from clipphotos.service.operations.tags_and_ratings import rate_photos
from clipphotos.service.operations.undo import list_moves, list_operations, redo_operation, undo_operation
from clipphotos.service.protocol.categories import (
    AddCategory,
    AskForReview,
    ChangeCategory,
    CountCategories,
    LearnCategories,
    ListCategories,
    PreviewCategory,
    RemoveCategory,
    Teach,
)
from clipphotos.service.protocol.command import Command
from clipphotos.service.protocol.evaluating import EvaluateFolder, MatchPhotos
from clipphotos.service.protocol.events import (
    Event,
    JobCancelled,
    JobFailed,
    JobFinished,
    JobProgressed,
    JobStarted,
    OperationsRecovered,
)
from clipphotos.service.protocol.inboxes import AskForProposals, ListInboxes, SetInbox
from clipphotos.service.protocol.indexing import (
    GetIndexingSettings,
    IndexFolders,
    RefreshIndex,
    SetIndexingSettings,
    ShowFolder,
)
from clipphotos.service.protocol.library import GetStatus, RemoveRoot, RunDoctor
from clipphotos.service.protocol.models import AddLocalModel, DownloadModel, SetBackend, SetModel, WarmUp
from clipphotos.service.protocol.operations import (
    ListMoves,
    ListOperations,
    RatePhotos,
    RedoOperation,
    RenamePhoto,
    RunMoves,
    TrashPhotos,
    UndoOperation,
)
from clipphotos.service.protocol.searching import Search
from clipphotos.service.protocol.showing import MakePreview, MakeThumbnails
from clipphotos.service.protocol.sorting import PlanSort
from clipphotos.service.protocol.tags import (
    ChangeTags,
    CompleteTags,
    RemoveAutomaticTags,
    SetAutomaticTags,
    TagLibrary,
    TagPhotos,
    TagsOf,
)
from clipphotos.service.search.search import search
from clipphotos.service.sorting.inbox import ask_for_proposals, list_inboxes, set_inbox
from clipphotos.service.sorting.plan import plan_sort
from clipphotos.service.tags.library_jobs import (
    remove_automatic_tags,
    set_automatic_tags,
    tag_library,
    tag_photos,
)
from clipphotos.service.tags.user_tags import change_tags, complete_tags, tags_of
from clipphotos.storage import photos
from clipphotos.storage.catalogue import Catalogue, open_catalogue, open_catalogue_to_read
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.thumbnail_store import ThumbnailStore

logger = logging.getLogger(__name__)

JobFunction = Callable[[ServiceContext, Any, Progress], JobSteps]

JOBS: dict[type, tuple[Priority, JobFunction]] = {
    Search: (Priority.SEARCH, search),
    GetStatus: (Priority.SHOW, get_status),
    MakePreview: (Priority.SHOW, make_preview),
    MakeThumbnails: (Priority.SHOW, make_thumbnails),
    RemoveRoot: (Priority.SORT, remove_root),
    AddLocalModel: (Priority.SORT, add_local_model),
    DownloadModel: (Priority.MAINTAIN, download_model),
    SetModel: (Priority.SORT, set_model),
    SetBackend: (Priority.SORT, set_backend),
    RunDoctor: (Priority.SORT, run_doctor),
    WarmUp: (Priority.MAINTAIN, warm_up),
    IndexFolders: (Priority.SCAN, index_folders),
    RefreshIndex: (Priority.MAINTAIN, refresh_index),
    MatchPhotos: (Priority.EMBED, match_photos),
    EvaluateFolder: (Priority.EMBED, evaluate_folder),
    ListCategories: (Priority.SHOW, list_categories),
    AddCategory: (Priority.SORT, add_category),
    ChangeCategory: (Priority.SORT, change_category),
    RemoveCategory: (Priority.SORT, remove_category),
    Teach: (Priority.SORT, teach),
    PreviewCategory: (Priority.SEARCH, preview_category),
    CountCategories: (Priority.MAINTAIN, count_categories),
    AskForReview: (Priority.SHOW, review),
    PlanSort: (Priority.SORT, plan_sort),
    LearnCategories: (Priority.EMBED, learn_categories),
    TagPhotos: (Priority.EMBED, tag_photos),
    TagLibrary: (Priority.EMBED, tag_library),
    RemoveAutomaticTags: (Priority.SORT, remove_automatic_tags),
    SetAutomaticTags: (Priority.SORT, set_automatic_tags),
    TagsOf: (Priority.SHOW, tags_of),
    ChangeTags: (Priority.SORT, change_tags),
    CompleteTags: (Priority.SHOW, complete_tags),
    RunMoves: (Priority.SORT, run_moves),
    RenamePhoto: (Priority.SORT, rename_photo),
    TrashPhotos: (Priority.SORT, trash_photos),
    RatePhotos: (Priority.SORT, rate_photos),
    UndoOperation: (Priority.SORT, undo_operation),
    RedoOperation: (Priority.SORT, redo_operation),
    ListOperations: (Priority.SHOW, list_operations),
    ListMoves: (Priority.SHOW, list_moves),
    ListInboxes: (Priority.SHOW, list_inboxes),
    SetInbox: (Priority.SORT, set_inbox),
    AskForProposals: (Priority.SORT, ask_for_proposals),
    GetIndexingSettings: (Priority.SHOW, get_indexing_settings),
    SetIndexingSettings: (Priority.SHOW, set_indexing_settings),
    ShowFolder: (Priority.SHOW, show_folder),
}
"""What every command starts, and how urgently."""


@dataclass(slots=True)
class _Job:
    job_id: int
    priority: Priority
    steps: JobSteps
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

    def submit(self, job_id: int, command: Command) -> None:
        """Queue a command.

        Args:
            job_id: Chosen by the caller, unique among unfinished jobs.
            command: What to do.
        """
        priority, function = JOBS[type(command)]
        token = CancelToken()
        progress = Progress(lambda report: self._emit(JobProgressed(job_id, report)), token)
        self._jobs[job_id] = _Job(job_id, priority, function(self._context, command, progress), token)

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
