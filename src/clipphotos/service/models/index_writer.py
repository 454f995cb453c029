"""Writes index files while searches go on: the copy is taken at once, the writing done by a thread."""

import logging
import secrets
import threading
from collections.abc import Collection
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path

from clipphotos.core.errors import KnownError
from clipphotos.inference.indexes.hnsw import PARAMS, SaveStoppedError
from clipphotos.inference.indexes.segmented import Segment
from clipphotos.storage import settings
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.settings import SavedSegment

logger = logging.getLogger(__name__)


class SegmentSaver:
    """Saves one segment of a model's index.

    Args:
        catalogue: Learns of the file once it is complete.
        folder: Where index files are.
        model_id: Whose index.
        number: Its place among the segments; those before it are saved already.
        segment: Is copied now.
    """

    def __init__(
        self, catalogue: Catalogue, folder: Path, model_id: int, number: int, segment: Segment
    ) -> None:
        self._catalogue = catalogue
        self._folder = folder
        self._model_id = model_id
        # A new name every time: a kill between file and catalogue leaves the old pair sound.
        self._name = f"model-{model_id}-{secrets.token_hex(4)}.hnsw"
        self._newest = segment.newest
        self._snapshot = segment.graph.snapshot()
        self.number = number
        self.count = self._snapshot.count
        self._stop = threading.Event()
        self._checksum: Future[bytes] = Future()
        self._thread = threading.Thread(target=self._write, name=f"save-{self._name}", daemon=True)
        self._thread.start()

    @property
    def is_written(self) -> bool:
        """Whether the thread is through, well or badly."""
        return self._checksum.done()

    def stop(self) -> None:
        """Give up, unless the file is complete; `finish` still has to be called."""
        self._stop.set()
        self._thread.join()

    def finish(self) -> SavedSegment | None:
        """Record the written file; a failure costs only time at the next start, so it is logged.

        Returns:
            What the catalogue knows of the file; None if it was not written.
        """
        try:
            saved = SavedSegment(
                self.number, self._name, self._checksum.result(), self._newest, self.count, PARAMS
            )
            with self._catalogue.transaction():
                settings.record_segment(self._catalogue, self._model_id, saved)
        except (SaveStoppedError, OSError, KnownError) as error:
            logger.warning("the index could not be saved: %s", error or "it was stopped")
            return None
        known = settings.saved_segments(self._catalogue, self._model_id)
        remove_strays(self._folder, self._model_id, {each.file_name for each in known})
        return saved

    def _write(self) -> None:
        try:
            self._checksum.set_result(self._snapshot.write(self._folder / self._name, self._stop.is_set))
        except BaseException as error:  # noqa: BLE001 - handed to whoever waits for the file
            self._checksum.set_exception(error)


def remove_strays(folder: Path, model_id: int, kept: Collection[str]) -> None:
    """Remove index files of a model that the catalogue does not know: older ones, and what a kill left.

    Args:
        folder: Where index files are.
        model_id: Whose.
        kept: Names of those that it knows.
    """
    for path in folder.glob(f"model-{model_id}-*"):
        if path.name not in kept:
            with suppress(OSError):
                path.unlink()
