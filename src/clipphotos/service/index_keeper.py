"""The vector indexes in memory and on disk: loaded if sound, rebuilt if not, never ahead of the catalogue."""

import logging
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from clipphotos.core.errors import KnownError
from clipphotos.core.vectors import Vectors, top
from clipphotos.inference.hnsw_index import PARAMS, HnswIndex, IndexDamagedError, load_hnsw
from clipphotos.inference.vector_index import Neighbours
from clipphotos.storage import settings, vectors
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.settings import IndexState
from clipphotos.storage.vectors import VectorBatch

logger = logging.getLogger(__name__)

SAVE_SHARE = 10
"""Save in mid-run once the unsaved tail is a tenth of the index: writing stays in proportion."""
SAVE_AT_LEAST = 5000


@dataclass(slots=True)
class OpenIndex:
    """An index in memory.

    Attributes:
        index: Holds every vector of the model with a key up to `last_id`.
        last_id: See `index`.
        saved_id: The same of the file on disk; 0 if there is none.
        problem: Why the file could not be used, empty if it was sound or there was none.
    """

    index: HnswIndex
    last_id: int = 0
    saved_id: int = 0
    problem: str = ""


class IndexKeeper:
    """Keeps one index a model.

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
        total = vectors.count(self._catalogue, model_id)
        for batch in vectors.batches(self._catalogue, model_id, dim, after_id=opened.last_id, size=200):
            self._add(opened, batch)
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

    def save_if_due(self, model_id: int) -> None:
        """Save in the middle of a long run."""
        opened = self._open.get(model_id)
        if opened is None:
            return
        unsaved = opened.last_id - opened.saved_id
        if unsaved >= max(SAVE_AT_LEAST, len(opened.index) // SAVE_SHARE):
            self.save(model_id)

    def save(self, model_id: int) -> None:
        """Write the index to disk if it changed; a failure costs only a rebuild, so it is logged."""
        opened = self._open.get(model_id)
        if opened is None or opened.last_id == opened.saved_id or self._catalogue.read_only:
            return
        # A new name every time: a kill between file and catalogue leaves the old pair sound.
        name = f"model-{model_id}-{secrets.token_hex(4)}.hnsw.npz"
        try:
            checksum = opened.index.save(self._folder / name)
            state = IndexState(name, checksum, opened.last_id, len(opened.index), PARAMS)
            with self._catalogue.transaction():
                settings.record_index_state(self._catalogue, model_id, state)
        except (OSError, KnownError) as error:
            logger.warning("the index could not be saved: %s", error)
            return
        opened.saved_id = opened.last_id
        self._remove_strays(model_id, name)

    def forget_all(self) -> None:
        """Drop the indexes in memory, after vectors were deleted; their files will not match any more."""
        self._open.clear()

    def _load(self, model_id: int, dim: int) -> OpenIndex:
        state = settings.index_state(self._catalogue, model_id)
        if state is None:
            return OpenIndex(HnswIndex(dim))
        try:
            index = load_hnsw(self._folder / state.file_name, state.checksum, dim)
            problem = ""
        except IndexDamagedError as error:
            index, problem = HnswIndex(dim), str(error)
        held = vectors.count(self._catalogue, model_id, up_to_id=state.last_embedding_id)
        if not problem and state.params != PARAMS:
            problem = "built in another way"
        if not problem and not len(index) == state.item_count == held:
            problem = "does not hold the catalogue's vectors"
        if problem:
            logger.warning("the index %s is rebuilt: %s", state.file_name, problem)
            return OpenIndex(HnswIndex(dim), problem=problem)
        return OpenIndex(index, state.last_embedding_id, state.last_embedding_id)

    def _add(self, opened: OpenIndex, batch: VectorBatch) -> None:
        if len(batch.ids):
            opened.index.add(batch.ids, batch.vectors)
            opened.last_id = int(batch.ids[-1])

    def _remove_strays(self, model_id: int, kept: str) -> None:
        for path in self._folder.glob(f"model-{model_id}-*"):
            if path.name != kept:
                with suppress(OSError):
                    path.unlink()
