"""Folders in which something changed: what came or went is seen at once, and read when it is its turn."""

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.indexing import IndexingController, IndexingState

_GOING_ON_LOOKS_EVERYWHERE = {IndexingState.PAUSED, IndexingState.STOPPED, IndexingState.BY_HAND}


class ChangedFolders(QObject):
    """Gathers folders and has them indexed in the background.

    While the library is indexed already, which may take hours, or while that is paused, they are only
    scanned: this takes a moment, and their photos come and go on screen. A run that reads what came follows
    once indexing is at rest.

    Args:
        bridge: Tells when a scan has ended.
        indexing: Scans and indexes.
        being_written: Tells which files are not finished yet; they are left for another run.
        parent: Qt parent.
    """

    REST_MS = 1000
    """Files that arrive one by one are indexed together: every run ends with a save of the index …"""
    LONGEST_MS = 3000
    """… but where they never rest, none waits longer than this to be seen."""

    def __init__(
        self,
        bridge: ServiceBridge,
        indexing: IndexingController,
        being_written: Callable[[], frozenset[Path]] = frozenset[Path],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._indexing = indexing
        self._being_written = being_written
        self._changed: set[Path] = set()
        self._scanned: set[Path] = set()
        self._scan = 0
        self._gather = QTimer(self, singleShot=True, interval=self.REST_MS)
        self._gather.timeout.connect(self._take_up)
        self._gathering = QElapsedTimer()
        bridge.ended.connect(self._note_ended)
        indexing.state_changed.connect(self._go_on)

    def note(self, folders: Iterable[Path]) -> None:
        """Have folders looked at in a moment, with all that is below them."""
        self._changed.update(folders)
        if not self._gather.isActive():
            self._gathering.start()
        if self._gathering.elapsed() < self.LONGEST_MS:
            self._gather.start()

    def close(self) -> None:
        """Start nothing any more."""
        self._changed.clear()
        self._scanned.clear()
        self._gather.stop()

    def _take_up(self) -> None:
        """Index what changed, or only scan it while indexing is at work or must not be."""
        state = self._indexing.state
        if state is IndexingState.IDLE:
            if folders := sorted(self._changed | self._scanned):
                self._changed.clear()
                self._scanned.clear()
                self._indexing.index_changed(folders, self._being_written())
        elif self._changed and not self._scan:
            self._scan = self._indexing.scan_changed(sorted(self._changed), self._being_written())
            self._scanned |= self._changed
            self._changed.clear()
        if state in _GOING_ON_LOOKS_EVERYWHERE:
            self._scanned.clear()

    def _note_ended(self, job: int) -> None:
        if job == self._scan:
            self._scan = 0
            self._go_on()

    def _go_on(self) -> None:
        if (self._changed or self._scanned) and not self._gather.isActive():
            self._gather.start()
