"""Writes exceptions that nobody caught into the log, and reports them to the user."""

import faulthandler
import logging
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from PySide6.QtCore import QObject, Qt, Signal

from clipphotos.core.private_files import write_private

_log = logging.getLogger("clipphotos.crash")


class CrashReporter(QObject):
    """Takes exceptions that nobody caught, in any thread.

    Args:
        logs: Folder of log files.
        parent: Qt parent.
    """

    happened = Signal(str)
    """Traceback of a bug; sent in the GUI thread."""
    _caught = Signal(str)

    def __init__(self, logs: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._logs = logs
        self._fault_file: BinaryIO | None = None
        self._caught.connect(self.happened, Qt.ConnectionType.QueuedConnection)

    def install(self) -> bool:
        """Start taking exceptions.

        Returns:
            Whether the program crashed when it ran last; its traces are kept in ``window-crash.log``.
        """
        faults = self._logs / "window-fault.log"
        crashed = faults.exists() and faults.stat().st_size > 0
        if crashed:
            faults.replace(self._logs / "window-crash.log")
        self._fault_file = write_private(faults)
        faulthandler.enable(self._fault_file)
        sys.excepthook = self._take
        threading.excepthook = self._take_from_thread
        return crashed

    def uninstall(self) -> None:
        """Leave everything as it was found."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        faulthandler.disable()
        if self._fault_file:
            self._fault_file.close()
            self._fault_file = None

    def _take(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        text = "".join(traceback.format_exception(kind, error, trace))
        _log.error("unexpected error", exc_info=(kind, error, trace))
        self._caught.emit(text)

    def _take_from_thread(self, failure: threading.ExceptHookArgs) -> None:
        if failure.exc_value is not None:
            self._take(failure.exc_type, failure.exc_value, failure.exc_traceback)
