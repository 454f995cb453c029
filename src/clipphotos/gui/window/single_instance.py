"""One window for one data folder: a second start raises the first."""

import logging
import os
import time
from contextlib import ExitStack
from enum import Enum, auto
from pathlib import Path

import filelock
from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from clipphotos.core.other_users import is_locked_by_another_user, is_of_another_user
from clipphotos.core.private_files import FILE_MODE
from clipphotos.storage.window_address import (
    is_left_behind,
    note_address,
    noted_address,
    possible_addresses,
)

logger = logging.getLogger(__name__)

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


class SingleInstance(QObject):
    """Claims the data folder for this window, or finds who has it.

    A lock says whose the folder is: the system lets go of it however a program ends. A local socket carries
    the wish of a second start to the first. A program that is about to end gives up both at once, and so a
    start that comes while it still saves its work opens a window.

    Other users of the computer count for nothing: a lock that one of them holds is none, and what one of them
    answers is not heard.

    Args:
        data_dir: The data folder.
        lock: The lock file; its folder is there, and nobody else's.
        parent: Qt parent.

    Attributes:
        listens: Whether a second start can be heard.
        problem: Why not.
    """

    PATIENCE_SECONDS = 10.0
    """How long whoever has the folder may take to answer: it may just be starting."""

    raise_requested = Signal()
    """The program was started again."""

    def __init__(self, data_dir: Path, lock: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock_file = lock
        self._note = data_dir / "window.address"
        self._lock = filelock.FileLock(lock, mode=FILE_MODE, thread_local=False)
        self._server: QLocalServer | None = None
        self._folders = ExitStack()
        self.listens = False
        self.problem = ""

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
        self._listen()
        return Claim.OURS

    def release(self) -> None:
        """Let another window have the data folder; whoever asks from now on gets no answer."""
        if self._server:
            self._server.close()
            self._server = None
        self._folders.close()
        self._lock.release()

    def _take_lock(self) -> bool:
        try:
            self._lock.acquire(timeout=0)
        except filelock.Timeout:
            return is_locked_by_another_user(self._lock_file) and not self._ask_to_raise()
        except (OSError, NotImplementedError):
            # A file system without locks, or one that cannot be written to: better two windows than none.
            return not self._ask_to_raise()
        return True

    def _listen(self) -> None:
        before = noted_address(self._note)
        if before is not None and is_left_behind(before):
            # By a program that crashed.
            QLocalServer.removeServer(before)
        self._server = QLocalServer(self)
        self._server.newConnection.connect(self._answer)
        if os.name == "nt":
            self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        for address in possible_addresses(self._note, self._folders):
            if self._server.listen(address):
                try:
                    note_address(self._note, address)
                except OSError as error:
                    self.problem = error.strerror or type(error).__name__
                    self._server.close()
                else:
                    self.listens = True
                return
            self.problem = self._server.errorString()
        logger.warning("a second start of the program cannot be heard: %s", self.problem)

    def _ask_to_raise(self) -> bool:
        """Whether somebody answered."""
        patience = int(self.PATIENCE_SECONDS * 1000)
        address = noted_address(self._note)
        if address is None:
            return False
        socket = QLocalSocket()
        socket.connectToServer(address)
        if not socket.waitForConnected(patience) or is_of_another_user(int(socket.socketDescriptor())):
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
            if is_of_another_user(int(connection.socketDescriptor())):
                connection.abort()
                continue
            connection.write(_ANSWER)
            connection.flush()
            connection.disconnectFromServer()
            self.raise_requested.emit()
