"""The window opens on a real X server, with the libraries that the set-up asks for."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(shutil.which("Xvfb") is None, reason="needs Xvfb")

# Runs the program as it is, and closes its window as soon as it can be seen.
PROGRAM = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from clipphotos.__main__ import main
from clipphotos.gui.main_window import MainWindow

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


@pytest.fixture
def display() -> Iterator[str]:
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        with os.fdopen(reading) as answer:
            number = answer.readline().strip()
        yield f":{number}"
        server.terminate()


def test_the_window_opens_on_a_real_display(display: str, tmp_path: Path):
    environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    environment.pop("WAYLAND_DISPLAY", None)
    command = [sys.executable, "-c", PROGRAM, "--data-dir", str(tmp_path / "data")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout) == (0, "xcb True\n"), done.stdout + done.stderr
