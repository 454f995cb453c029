"""What the threads that read photos may ask the catalogue."""

from threading import Lock
from typing import Self

from clipphotos.core.photo import PhotoFacts
from clipphotos.storage import vectors
from clipphotos.storage.catalogue import open_catalogue_to_read
from clipphotos.storage.locations import DataLocations


class KnownContents:
    """Tells which contents need not be decoded. Safe to use from several threads.

    It has a connection of its own, since the loop's may be in the middle of a transaction. The lock is also
    held while it is closed: SQLite does not survive a connection that goes while a thread is using it.

    Args:
        locations: Where the catalogue lives.
        model_id: The model whose vectors count.
    """

    def __init__(self, locations: DataLocations, model_id: int) -> None:
        self._catalogue = open_catalogue_to_read(locations)
        self._model_id = model_id
        self._lock = Lock()
        self._closed = False

    def facts(self, content_hash: bytes) -> PhotoFacts | None:
        """Facts of a content that has a vector already; else None."""
        with self._lock:
            if self._closed:
                return None
            return vectors.known_facts(self._catalogue, self._model_id, content_hash)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._closed = True
            self._catalogue.close()
