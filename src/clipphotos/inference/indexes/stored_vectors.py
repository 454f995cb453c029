"""Comparing with many vectors one by one where they lie in a file, without having them in memory."""

from pathlib import Path

import numpy as np

from clipphotos.core.vectors import Vectors, top
from clipphotos.inference.indexes.hnsw import IndexDamagedError
from clipphotos.inference.indexes.hnsw_state import NODES, check_layout, read_state
from clipphotos.inference.indexes.protocol import Among, Ids, Neighbours

GATHERED = 256
"""Vectors brought together for one product: what fits into a core's own cache. Four times as many take twice
as long each."""


class StoredVectors:
    """The vectors of a graph in its file, mapped: the system keeps what was read lately, and lets go of it.

    Args:
        path: Written by `hnsw_index.Snapshot.write`, and found sound since.

    Raises:
        IndexDamagedError: If it is no such file.
    """

    def __init__(self, path: Path) -> None:
        try:
            state = read_state(path)
            check_layout(state, state["dim"])
            count, size = state["cur_element_count"], state["size_data_per_element"]
            nodes = state[NODES][: count * size]
            labels = np.ndarray(count, "<u8", nodes, state["label_offset"], (size,)).astype(np.int64)
            self._vectors = np.ndarray((count, state["dim"]), "<f4", nodes, state["offset_data"], (size, 4))
        except Exception as error:
            # numpy and zipfile raise whatever the bytes provoke.
            raise IndexDamagedError(f"not an index: {error}") from error
        self._positions = np.argsort(labels)
        self._ids = labels[self._positions]

    def __len__(self) -> int:
        return len(self._ids)

    def search_among(self, ids: Ids, query: Vectors, count: int) -> Among:
        """See `Among`.

        Args:
            ids: (n,) int64.
            query: (dim,) float32 unit vector.
            count: How many are wanted.
        """
        at = np.minimum(np.searchsorted(self._ids, ids), len(self._ids) - 1)
        is_here = self._ids[at] == ids
        here, positions = ids[is_here], self._positions[at[is_here]]
        scores = np.empty(len(here), np.float32)
        for start in range(0, len(here), GATHERED):
            some = slice(start, start + GATHERED)
            scores[some] = self._vectors[positions[some]] @ query
        best = top(scores, count)
        return Among(Neighbours(here[best], scores[best]), ids[~is_here])
