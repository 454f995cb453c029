"""Every command with the job that it starts, and how urgent that is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from clipphotos.core.jobs import JobSteps, Priority, Progress
from clipphotos.service.categories.edit import (
    add_category,
    change_category,
    list_categories,
    remove_category,
    set_examples,
)
from clipphotos.service.categories.evaluate import evaluate_folder
from clipphotos.service.categories.learn import learn_categories
from clipphotos.service.categories.match import match_photos
from clipphotos.service.categories.preview import count_categories, preview_category
from clipphotos.service.categories.review import review
from clipphotos.service.context import ServiceContext
from clipphotos.service.indexing.accelerate import set_backend
from clipphotos.service.indexing.exclusion_settings import get_exclusions, set_exclusions
from clipphotos.service.indexing.job import index_folders, refresh_index
from clipphotos.service.indexing.model_jobs import add_local_model, download_model, set_model, warm_up
from clipphotos.service.indexing.settings import (
    get_indexing_settings,
    set_indexing_settings,
    show_folder,
)
from clipphotos.service.indexing.thumbnails import make_preview, make_thumbnails
from clipphotos.service.library.roots import remove_root
from clipphotos.service.maintenance.backup import back_up_catalogue
from clipphotos.service.maintenance.doctor import run_doctor
from clipphotos.service.maintenance.status import get_status
from clipphotos.service.operations.annotations import flag_photos, rate_photos, tag_sorted_photos
from clipphotos.service.operations.rename_and_trash import rename_photo, trash_photos
from clipphotos.service.operations.run import run_moves
from clipphotos.service.operations.undo import (
    list_moves,
    list_operations,
    preview_redo,
    preview_undo,
    redo_operation,
    undo_operation,
)
from clipphotos.service.protocol.categories import (
    AddCategory,
    AskForReview,
    ChangeCategory,
    CountCategories,
    LearnCategories,
    ListCategories,
    PreviewCategory,
    RemoveCategory,
    SetExamples,
)
from clipphotos.service.protocol.command import Command
from clipphotos.service.protocol.evaluating import EvaluateFolder, MatchPhotos
from clipphotos.service.protocol.inboxes import AskForProposals, ListInboxes, SetInbox
from clipphotos.service.protocol.indexing import (
    GetExclusions,
    GetIndexingSettings,
    IndexFolders,
    RefreshIndex,
    SetExclusions,
    SetIndexingSettings,
    ShowFolder,
)
from clipphotos.service.protocol.library import BackUpCatalogue, GetStatus, RemoveRoot, RunDoctor
from clipphotos.service.protocol.models import AddLocalModel, DownloadModel, SetBackend, SetModel, WarmUp
from clipphotos.service.protocol.operations import (
    FlagPhotos,
    ListMoves,
    ListOperations,
    PreviewRedo,
    PreviewUndo,
    RatePhotos,
    RedoOperation,
    RenamePhoto,
    RunMoves,
    TagSortedPhotos,
    TrashPhotos,
    UndoOperation,
)
from clipphotos.service.protocol.searching import Search, SearchNames
from clipphotos.service.protocol.showing import MakePreview, MakeThumbnails
from clipphotos.service.protocol.sorting import PlanSort
from clipphotos.service.protocol.tags import (
    ChangeTags,
    CompleteTags,
    MarkPhotos,
    RemoveAutomaticTags,
    SetAutomaticTags,
    TagLibrary,
    TagPhotos,
    TagsOf,
)
from clipphotos.service.search.names import search_names
from clipphotos.service.search.search import search
from clipphotos.service.sorting.inbox import ask_for_proposals, list_inboxes, set_inbox
from clipphotos.service.sorting.plan import plan_sort
from clipphotos.service.tags.library_jobs import (
    remove_automatic_tags,
    set_automatic_tags,
    tag_library,
    tag_photos,
)
from clipphotos.service.tags.mark import mark_photos
from clipphotos.service.tags.user_tags import change_tags, complete_tags, tags_of

C = TypeVar("C", bound=Command[object])


@dataclass(frozen=True, slots=True)
class JobKind:
    """What a command starts.

    Attributes:
        priority: How urgent it is at first; a job may change that on its way.
        begin: Makes the job, given what it works with, the command, and whom to tell how far it is.
    """

    priority: Priority
    begin: Callable[[ServiceContext, Any, Progress], JobSteps[object]]


def _job(
    command: type[C],
    priority: Priority,
    begin: Callable[[ServiceContext, C, Progress], JobSteps[object]],
) -> tuple[type[Command[object]], JobKind]:
    """A line of the table: the job of a command takes that command and no other."""
    return command, JobKind(priority, begin)


JOBS: dict[type[Command[object]], JobKind] = dict(
    (
        _job(Search, Priority.SEARCH, search),
        _job(SearchNames, Priority.SHOW, search_names),
        _job(GetStatus, Priority.SHOW, get_status),
        _job(MakePreview, Priority.SHOW, make_preview),
        _job(MakeThumbnails, Priority.SHOW, make_thumbnails),
        _job(RemoveRoot, Priority.SORT, remove_root),
        _job(AddLocalModel, Priority.SORT, add_local_model),
        _job(DownloadModel, Priority.MAINTAIN, download_model),
        _job(SetModel, Priority.SORT, set_model),
        _job(SetBackend, Priority.SORT, set_backend),
        _job(BackUpCatalogue, Priority.LOOK_IN, back_up_catalogue),
        _job(RunDoctor, Priority.SORT, run_doctor),
        _job(WarmUp, Priority.MAINTAIN, warm_up),
        _job(IndexFolders, Priority.SCAN, index_folders),
        _job(RefreshIndex, Priority.MAINTAIN, refresh_index),
        _job(MatchPhotos, Priority.EMBED, match_photos),
        _job(EvaluateFolder, Priority.EMBED, evaluate_folder),
        _job(ListCategories, Priority.SHOW, list_categories),
        _job(AddCategory, Priority.SORT, add_category),
        _job(ChangeCategory, Priority.SORT, change_category),
        _job(RemoveCategory, Priority.SORT, remove_category),
        _job(SetExamples, Priority.SORT, set_examples),
        _job(PreviewCategory, Priority.SEARCH, preview_category),
        _job(CountCategories, Priority.LEARN, count_categories),
        _job(AskForReview, Priority.SHOW, review),
        _job(PlanSort, Priority.SORT, plan_sort),
        _job(LearnCategories, Priority.LEARN, learn_categories),
        _job(TagPhotos, Priority.EMBED, tag_photos),
        _job(TagLibrary, Priority.EMBED, tag_library),
        _job(RemoveAutomaticTags, Priority.SORT, remove_automatic_tags),
        _job(SetAutomaticTags, Priority.SORT, set_automatic_tags),
        _job(TagsOf, Priority.SHOW, tags_of),
        _job(MarkPhotos, Priority.SORT, mark_photos),
        _job(ChangeTags, Priority.SORT, change_tags),
        _job(CompleteTags, Priority.SHOW, complete_tags),
        _job(RunMoves, Priority.SORT, run_moves),
        _job(TagSortedPhotos, Priority.SORT, tag_sorted_photos),
        _job(RenamePhoto, Priority.SORT, rename_photo),
        _job(TrashPhotos, Priority.SORT, trash_photos),
        _job(RatePhotos, Priority.SORT, rate_photos),
        _job(FlagPhotos, Priority.SORT, flag_photos),
        _job(UndoOperation, Priority.SORT, undo_operation),
        _job(RedoOperation, Priority.SORT, redo_operation),
        _job(PreviewUndo, Priority.SORT, preview_undo),
        _job(PreviewRedo, Priority.SORT, preview_redo),
        _job(ListOperations, Priority.SHOW, list_operations),
        _job(ListMoves, Priority.SHOW, list_moves),
        _job(ListInboxes, Priority.SHOW, list_inboxes),
        _job(SetInbox, Priority.SORT, set_inbox),
        _job(AskForProposals, Priority.SORT, ask_for_proposals),
        _job(GetIndexingSettings, Priority.SHOW, get_indexing_settings),
        _job(SetIndexingSettings, Priority.SHOW, set_indexing_settings),
        _job(GetExclusions, Priority.SHOW, get_exclusions),
        _job(SetExclusions, Priority.SCAN, set_exclusions),
        _job(ShowFolder, Priority.SHOW, show_folder),
    )
)
"""By the command's class. A test proves that it has every command, and that the answers' types agree."""
