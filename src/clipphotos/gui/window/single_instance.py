"""One window for one data folder: a second start raises the first."""

import getpass
import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_PATIENCE_MS = 1000


def _server_name(data_dir: Path) -> str:
    key = f"{getpass.getuser()}\n{data_dir.resolve()}".encode("utf-8", "surrogatepass")
    return f"clipphotos-{hashlib.blake2b(key, digest_size=12).hexdigest()}"


class SingleInstance(QObject):
    """Claims the data folder for this window, or finds who has it.

    Args:
        data_dir: The data folder.
        parent: Qt parent.
    """

    raise_requested = Signal()
    """The program was started again."""

    def __init__(self, data_dir: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = _server_name(data_dir)
        self._server: QLocalServer | None = None

    def claim(self) -> bool:
        """Claim the data folder.

        Returns:
            False if another window has it; that window was asked to come to the front.
        """
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if socket.waitForConnected(_PATIENCE_MS):
            socket.write(b"raise\n")
            socket.waitForBytesWritten(_PATIENCE_MS)
            socket.disconnectFromServer()
            return False
        # Nobody answers, so a socket file of that name was left behind by a crash.
        QLocalServer.removeServer(self._name)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        self._server.listen(self._name)
        return True

    def release(self) -> None:
        """Let another window have the data folder."""
        if self._server:
            self._server.close()
            self._server = None

    def _answer(self) -> None:
        while self._server and self._server.hasPendingConnections():
            connection = self._server.nextPendingConnection()
            connection.disconnected.connect(connection.deleteLater)
            connection.disconnectFromServer()
            self.raise_requested.emit()
