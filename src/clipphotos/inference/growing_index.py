"""A graph that is large and an exact tail of what is new: growing costs the same whatever the size.

Linking a vector into the graph takes longer the larger it is, and a graph that changed has to be saved as a
whole. So new vectors wait in the tail, are found there exactly, and are linked many at a time: the division
into a large part and a small new one of the log-structured merge tree (O'Neil et al. 1996).
"""

import numpy as np

from clipphotos.core.vectors import Vectors, top
from clipphotos.inference.exact_index import ExactIndex
from clipphotos.inference.hnsw_index import HnswIndex
from clipphotos.inference.vector_index import Ids, Neighbours, checked

TAIL_AT_LEAST = 2000
"""Up to this many vectors always wait: comparing with them takes under a millisecond."""
TAIL_SHARE = 20
"""A twentieth of the index may wait, so that it is saved once for each twentieth that it grows."""
TAIL_AT_MOST = 20_000
"""About 40 MB at 512 numbers a vector, and 5 ms a search."""


class GrowingIndex:
    """See the module's description; a `VectorIndex`.

    Args:
        graph: Holds what was linked so far.
        newest: Its highest key; 0 if it is empty.
    """

    def __init__(self, graph: HnswIndex, newest: int = 0) -> None:
        self._graph = graph
        self._tail = ExactIndex(graph.dim)
        self._newest_linked = newest
        self._newest = newest

    @property
    def dim(self) -> int:
        """Length of its vectors."""
        return self._graph.dim

    @property
    def graph(self) -> HnswIndex:
        """What is linked; the part that is saved."""
        return self._graph

    @property
    def newest_linked(self) -> int:
        """Highest key in the graph, 0 if it is empty."""
        return self._newest_linked

    @property
    def waiting(self) -> int:
        """Number of vectors in the tail."""
        return len(self._tail)

    @property
    def is_tail_long(self) -> bool:
        """Whether the tail should be linked now."""
        return self.waiting > self.tail_limit

    @property
    def tail_limit(self) -> int:
        """How many vectors may wait beside a graph as large as this one."""
        return max(TAIL_AT_LEAST, min(TAIL_AT_MOST, len(self._graph) // TAIL_SHARE))

    def __len__(self) -> int:
        return len(self._graph) + len(self._tail)

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """See `VectorIndex.add`."""
        checked(ids, vectors, self.dim)
        if not len(ids):
            return
        waits = ids > self._newest
        if not waits.all():
            waits |= np.isin(ids, self._tail.ids)
            self._link(ids[~waits], vectors[~waits])
        self._tail.add(ids[waits], vectors[waits])
        self._newest = max(self._newest, int(ids.max()))

    def absorb(self, count: int) -> None:
        """Move the `count` vectors that have waited longest into the graph."""
        ids, vectors = self._tail.first(count)
        self._link(ids, vectors)
        self._tail.drop_first(len(ids))

    def search(self, query: Vectors, count: int) -> Neighbours:
        """See `VectorIndex.search`; what waits is compared exactly."""
        linked = self._graph.search(query, count)
        if not len(self._tail):
            return linked
        waiting = self._tail.search(query, count)
        ids = np.concatenate([linked.ids, waiting.ids])
        scores = np.concatenate([linked.scores, waiting.scores])
        best = top(scores, count)
        return Neighbours(ids[best], scores[best])

    def _link(self, ids: Ids, vectors: Vectors) -> None:
        if len(ids):
            self._graph.add(ids, vectors)
            self._newest_linked = max(self._newest_linked, int(ids.max()))
            self._newest = max(self._newest, self._newest_linked)
