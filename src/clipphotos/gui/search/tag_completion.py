"""Tags offered below the search field; one that is chosen becomes a limit of the search."""

from PySide6.QtCore import QPoint, QRect

from clipphotos.core.search.filters import TagFilter
from clipphotos.core.tags.photo_tags import TagName
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.grid.view import GridView
from clipphotos.gui.search.bar import SearchBar
from clipphotos.gui.search.search_controller import SearchController
from clipphotos.gui.tags.completion import TagCompleter
from clipphotos.service.protocol.tags import CompleteTags


def complete_tags(
    bar: SearchBar, search: SearchController, bridge: ServiceBridge, grid: GridView
) -> TagCompleter:
    """Offer tags while words are typed into the search bar.

    Args:
        bar: Where they are typed.
        search: Knows the folder that is searched, and the tags.
        bridge: Asked for tags.
        grid: Shows what was found: the best photo stays in sight.
    """

    def question(typed: str) -> CompleteTags:
        having = tuple(each.term for each in search.query.filters_of(TagFilter))
        return CompleteTags(typed, folder=search.folder, having=having)

    def limit(name: TagName, rest: str) -> None:
        bar.edit.setText(rest)
        bar.add_tag(name)

    def best() -> QRect:
        rect = grid.visualRect(grid.grid_model().index(0))
        return rect.translated(grid.viewport().mapToGlobal(QPoint(0, 0)))

    completer = TagCompleter(bar.edit, bridge, question, bar, best)
    completer.chosen.connect(limit)
    return completer
