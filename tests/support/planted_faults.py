"""Starts the program with faults in it, as the random acts should find them: `PLANTED` names them.

Only this launcher knows them; nothing in the program does.
"""

import ctypes
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel

from random_acts import probe, variables

_kept: list[object] = []


def _raise() -> None:
    raise LookupError("planted")


def _print() -> None:
    sys.stderr.write("QSomething::planted: a warning\n")
    sys.stderr.flush()


def _freeze() -> None:
    until = time.monotonic() + 1.6
    while time.monotonic() < until:
        pass


def _keep_widgets() -> None:
    _kept.extend(QLabel() for _ in range(10))


def _keep_thread() -> None:
    thread = threading.Thread(target=threading.Event().wait, daemon=True)
    thread.start()
    _kept.append(thread)


def _lose_photo() -> None:
    photos = sorted(Path(os.environ[variables.FOLDER]).rglob("*.jpg"))
    # A copy would not be lost, only fewer.
    photos[0].unlink()


def _crash() -> None:
    ctypes.string_at(0)


def _leave_process() -> None:
    _kept.append(subprocess.Popen(["sleep", "300"]))


FAULTS: dict[str, tuple[Callable[[], None], int, bool]] = {
    "error": (_raise, 1500, False),
    "warning": (_print, 2000, False),
    "frozen": (_freeze, 2500, False),
    "widgets": (_keep_widgets, 200, True),
    "threads": (_keep_thread, 400, True),
    "lost": (_lose_photo, 3000, False),
    "crash": (_crash, 3000, False),
    "process": (_leave_process, 1000, False),
}
"""What is done, after how many milliseconds, and whether again and again."""


def _plant(app: QApplication) -> None:
    for name in os.environ["PLANTED"].split():
        act, after, is_repeated = FAULTS[name]
        timer = QTimer(app)
        timer.setSingleShot(not is_repeated)
        timer.timeout.connect(act)
        timer.start(after)


if __name__ == "__main__":
    sys.exit(probe.run(_plant))
