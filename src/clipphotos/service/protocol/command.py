"""Any command: all that the photo service takes."""

from clipphotos.service.protocol.categories import CategoryCommand
from clipphotos.service.protocol.evaluating import EvaluatingCommand
from clipphotos.service.protocol.inboxes import InboxCommand
from clipphotos.service.protocol.indexing import IndexingCommand
from clipphotos.service.protocol.library import LibraryCommand
from clipphotos.service.protocol.models import ModelCommand
from clipphotos.service.protocol.operations import OperationCommand
from clipphotos.service.protocol.searching import Search
from clipphotos.service.protocol.showing import ShowingCommand
from clipphotos.service.protocol.sorting import PlanSort
from clipphotos.service.protocol.tags import TagCommand

Command = (
    CategoryCommand
    | EvaluatingCommand
    | InboxCommand
    | IndexingCommand
    | LibraryCommand
    | ModelCommand
    | OperationCommand
    | Search
    | ShowingCommand
    | PlanSort
    | TagCommand
)
