"""Searching: words or an example photo in, the nearest photos out."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from clipphotos.core.annotation import MOST_STARS
from clipphotos.core.errors import BadImage, KnownError
from clipphotos.core.jobs import JobSteps, Progress
from clipphotos.core.search import SearchHit, SearchQuery
from clipphotos.core.tags import share_of_sureness
from clipphotos.core.vectors import Vectors, unit
from clipphotos.inference.indexes.protocol import Neighbours
from clipphotos.library.content import read_content
from clipphotos.library.decode import decode
from clipphotos.service.categories.members import photos_of_category
from clipphotos.service.context import LoadedModel, ServiceContext
from clipphotos.service.library.scopes import scopes_of
from clipphotos.service.protocol.searching import Search, SearchResult
from clipphotos.service.tags.user_tags import filters_for
from clipphotos.storage import tags, vectors
from clipphotos.storage.photo_filter import PhotoFilter, RatingFilter
from clipphotos.storage.scopes import Scope
from clipphotos.storage.vectors import EmbeddedPhoto

SPARE = 32
"""So many neighbours more than are wanted, for those that no photo stands behind any more."""


def search(context: ServiceContext, command: Search, progress: Progress) -> JobSteps[SearchResult]:
    """See `Search`.

    Raises:
        KnownError: ``query-empty``, ``folder-not-in-library``, ``photo-not-found``, ``tag-…``,
            ``rating-out-of-range``, ``category-gone`` or ``model-…``.
        BadImage: If the example photo cannot be decoded.
    """
    query = command.query
    has_words = bool(query.text.strip()) or query.like is not None
    is_filter_alone = not has_words and query.category is None
    if is_filter_alone and not query.tags and not query.least_rating:
        raise KnownError("query-empty")
    if not 0 <= query.least_rating <= MOST_STARS:
        raise KnownError("rating-out-of-range", rating=query.least_rating, limit=MOST_STARS)
    scopes = None if query.folder is None else scopes_of(context, query.folder)
    filters: list[PhotoFilter] = [*filters_for(context.catalogue, query.tags)]
    filters += [RatingFilter(query.least_rating)] if query.least_rating else []
    if is_filter_alone:
        return _fitting(context, query, scopes, filters)
    info = context.answering_model(query.model)
    if context.shelf.take(info) is None and (known := context.known_model(info)) is not None:
        # The index is read while the model is loaded: each takes most of a second.
        context.indexes.open(*known)
    model: LoadedModel = yield from context.loaded(info, progress)
    vector = _query_vector(context, model, query) if has_words else None
    hits: tuple[SearchHit, ...] = ()
    searchable = matching = 0
    if query.category is not None:
        searchable = _count(context, model, scopes)
        ranked = yield from photos_of_category(context, model, query.category, vector, progress)
        found = vectors.photos_behind(context.catalogue, ranked.ids.tolist(), scopes, filters)
        matching = len(found)
        hits = _ranked(found, ranked, min(query.limit, matching))
    elif vector is not None and (scopes is not None or filters):
        limits = _matching(context, model, scopes, filters)
        matching = limits.photos
        searchable = _count(context, model, scopes) if filters else matching
        best = context.indexes.search_among(
            model.model_id, model.dim, limits.ids, vector, min(query.limit, matching)
        )
        # Of photos with the same content, only some may be here, or have so many stars.
        found = vectors.photos_behind(context.catalogue, best.ids.tolist(), scopes, filters)
        hits = _ranked(found, best, query.limit)
    elif vector is not None:
        searchable = matching = _count(context, model, scopes)
        hits = _search_everywhere(context, model, vector, min(query.limit, searchable))
    is_current = context.indexes.open(model.model_id, model.dim) and context.indexes.is_current(
        model.model_id
    )
    return SearchResult(query, hits, searchable, is_current, matching)


def _fitting(
    context: ServiceContext,
    query: SearchQuery,
    scopes: tuple[Scope, ...] | None,
    filters: Sequence[PhotoFilter],
) -> SearchResult:
    """Every photo with some tags and stars, the surest first; it is as sure as the least sure of its tags."""
    found = tags.fitting_photos(context.catalogue, filters, scopes, query.limit)
    hits = tuple(
        SearchHit(rank, each.photo_id, each.path, share_of_sureness(each.score))
        for rank, each in enumerate(found, start=1)
    )
    matching = (
        tags.count_fitting(context.catalogue, filters, scopes) if len(hits) == query.limit else len(hits)
    )
    looked_at = tags.count_fitting(context.catalogue, (), scopes)
    return SearchResult(query, hits, looked_at, matching=matching)


def _query_vector(context: ServiceContext, model: LoadedModel, query: SearchQuery) -> Vectors:
    """(dim,) unit vector: of the words, of the example, or the direction halfway between both."""
    parts: list[Vectors] = []
    if query.text.strip():
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
    decoded = decode(content.data, 2 * model.embedder.input_edge)
    return model.embedder.embed_images([model.embedder.prepare(decoded.image)])[0]


def _count(context: ServiceContext, model: LoadedModel, scopes: tuple[Scope, ...] | None) -> int:
    """Number of photos that a search looks through; counting takes longer than the search itself."""
    return context.remembered.get(
        ("searchable", model.model_id, scopes),
        lambda: vectors.count_searchable(context.catalogue, model.model_id, scopes),
    )


def _matching(
    context: ServiceContext,
    model: LoadedModel,
    scopes: tuple[Scope, ...] | None,
    filters: Sequence[PhotoFilter],
) -> vectors.Matching:
    """What a search is limited to; whoever limits one mostly tries several words."""
    return context.remembered.get(
        ("matching", model.model_id, scopes, tuple(filters)),
        lambda: vectors.matching(context.catalogue, model.model_id, scopes, filters),
    )


def _search_everywhere(
    context: ServiceContext,
    model: LoadedModel,
    vector: Vectors,
    wanted: int,
) -> tuple[SearchHit, ...]:
    """Ask the index for more and more until enough photos stand behind what it gives.

    Several photos may share a vector, and a vector may have no photo left.
    """
    count = wanted + SPARE
    while True:
        neighbours = context.indexes.search(model.model_id, model.dim, vector, count)
        found = vectors.photos_behind(context.catalogue, neighbours.ids.tolist())
        if len(found) >= wanted or len(neighbours.ids) < count:
            return _ranked(found, neighbours, wanted)
        count *= 4


def _ranked(found: Iterable[EmbeddedPhoto], neighbours: Neighbours, wanted: int) -> tuple[SearchHit, ...]:
    scores = dict(zip(neighbours.ids.tolist(), neighbours.scores.tolist(), strict=True))
    best = sorted(found, key=lambda photo: (-scores[photo.embedding_id], photo.path))[:wanted]
    return tuple(
        SearchHit(rank, photo.photo_id, photo.path, scores[photo.embedding_id])
        for rank, photo in enumerate(best, start=1)
    )
