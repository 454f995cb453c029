"""Small facts the program remembers: the current model, local checkpoints, the files of indexes."""

import re
import time
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

from clipphotos.core.paths import is_whole
from clipphotos.storage.catalogue import Catalogue, text_bytes

_INDEX_FILE = re.compile(r"[\w -]{1,100}(\.[\w -]{1,100})*")
"""A plain name, in the folder of indexes whatever it says."""


class LocalModel(NamedTuple):
    """A checkpoint file the user registered."""

    name: str
    architecture: str
    checkpoint: Path


class SavedSegment(NamedTuple):
    """What a file with a segment of an index must look like to be trusted.

    Attributes:
        number: Its place among the segments of its index, from 0.
        file_name: Its name in the folder of indexes.
        checksum: 32 bytes, BLAKE2b of the file.
        last_embedding_id: Highest key it holds.
        item_count: Number of vectors it holds.
        params: How it was built, as text.
    """

    number: int
    file_name: str
    checksum: bytes
    last_embedding_id: int
    item_count: int
    params: str


def setting(catalogue: Catalogue, name: str, default: str) -> str:
    """A remembered value."""
    value = catalogue.value("SELECT value FROM setting WHERE name = ?", (name,))
    return default if value is None else str(value)


def remember(catalogue: Catalogue, name: str, value: str) -> None:
    """Remember a value, inside a transaction."""
    catalogue.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))


def local_models(catalogue: Catalogue) -> tuple[LocalModel, ...]:
    """Registered checkpoints, by name; what is no whole path was never registered."""
    rows = catalogue.rows("SELECT name, architecture, checkpoint FROM local_model ORDER BY name")
    return tuple(
        LocalModel(name, architecture, Path(path)) for name, architecture, path in rows if is_whole(path)
    )


def add_local_model(catalogue: Catalogue, model: LocalModel) -> None:
    """Register a checkpoint, inside a transaction."""
    catalogue.execute(
        "INSERT INTO local_model VALUES (?, ?, CAST(? AS TEXT))",
        (model.name, model.architecture, text_bytes(str(model.checkpoint))),
    )


def saved_segments(catalogue: Catalogue, model_id: int) -> list[SavedSegment]:
    """What was saved of the index of a model, the oldest segment first; up to one whose name is no file's."""
    rows = catalogue.rows(
        """SELECT number, file_name, checksum, last_embedding_id, item_count, params
        FROM index_segment WHERE model_id = ? ORDER BY number""",
        (model_id,),
    )
    saved = [SavedSegment(*row) for row in rows]
    return list(takewhile(lambda each: _INDEX_FILE.fullmatch(each.file_name), saved))


def record_segment(catalogue: Catalogue, model_id: int, saved: SavedSegment) -> None:
    """Record a file just saved, inside a transaction; segments before it stay as they are.

    Later ones do not: none was saved that belongs behind a segment as it is now.
    """
    catalogue.execute(
        "DELETE FROM index_segment WHERE model_id = ? AND number >= ?", (model_id, saved.number)
    )
    catalogue.execute(
        "INSERT INTO index_segment VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (model_id, *saved, time.time())
    )
