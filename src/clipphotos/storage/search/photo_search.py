"""Searching the catalogue: filters as SQL, and the photos that they let through."""

import json
import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple, assert_never

import numpy as np
import numpy.typing as npt

from clipphotos.core.search.filters import CatalogueFilter, FlagFilter, FolderFilter, LeastRating, TagFilter
from clipphotos.storage.catalogue import Catalogue, photo_path
from clipphotos.storage.scopes import in_scopes, scopes_of
from clipphotos.storage.vectors import SEARCHABLE, with_vectors

MOST_TAGS = 30
"""In one search: SQLite joins 64 tables at most."""


class Condition(NamedTuple):
    """A condition on the photo ``p``, as SQL with its parameters."""

    sql: str
    parameters: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class PhotoSelection:
    """Filters as SQL. Without any, it selects every searchable photo.

    Attributes:
        places: Conditions on where photos are. Photos that are not there are not looked at.
        wanted: Conditions on what photos are like. Of the photos looked at, only those are found.
        tags: The tags among the filters; photos are ranked by them.
    """

    places: tuple[Condition, ...] = ()
    wanted: tuple[Condition, ...] = ()
    tags: tuple[TagFilter, ...] = ()

    @property
    def is_everything(self) -> bool:
        """Whether no filter limits it."""
        return not self.places and not self.wanted


class Matching(NamedTuple):
    """Photos that a search by a model is limited to.

    Attributes:
        ids: (n,) int64 keys of their vectors, rising, each once.
        photos: Their number; photos of equal content count each.
    """

    ids: npt.NDArray[np.int64]
    photos: int


class EmbeddedPhoto(NamedTuple):
    """A photo that stands behind an embedding; photos of equal content share one."""

    embedding_id: int
    photo_id: int
    path: Path


class SelectedPhoto(NamedTuple):
    """A photo that filters alone found.

    Attributes:
        photo_id: Catalogue key.
        path: Absolute path.
        score: Of the least sure of the tags; None where the user said all of them, or none was asked for.
    """

    photo_id: int
    path: Path
    score: float | None


EVERYTHING = PhotoSelection()


def select(
    catalogue: Catalogue, filters: Iterable[CatalogueFilter], within: PhotoSelection = EVERYTHING
) -> PhotoSelection:
    """Translate filters to SQL.

    Args:
        catalogue: Knows where the folders of the library are.
        filters: Photos must be let through by all of them; tags know their kinds.
        within: Filters that were translated before, and limit the selection too.

    Raises:
        NotInLibrary: If a folder is in no library root.
    """
    places, wanted, tags = list(within.places), list(within.wanted), list(within.tags)
    for each in filters:
        match each:
            case FolderFilter(folder):
                places.append(_condition(*in_scopes(scopes_of(catalogue, folder))))
            case TagFilter():
                wanted += _has_tag(each)
                tags.append(each)
            case LeastRating(stars):
                wanted.append(_condition("p.rating >= ?", [stars]))
            case FlagFilter(flag):
                wanted.append(_condition("p.flag = ?", [flag.value]))
            case _:
                assert_never(each)
    return PhotoSelection(tuple(places), tuple(wanted), tuple(tags))


def _has_tag(tag: TagFilter) -> tuple[Condition, Condition]:
    # As IN, not as EXISTS: few photos have a tag, and the index by term knows them.
    has_kind = """p.content_hash IN (SELECT content_hash FROM photo_tag
        WHERE term IN (SELECT value FROM json_each(?)) AND source IN ('auto', 'user'))"""
    not_rejected = """p.content_hash NOT IN (SELECT content_hash FROM photo_tag
        WHERE term = ? AND source = 'rejected')"""
    return _condition(has_kind, [json.dumps(tag.kinds)]), _condition(not_rejected, [tag.term])


def matching(catalogue: Catalogue, model_id: int, selection: PhotoSelection) -> Matching:
    """The selected photos that have a vector of a model."""
    condition, parameters = _all_of(*selection.places, *selection.wanted)
    rows = catalogue.rows(
        f"""SELECT e.id FROM {with_vectors(everywhere=not selection.places)}
        WHERE {SEARCHABLE} AND {condition}""",
        [model_id, *parameters],
    )
    return Matching(np.unique(np.fromiter((key for (key,) in rows), np.int64, len(rows))), len(rows))


def count_looked_at(catalogue: Catalogue, selection: PhotoSelection, model_id: int | None = None) -> int:
    """Number of photos in the selected places, be they wanted or not.

    Args:
        catalogue: The catalogue.
        selection: Where they are.
        model_id: Only photos that have a vector of this model; None for all.
    """
    condition, parameters = _all_of(*selection.places)
    if model_id is None:
        return _count(catalogue, "photo p", condition, parameters)
    photos = with_vectors(everywhere=not selection.places)
    return _count(catalogue, photos, condition, [model_id, *parameters])


def count_selected(catalogue: Catalogue, selection: PhotoSelection) -> int:
    """Number of selected photos; photos of equal content count each."""
    return _count(catalogue, "photo p", *_all_of(*selection.places, *selection.wanted))


def selected_photos(catalogue: Catalogue, selection: PhotoSelection, limit: int) -> list[SelectedPhoto]:
    """The first of the selected photos: by how sure their tags are, stars and path."""
    condition, parameters = _all_of(*selection.places, *selection.wanted)
    score, joins, terms = _tag_scores(selection.tags)
    rows = catalogue.rows(
        f"""SELECT p.id, r.path, p.relpath, {score} AS score FROM photo p
        JOIN library_root r ON r.id = p.root_id {joins}
        WHERE {SEARCHABLE} AND {condition}
        ORDER BY score DESC, p.rating DESC, r.path, p.relpath LIMIT ?""",
        [*terms, *parameters, limit],
    )
    return [
        SelectedPhoto(photo_id, photo_path(root, relpath), None if math.isinf(score) else score)
        for photo_id, root, relpath, score in rows
    ]


def named_photos(
    catalogue: Catalogue, selection: PhotoSelection, words: Sequence[str], limit: int
) -> list[SelectedPhoto]:
    """The first of the selected photos whose paths below their roots hold all the words, read or not."""
    condition, parameters = _all_of(*selection.places, *selection.wanted)
    rows = catalogue.iterate(
        f"""SELECT p.id, r.path, p.relpath FROM photo p JOIN library_root r ON r.id = p.root_id
        WHERE p.state NOT IN ('missing', 'excluded') AND {condition} ORDER BY r.path, p.relpath""",
        parameters,
    )
    # Not in SQL, whose lower case knows no letters but the English ones.
    wanted = [_folded(word) for word in words]
    named = (row for row in rows if all(word in _folded(row[2]) for word in wanted))
    return [
        SelectedPhoto(photo_id, photo_path(root, relpath), None)
        for photo_id, root, relpath in islice(named, limit)
    ]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def photos_behind(
    catalogue: Catalogue, embedding_ids: Sequence[int], selection: PhotoSelection = EVERYTHING
) -> list[EmbeddedPhoto]:
    """The selected photos behind some embeddings, by path."""
    condition, parameters = _all_of(*selection.places, *selection.wanted)
    # CROSS JOIN: from the few vectors to their photos, not through the whole library.
    rows = catalogue.rows(
        f"""SELECT e.id, p.id, r.path, p.relpath FROM embedding e
        CROSS JOIN photo p ON p.content_hash = e.content_hash JOIN library_root r ON r.id = p.root_id
        WHERE e.id IN (SELECT value FROM json_each(?)) AND {SEARCHABLE} AND {condition}
        ORDER BY r.path, p.relpath""",
        [json.dumps([int(key) for key in embedding_ids]), *parameters],
    )
    return [EmbeddedPhoto(key, photo_id, photo_path(root, relpath)) for key, photo_id, root, relpath in rows]


def _tag_scores(tags: Sequence[TagFilter]) -> tuple[str, str, list[object]]:
    """How sure the least sure of some tags is: an SQL expression, the joins it needs, and their parameters.

    Infinite where the user said all of them, and without tags.
    """
    if not tags:
        return "9e999", "", []
    # Of a tag and its kinds the surest counts; a person is surer than any model.
    joins = [
        f"""JOIN (SELECT content_hash, max(CASE source WHEN 'user' THEN 9e999 ELSE score END) AS best
        FROM photo_tag WHERE term IN (SELECT value FROM json_each(?)) AND source IN ('auto', 'user')
        GROUP BY content_hash) t{number} ON t{number}.content_hash = p.content_hash"""
        for number in range(len(tags))
    ]
    best = [f"t{number}.best" for number in range(len(tags))]
    least = f"min({', '.join(best)})" if len(best) > 1 else best[0]
    return least, " ".join(joins), [json.dumps(each.kinds) for each in tags]


def _condition(sql: str, parameters: Iterable[object]) -> Condition:
    return Condition(sql, tuple(parameters))


def _all_of(*conditions: Condition) -> tuple[str, list[object]]:
    parameters = [each for condition in conditions for each in condition.parameters]
    return " AND ".join(condition.sql for condition in conditions) or "TRUE", parameters


def _count(catalogue: Catalogue, photos: str, condition: str, parameters: Sequence[object]) -> int:
    sql = f"SELECT count(*) FROM {photos} WHERE {SEARCHABLE} AND {condition}"
    return int(catalogue.value(sql, parameters))
