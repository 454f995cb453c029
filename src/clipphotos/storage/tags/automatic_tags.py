"""Tags that a model chose, in the catalogue: which contents lack them, and what they were chosen by."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.scopes import Scope, in_scopes
from clipphotos.storage.vectors import SEARCHABLE, VectorBatch, as_batch

BATCH = 250
"""Contents a step: choosing tags for that many takes about a tenth of a second."""

OUTGROWN = 2
"""A library that many times as large as the one its tags were measured against gets them anew."""


class ContentBatch(NamedTuple):
    """Vectors with their contents.

    Attributes:
        hashes: n content hashes by the key of their embedding.
        batch: (n, dim) vectors with keys.
    """

    hashes: Mapping[int, bytes]
    batch: VectorBatch


def contents_in(
    catalogue: Catalogue, model_id: int, dim: int, scopes: Sequence[Scope] | None, size: int = BATCH
) -> Iterator[ContentBatch]:
    """Contents of the searchable photos in some scopes, each once, in batches."""
    condition, parameters = in_scopes(scopes)
    return _batches(catalogue, model_id, dim, condition, parameters, size)


def stale_contents(
    catalogue: Catalogue, model_id: int, dim: int, library_size: int, size: int = BATCH
) -> Iterator[ContentBatch]:
    """Contents that were never tagged, or by another model, or when the library was much smaller.

    Those whose tags the user removed are not among them.
    """
    return _batches(catalogue, model_id, dim, _STALE, [model_id, OUTGROWN, library_size], size)


def count_stale(catalogue: Catalogue, model_id: int, library_size: int) -> int:
    """Number of contents that `stale_contents` gives."""
    return int(
        catalogue.value(
            f"""SELECT count(*) FROM embedding e
            LEFT JOIN content_tagging g ON g.content_hash = e.content_hash
            WHERE e.model_id = ? AND {_STALE}
            AND EXISTS (SELECT 1 FROM photo p WHERE p.content_hash = e.content_hash AND {SEARCHABLE})""",
            (model_id, model_id, OUTGROWN, library_size),
        )
    )


_STALE = """(g.content_hash IS NULL
    OR (NOT g.removed AND (g.model_id IS NOT ? OR g.measured_on * ? < ?)))"""


def _batches(
    catalogue: Catalogue, model_id: int, dim: int, condition: str, parameters: Sequence[object], size: int
) -> Iterator[ContentBatch]:
    after_id = 0
    while True:
        rows = catalogue.rows(
            f"""SELECT DISTINCT e.id, e.vector, e.content_hash FROM embedding e
            JOIN photo p ON p.content_hash = e.content_hash
            LEFT JOIN content_tagging g ON g.content_hash = e.content_hash
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
    catalogue: Catalogue,
    model_id: int,
    content_hash: bytes,
    scored: Iterable[tuple[str, float]],
    measured_on: int,
) -> None:
    """Replace a content's automatic tags, inside a transaction; what the user said stays."""
    catalogue.execute("DELETE FROM photo_tag WHERE content_hash = ? AND source = 'auto'", (content_hash,))
    for term, score in scored:
        catalogue.execute(
            "INSERT OR IGNORE INTO photo_tag VALUES (?, ?, 'auto', ?, ?)",
            (content_hash, term, score, model_id),
        )
    catalogue.execute(
        "INSERT OR REPLACE INTO content_tagging VALUES (?, ?, ?, 0)", (content_hash, model_id, measured_on)
    )


def without_tags(catalogue: Catalogue, content_hashes: Iterable[bytes]) -> set[bytes]:
    """Those of some contents whose automatic tags the user removed, and did not want back since."""
    return {
        each
        for each in content_hashes
        if catalogue.value("SELECT removed FROM content_tagging WHERE content_hash = ?", (each,))
    }


def remove_automatic(catalogue: Catalogue, scopes: Sequence[Scope] | None) -> int:
    """Forget the automatic tags of the photos in some scopes, inside a transaction.

    They stay away until someone asks for them. None means everything the catalogue knows, also of photos
    that have left the library.

    Returns:
        Number of tags.
    """
    if scopes is None:
        contents, parameters = "SELECT content_hash FROM embedding", []
    else:
        condition, parameters = in_scopes(scopes)
        contents = f"SELECT p.content_hash FROM photo p WHERE p.content_hash IS NOT NULL AND {condition}"
    catalogue.execute(
        f"""INSERT OR REPLACE INTO content_tagging SELECT DISTINCT content_hash, NULL, 0, 1
        FROM ({contents})""",
        parameters,
    )
    where = "" if scopes is None else f" AND content_hash IN ({contents})"
    return catalogue.execute(f"DELETE FROM photo_tag WHERE source = 'auto'{where}", parameters)
