"""Any answer of the photo service to a command."""

from clipphotos.core.category import Category
from clipphotos.core.inbox import Inbox, InboxProposals
from clipphotos.core.indexing_settings import IndexingSettings
from clipphotos.core.operation import MoveOutcome, Operation, OperationSummary, UndoPreview
from clipphotos.service.protocol.categories import (
    CategoryCounts,
    CategoryPreview,
    LearnedCategories,
    Review,
    Teaching,
)
from clipphotos.service.protocol.evaluating import FolderEvaluation, Match
from clipphotos.service.protocol.indexing import IndexSummary
from clipphotos.service.protocol.library import DoctorReport, Status
from clipphotos.service.protocol.searching import SearchResult
from clipphotos.service.protocol.showing import Preview
from clipphotos.service.protocol.sorting import PlannedSort
from clipphotos.service.protocol.tags import (
    TagChange,
    TaggedLibrary,
    Tagging,
    TagsOfPhotos,
    TagSuggestion,
)

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
