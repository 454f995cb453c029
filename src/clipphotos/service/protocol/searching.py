"""What is asked of the photo service to find photos."""

from dataclasses import dataclass

from clipphotos.core.search import SearchQuery


@dataclass(frozen=True, slots=True)
class Search:
    """Find photos. Result: `SearchResult`."""

    query: SearchQuery
