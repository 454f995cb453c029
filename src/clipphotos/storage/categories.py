"""Categories in the catalogue, with their labels and example photos."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from clipphotos.core.category import Category
from clipphotos.core.errors import KnownError
from clipphotos.core.vectors import Vectors, unit
from clipphotos.storage.catalogue import Catalogue


class Examples(NamedTuple):
    """Photos whose category the user told.

    Attributes:
        vectors: (n, dim) float32 unit vectors.
        categories: (n,) keys of categories.
        is_member: (n,) whether the photo belongs to it, or was said not to.
    """

    vectors: Vectors
    categories: npt.NDArray[np.int64]
    is_member: npt.NDArray[np.bool_]


def all_categories(catalogue: Catalogue) -> tuple[Category, ...]:
    """Every category, in the user's order."""
    labels: dict[int, list[str]] = {}
    for category_id, text in catalogue.rows(
        "SELECT category_id, text FROM category_label ORDER BY category_id, position"
    ):
        labels.setdefault(category_id, []).append(text)
    rows = catalogue.rows(
        """SELECT c.id, c.name, c.folder, c.threshold,
            (SELECT count(*) FROM category_example e WHERE e.category_id = c.id AND e.is_member),
            (SELECT count(*) FROM category_example e WHERE e.category_id = c.id AND NOT e.is_member)
        FROM category c ORDER BY c.position, c.id"""
    )
    return tuple(
        Category(key, name, tuple(labels.get(key, [])), folder, threshold, examples, rejected)
        for key, name, folder, threshold, examples, rejected in rows
    )


def find_category(catalogue: Catalogue, name: str) -> Category:
    """A category by its name, whatever the case of its letters.

    Raises:
        KnownError: ``category-unknown``.
    """
    for category in all_categories(catalogue):
        if category.name.casefold() == name.strip().casefold():
            return category
    raise KnownError("category-unknown", name=name)


def add_category(catalogue: Catalogue, category: Category) -> int:
    """Store a category, inside a transaction.

    Returns:
        Its key.

    Raises:
        KnownError: ``category-exists``.
    """
    key = category.name.casefold()
    if catalogue.one("SELECT 1 FROM category WHERE name_key = ?", (key,)) is not None:
        raise KnownError("category-exists", name=category.name)
    category_id = catalogue.insert(
        """INSERT INTO category(name, name_key, folder, threshold, position)
        VALUES (?, ?, ?, ?, (SELECT coalesce(max(position), 0) + 1 FROM category))""",
        (category.name, key, category.folder, category.threshold),
    )
    for position, text in enumerate(category.labels):
        catalogue.execute("INSERT INTO category_label VALUES (?, ?, ?)", (category_id, position, text))
    return category_id


def remove_category(catalogue: Catalogue, category_id: int) -> None:
    """Forget a category, its labels and which photos were its examples, inside a transaction."""
    catalogue.execute("DELETE FROM category WHERE id = ?", (category_id,))


def confirm(catalogue: Catalogue, category_id: int, content_hashes: Sequence[bytes]) -> None:
    """Remember photos as examples of a category and of no other, inside a transaction."""
    for content_hash in content_hashes:
        catalogue.execute(
            "DELETE FROM category_example WHERE content_hash = ? AND is_member", (content_hash,)
        )
        _put(catalogue, category_id, content_hash, is_member=True)


def reject(catalogue: Catalogue, category_id: int, content_hashes: Sequence[bytes]) -> None:
    """Remember that photos do not belong to a category, inside a transaction."""
    for content_hash in content_hashes:
        _put(catalogue, category_id, content_hash, is_member=False)


def examples(catalogue: Catalogue, model_id: int, dim: int) -> Examples:
    """Every example that has a vector of a model."""
    rows = catalogue.rows(
        """SELECT e.vector, x.category_id, x.is_member FROM category_example x
        JOIN embedding e ON e.content_hash = x.content_hash AND e.model_id = ?
        WHERE length(e.vector) = ? ORDER BY x.category_id, e.id""",
        (model_id, 2 * dim),
    )
    vectors = np.frombuffer(b"".join(row[0] for row in rows), "<f2").reshape(len(rows), dim)
    return Examples(
        unit(vectors) if rows else vectors.astype(np.float32),
        np.array([row[1] for row in rows], np.int64),
        np.array([row[2] for row in rows], np.bool_),
    )


def _put(catalogue: Catalogue, category_id: int, content_hash: bytes, *, is_member: bool) -> None:
    catalogue.execute(
        "INSERT OR REPLACE INTO category_example VALUES (?, ?, ?)", (category_id, content_hash, is_member)
    )
