"""The window opens on a real X server, with the libraries that the set-up asks for."""

import os
import subprocess
import sys
from pathlib import Path

# Runs the program as it is, and closes its window as soon as it can be seen.
PROGRAM = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from clipphotos.__main__ import main
from clipphotos.gui.window.main_window import MainWindow

begin = MainWindow.begin

def look(window):
    print(QApplication.platformName(), QTest.qWaitForWindowExposed(window))
    window.close()

def begin_and_look(window, **options):
    begin(window, **options)
    QTimer.singleShot(0, lambda: look(window))

MainWindow.begin = begin_and_look
sys.exit(main())
"""


def test_the_window_opens_on_a_real_display(display: str, tmp_path: Path):
    environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    environment.pop("WAYLAND_DISPLAY", None)
    command = [sys.executable, "-c", PROGRAM, "--data-dir", str(tmp_path / "data")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout) == (0, "xcb True\n"), done.stdout + done.stderr
