"""Exact nearest neighbours by one matrix product: for filtered searches, and as the reference."""

import numpy as np

from clipphotos.core.vectors import Vectors, top
from clipphotos.inference.vector_index import Ids, Neighbours, checked


class ExactIndex:
    """All vectors in one array.

    Args:
        dim: Length of the vectors.
    """

    def __init__(self, dim: int) -> None:
        self._ids = np.empty(0, np.int64)
        self._vectors = np.empty((0, dim), np.float32)

    @property
    def dim(self) -> int:
        """Length of its vectors."""
        return int(self._vectors.shape[1])

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """See `VectorIndex.add`."""
        checked(ids, vectors, self.dim)
        kept = ~np.isin(self._ids, ids)
        self._ids = np.concatenate([self._ids[kept], ids])
        self._vectors = np.concatenate([self._vectors[kept], vectors])

    def search(self, query: Vectors, count: int) -> Neighbours:
        """See `VectorIndex.search`."""
        scores = self._vectors @ query
        best = top(scores, count)
        return Neighbours(self._ids[best], scores[best])
