"""Starts the program as it is, and lets its window tell that it answers: by beats of its event loop.

Two things differ from what a person starts: no file dialog opens, since at random it would be led to the
files of whoever runs this, and no other program is started.
"""

import faulthandler
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFileDialog

from clipphotos.__main__ import main
from clipphotos.gui.window.main_window import MainWindow
from random_acts import variables
from random_acts.pulse import Beat, PulseFile

BEAT_MS = 40
WIDGETS_EVERY = 25
"""Beats from one count of the widgets to the next."""


def run(when_shown: Callable[[QApplication], object] | None = None) -> int:
    """Run the program; returns its exit code.

    Args:
        when_shown: Is called once the window is there.
    """
    stacks = Path(os.environ[variables.STACKS]).open("w", encoding="utf-8")  # noqa: SIM115 (never closed)
    faulthandler.register(signal.SIGUSR1, stacks, all_threads=True)
    _keep_to(Path(os.environ[variables.FOLDER]))
    begin = MainWindow.begin
    is_first = True

    def begin_and_beat(window: MainWindow, **options: bool) -> None:
        nonlocal is_first
        begin(window, **options)
        app = QApplication.instance()
        if is_first and isinstance(app, QApplication):
            is_first = False
            _beat(app)
            if when_shown:
                when_shown(app)

    MainWindow.begin = begin_and_beat
    return main()


def _beat(app: QApplication) -> None:
    file = PulseFile(Path(os.environ[variables.PULSE]))
    count, widgets = 0, len(QApplication.allWidgets())

    def beat() -> None:
        nonlocal count, widgets
        count += 1
        if count % WIDGETS_EVERY == 0:
            widgets = len(QApplication.allWidgets())
        file.write(Beat(time.monotonic(), count, widgets))

    def beat_for_the_last_time() -> None:
        file.write(Beat(time.monotonic(), count + 1, widgets, is_last=True))

    app.aboutToQuit.connect(beat_for_the_last_time)
    timer = QTimer(app)
    timer.timeout.connect(beat)
    timer.start(BEAT_MS)
    beat()


def _keep_to(folder: Path) -> None:
    """Let file dialogs answer at once, with a folder of the library; show nothing in other programs."""
    chance = random.Random(1)
    is_first = True

    def some_folder(*_: object, **__: object) -> str:
        nonlocal is_first
        below = [path for path in folder.rglob("*") if path.is_dir()]
        chosen = folder if is_first or not below else chance.choice(below)
        is_first = False
        return str(chosen)

    QFileDialog.getExistingDirectory = some_folder
    QFileDialog.getOpenFileName = lambda *_, **__: ("", "")
    QDesktopServices.openUrl = lambda *_: True


if __name__ == "__main__":
    sys.exit(run())
