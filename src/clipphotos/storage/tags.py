"""Tags in the catalogue: by content, so that they stay with a photo wherever its file goes."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.scopes import Scope, in_scopes
from clipphotos.storage.vectors import SEARCHABLE, VectorBatch, as_batch


class ContentBatch(NamedTuple):
    """Vectors with their contents.

    Attributes:
        hashes: n content hashes by the key of their embedding.
        batch: (n, dim) vectors with keys.
    """

    hashes: Mapping[int, bytes]
    batch: VectorBatch


def contents_in(
    catalogue: Catalogue, model_id: int, dim: int, scopes: Sequence[Scope], size: int = 1000
) -> Iterator[ContentBatch]:
    """Contents of the searchable photos in some scopes, each once, in batches."""
    condition, parameters = in_scopes(scopes)
    after_id = 0
    while True:
        rows = catalogue.rows(
            f"""SELECT DISTINCT e.id, e.vector, e.content_hash FROM embedding e
            JOIN photo p ON p.content_hash = e.content_hash
            WHERE e.model_id = ? AND e.id > ? AND {SEARCHABLE} AND {condition} ORDER BY e.id LIMIT ?""",
            [model_id, after_id, *parameters, size],
        )
        if not rows:
            return
        yield ContentBatch(
            {row[0]: row[2] for row in rows}, as_batch([(row[0], row[1]) for row in rows], dim)
        )
        after_id = rows[-1][0]


def put_automatic(
    catalogue: Catalogue, model_id: int, content_hash: bytes, scored: Iterable[tuple[str, float]]
) -> None:
    """Replace a content's automatic tags, inside a transaction; what the user said stays."""
    catalogue.execute("DELETE FROM photo_tag WHERE content_hash = ? AND source = 'auto'", (content_hash,))
    for term, score in scored:
        catalogue.execute(
            "INSERT OR IGNORE INTO photo_tag VALUES (?, ?, 'auto', ?, ?)",
            (content_hash, term, score, model_id),
        )


def put_by_user(catalogue: Catalogue, content_hash: bytes, term: str, *, is_right: bool) -> None:
    """Remember that the user put a tag on a content or took it off, inside a transaction."""
    catalogue.execute(
        "INSERT OR REPLACE INTO photo_tag VALUES (?, ?, ?, NULL, NULL)",
        (content_hash, term, "user" if is_right else "rejected"),
    )


def written_down(catalogue: Catalogue, content_hash: bytes, term: str) -> str:
    """What is known about a tag of a content, as text to be given to `put_back` later."""
    row = catalogue.one(
        "SELECT source, score, model_id FROM photo_tag WHERE content_hash = ? AND term = ?",
        (content_hash, term),
    )
    return json.dumps(row)


BY_USER = json.dumps(("user", None, None))
"""What `written_down` says of a tag that the user put."""


def put_back(catalogue: Catalogue, content_hash: bytes, term: str, known: str) -> None:
    """Make what is known about a tag what it was, inside a transaction."""
    catalogue.execute("DELETE FROM photo_tag WHERE content_hash = ? AND term = ?", (content_hash, term))
    row = json.loads(known)
    if row is not None:
        # The model may be gone, and with it what it said.
        catalogue.execute(
            """INSERT INTO photo_tag SELECT ?1, ?2, ?3, ?4, ?5
            WHERE ?5 IS NULL OR EXISTS (SELECT 1 FROM model WHERE id = ?5)""",
            (content_hash, term, *row),
        )


def remove_automatic(catalogue: Catalogue, scopes: Sequence[Scope]) -> None:
    """Forget the automatic tags of the photos in some scopes, inside a transaction."""
    condition, parameters = in_scopes(scopes)
    catalogue.execute(
        f"""DELETE FROM photo_tag WHERE source = 'auto' AND content_hash IN
        (SELECT p.content_hash FROM photo p WHERE p.content_hash IS NOT NULL AND {condition})""",
        parameters,
    )


def tags_in(catalogue: Catalogue, scopes: Sequence[Scope]) -> dict[Path, list[tuple[str, float | None]]]:
    """Tags of the searchable photos in some scopes, by path; the user's, without score, then the best."""
    condition, parameters = in_scopes(scopes)
    rows = catalogue.rows(
        f"""SELECT r.path, p.relpath, t.term, t.score FROM photo p
        JOIN library_root r ON r.id = p.root_id
        LEFT JOIN photo_tag t ON t.content_hash = p.content_hash AND t.source != 'rejected'
        WHERE {SEARCHABLE} AND {condition}
        ORDER BY r.path, p.relpath, t.score IS NOT NULL, t.score DESC, t.term""",
        parameters,
    )
    tags: dict[Path, list[tuple[str, float | None]]] = {}
    for root, relpath, term, score in rows:
        own = tags.setdefault(Path(root, relpath), [])
        if term is not None:
            own.append((term, score))
    return tags
