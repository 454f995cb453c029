"""Tags offered below the search field; one that is chosen becomes a limit of the search."""

from clipphotos.core.search.filters import TagFilter
from clipphotos.core.tags.photo_tags import TagName
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.search.bar import SearchBar
from clipphotos.gui.search.search_controller import SearchController
from clipphotos.gui.tags.completion import TagCompleter
from clipphotos.service.protocol.tags import CompleteTags


def complete_tags(bar: SearchBar, search: SearchController, bridge: ServiceBridge) -> TagCompleter:
    """Offer tags while words are typed into the search bar.

    Args:
        bar: Where they are typed.
        search: Knows the folder that is searched, and the tags.
        bridge: Asked for tags.
    """

    def question(typed: str) -> CompleteTags:
        having = tuple(each.term for each in search.query.filters_of(TagFilter))
        return CompleteTags(typed, folder=search.folder, having=having)

    def limit(name: TagName, rest: str) -> None:
        bar.edit.setText(rest)
        bar.add_tag(name)

    completer = TagCompleter(bar.edit, bridge, question, bar)
    completer.chosen.connect(limit)
    return completer
