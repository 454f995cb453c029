"""Has the catalogue backed up every day that the window is open; nobody waits for it."""

from PySide6.QtCore import QObject, QTimer

from clipphotos.gui.bridge import ServiceBridge
from clipphotos.service.protocol.library import BackUpCatalogue

_HOUR_MS = 3_600_000


class DailyBackup(QObject):
    """Asks for the backup of the day at the start, and every hour, since a day may begin meanwhile.

    Args:
        bridge: The photo service; what it finds wrong with the catalogue is told as any other failure.
        parent: Qt parent.
    """

    def __init__(self, bridge: ServiceBridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._timer = QTimer(self, interval=_HOUR_MS)
        self._timer.timeout.connect(self._ask)
        self._timer.start()
        bridge.ready.connect(self._ask)

    def close(self) -> None:
        """Ask no more."""
        self._timer.stop()

    def _ask(self) -> None:
        self._bridge.submit(BackUpCatalogue())
