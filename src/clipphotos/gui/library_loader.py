"""Reads what the library holds outside the GUI thread: a list of 100,000 photos takes a moment."""

import logging
import threading
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from clipphotos.core.photo import LibraryRoot, PhotoState
from clipphotos.storage.browse import CatalogueReader
from clipphotos.storage.locations import DataLocations

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LibrarySnapshot:
    """What the library holds.

    Attributes:
        roots: Library roots.
        folders: Sub-folders by root id, each with its number of photos.
        counts: Number of photos by state.
        unlistable: Number of folders that could not be listed.
        folder: The folder that `ids` is limited to, or None.
        ids: Photos to show, in order.
        counts_here: As `counts`, in that folder.
    """

    roots: tuple[LibraryRoot, ...] = ()
    folders: dict[int, list[tuple[str, int]]] = field(default_factory=dict[int, list[tuple[str, int]]])
    counts: dict[str, int] = field(default_factory=dict[str, int])
    unlistable: int = 0
    folder: Path | None = None
    ids: list[int] = field(default_factory=list[int])
    counts_here: dict[str, int] = field(default_factory=dict[str, int])

    @property
    def skipped(self) -> int:
        """Number of photos and folders that could not be read."""
        return self.counts.get(PhotoState.UNREADABLE.value, 0) + self.unlistable


class LibraryLoader(QObject):
    """Answers requests in a thread of its own; of several waiting ones only the last is answered.

    Args:
        locations: Where the catalogue is; it need not exist yet.
        parent: Qt parent.
    """

    PAUSE_SECONDS = 0.4
    """Between two answers, so that a busy indexing run does not keep a core busy with reading lists."""

    loaded = Signal(object)
    """`LibrarySnapshot`."""

    def __init__(self, locations: DataLocations, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._locations = locations
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._folder: Path | None = None
        self._urgent = False
        self._thread = threading.Thread(target=self._run, name="library-loader", daemon=True)
        self._thread.start()

    def request(self, folder: Path | None, *, urgent: bool = False) -> None:
        """Ask for a snapshot.

        Args:
            folder: Limit the photos to this folder.
            urgent: The user waits for it.
        """
        with self._lock:
            self._folder = folder
            self._urgent = self._urgent or urgent
        self._wake.set()

    def close(self) -> None:
        """Stop the thread."""
        self._stop.set()
        self._wake.set()
        self._thread.join()

    def _run(self) -> None:
        reader = CatalogueReader(self._locations)
        try:
            while True:
                self._wake.wait()
                if self._stop.is_set():
                    return
                self._wake.clear()
                with self._lock:
                    folder = self._folder
                    self._urgent = False
                try:
                    snapshot = _read(reader, folder)
                except Exception:  # noqa: BLE001 (see below)
                    # The catalogue may be in the making or in a migration just now. The service says so if
                    # anything is really wrong, and when it is ready it is read again.
                    _log.info("the catalogue cannot be read just now", exc_info=True)
                else:
                    self.loaded.emit(snapshot)
                self._rest()
        finally:
            reader.close()

    def _rest(self) -> None:
        for _ in range(8):
            if self._urgent or self._stop.wait(self.PAUSE_SECONDS / 8):
                return


def _read(reader: CatalogueReader, folder: Path | None) -> LibrarySnapshot:
    roots = reader.roots()
    counts = reader.counts()
    return LibrarySnapshot(
        roots=roots,
        folders={root.id: reader.folders(root.id) for root in roots},
        counts=counts,
        unlistable=reader.unlistable_folders(),
        folder=folder,
        ids=reader.photo_ids(folder),
        counts_here=counts if folder is None else reader.counts(folder),
    )
