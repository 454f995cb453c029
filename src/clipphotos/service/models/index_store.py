"""The vector indexes in memory and on disk: loaded if sound, rebuilt if not, never ahead of the catalogue."""

import logging
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from clipphotos.core.jobs import Step
from clipphotos.core.vectors import Vectors
from clipphotos.inference.indexes.hnsw import PARAMS, HnswIndex, IndexDamagedError, load_hnsw
from clipphotos.inference.indexes.protocol import NOTHING, Among, Ids, Neighbours, best_of
from clipphotos.inference.indexes.segmented import Segment, SegmentedIndex
from clipphotos.inference.indexes.stored_vectors import StoredVectors
from clipphotos.service.models.index_writer import SegmentSaver, remove_strays
from clipphotos.storage import settings, vectors
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.settings import SavedSegment
from clipphotos.storage.vectors import VectorBatch

logger = logging.getLogger(__name__)

LINKED_A_STEP = 128
"""Vectors linked into a graph a step: an eighth of a second, however large the library is."""
SAVED_IN_RUN = 10_000
"""Save in mid-run once so many are new in a segment: what a kill costs and what is written stay bounded."""
READERS = 2
"""Threads that read files: one's checksum is computed while another waits for the disk."""
COMPARED_AT_ONCE = 20_000
"""Vectors of the catalogue in memory at once, 41 MB at 512 numbers each."""


@dataclass(slots=True)
class OpenIndex:
    """An index in memory.

    Attributes:
        index: Holds every vector of the model with a key up to `last_id`.
        last_id: See `index`.
        saved: The file of each segment, from the first; those without one lack here.
        mapped: Vectors in those files, by their names, as far as they were needed.
        problem: Why a file could not be used, empty if all were sound or there were none.
        saver: Writes a new file; None if none is being written.
    """

    index: SegmentedIndex
    last_id: int = 0
    saved: list[SavedSegment] = field(default_factory=list[SavedSegment])
    mapped: dict[str, StoredVectors | None] = field(default_factory=dict[str, StoredVectors | None])
    problem: str = ""
    saver: SegmentSaver | None = None

    def to_save(self, least: int) -> int | None:
        """The first segment of which at least so many vectors are in no file, or that is full; else None.

        A full one never has to be written again.
        """
        for number, segment in enumerate(self.index.segments):
            unsaved = len(segment.graph) - (self.saved[number].item_count if number < len(self.saved) else 0)
            if unsaved >= least or (unsaved and segment.is_full):
                return number
        return None


class IndexStore:
    """Keeps one index a model. What the file on disk lacks is read from the catalogue when it is opened.

    Args:
        catalogue: Where the vectors are.
        folder: Where index files are.
    """

    def __init__(self, catalogue: Catalogue, folder: Path) -> None:
        self._catalogue = catalogue
        self._folder = folder
        self._open: dict[int, OpenIndex] = {}
        self._threads = ThreadPoolExecutor(os.cpu_count())

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

    def search_among(self, model_id: int, dim: int, ids: Ids, query: Vectors, count: int) -> Neighbours:
        """The nearest of some vectors of a model, compared one by one, whether the index holds them or not.

        Args:
            model_id: Their model.
            dim: Their length.
            ids: (n,) int64, rising.
            query: (dim,) float32 unit vector.
            count: How many are wanted.
        """
        opened = self.open(model_id, dim)
        files = self._mapped(opened)
        # Keys of a segment follow on those of the one before it. What comes after the last file is in none.
        ends = [each.last_embedding_id for each in opened.saved]
        *parts, rest = np.split(ids, np.searchsorted(ids, ends, "right"))

        def search(stored: StoredVectors | None, part: Ids) -> Among:
            return Among(NOTHING, part) if stored is None else stored.search_among(part, query, count)

        found = list(self._threads.map(search, files, parts))
        waiting = opened.index.search_waiting(
            np.concatenate([*(each.missing for each in found), rest]), query, count
        )
        best = best_of([*(each.best for each in found), waiting.best], count)
        for start in range(0, len(waiting.missing), COMPARED_AT_ONCE):
            some = waiting.missing[start : start + COMPARED_AT_ONCE]
            batch = vectors.with_ids(self._catalogue, dim, some.tolist())
            best = best_of([best, Neighbours(batch.ids, batch.vectors @ query)], count)
        return best

    def _mapped(self, opened: OpenIndex) -> list[StoredVectors | None]:
        """The files of an index; those that were replaced are given up.

        None for what is no such file any more; that is mended at the next start.
        """
        opened.mapped = {
            each.file_name: opened.mapped.get(each.file_name) or _map(self._folder / each.file_name)
            for each in opened.saved
        }
        return list(opened.mapped.values())

    def _search_exactly(self, model_id: int, dim: int, query: Vectors, count: int) -> Neighbours:
        """Go through the catalogue's vectors batch by batch, keeping the best."""
        best = NOTHING
        for batch in vectors.batches(self._catalogue, model_id, dim, size=COMPARED_AT_ONCE):
            best = best_of([best, Neighbours(batch.ids, batch.vectors @ query)], count)
        return best

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
        """In the middle of a run: link a tail that has grown long, and save a segment that has grown much.

        Yields:
            After every step of linking.
        """
        opened = self._open.get(model_id)
        if opened is None:
            return
        if opened.index.is_tail_long:
            yield from self._link_tail(opened)
        self._finish_saving(opened)
        self._begin_saving(model_id, opened, SAVED_IN_RUN)

    def settle(self, model_id: int) -> Iterator[Step]:
        """At the end of a run: as `keep_up`, but saves what is more than a tail, and waits for the files.

        A few new photos are not worth a file of a hundred megabytes: they are in the catalogue, and read from
        there at the next start.

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
        while self._begin_saving(model_id, opened, 1 if opened.problem else opened.index.tail_limit):
            yield Step.WORKED
            before = list(opened.saved)
            yield from self._until_saved(opened)
            if opened.saved == before:
                return  # it could not be written; that is tried again after the next run

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
        opened = self._from_files(model_id, dim)
        waiting = vectors.count(self._catalogue, model_id) - len(opened.index)
        if not opened.problem and waiting <= opened.index.tail_limit:
            for batch in vectors.batches(self._catalogue, model_id, dim, after_id=opened.last_id):
                self._add(opened, batch)
        return opened

    def _from_files(self, model_id: int, dim: int) -> OpenIndex:
        """The segments whose files are sound, up to the first that is not."""
        saved = settings.saved_segments(self._catalogue, model_id)
        if not self._catalogue.read_only:
            remove_strays(self._folder, model_id, {each.file_name for each in saved})
        segments: list[Segment] = []
        problem = ""
        with ThreadPoolExecutor(READERS) as readers:
            reading = [
                readers.submit(load_hnsw, self._folder / each.file_name, each.checksum, dim) for each in saved
            ]
            for each, graph in zip(saved, reading, strict=True):
                last_id = segments[-1].newest if segments else 0
                held = vectors.count(
                    self._catalogue, model_id, after_id=last_id, up_to_id=each.last_embedding_id
                )
                try:
                    segments.append(Segment(_checked(graph.result(), each, held), each.last_embedding_id))
                except IndexDamagedError as error:
                    problem = str(error)
                    logger.warning("the index is rebuilt from %s: %s", each.file_name, problem)
                    for later in reading:
                        later.cancel()
                    break
        index = SegmentedIndex(dim, segments)
        last_id = segments[-1].newest if segments else 0
        return OpenIndex(index, last_id, saved[: len(segments)], problem=problem)

    def _add(self, opened: OpenIndex, batch: VectorBatch) -> None:
        if len(batch.ids):
            opened.index.add(batch.ids, batch.vectors)
            opened.last_id = int(batch.ids[-1])

    def _link_tail(self, opened: OpenIndex) -> Iterator[None]:
        while opened.index.waiting:
            opened.index.absorb(LINKED_A_STEP)
            yield

    def _begin_saving(self, model_id: int, opened: OpenIndex, least: int) -> bool:
        """Begin to write the file of the next segment that is worth it; whether there is one."""
        if opened.saver is not None or self._catalogue.read_only:
            return False
        number = opened.to_save(least)
        if number is None:
            return False
        opened.saver = SegmentSaver(
            self._catalogue, self._folder, model_id, number, opened.index.segments[number]
        )
        return True

    def _finish_saving(self, opened: OpenIndex) -> None:
        if opened.saver is not None and opened.saver.is_written:
            saver, opened.saver = opened.saver, None
            if (saved := saver.finish()) is not None:
                opened.saved[saver.number :] = [saved]
                opened.problem = ""

    def _until_saved(self, opened: OpenIndex) -> Iterator[Step]:
        while opened.saver is not None:
            if opened.saver.is_written:
                self._finish_saving(opened)
            else:
                yield Step.WAITING


def _map(path: Path) -> StoredVectors | None:
    try:
        return StoredVectors(path)
    except IndexDamagedError as error:
        logger.warning("vectors are read from the catalogue instead of %s: %s", path.name, error)
        return None


def _checked(graph: HnswIndex, saved: SavedSegment, held: int) -> HnswIndex:
    """A graph that was read from a file, if it is the one that was saved.

    Raises:
        IndexDamagedError: If it was built in another way, or lacks vectors of the catalogue or has others.
    """
    if saved.params != PARAMS:
        raise IndexDamagedError("built in another way")
    if not len(graph) == saved.item_count == held:
        raise IndexDamagedError("does not hold the catalogue's vectors")
    return graph
