"""A library of vectors alone, with its index."""

from pathlib import Path

import numpy as np

from clipphotos.core.models import ModelIdentity
from clipphotos.core.vectors import Vectors, unit
from clipphotos.inference.indexes.exact import ExactIndex
from clipphotos.service.models.index_store import IndexStore
from clipphotos.storage import vectors
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.vectors import VectorBatch

DIM = 16


class VectorLibrary:
    """Vectors without photos, stored as an indexing run stores them."""

    def __init__(self, catalogue: Catalogue, folder: Path) -> None:
        self.catalogue = catalogue
        self.folder = folder
        with catalogue.transaction():
            identity = ModelIdentity("made up", "0" * 64, DIM, "none")
            self.model_id = vectors.register_model(catalogue, identity, "cpu")
        self.stored = vectors.count(catalogue, self.model_id)
        self.restart()

    def restart(self) -> None:
        self.index_store = IndexStore(self.catalogue, self.folder)
        self.index_store.open(self.model_id, DIM)

    def grow(self, count: int) -> None:
        last_id = vectors.last_id(self.catalogue, self.model_id)
        self.index_store.add(self.model_id, self.store_only(count), last_id)

    def store_only(self, count: int) -> VectorBatch:
        """Vectors that the index does not learn of."""
        rows = unit(np.random.default_rng(self.stored).normal(size=(count, DIM)))
        hashes = [number.to_bytes(32, "big") for number in range(self.stored, self.stored + count)]
        with self.catalogue.transaction():
            batch = vectors.store(self.catalogue, self.model_id, hashes, rows)
        self.stored += count
        return batch

    def end_run(self) -> None:
        for _ in self.index_store.keep_up(self.model_id):
            pass
        for _ in self.index_store.settle(self.model_id):
            pass

    def files(self) -> list[Path]:
        return sorted(self.folder.iterdir())

    def agrees_among(self, ids: np.ndarray, count: int) -> bool:
        exact = ExactIndex(DIM)
        exact.add(*vectors.with_ids(self.catalogue, DIM, ids.tolist()))
        query = unit(np.random.default_rng(8).normal(size=DIM))
        expected, found = (
            exact.search(query, count),
            self.index_store.search_among(self.model_id, DIM, ids, query, count),
        )
        return found.ids.tolist() == expected.ids.tolist() and np.allclose(
            found.scores, expected.scores, atol=1e-6
        )

    def agrees_with_exact(self) -> bool:
        exact = ExactIndex(DIM)
        for batch in vectors.batches(self.catalogue, self.model_id, DIM):
            exact.add(batch.ids, batch.vectors)
        queries: Vectors = unit(np.random.default_rng(9).normal(size=(5, DIM)))
        return len(exact) == self.stored and all(
            self.index_store.search(self.model_id, DIM, query, 20).ids.tolist()
            == exact.search(query, 20).ids.tolist()
            for query in queries
        )
