"""Tags in the catalogue: by content, so that they stay with a photo wherever its file goes."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from clipphotos.storage.catalogue import Catalogue, photo_path
from clipphotos.storage.scopes import Scope, in_scopes
from clipphotos.storage.vectors import SEARCHABLE


class TermOnPhotos(NamedTuple):
    """A tag on some of several photos.

    Attributes:
        term: The tag.
        photos: How many of them have it.
        by_user: On how many of those the user said so.
        score: The best one of those a model gave; None if none did.
        model: The model that gave it, or empty.
    """

    term: str
    photos: int
    by_user: int
    score: float | None
    model: str


def contents_of(catalogue: Catalogue, photo_ids: Sequence[int]) -> dict[int, bytes]:
    """Content hashes of photos by id; those that were not read yet, or cannot be, are left out."""
    return dict(
        catalogue.rows(
            """SELECT id, content_hash FROM photo WHERE content_hash IS NOT NULL
            AND id IN (SELECT value FROM json_each(?))""",
            (json.dumps(list(photo_ids)),),
        )
    )


def count_unreadable(catalogue: Catalogue, photo_ids: Sequence[int]) -> int:
    """How many of some photos cannot be decoded: they have no tags, now or later."""
    return int(
        catalogue.value(
            """SELECT count(*) FROM photo WHERE state = 'unreadable'
            AND id IN (SELECT value FROM json_each(?))""",
            (json.dumps(list(photo_ids)),),
        )
    )


def tags_of(catalogue: Catalogue, photo_ids: Sequence[int]) -> list[TermOnPhotos]:
    """Tags of photos; those on most of them first, then the user's, then the best."""
    rows = catalogue.rows(
        """SELECT t.term, count(*) AS photos, sum(t.source = 'user') AS by_user, max(t.score), max(m.name)
        FROM photo p JOIN photo_tag t ON t.content_hash = p.content_hash AND t.source != 'rejected'
        LEFT JOIN model m ON m.id = t.model_id
        WHERE p.id IN (SELECT value FROM json_each(?))
        GROUP BY t.term ORDER BY photos DESC, by_user DESC, max(t.score) DESC, t.term""",
        (json.dumps(list(photo_ids)),),
    )
    return [
        TermOnPhotos(term, count, by_user, score, model or "") for term, count, by_user, score, model in rows
    ]


def terms_in_use(catalogue: Catalogue) -> dict[str, int]:
    """Every tag that is on some content, with their number; those of photos long gone count too."""
    return dict(
        catalogue.rows("SELECT term, count(*) FROM photo_tag WHERE source IN ('auto', 'user') GROUP BY term")
    )


def own_terms(catalogue: Catalogue) -> list[str]:
    """Every tag the user ever gave and kept."""
    return [row[0] for row in catalogue.rows("SELECT DISTINCT term FROM photo_tag WHERE source = 'user'")]


def tags_in(catalogue: Catalogue, scopes: Sequence[Scope]) -> dict[Path, list[tuple[str, float | None]]]:
    """Tags of the searchable photos in some scopes, by path; the user's, without score, then the best."""
    condition, parameters = in_scopes(scopes)
    rows = catalogue.rows(
        f"""SELECT r.path, p.relpath, t.term, CASE t.source WHEN 'auto' THEN t.score END FROM photo p
        JOIN library_root r ON r.id = p.root_id
        LEFT JOIN photo_tag t ON t.content_hash = p.content_hash AND t.source != 'rejected'
        WHERE {SEARCHABLE} AND {condition}
        ORDER BY r.path, p.relpath, t.source = 'auto', t.score DESC, t.term""",
        parameters,
    )
    tags: dict[Path, list[tuple[str, float | None]]] = {}
    for root, relpath, term, score in rows:
        own = tags.setdefault(photo_path(root, relpath), [])
        if term is not None:
            own.append((term, score))
    return tags
