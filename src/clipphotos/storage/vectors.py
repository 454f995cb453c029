"""Vectors in the catalogue, float16, one per content and model: the truth every index is built from."""

import json
import logging
import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from clipphotos.core.models import ModelIdentity
from clipphotos.core.photo import PhotoFacts
from clipphotos.core.vectors import Vectors, unit
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.photos import facts_of_content
from clipphotos.storage.scopes import Scope, in_scopes

logger = logging.getLogger(__name__)

SEARCHABLE = "p.state IN ('ok', 'new')"
"""A changed photo ('new' with a content hash) is found by its old content until it has been read again."""


class VectorBatch(NamedTuple):
    """Vectors with their keys.

    Attributes:
        ids: (n,) int64 keys of embeddings.
        vectors: (n, dim) float32 unit vectors.
    """

    ids: npt.NDArray[np.int64]
    vectors: Vectors


def model_key(catalogue: Catalogue, identity: ModelIdentity) -> int | None:
    """The catalogue's key of a model's fingerprint, or None if it never stored a vector."""
    return catalogue.value(
        "SELECT id FROM model WHERE name = ? AND weights_sha256 = ? AND preprocess = ?",
        (identity.name, identity.weights_sha256, identity.preprocess),
    )


def identity_of(catalogue: Catalogue, model_id: int) -> ModelIdentity:
    """The fingerprint behind a key."""
    row = catalogue.rows("SELECT name, weights_sha256, dim, preprocess FROM model WHERE id = ?", (model_id,))[
        0
    ]
    return ModelIdentity(*row)


def register_model(catalogue: Catalogue, identity: ModelIdentity, device: str) -> int:
    """The key of a model's fingerprint, made if need be, with its last device; inside a transaction."""
    catalogue.execute(
        """INSERT INTO model(name, weights_sha256, dim, preprocess, device, used_at) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (name, weights_sha256, preprocess) DO UPDATE SET device = excluded.device,
        used_at = excluded.used_at""",
        (
            identity.name,
            identity.weights_sha256,
            identity.dim,
            identity.preprocess,
            device,
            time.time(),
        ),
    )
    key = model_key(catalogue, identity)
    assert key is not None  # noqa: S101 - just written
    return key


def last_used(catalogue: Catalogue, name: str) -> tuple[int, int, str] | None:
    """Key, vector length and device of the fingerprint last used under a model name, or None."""
    row = catalogue.one(
        "SELECT id, dim, device FROM model WHERE name = ? ORDER BY used_at DESC LIMIT 1", (name,)
    )
    return (row[0], row[1], row[2]) if row else None


def fingerprints(catalogue: Catalogue, name: str) -> list[tuple[int, str]]:
    """Key and SHA-256 of the weights of every fingerprint ever used under a model name."""
    return [
        (key, sha256)
        for key, sha256 in catalogue.rows(
            "SELECT id, weights_sha256 FROM model WHERE name = ? ORDER BY id", (name,)
        )
    ]


def has_vector(catalogue: Catalogue, model_id: int, content_hash: bytes) -> bool:
    """Whether a content has a vector of a model."""
    return (
        catalogue.one(
            "SELECT 1 FROM embedding WHERE content_hash = ? AND model_id = ?", (content_hash, model_id)
        )
        is not None
    )


def known_facts(catalogue: Catalogue, model_id: int, content_hash: bytes) -> PhotoFacts | None:
    """Facts of a content that need not be decoded, since it has a vector of the model; else None."""
    if not has_vector(catalogue, model_id, content_hash):
        return None
    return facts_of_content(catalogue, content_hash)


def store(
    catalogue: Catalogue, model_id: int, content_hashes: Sequence[bytes], vectors: Vectors
) -> VectorBatch:
    """Store vectors, inside a transaction; contents that have one already keep it.

    Args:
        catalogue: The catalogue.
        model_id: From `register_model`.
        content_hashes: n hashes of 32 bytes.
        vectors: (n, dim) float32 unit vectors.

    Returns:
        What was stored, as it reads back from float16, to be added to the index.
    """
    ids: list[int] = []
    positions: list[int] = []
    for position, content_hash in enumerate(content_hashes):
        if has_vector(catalogue, model_id, content_hash):
            continue
        ids.append(
            catalogue.insert(
                "INSERT INTO embedding(content_hash, model_id, vector) VALUES (?, ?, ?)",
                (content_hash, model_id, vectors[position].astype("<f2").tobytes()),
            )
        )
        positions.append(position)
    stored = vectors[positions].astype(np.float16)
    return VectorBatch(np.array(ids, np.int64), unit(stored) if ids else stored.astype(np.float32))


def vector_of(catalogue: Catalogue, model_id: int, content_hash: bytes) -> Vectors | None:
    """The (dim,) float32 unit vector of a content, or None."""
    blob = catalogue.value(
        "SELECT vector FROM embedding WHERE content_hash = ? AND model_id = ?", (content_hash, model_id)
    )
    return None if blob is None else unit(np.frombuffer(blob, "<f2"))


def batches(
    catalogue: Catalogue, model_id: int, dim: int, *, after_id: int = 0, size: int = 1000
) -> Iterator[VectorBatch]:
    """All vectors of a model with keys above `after_id`, in order, in batches."""
    while True:
        rows = catalogue.rows(
            "SELECT id, vector FROM embedding WHERE model_id = ? AND id > ? ORDER BY id LIMIT ?",
            (model_id, after_id, size),
        )
        if not rows:
            return
        yield as_batch(rows, dim)
        after_id = rows[-1][0]


def with_vectors(*, everywhere: bool) -> str:
    """Photos ``p`` with their vectors ``e`` of a model, as SQL with one parameter, the model.

    Args:
        everywhere: Whether no condition on the folder follows.
    """
    if not everywhere:
        return "photo p JOIN embedding e ON e.content_hash = p.content_hash AND e.model_id = ?"
    # Both by content and in its order, without a look at the rows: at a million photos a fifth of the time.
    return """photo p INDEXED BY photo_by_content CROSS JOIN embedding e
        ON p.content_hash IS NOT NULL AND e.content_hash = p.content_hash AND e.model_id = ?"""


def sample(catalogue: Catalogue, model_id: int, dim: int, size: int) -> VectorBatch:
    """At most `size` vectors of searchable photos, spread over the library.

    The same ones as long as the library stays the same.
    """
    # Rounded up: every part of the library is represented, not only its beginning.
    step = max(1, -(-count_contents(catalogue, model_id) // size))
    rows = catalogue.rows(
        f"""SELECT id, vector FROM embedding WHERE id IN (
            SELECT id FROM (
                SELECT id, row_number() OVER (ORDER BY id) AS position
                FROM (SELECT DISTINCT e.id FROM {with_vectors(everywhere=True)} WHERE {SEARCHABLE})
            ) WHERE position % ? = 0
        ) ORDER BY id""",
        (model_id, step),
    )
    return as_batch(rows, dim)


def of_photos(
    catalogue: Catalogue, model_id: int, dim: int, photo_ids: Sequence[int]
) -> tuple[dict[int, int], VectorBatch]:
    """Vectors behind some photos, each once.

    Returns:
        The key of the embedding of each photo that has one, and the embeddings.
    """
    # CROSS JOIN: from the photos to their vectors, not through all vectors of the model.
    pairs = catalogue.rows(
        """SELECT p.id, e.id FROM photo p
        CROSS JOIN embedding e ON e.content_hash = p.content_hash AND e.model_id = ?
        WHERE p.id IN (SELECT value FROM json_each(?))""",
        (model_id, json.dumps([int(key) for key in photo_ids])),
    )
    keys = dict(pairs)
    return keys, with_ids(catalogue, dim, sorted(set(keys.values())))


def with_ids(catalogue: Catalogue, dim: int, embedding_ids: Sequence[int]) -> VectorBatch:
    """Vectors by their keys."""
    rows = catalogue.rows(
        "SELECT id, vector FROM embedding WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps([int(key) for key in embedding_ids]),),
    )
    return as_batch(rows, dim)


def count(catalogue: Catalogue, model_id: int, *, after_id: int = 0, up_to_id: int | None = None) -> int:
    """Number of vectors of a model, all or those with keys above `after_id` and up to `up_to_id`."""
    sql = "SELECT count(*) FROM embedding WHERE model_id = ? AND id > ?"
    if up_to_id is None:
        return int(catalogue.value(sql, (model_id, after_id)))
    return int(catalogue.value(sql + " AND id <= ?", (model_id, after_id, up_to_id)))


def models_with_vectors(catalogue: Catalogue) -> list[tuple[int, int]]:
    """Key and vector length of every model that has vectors."""
    return [
        (model_id, dim)
        for model_id, dim in catalogue.rows(
            "SELECT id, dim FROM model m WHERE EXISTS"
            " (SELECT 1 FROM embedding WHERE model_id = m.id) ORDER BY id"
        )
    ]


def last_id(catalogue: Catalogue, model_id: int) -> int:
    """Highest key of a model's vectors, 0 if there are none."""
    return int(catalogue.value("SELECT coalesce(max(id), 0) FROM embedding WHERE model_id = ?", (model_id,)))


def count_contents(catalogue: Catalogue, model_id: int) -> int:
    """Number of contents with a vector of a model that searchable photos have; equal photos count once."""
    return int(
        catalogue.value(
            f"SELECT count(DISTINCT p.content_hash) FROM {with_vectors(everywhere=True)} WHERE {SEARCHABLE}",
            (model_id,),
        )
    )


def count_searchable(
    catalogue: Catalogue,
    model_id: int,
    scopes: Sequence[Scope] | None = None,
) -> int:
    """Number of photos a search can find; photos of equal content count each."""
    condition, parameters = in_scopes(scopes)
    return int(
        catalogue.value(
            f"""SELECT count(*) FROM {with_vectors(everywhere=scopes is None)}
            WHERE {SEARCHABLE} AND {condition}""",
            [model_id, *parameters],
        )
    )


def damaged_ids(catalogue: Catalogue) -> list[int]:
    """Keys of stored vectors that are of the wrong length, zero or not finite."""
    damaged: list[int] = []
    for key, blob, dim in catalogue.iterate(
        "SELECT e.id, e.vector, m.dim FROM embedding e JOIN model m ON m.id = e.model_id"
    ):
        vector = np.frombuffer(blob, "<f2") if len(blob) == 2 * dim else np.zeros(1, np.float16)
        length = float(np.linalg.norm(vector.astype(np.float32)))
        if not np.isfinite(length) or abs(length - 1) > 0.01:
            damaged.append(key)
    return damaged


def forget(catalogue: Catalogue, embedding_ids: Sequence[int]) -> None:
    """Delete vectors, inside a transaction; their photos are embedded again at the next run."""
    catalogue.execute(
        "DELETE FROM embedding WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(embedding_ids)),),
    )


def as_batch(rows: Sequence[tuple[int, bytes]], dim: int) -> VectorBatch:
    """Rows of key and bytes as vectors; damaged ones are left out, for `damaged_ids` to find."""
    whole = [row for row in rows if len(row[1]) == 2 * dim]
    ids = np.array([row[0] for row in whole], np.int64)
    stored = np.frombuffer(b"".join(row[1] for row in whole), "<f2").reshape(len(whole), dim)
    vectors = stored.astype(np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    sound = np.isfinite(lengths) & (lengths > 0)
    if len(whole) < len(rows) or not sound.all():
        logger.warning("damaged vectors are passed over; the doctor removes them")
    if not sound.all():
        ids, vectors, lengths = ids[sound], vectors[sound], lengths[sound]
    vectors /= lengths[:, np.newaxis]
    return VectorBatch(ids, vectors)
