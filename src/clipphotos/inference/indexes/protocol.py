"""The seam between the program and nearest-neighbour search."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from clipphotos.core.vectors import Vectors, top

Ids = npt.NDArray[np.int64]
"""(n,) catalogue keys of embeddings."""


class Neighbours(NamedTuple):
    """Answer to one query, best first.

    Attributes:
        ids: (k,) int64 keys.
        scores: (k,) float32 cosines, falling.
    """

    ids: Ids
    scores: Vectors


class Among(NamedTuple):
    """Answer to one query about certain vectors only.

    Attributes:
        best: The nearest of those that were there, compared one by one: exact.
        missing: (m,) int64 keys of those that were not.
    """

    best: Neighbours
    missing: Ids


class VectorIndex(Protocol):
    """Finds the vectors nearest to a query by cosine. One owner; not for use from several threads."""

    @property
    def dim(self) -> int:
        """Length of its vectors."""
        ...

    def __len__(self) -> int: ...

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Add vectors, or replace those whose id is known.

        Args:
            ids: (n,) int64, each at most once.
            vectors: (n, dim) float32 unit vectors.

        Raises:
            ValueError: If a shape is wrong or a vector is not finite or not of unit length.
        """
        ...

    def search(self, query: Vectors, count: int) -> Neighbours:
        """The nearest vectors to a query.

        Args:
            query: (dim,) float32 unit vector.
            count: How many are wanted.

        Returns:
            min(count, len(self)) neighbours, never fewer.
        """
        ...


def best_of(parts: Sequence[Neighbours], count: int) -> Neighbours:
    """The nearest of several answers to one query, which have no key in common."""
    ids = np.concatenate([part.ids for part in parts])
    scores = np.concatenate([part.scores for part in parts])
    best = top(scores, count)
    return Neighbours(ids[best], scores[best])


NOTHING = Neighbours(np.empty(0, np.int64), np.empty(0, np.float32))
"""The answer of an index without vectors."""


def checked(ids: Ids, vectors: Vectors, dim: int) -> None:
    """Refuse what would spoil an index: one bad vector harms the answers about its neighbours.

    Args:
        ids: (n,) int64.
        vectors: (n, dim) float32.
        dim: The length expected.

    Raises:
        ValueError: If a shape is wrong, an id occurs twice, or a vector is not finite or not of unit length.
    """
    if vectors.shape != (len(ids), dim):
        raise ValueError(f"expected vectors of shape ({len(ids)}, {dim}), got {vectors.shape}")
    if len(np.unique(ids)) != len(ids):
        raise ValueError("an id occurs twice")
    lengths = np.linalg.norm(vectors, axis=1)
    if not np.all(np.abs(lengths - 1.0) < 0.01):
        raise ValueError("a vector is not finite or not of unit length")
