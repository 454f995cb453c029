"""Folders in which something changed are indexed soon, together, and one run at a time."""

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.indexing import IndexingController, IndexingState


class ChangedFolders(QObject):
    """Gathers folders and has them indexed in the background.

    Args:
        bridge: Tells when a run has ended.
        indexing: Runs it.
        being_written: Tells which files are not finished yet; they are left for another run.
        parent: Qt parent.
    """

    REST_MS = 1000
    """Files that arrive one by one are indexed together: every run ends with a save of the index …"""
    LONGEST_MS = 10_000
    """… but where they never rest, none waits longer than this."""

    def __init__(
        self,
        bridge: ServiceBridge,
        indexing: IndexingController,
        being_written: Callable[[], frozenset[Path]] = frozenset[Path],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._indexing = indexing
        self._being_written = being_written
        self._to_index: set[Path] = set()
        self._being_indexed: set[Path] = set()
        self._job = 0
        self._gather = QTimer(self, singleShot=True, interval=self.REST_MS)
        self._gather.timeout.connect(self._index)
        self._gathering = QElapsedTimer()
        bridge.ended.connect(self._note_ended)

    def note(self, folders: Iterable[Path]) -> None:
        """Have folders indexed in a moment, with all that is below them."""
        self._to_index.update(folders)
        if not self._gather.isActive():
            self._gathering.start()
        if self._gathering.elapsed() < self.LONGEST_MS:
            self._gather.start()

    def close(self) -> None:
        """Start nothing any more."""
        self._gather.stop()

    def _index(self) -> None:
        """Index what changed; a run that is on its way is waited for, so that none pile up."""
        if self._indexing.state in {IndexingState.PAUSED, IndexingState.BY_HAND}:
            self._to_index.clear()  # going on looks everywhere
        if self._to_index and not self._job:
            self._being_indexed, self._to_index = self._to_index, set[Path]()
            self._job = self._indexing.index_changed(sorted(self._being_indexed), self._being_written())
        elif self._to_index and self._indexing.waits(self._job):
            # Until the computer is idle is too long for new photos to be seen; nothing is lost.
            self._to_index |= self._being_indexed
            self._bridge.cancel(self._job)

    def _note_ended(self, job: int) -> None:
        if job == self._job:
            self._job = 0
            self._index()
