"""Approximate nearest neighbours with HNSW (Malkov and Yashunin 2016), and its file.

hnswlib's own `save_index` reports neither a full disk nor a missing folder, its files cannot be told from
damaged ones, and it opens paths through narrow C++ streams. So the state goes through numpy and Python's
files, with a checksum that the caller keeps: first an array in numpy's format, the vectors with their links,
which `StoredVectors` reads where it lies; then an archive of arrays, all the rest.
"""

import hashlib
import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import hnswlib
import numpy as np

from clipphotos.core.private_files import write_private
from clipphotos.core.vectors import Vectors
from clipphotos.inference.indexes.exact import ExactIndex
from clipphotos.inference.indexes.hnsw_state import (
    BUILD_BREADTH,
    LINKS,
    NODES,
    check_graph,
    check_layout,
    read_state,
)
from clipphotos.inference.indexes.protocol import NOTHING, Ids, Neighbours, checked

SEARCH_BREADTH = 1600
"""ef of the paper: candidates looked at when searching. Words lie off to one side of all photos, where a
narrow search loses its way: at 100,000 photos 400 finds 95 of the best 100, this all of them but one in a
thousand."""
EXACT_BELOW = 4096
"""Up to this many vectors one matrix product is as fast, and exact."""
PARAMS = f"hnsw M={LINKS} efConstruction={BUILD_BREADTH}"
"""How an index is built; a file built otherwise is not used."""
_CHECKSUM_SIZE = 32


class IndexDamagedError(Exception):
    """An index file is missing, incomplete, changed, or was made for other vectors."""


class HnswIndex:
    """A graph of vectors; answers exactly while it is small or when most of it is asked for.

    Args:
        dim: Length of the vectors.
    """

    def __init__(self, dim: int) -> None:
        self._dim = dim
        self._graph: Any = hnswlib.Index(space="ip", dim=dim)
        self._graph.init_index(max_elements=EXACT_BELOW, M=LINKS, ef_construction=BUILD_BREADTH)

    @property
    def dim(self) -> int:
        """Length of its vectors."""
        return self._dim

    def __len__(self) -> int:
        return int(self._graph.get_current_count())

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """See `VectorIndex.add`."""
        checked(ids, vectors, self.dim)
        if not len(ids):
            return
        needed = len(self) + len(ids)
        if needed > self._graph.get_max_elements():
            self._graph.resize_index(max(needed, 2 * self._graph.get_max_elements()))
        self._graph.add_items(vectors, ids)

    def search(self, query: Vectors, count: int, breadth: int = SEARCH_BREADTH) -> Neighbours:
        """See `VectorIndex.search`; `breadth` is ef of the paper, candidates looked at."""
        count = min(count, len(self))
        if count <= 0:
            return NOTHING
        if len(self) <= EXACT_BELOW or count > len(self) // 4:
            return self._search_exactly(query, count)
        self._graph.set_ef(max(breadth, 2 * count))
        try:
            labels, distances = self._graph.knn_query(query[np.newaxis], k=count)
        except RuntimeError:
            # A graph with an unreachable corner may not have enough to give.
            return self._search_exactly(query, count)
        return Neighbours(labels[0].astype(np.int64), (1.0 - distances[0]).astype(np.float32))

    def _search_exactly(self, query: Vectors, count: int) -> Neighbours:
        ids = np.sort(np.array(self._graph.get_ids_list(), np.int64))
        exact = ExactIndex(self.dim)
        exact.add(ids, np.asarray(self._graph.get_items(ids, return_type="numpy"), np.float32))
        return exact.search(query, count)

    def snapshot(self) -> "Snapshot":
        """A copy of the index as it is now, to be written while this one is searched and grows.

        Copying holds up everything for about a second a gigabyte; hnswlib cannot give its state in parts.
        """
        return Snapshot(self._graph.__getstate__()[0], len(self))

    def save(self, path: Path) -> bytes:
        """See `Snapshot.write`."""
        return self.snapshot().write(path)


class SaveStoppedError(Exception):
    """Somebody wanted an index file no longer while it was written."""


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """An index at one moment; may be written by another thread.

    Attributes:
        state: hnswlib's, as it wants it back.
        count: Number of vectors.
    """

    state: dict[str, Any]
    count: int

    def write(self, path: Path, is_stopped: Callable[[], bool] = lambda: False) -> bytes:
        """Write the index so that the file is either the old one or the new one, whatever happens.

        Args:
            path: The file; its folder exists.
            is_stopped: Asked every few megabytes whether to give up.

        Returns:
            The file's checksum, 32 bytes of BLAKE2b, to be handed to `load_hnsw`.

        Raises:
            OSError: If it cannot be written; the old file is still there.
            SaveStoppedError: If `is_stopped` said so; the old file is still there.
        """
        part = path.with_name(path.name + ".part")
        try:
            with write_private(part) as file:
                stream = _HashingStream(file, is_stopped)
                rest = dict(self.state)
                np.save(stream, rest.pop(NODES))
                np.savez(stream, **rest)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        return stream.checksum


class _HashingStream(io.RawIOBase):
    """Passes on what is written and keeps its checksum; cannot go back, so the checksum is the file's."""

    def __init__(self, file: BinaryIO, is_stopped: Callable[[], bool]) -> None:
        self._file = file
        self._is_stopped = is_stopped
        self._hash = _new_hash()

    @property
    def checksum(self) -> bytes:
        """BLAKE2b of all that was written."""
        return self._hash.digest()

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        if self._is_stopped():
            raise SaveStoppedError
        self._hash.update(data)
        return self._file.write(data)


def load_hnsw(path: Path, checksum: bytes, dim: int) -> HnswIndex:
    """Read an index written by `HnswIndex.save`.

    Args:
        path: The file.
        checksum: What `save` returned.
        dim: Length of the vectors it must hold.

    Raises:
        IndexDamagedError: If the file is not exactly what was saved, or holds other vectors.
    """
    _require_checksum(path, checksum)
    try:
        state = read_state(path)
        check_layout(state, dim)
        check_graph(state)
        # Calling __setstate__ on a constructed object crashes: pybind11 expects one that was only allocated.
        graph: Any = hnswlib.Index.__new__(hnswlib.Index)
        graph.__setstate__((state,))
    except Exception as error:
        # The libraries raise whatever the bytes provoke.
        raise IndexDamagedError(f"not an index: {error}") from error
    index = HnswIndex(dim)
    index._graph = graph  # noqa: SLF001 - the module's own class  # pyright: ignore[reportPrivateUsage]
    return index


def _require_checksum(path: Path, checksum: bytes) -> None:
    """Tell accidents, before anything is parsed; what somebody wrote on purpose is found out afterwards.

    This reads the file in the ordinary way, too: where a disk fails, what is mapped later would end the
    process.
    """
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, _new_hash).digest()
    except OSError as error:
        raise IndexDamagedError(f"cannot be read: {error}") from error
    if found != checksum:
        raise IndexDamagedError("checksum differs")


def _new_hash() -> hashlib.blake2b:
    return hashlib.blake2b(digest_size=_CHECKSUM_SIZE)
