"""Small facts the program remembers: the current model, local checkpoints, the state of index files."""

import time
from pathlib import Path
from typing import NamedTuple

from clipphotos.storage.catalogue import Catalogue, text_bytes


class LocalModel(NamedTuple):
    """A checkpoint file the user registered."""

    name: str
    architecture: str
    checkpoint: Path


class IndexState(NamedTuple):
    """What an index file on disk must look like to be trusted.

    Attributes:
        file_name: Its name in the folder of indexes.
        checksum: 32 bytes, BLAKE2b of the file.
        last_embedding_id: Highest key it holds.
        item_count: Number of vectors it holds.
        params: How it was built, as text.
    """

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
    """Registered checkpoints, by name."""
    rows = catalogue.rows("SELECT name, architecture, checkpoint FROM local_model ORDER BY name")
    return tuple(LocalModel(name, architecture, Path(path)) for name, architecture, path in rows)


def add_local_model(catalogue: Catalogue, model: LocalModel) -> None:
    """Register a checkpoint, inside a transaction."""
    catalogue.execute(
        "INSERT INTO local_model VALUES (?, ?, CAST(? AS TEXT))",
        (model.name, model.architecture, text_bytes(str(model.checkpoint))),
    )


def index_state(catalogue: Catalogue, model_id: int) -> IndexState | None:
    """State of the index file of a model, or None if there is none."""
    row = catalogue.one(
        """SELECT file_name, checksum, last_embedding_id, item_count, params
        FROM index_state WHERE model_id = ?""",
        (model_id,),
    )
    return IndexState(*row) if row else None


def record_index_state(catalogue: Catalogue, model_id: int, state: IndexState) -> None:
    """Record the state of a file just saved, inside a transaction."""
    catalogue.execute(
        "INSERT OR REPLACE INTO index_state VALUES (?, ?, ?, ?, ?, ?, ?)", (model_id, *state, time.time())
    )
