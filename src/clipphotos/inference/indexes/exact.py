"""Exact nearest neighbours by one matrix product: for what is new or filtered, and as the reference."""

import numpy as np

from clipphotos.core.vectors import Vectors, top
from clipphotos.inference.indexes.protocol import Among, Ids, Neighbours, checked


class ExactIndex:
    """All vectors in one array, with room to grow: adding costs the same however many there are.

    Args:
        dim: Length of the vectors.
    """

    def __init__(self, dim: int) -> None:
        self._room_for_ids = np.empty(0, np.int64)
        self._room = np.empty((0, dim), np.float32)
        self._count = 0
        self._newest = -1

    @property
    def dim(self) -> int:
        """Length of its vectors."""
        return int(self._room.shape[1])

    @property
    def ids(self) -> Ids:
        """(n,) keys of its vectors, in the order they came."""
        return self._room_for_ids[: self._count]

    @property
    def _vectors(self) -> Vectors:
        return self._room[: self._count]

    def __len__(self) -> int:
        return self._count

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """See `VectorIndex.add`."""
        checked(ids, vectors, self.dim)
        if not len(ids):
            return
        # Keys of a catalogue only ever grow, so there is seldom anything to look for.
        if self._count and int(ids.min()) <= self._newest:
            self._keep(~np.isin(self.ids, ids))
        needed = self._count + len(ids)
        if needed > len(self._room):
            self._make_room(max(needed, 2 * self._count))
        self._room_for_ids[self._count : needed] = ids
        self._room[self._count : needed] = vectors
        self._count = needed
        self._newest = max(self._newest, int(ids.max()))

    def first(self, count: int) -> tuple[Ids, Vectors]:
        """Copies of the `count` vectors that came first, with their keys; fewer if there are fewer."""
        count = min(count, self._count)
        return self._room_for_ids[:count].copy(), self._room[:count].copy()

    def drop_first(self, count: int) -> None:
        """Forget the `count` vectors that came first, and give up room that is not needed any more."""
        kept = np.arange(self._count) >= count
        self._keep(kept)
        if 4 * self._count <= len(self._room):
            self._make_room(self._count)

    def search(self, query: Vectors, count: int) -> Neighbours:
        """See `VectorIndex.search`."""
        scores = self._vectors @ query
        best = top(scores, count)
        return Neighbours(self.ids[best], scores[best])

    def search_among(self, ids: Ids, query: Vectors, count: int) -> Among:
        """See `StoredVectors.search_among`."""
        positions = np.flatnonzero(np.isin(self.ids, ids))
        scores = self._vectors[positions] @ query
        best = top(scores, count)
        return Among(Neighbours(self.ids[positions[best]], scores[best]), ids[~np.isin(ids, self.ids)])

    def _keep(self, kept: np.ndarray) -> None:
        ids, vectors = self.ids[kept], self._vectors[kept]
        self._count = len(ids)
        self._room_for_ids[: self._count] = ids
        self._room[: self._count] = vectors

    def _make_room(self, size: int) -> None:
        ids, vectors = self.ids, self._vectors
        self._room_for_ids = np.empty(size, np.int64)
        self._room = np.empty((size, self.dim), np.float32)
        self._room_for_ids[: self._count] = ids
        self._room[: self._count] = vectors
