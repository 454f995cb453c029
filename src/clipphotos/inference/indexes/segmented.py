"""Graphs of bounded size and an exact tail of what is new: growing costs the same whatever the size.

Linking a vector into a graph takes longer the larger it is, and a graph that changed has to be copied and
saved as a whole. So new vectors wait in the tail, are found there exactly, and are linked many at a time into
the last of several graphs; one that is full never changes again. These are the segments of a log-structured
merge tree (O'Neil et al. 1996), as in Lucene.
"""

import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from clipphotos.core.vectors import Vectors
from clipphotos.inference.indexes.exact import ExactIndex
from clipphotos.inference.indexes.hnsw import SEARCH_BREADTH, HnswIndex
from clipphotos.inference.indexes.protocol import Among, Ids, Neighbours, best_of, checked

SEGMENT_SIZE = 50_000
"""Vectors of a graph: copied within a seventh of a second, for saving, at 512 numbers a vector."""
TAIL_LENGTH = 2000
"""Up to this many vectors always wait: comparing with them takes under a millisecond."""
LEAST_BREADTH = 400
"""Candidates looked at in each of many segments; see `SEARCH_BREADTH` for one."""
SPARE = 32
"""Neighbours asked of each of several segments beyond twice its fair share."""


@dataclass(slots=True, eq=False)
class Segment:
    """A graph of vectors whose keys follow on those of the segment before it.

    Attributes:
        graph: Holds them.
        newest: The highest key; 0 while it is empty.
    """

    graph: HnswIndex
    newest: int = 0

    @property
    def is_full(self) -> bool:
        """Whether the next vectors belong into another one."""
        return len(self.graph) >= SEGMENT_SIZE


class SegmentedIndex:
    """See the module's description; a `VectorIndex`.

    Args:
        dim: Length of the vectors.
        segments: What was linked so far, keys ascending.
    """

    def __init__(self, dim: int, segments: Iterable[Segment] = ()) -> None:
        self._dim = dim
        self._segments = list(segments)
        self._tail = ExactIndex(dim)
        # They ask a graph each: hnswlib lets go of Python's lock while it searches.
        self._threads = ThreadPoolExecutor(os.cpu_count())
        self._newest = self._segments[-1].newest if self._segments else 0

    @property
    def dim(self) -> int:
        """Length of its vectors."""
        return self._dim

    @property
    def segments(self) -> Sequence[Segment]:
        """What is linked; the part that is saved."""
        return self._segments

    @property
    def linked(self) -> int:
        """Number of vectors in segments."""
        return sum(len(segment.graph) for segment in self._segments)

    @property
    def waiting(self) -> int:
        """Number of vectors in the tail."""
        return len(self._tail)

    @property
    def tail_limit(self) -> int:
        """How many vectors may wait."""
        return TAIL_LENGTH

    @property
    def is_tail_long(self) -> bool:
        """Whether the tail should be linked now."""
        return self.waiting > self.tail_limit

    def __len__(self) -> int:
        return self.linked + self.waiting

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """See `VectorIndex.add`."""
        checked(ids, vectors, self.dim)
        if not len(ids):
            return
        waits = ids > self._newest
        if not waits.all():
            waits |= np.isin(ids, self._tail.ids)
            self._replace(ids[~waits], vectors[~waits])
        self._tail.add(ids[waits], vectors[waits])
        self._newest = max(self._newest, int(ids.max()))

    def absorb(self, count: int) -> None:
        """Link the `count` vectors that have waited longest, or as many as the last segment has room for."""
        if not self._segments or self._segments[-1].is_full:
            self._segments.append(Segment(HnswIndex(self.dim)))
        last = self._segments[-1]
        ids, vectors = self._tail.first(min(count, SEGMENT_SIZE - len(last.graph)))
        if len(ids):
            last.graph.add(ids, vectors)
            last.newest = max(last.newest, int(ids.max()))
            self._tail.drop_first(len(ids))

    def search(self, query: Vectors, count: int) -> Neighbours:
        """See `VectorIndex.search`; what waits is compared exactly.

        The best of all are spread over the segments, so each is asked for less than all of them, and once
        more for twice as many while the worst that it gave is still among the best.
        """
        count = min(count, len(self))
        graphs = [segment.graph for segment in self._segments]
        breadth = max(LEAST_BREADTH, SEARCH_BREADTH // max(1, len(graphs)))
        asked = min(count, 2 * count // len(graphs) + SPARE) if len(graphs) > 1 else count

        def ask(number: int, wanted: int) -> Neighbours:
            return graphs[number].search(query, wanted, breadth)

        found = list(self._threads.map(ask, range(len(graphs)), [asked] * len(graphs)))
        waiting = self._tail.search(query, count)
        while True:
            best = best_of([*found, waiting], count)
            deeper = [
                number
                for number, part in enumerate(found)
                if len(part.ids) < min(count, len(graphs[number]))
                and (len(best.ids) < count or part.scores[-1] >= best.scores[-1])
            ]
            if not deeper:
                return best
            more = [min(count, 2 * len(found[number].ids)) for number in deeper]
            for number, part in zip(deeper, self._threads.map(ask, deeper, more), strict=True):
                found[number] = part

    def search_waiting(self, ids: Ids, query: Vectors, count: int) -> Among:
        """The nearest of those of some vectors that wait in the tail; see `StoredVectors.search_among`."""
        return self._tail.search_among(ids, query, count)

    def _replace(self, ids: Ids, vectors: Vectors) -> None:
        """Put vectors in the place of those with the same keys, in the segment that such keys belong into."""
        if not self._segments:
            self._tail.add(ids, vectors)
            return
        newest = np.array([segment.newest for segment in self._segments])
        positions = np.minimum(np.searchsorted(newest, ids), len(newest) - 1)
        for number, segment in enumerate(self._segments):
            there = positions == number
            segment.graph.add(ids[there], vectors[there])
