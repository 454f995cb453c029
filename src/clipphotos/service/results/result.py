"""Any answer of the photo service to a command."""

from clipphotos.core.category import Category
from clipphotos.core.inbox import Inbox, InboxProposals
from clipphotos.core.indexing_settings import IndexingSettings
from clipphotos.core.operation import MoveOutcome, Operation, OperationSummary, UndoPreview
from clipphotos.service.commands.categories import Teaching
from clipphotos.service.results.categories import CategoryCounts, CategoryPreview, LearnedCategories, Review
from clipphotos.service.results.evaluating import FolderEvaluation, Match
from clipphotos.service.results.indexing import IndexSummary
from clipphotos.service.results.library import DoctorReport, Status
from clipphotos.service.results.searching import SearchResult
from clipphotos.service.results.showing import Preview
from clipphotos.service.results.sorting import PlannedSort
from clipphotos.service.results.tags import TagChange, TaggedLibrary, Tagging, TagsOfPhotos, TagSuggestion

Result = (
    IndexSummary
    | SearchResult
    | tuple[int, ...]
    | Preview
    | Status
    | DoctorReport
    | Match
    | FolderEvaluation
    | tuple[Category, ...]
    | tuple[Teaching, ...]
    | CategoryPreview
    | CategoryCounts
    | Review
    | LearnedCategories
    | Tagging
    | PlannedSort
    | OperationSummary
    | UndoPreview
    | tuple[Operation, ...]
    | tuple[MoveOutcome, ...]
    | TaggedLibrary
    | TagsOfPhotos
    | TagChange
    | tuple[TagSuggestion, ...]
    | tuple[Inbox, ...]
    | tuple[InboxProposals, ...]
    | IndexingSettings
    | str
    | None
)
