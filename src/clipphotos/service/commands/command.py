"""Any command: all that the photo service takes."""

from clipphotos.service.commands.categories import CategoryCommand
from clipphotos.service.commands.evaluating import EvaluatingCommand
from clipphotos.service.commands.inboxes import InboxCommand
from clipphotos.service.commands.indexing import IndexingCommand
from clipphotos.service.commands.library import LibraryCommand
from clipphotos.service.commands.models import ModelCommand
from clipphotos.service.commands.operations import OperationCommand
from clipphotos.service.commands.searching import Search
from clipphotos.service.commands.showing import ShowingCommand
from clipphotos.service.commands.sorting import PlanSort
from clipphotos.service.commands.tags import TagCommand

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
