"""Searching: words, an example photo or filters in; the photos that fit out, best first."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from clipphotos.core.errors import BadImage, KnownError
from clipphotos.core.jobs import JobSteps, Progress
from clipphotos.core.search.filters import CategoryFilter, TagFilter
from clipphotos.core.search.query import SearchHit, SearchQuery
from clipphotos.core.tags.automatic import share_of_sureness
from clipphotos.core.vectors import Vectors, unit
from clipphotos.inference.indexes.protocol import Neighbours
from clipphotos.library.content import read_content
from clipphotos.library.isolated import decode_of_any_size
from clipphotos.service.categories.members import photos_of_category
from clipphotos.service.context import ServiceContext
from clipphotos.service.models.model_selection import LoadedModel
from clipphotos.service.protocol.searching import Search, SearchResult
from clipphotos.service.tags.user_tags import known_tags
from clipphotos.storage import vectors
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.search import photo_search
from clipphotos.storage.search.photo_search import EmbeddedPhoto, PhotoSelection

SPARE = 32
"""So many neighbours more than are wanted, for those that no photo stands behind any more."""


class _Found(NamedTuple):
    """What a search found.

    Attributes:
        hits: Best first.
        searchable: Photos looked at.
        matching: Photos among them that the filters let through.
    """

    hits: tuple[SearchHit, ...]
    searchable: int
    matching: int


def search(context: ServiceContext, command: Search, progress: Progress) -> JobSteps[SearchResult]:
    """See `Search`.

    Raises:
        KnownError: ``query-empty``, ``folder-not-in-library``, ``photo-not-found``, ``tag-…``,
            ``category-gone`` or ``model-…``.
        BadImage: If the example photo cannot be decoded.
    """
    query = command.query
    if not query.is_search:
        raise KnownError("query-empty")
    selection = _selection(context.catalogue, query)
    if not query.needs_model:
        found = _by_catalogue(context.catalogue, query, selection)
        return SearchResult(query, found.hits, found.searchable, matching=found.matching)
    model = yield from _loaded_model(context, query, progress)
    if query.filters_of(CategoryFilter):
        found = yield from _in_categories(context, model, query, selection, progress)
    elif selection.is_everything:
        found = _everywhere(context, model, query)
    else:
        found = _among_selected(context, model, query, selection)
    context.indexes.open(model.model_id, model.dim)
    is_current = context.indexes.is_current(model.model_id)
    return SearchResult(query, found.hits, found.searchable, is_current, found.matching)


# --- what is asked ----------------------------------------------------------------------------------


def _selection(catalogue: Catalogue, query: SearchQuery) -> PhotoSelection:
    """The filters that the catalogue can answer, checked and translated."""
    tags = known_tags(catalogue, query.filters_of(TagFilter))
    others = [each for each in query.filters if not isinstance(each, TagFilter | CategoryFilter)]
    return photo_search.select(catalogue, [*others, *tags])


def _loaded_model(context: ServiceContext, query: SearchQuery, progress: Progress) -> JobSteps[LoadedModel]:
    info = context.models.answering(query.model)
    if not context.models.is_in_memory(info) and (known := context.models.known(info)) is not None:
        # The index is read while the model is loaded: each takes most of a second.
        context.indexes.open(*known)
    return (yield from context.models.loaded(info, progress))


def _query_vector(context: ServiceContext, model: LoadedModel, query: SearchQuery) -> Vectors:
    """(dim,) unit vector: of the words, of the example, or the direction halfway between both."""
    parts: list[Vectors] = []
    if query.has_words:
        parts.append(model.embedder.embed_queries([query.text])[0])
    if query.like is not None:
        parts.append(_example_vector(context, model, query.like))
    return unit(sum(parts[1:], parts[0]))


def _example_vector(context: ServiceContext, model: LoadedModel, path: Path) -> Vectors:
    try:
        content = read_content(path.expanduser())
    except BadImage as error:
        if not path.expanduser().exists():
            raise KnownError("photo-not-found", path=str(path)) from error
        raise
    known = vectors.vector_of(context.catalogue, model.model_id, content.content_hash)
    if known is not None:
        return known
    _, decoded = decode_of_any_size(path.expanduser(), content, 2 * model.embedder.input_edge)
    return model.embedder.embed_images([model.embedder.prepare(decoded.image)])[0]


# --- the ways to find it ----------------------------------------------------------------------------


def _by_catalogue(catalogue: Catalogue, query: SearchQuery, selection: PhotoSelection) -> _Found:
    """Every photo that the filters let through, the surest first; as sure as the least sure of its tags."""
    selected = photo_search.selected_photos(catalogue, selection, query.limit)
    hits = tuple(
        SearchHit(rank, each.photo_id, each.path, share_of_sureness(each.score))
        for rank, each in enumerate(selected, start=1)
    )
    are_all = len(hits) < query.limit
    matching = len(hits) if are_all else photo_search.count_selected(catalogue, selection)
    return _Found(hits, photo_search.count_looked_at(catalogue, selection), matching)


def _in_categories(
    context: ServiceContext,
    model: LoadedModel,
    query: SearchQuery,
    selection: PhotoSelection,
    progress: Progress,
) -> JobSteps[_Found]:
    """Photos of all categories asked for, scored by likeness or else by the least probable category."""
    vector = _query_vector(context, model, query) if query.is_by_content else None
    searchable = _count_looked_at(context, model, selection)
    members: list[Neighbours] = []
    for each in query.filters_of(CategoryFilter):
        found = yield from photos_of_category(context, model, each.category_id, vector, progress)
        members.append(found)
    ranked = _in_all(members)
    photos = photo_search.photos_behind(context.catalogue, ranked.ids.tolist(), selection)
    return _Found(_hits(photos, ranked, query.limit), searchable, len(photos))


def _in_all(members: Sequence[Neighbours]) -> Neighbours:
    """What several answers have in common, with the least score of each."""
    ids, scores = members[0]
    for each in members[1:]:
        ids, own, others = np.intersect1d(ids, each.ids, return_indices=True)
        scores = np.minimum(scores[own], each.scores[others])
    return Neighbours(ids, scores)


def _among_selected(
    context: ServiceContext, model: LoadedModel, query: SearchQuery, selection: PhotoSelection
) -> _Found:
    """The nearest of the selected photos, each of them compared."""
    vector = _query_vector(context, model, query)
    limits = _matching(context, model, selection)
    searchable = _count_looked_at(context, model, selection) if selection.wanted else limits.photos
    wanted = min(query.limit, limits.photos)
    nearest = context.indexes.search_among(model.model_id, model.dim, limits.ids, vector, wanted)
    # Of photos with the same content, only some may be selected.
    photos = photo_search.photos_behind(context.catalogue, nearest.ids.tolist(), selection)
    return _Found(_hits(photos, nearest, query.limit), searchable, limits.photos)


def _everywhere(context: ServiceContext, model: LoadedModel, query: SearchQuery) -> _Found:
    """The nearest photos of the whole library.

    The index is asked for more and more until enough photos stand behind what it gives: several photos may
    share a vector, and a vector may have no photo left.
    """
    vector = _query_vector(context, model, query)
    searchable = _count_looked_at(context, model, photo_search.EVERYTHING)
    wanted = min(query.limit, searchable)
    count = wanted + SPARE
    while True:
        nearest = context.indexes.search(model.model_id, model.dim, vector, count)
        photos = photo_search.photos_behind(context.catalogue, nearest.ids.tolist())
        if len(photos) >= wanted or len(nearest.ids) < count:
            return _Found(_hits(photos, nearest, wanted), searchable, searchable)
        count *= 4


def _hits(photos: Iterable[EmbeddedPhoto], ranked: Neighbours, limit: int) -> tuple[SearchHit, ...]:
    scores = dict(zip(ranked.ids.tolist(), ranked.scores.tolist(), strict=True))
    best = sorted(photos, key=lambda photo: (-scores[photo.embedding_id], photo.path))[:limit]
    return tuple(
        SearchHit(rank, photo.photo_id, photo.path, scores[photo.embedding_id])
        for rank, photo in enumerate(best, start=1)
    )


# --- answers that are kept until the catalogue changes ----------------------------------------------


def _count_looked_at(context: ServiceContext, model: LoadedModel, selection: PhotoSelection) -> int:
    """Number of photos that a search looks through; counting takes longer than the search itself."""
    return context.catalogue_cache.get(
        ("searchable", model.model_id, selection.places),
        lambda: photo_search.count_looked_at(context.catalogue, selection, model.model_id),
    )


def _matching(
    context: ServiceContext, model: LoadedModel, selection: PhotoSelection
) -> photo_search.Matching:
    """What a search is limited to; whoever limits one mostly tries several words."""
    return context.catalogue_cache.get(
        ("matching", model.model_id, selection),
        lambda: photo_search.matching(context.catalogue, model.model_id, selection),
    )
