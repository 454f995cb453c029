"""Searching by names: what answers while no model is ready."""

from clipphotos.core.jobs import JobSteps, Progress, Step
from clipphotos.core.search.filters import CategoryFilter, TagFilter
from clipphotos.core.search.query import SearchHit
from clipphotos.service.context import ServiceContext
from clipphotos.service.protocol.searching import SearchNames, SearchResult
from clipphotos.service.tags.user_tags import known_tags
from clipphotos.storage.search import photo_search


def search_names(
    context: ServiceContext, command: SearchNames, _progress: Progress
) -> JobSteps[SearchResult]:
    """See `SearchNames`.

    Raises:
        KnownError: ``folder-not-in-library`` or ``tag-…``.
    """
    query, catalogue = command.query, context.catalogue
    tags = known_tags(catalogue, query.filters_of(TagFilter))
    others = [each for each in query.filters if not isinstance(each, TagFilter | CategoryFilter)]
    selection = photo_search.select(catalogue, [*others, *tags])
    yield Step.WORKED
    found = photo_search.named_photos(catalogue, selection, query.text.split(), query.limit)
    hits = tuple(SearchHit(rank, each.photo_id, each.path, 1.0) for rank, each in enumerate(found, start=1))
    return SearchResult(query, hits, len(hits), matching=len(hits))
