"""Bugs reach the log and the user, never a terminal that nobody sees."""

import faulthandler
import logging
import sys
import threading
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TextIO

from PySide6.QtCore import QObject, Qt, Signal

_log = logging.getLogger("clipphotos.crash")


class CrashReporter(QObject):
    """Takes exceptions that nobody caught, in any thread.

    Args:
        logs: Folder of log files.
        parent: Qt parent.
    """

    happened = Signal(str)
    """Traceback of a bug; sent in the GUI thread."""

    def __init__(self, logs: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._logs = logs
        self._handler: RotatingFileHandler | None = None
        self._fault_file: TextIO | None = None
        self._thread_happened.connect(self.happened, Qt.ConnectionType.QueuedConnection)

    _thread_happened = Signal(str)

    def install(self) -> None:
        """Start logging to a file and taking exceptions."""
        self._handler = RotatingFileHandler(
            self._logs / "window.log", maxBytes=1_000_000, backupCount=2, encoding="utf-8", delay=True
        )
        self._handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        root = logging.getLogger("clipphotos")
        root.addHandler(self._handler)
        root.setLevel(logging.INFO)
        self._fault_file = (self._logs / "window-fault.log").open("a", encoding="utf-8")
        faulthandler.enable(self._fault_file)
        sys.excepthook = self._take
        threading.excepthook = self._take_from_thread

    def uninstall(self) -> None:
        """Leave everything as it was found."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        faulthandler.disable()
        if self._fault_file:
            self._fault_file.close()
            self._fault_file = None
        if self._handler:
            logging.getLogger("clipphotos").removeHandler(self._handler)
            self._handler.close()
            self._handler = None

    def _take(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        text = "".join(traceback.format_exception(kind, error, trace))
        _log.error("unexpected error\n%s", text)
        self._thread_happened.emit(text)

    def _take_from_thread(self, failure: threading.ExceptHookArgs) -> None:
        if failure.exc_value is not None:
            self._take(failure.exc_type, failure.exc_value, failure.exc_traceback)
