"""The vector indexes in memory and on disk: loaded if sound, rebuilt if not, never ahead of the catalogue."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from clipphotos.core.jobs import Step
from clipphotos.core.vectors import Vectors, top
from clipphotos.inference.growing_index import GrowingIndex
from clipphotos.inference.hnsw_index import PARAMS, HnswIndex, IndexDamagedError, load_hnsw
from clipphotos.inference.vector_index import Neighbours
from clipphotos.service.index_saver import IndexSaver, remove_strays
from clipphotos.storage import settings, vectors
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.vectors import VectorBatch

logger = logging.getLogger(__name__)

LINKED_A_STEP = 128
"""Vectors linked into a graph a step: a fifth of a second in a library of a million photos."""
SAVE_SHARE_IN_RUN = 10
"""Save in mid-run once a tenth of the graph is new: what a kill costs and what is written stay bounded."""


@dataclass(slots=True)
class OpenIndex:
    """An index in memory.

    Attributes:
        index: Holds every vector of the model with a key up to `last_id`.
        last_id: See `index`.
        saved: Number of vectors in the file on disk; 0 if there is none.
        problem: Why the file could not be used, empty if it was sound or there was none.
        saver: Writes a new file; None if none is being written.
    """

    index: GrowingIndex
    last_id: int = 0
    saved: int = 0
    problem: str = ""
    saver: IndexSaver | None = None

    @property
    def unsaved(self) -> int:
        """Vectors in the graph that the file lacks."""
        return len(self.index.graph) - self.saved


class IndexKeeper:
    """Keeps one index a model. What the file on disk lacks is read from the catalogue when it is opened.

    Args:
        catalogue: Where the vectors are.
        folder: Where index files are.
    """

    def __init__(self, catalogue: Catalogue, folder: Path) -> None:
        self._catalogue = catalogue
        self._folder = folder
        self._open: dict[int, OpenIndex] = {}

    def open(self, model_id: int, dim: int) -> OpenIndex:
        """The index of a model, read from its file if that is sound, else empty."""
        if model_id not in self._open:
            self._open[model_id] = self._load(model_id, dim)
        return self._open[model_id]

    def is_current(self, model_id: int) -> bool:
        """Whether the open index of a model holds every vector of the catalogue."""
        opened = self._open.get(model_id)
        return opened is not None and opened.last_id == vectors.last_id(self._catalogue, model_id)

    def size(self, model_id: int) -> int:
        """Number of vectors in the open index of a model."""
        return len(self._open[model_id].index)

    def search(self, model_id: int, dim: int, query: Vectors, count: int) -> Neighbours:
        """Neighbours among all vectors of a model; exact while the index lags behind the catalogue."""
        opened = self.open(model_id, dim)
        if self.is_current(model_id):
            return opened.index.search(query, count)
        return self._search_exactly(model_id, dim, query, count)

    def _search_exactly(self, model_id: int, dim: int, query: Vectors, count: int) -> Neighbours:
        """Go through the catalogue's vectors batch by batch, keeping the best."""
        ids, scores = np.empty(0, np.int64), np.empty(0, np.float32)
        for batch in vectors.batches(self._catalogue, model_id, dim, size=20_000):
            ids = np.concatenate([ids, batch.ids])
            scores = np.concatenate([scores, batch.vectors @ query])
            best = top(scores, count)
            ids, scores = ids[best], scores[best]
        return Neighbours(ids, scores)

    def catch_up(self, model_id: int, dim: int) -> Iterator[tuple[int, int]]:
        """Add what the catalogue has and the index lacks, a few hundred vectors a step.

        Yields:
            Vectors in the index, vectors in the catalogue.
        """
        opened = self.open(model_id, dim)
        if self.is_current(model_id):
            return
        total = vectors.count(self._catalogue, model_id)
        for batch in vectors.batches(self._catalogue, model_id, dim, after_id=opened.last_id, size=200):
            self._add(opened, batch)
            yield len(opened.index), total
            for _ in self.keep_up(model_id):
                yield len(opened.index), total

    def add(self, model_id: int, batch: VectorBatch, last_id_before: int) -> None:
        """Add vectors just stored, if the index held all that came before them.

        Args:
            model_id: Their model.
            batch: What was stored.
            last_id_before: The model's highest key before that.
        """
        opened = self._open.get(model_id)
        if opened is not None and len(batch.ids) and opened.last_id == last_id_before:
            self._add(opened, batch)

    def keep_up(self, model_id: int) -> Iterator[None]:
        """In the middle of a run: link a tail that has grown long, and save a graph that has grown much.

        Yields:
            After every step of linking.
        """
        opened = self._open.get(model_id)
        if opened is None:
            return
        if opened.index.is_tail_long:
            yield from self._link_tail(opened)
        self._finish_saving(opened)
        if opened.unsaved > max(opened.index.tail_limit, len(opened.index.graph) // SAVE_SHARE_IN_RUN):
            self._begin_saving(model_id, opened)

    def settle(self, model_id: int) -> Iterator[Step]:
        """At the end of a run: as `keep_up`, but saves what is more than a tail, and waits for the file.

        A few new photos are not worth a file of gigabytes: they are in the catalogue, and read from there at
        the next start.

        Yields:
            After every step.
        """
        opened = self._open.get(model_id)
        if opened is None or self._catalogue.read_only:
            return
        if opened.index.is_tail_long or opened.problem:
            for _ in self._link_tail(opened):
                yield Step.WORKED
        yield from self._until_saved(opened)
        if opened.unsaved >= opened.index.tail_limit or opened.problem:
            self._begin_saving(model_id, opened)
            yield Step.WORKED
            yield from self._until_saved(opened)

    def close(self) -> None:
        """Give up files that are being written; complete ones are recorded."""
        for opened in self._open.values():
            if opened.saver is not None:
                opened.saver.stop()
                self._finish_saving(opened)

    def forget_all(self) -> None:
        """Drop the indexes in memory, after vectors were deleted; their files will not match any more."""
        self.close()
        self._open.clear()

    def _load(self, model_id: int, dim: int) -> OpenIndex:
        opened = self._from_file(model_id, dim)
        waiting = vectors.count(self._catalogue, model_id) - len(opened.index)
        if not opened.problem and waiting <= opened.index.tail_limit:
            for batch in vectors.batches(self._catalogue, model_id, dim, after_id=opened.last_id):
                self._add(opened, batch)
        return opened

    def _from_file(self, model_id: int, dim: int) -> OpenIndex:
        state = settings.index_state(self._catalogue, model_id)
        if not self._catalogue.read_only:
            remove_strays(self._folder, model_id, state.file_name if state else "")
        if state is None:
            return OpenIndex(GrowingIndex(HnswIndex(dim)))
        try:
            graph = load_hnsw(self._folder / state.file_name, state.checksum, dim)
            problem = ""
        except IndexDamagedError as error:
            graph, problem = HnswIndex(dim), str(error)
        held = vectors.count(self._catalogue, model_id, up_to_id=state.last_embedding_id)
        if not problem and state.params != PARAMS:
            problem = "built in another way"
        if not problem and not len(graph) == state.item_count == held:
            problem = "does not hold the catalogue's vectors"
        if problem:
            logger.warning("the index %s is rebuilt: %s", state.file_name, problem)
            return OpenIndex(GrowingIndex(HnswIndex(dim)), problem=problem)
        index = GrowingIndex(graph, state.last_embedding_id)
        return OpenIndex(index, state.last_embedding_id, len(graph))

    def _add(self, opened: OpenIndex, batch: VectorBatch) -> None:
        if len(batch.ids):
            opened.index.add(batch.ids, batch.vectors)
            opened.last_id = int(batch.ids[-1])

    def _link_tail(self, opened: OpenIndex) -> Iterator[None]:
        while opened.index.waiting:
            opened.index.absorb(LINKED_A_STEP)
            yield

    def _begin_saving(self, model_id: int, opened: OpenIndex) -> None:
        if opened.saver is None and not self._catalogue.read_only:
            opened.saver = IndexSaver(self._catalogue, self._folder, model_id, opened.index)

    def _finish_saving(self, opened: OpenIndex) -> None:
        if opened.saver is not None and opened.saver.is_written:
            saver, opened.saver = opened.saver, None
            if saver.finish():
                opened.saved, opened.problem = saver.count, ""

    def _until_saved(self, opened: OpenIndex) -> Iterator[Step]:
        while opened.saver is not None:
            if opened.saver.is_written:
                self._finish_saving(opened)
            else:
                yield Step.WAITING
