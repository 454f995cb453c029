"""What is asked of the photo service to find photos."""

from dataclasses import dataclass

from clipphotos.core.search.query import SearchHit, SearchQuery
from clipphotos.service.protocol.command import Command


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Answer to a search.

    Attributes:
        query: The query answered.
        hits: Best first.
        searchable: Photos the search looked at.
        index_is_current: Whether the index held every vector; else the search went through them one by one.
        matching: Photos among them that the query's filters let through; all of them if it has none.
    """

    query: SearchQuery
    hits: tuple[SearchHit, ...]
    searchable: int
    index_is_current: bool = True
    matching: int = 0


@dataclass(frozen=True, slots=True)
class Search(Command[SearchResult]):
    """Find photos."""

    query: SearchQuery


@dataclass(frozen=True, slots=True)
class SearchNames(Command[SearchResult]):
    """Find photos by the words in their names, and in those of their folders. No model is needed.

    Attributes:
        query: Its words and its filters count, but for those that only a model can answer.
    """

    query: SearchQuery
