"""One window for one data folder: a second start raises the first."""

import getpass
import hashlib
import time
from enum import Enum, auto
from pathlib import Path

import filelock
from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_NAP_SECONDS = 0.1
_ANSWER = b"raised\n"


class Claim(Enum):
    """What became of the wish to have the data folder."""

    OURS = auto()
    """It is this program's."""
    RAISED = auto()
    """Another program has it, and brings its window to the front."""
    UNANSWERED = auto()
    """Another program has it, and does not answer."""


def _server_name(data_dir: Path) -> str:
    key = f"{getpass.getuser()}\n{data_dir.resolve()}".encode("utf-8", "surrogatepass")
    return f"clipphotos-{hashlib.blake2b(key, digest_size=12).hexdigest()}"


class SingleInstance(QObject):
    """Claims the data folder for this window, or finds who has it.

    A lock says whose the folder is: the system lets go of it however a program ends. A local socket carries
    the wish of a second start to the first. A program that is about to end gives up both at once, and so a
    start that comes while it still saves its work opens a window.

    Args:
        data_dir: The data folder.
        lock: The lock file; its folder is there.
        parent: Qt parent.
    """

    PATIENCE_SECONDS = 10.0
    """How long whoever has the folder may take to answer: it may just be starting."""

    raise_requested = Signal()
    """The program was started again."""

    def __init__(self, data_dir: Path, lock: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = _server_name(data_dir)
        self._lock = filelock.FileLock(lock, thread_local=False)
        self._server: QLocalServer | None = None

    def claim(self) -> Claim:
        """Claim the data folder, or ask who has it to come to the front."""
        patient_until = time.monotonic() + self.PATIENCE_SECONDS
        while not self._take_lock():
            # Asked again and again: it may have begun to listen, or have ended, just now.
            if self._ask_to_raise():
                return Claim.RAISED
            if time.monotonic() > patient_until:
                return Claim.UNANSWERED
            time.sleep(_NAP_SECONDS)
        # A socket file of that name was left behind by a crash.
        QLocalServer.removeServer(self._name)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        self._server.listen(self._name)
        return Claim.OURS

    def release(self) -> None:
        """Let another window have the data folder; whoever asks from now on gets no answer."""
        if self._server:
            self._server.close()
            self._server = None
        self._lock.release()

    def _take_lock(self) -> bool:
        try:
            self._lock.acquire(timeout=0)
        except filelock.Timeout:
            return False
        except (OSError, NotImplementedError):
            # A file system without locks, or one that cannot be written to: better two windows than none.
            return not self._ask_to_raise()
        return True

    def _ask_to_raise(self) -> bool:
        """Whether somebody answered."""
        patience = int(self.PATIENCE_SECONDS * 1000)
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(patience):
            return False
        # One that ends without an answer hangs up.
        while socket.bytesAvailable() < len(_ANSWER):
            if not socket.waitForReadyRead(patience):
                return False
        return True

    def _answer(self) -> None:
        while self._server and self._server.hasPendingConnections():
            connection = self._server.nextPendingConnection()
            connection.disconnected.connect(connection.deleteLater)
            connection.write(_ANSWER)
            connection.flush()
            connection.disconnectFromServer()
            self.raise_requested.emit()
