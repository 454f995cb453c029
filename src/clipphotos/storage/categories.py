"""Categories in the catalogue, with their labels and example photos."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from clipphotos.core.categories.category import COLOURS, MOST_CATEGORIES, Category
from clipphotos.core.errors import KnownError
from clipphotos.core.vectors import Vectors, unit
from clipphotos.storage.catalogue import Catalogue, text_bytes


class ExampleVectors(NamedTuple):
    """Every example as rows of arrays, for learning.

    Attributes:
        vectors: (n, dim) float32 unit vectors.
        categories: (n,) keys of categories.
        is_member: (n,) whether the photo belongs to the category, or was said not to.
    """

    vectors: Vectors
    categories: npt.NDArray[np.int64]
    is_member: npt.NDArray[np.bool_]


class Example(NamedTuple):
    """A content that the user said belongs to a category, or does not.

    Attributes:
        content_hash: 32 bytes.
        category_id: Key of the category.
        is_member: Whether the photo belongs to it; None if nothing was said.
    """

    content_hash: bytes
    category_id: int
    is_member: bool | None


class EmbeddedExample(NamedTuple):
    """An example by the key of its content's vector."""

    embedding_id: int
    category_id: int
    is_member: bool


class OutsideExample(NamedTuple):
    """An example that is read from a file of its own, whether or not the library has it.

    Attributes:
        content_hash: 32 bytes.
        path: Where it was when it was learned from.
    """

    content_hash: bytes
    path: Path


def all_categories(catalogue: Catalogue, model_id: int = 0) -> tuple[Category, ...]:
    """Every category, in the user's order.

    Args:
        catalogue: The catalogue.
        model_id: The model whose thresholds are meant; 0 for those that a new model starts with.
    """
    labels: dict[int, list[str]] = {}
    for category_id, text in catalogue.rows(
        "SELECT category_id, text FROM category_label ORDER BY category_id, position"
    ):
        labels.setdefault(category_id, []).append(text)
    rows = catalogue.rows(
        """SELECT c.id, c.name, c.folder,
            CASE WHEN t.category_id IS NULL THEN c.threshold ELSE t.threshold END, c.template, c.colour,
            (SELECT count(*) FROM category_example e WHERE e.category_id = c.id AND e.is_member),
            (SELECT count(*) FROM category_example e WHERE e.category_id = c.id AND NOT e.is_member)
        FROM category c LEFT JOIN category_threshold t ON t.category_id = c.id AND t.model_id = ?
        ORDER BY c.position, c.id""",
        (model_id,),
    )
    return tuple(
        Category(
            category_id=key,
            name=name,
            labels=tuple(labels.get(key, [])),
            folder=folder,
            threshold=threshold,
            template=template,
            colour=colour,
            examples=examples,
            rejected=rejected,
        )
        for key, name, folder, threshold, template, colour, examples, rejected in rows
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
        KnownError: ``category-exists`` or ``too-many-categories``.
    """
    _check_name_is_free(catalogue, category.name, 0)
    check_room(catalogue, 1)
    position = int(catalogue.value("SELECT coalesce(max(position), 0) + 1 FROM category"))
    category_id = catalogue.insert(
        """INSERT INTO category(name, name_key, folder, threshold, template, colour, position)
        VALUES (?, ?, ?, ?, ?, ?, ?)""",
        (
            category.name,
            category.name.casefold(),
            category.folder,
            category.threshold,
            category.template,
            category.colour or COLOURS[(position - 1) % len(COLOURS)],
            position,
        ),
    )
    _put_labels(catalogue, category_id, category.labels)
    return category_id


def check_room(catalogue: Catalogue, more: int) -> None:
    """Make sure that there is room for some more categories.

    Raises:
        KnownError: ``too-many-categories``.
    """
    if int(catalogue.value("SELECT count(*) FROM category")) + more > MOST_CATEGORIES:
        raise KnownError("too-many-categories", limit=MOST_CATEGORIES)


def change_category(catalogue: Catalogue, category: Category, model_id: int) -> None:
    """Describe a category anew, inside a transaction; its examples stay.

    Args:
        catalogue: The catalogue.
        category: With the key of the one to change.
        model_id: The model that its threshold is meant for; 0 for all that have none of their own.

    Raises:
        KnownError: ``category-gone`` or ``category-exists``.
    """
    key = category.category_id
    if catalogue.one("SELECT 1 FROM category WHERE id = ?", (key,)) is None:
        raise KnownError("category-gone")
    _check_name_is_free(catalogue, category.name, key)
    catalogue.execute(
        "UPDATE category SET name = ?, name_key = ?, folder = ?, template = ?, colour = ? WHERE id = ?",
        (
            category.name,
            category.name.casefold(),
            category.folder,
            category.template,
            category.colour,
            key,
        ),
    )
    catalogue.execute("DELETE FROM category_label WHERE category_id = ?", (key,))
    _put_labels(catalogue, key, category.labels)
    if model_id:
        catalogue.execute(
            "INSERT OR REPLACE INTO category_threshold(category_id, model_id, threshold) VALUES (?, ?, ?)",
            (key, model_id, category.threshold),
        )
    else:
        catalogue.execute("UPDATE category SET threshold = ? WHERE id = ?", (category.threshold, key))


def remove_category(catalogue: Catalogue, category_id: int) -> None:
    """Forget a category, its labels and which photos were its examples, inside a transaction."""
    catalogue.execute("DELETE FROM category WHERE id = ?", (category_id,))


def add_examples(catalogue: Catalogue, category_id: int, content_hashes: Sequence[bytes]) -> None:
    """Remember photos as examples of a category and of no other, inside a transaction."""
    for content_hash in content_hashes:
        set_example(catalogue, Example(content_hash, category_id, is_member=True))


def set_example(catalogue: Catalogue, example: Example) -> list[Example]:
    """Remember an example, inside a transaction; a photo is a positive example of one category at most.

    Returns:
        The examples to set, in this order, to take it back.
    """
    content, category_id, is_member = example
    known: dict[int, int] = dict(
        catalogue.rows(
            "SELECT category_id, is_member FROM category_example WHERE content_hash = ?", (content,)
        )
    )
    before = [Example(content, category_id, bool(known[category_id]) if category_id in known else None)]
    if is_member is None:
        catalogue.execute(
            "DELETE FROM category_example WHERE content_hash = ? AND category_id = ?", (content, category_id)
        )
        return before
    if is_member:
        others = [key for key, was_member in known.items() if was_member and key != category_id]
        before += [Example(content, key, is_member=True) for key in others]
        catalogue.execute("DELETE FROM category_example WHERE content_hash = ? AND is_member", (content,))
    catalogue.execute(
        """INSERT INTO category_example(category_id, content_hash, is_member) VALUES (?, ?, ?)
        ON CONFLICT (category_id, content_hash) DO UPDATE SET is_member = excluded.is_member""",
        (category_id, content, is_member),
    )
    return before


def remember_path(catalogue: Catalogue, example: OutsideExample) -> None:
    """Remember the file that an example can be read from again, inside a transaction."""
    catalogue.execute(
        "UPDATE category_example SET path = CAST(? AS TEXT) WHERE content_hash = ?",
        (text_bytes(str(example.path)), example.content_hash),
    )


def forget_path(catalogue: Catalogue, example: OutsideExample) -> None:
    """Forget the file of an example that holds something else by now, inside a transaction."""
    catalogue.execute("UPDATE category_example SET path = '' WHERE content_hash = ?", (example.content_hash,))


def outside_examples(catalogue: Catalogue, model_id: int) -> list[OutsideExample]:
    """Examples with a file of their own that have no vector of a model."""
    rows = catalogue.rows(
        """SELECT DISTINCT x.content_hash, x.path FROM category_example x WHERE x.path != '' AND NOT EXISTS
        (SELECT 1 FROM embedding e WHERE e.content_hash = x.content_hash AND e.model_id = ?)""",
        (model_id,),
    )
    return [OutsideExample(content, Path(path)) for content, path in rows]


def embedded_examples(catalogue: Catalogue, model_id: int) -> list[EmbeddedExample]:
    """Every example whose content has a vector of a model."""
    # CROSS JOIN: from the few examples to their vectors, not through all vectors of the model.
    rows = catalogue.rows(
        """SELECT e.id, x.category_id, x.is_member FROM category_example x
        CROSS JOIN embedding e ON e.content_hash = x.content_hash AND e.model_id = ?""",
        (model_id,),
    )
    return [EmbeddedExample(key, category_id, bool(is_member)) for key, category_id, is_member in rows]


def example_vectors(catalogue: Catalogue, model_id: int, dim: int) -> ExampleVectors:
    """Every example that has a vector of a model."""
    rows = catalogue.rows(
        """SELECT e.vector, x.category_id, x.is_member FROM category_example x
        CROSS JOIN embedding e ON e.content_hash = x.content_hash AND e.model_id = ?
        WHERE length(e.vector) = ? ORDER BY x.category_id, e.id""",
        (model_id, 2 * dim),
    )
    vectors = np.frombuffer(b"".join(row[0] for row in rows), "<f2").reshape(len(rows), dim)
    return ExampleVectors(
        unit(vectors) if rows else vectors.astype(np.float32),
        np.array([row[1] for row in rows], np.int64),
        np.array([row[2] for row in rows], np.bool_),
    )


def _put_labels(catalogue: Catalogue, category_id: int, labels: Sequence[str]) -> None:
    for position, text in enumerate(labels):
        catalogue.execute("INSERT INTO category_label VALUES (?, ?, ?)", (category_id, position, text))


def _check_name_is_free(catalogue: Catalogue, name: str, own_id: int) -> None:
    if catalogue.one("SELECT 1 FROM category WHERE name_key = ? AND id != ?", (name.casefold(), own_id)):
        raise KnownError("category-exists", name=name)
