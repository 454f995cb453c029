"""One window for one data folder, with real processes: raised, ended, killed, frozen, and started anew."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from clipphotos.gui.window.single_instance import Claim, SingleInstance
from support.pictures import make_photos

# The program as it is, but it says what it does, and is told when to quit and when it may end.
PROGRAM = """
import sys, threading
from pathlib import Path
from PySide6.QtCore import QObject, QTimer, Signal
from clipphotos.__main__ import main
from clipphotos.app import WindowController
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.window.main_window import MainWindow

folder = sys.argv.pop()

def say(text):
    print(text, flush=True)

class Orders(QObject):
    quit = Signal()

orders = Orders()
begin, close, come_to_front = MainWindow.begin, ServiceBridge.close, WindowController.come_to_front

def begin_and_say(window, **options):
    begin(window, **options)
    window._bridge.ready.connect(lambda: say("ready"))
    orders.quit.connect(window.close)
    if folder:
        window.add_folders([Path(folder)])
    QTimer.singleShot(0, lambda: say("shown" if window.isVisible() else "hidden"))
    threading.Thread(target=lambda: sys.stdin.readline() and orders.quit.emit(), daemon=True).start()

def close_when_told(bridge):
    say("ending")
    sys.stdin.readline()
    close(bridge)

def come_and_say(windows):
    come_to_front(windows)
    say("raised")

MainWindow.begin, ServiceBridge.close = begin_and_say, close_when_told
WindowController.come_to_front = come_and_say
if __name__ == "__main__":
    sys.exit(main())
"""


class Started:
    """The program in a process of its own."""

    def __init__(self, script: Path, data: Path, folder: str) -> None:
        command = [sys.executable, str(script), "--data-dir", str(data), folder]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def wait_for(self, said: str) -> None:
        """Until it says so."""
        assert self.process.stdout
        for line in self.process.stdout:
            if line.strip() == said:
                return
        raise AssertionError(f"ended with {self.process.wait()}, never {said}: {self.errors()}")

    def is_shown(self) -> bool:
        """Wait until it opens a window, or ends without one."""
        assert self.process.stdout
        return any(line == "shown\n" for line in self.process.stdout)

    def order(self) -> None:
        """Tell it to quit, or, once it is ending, that it may end."""
        assert self.process.stdin
        self.process.stdin.write("now\n")
        self.process.stdin.flush()

    def quit(self) -> None:
        """Quit and end."""
        self.order()
        self.order()
        assert self.process.wait(60) == 0, self.errors()

    def errors(self) -> str:
        """What it wrote about errors."""
        return self.process.stderr.read() if self.process.stderr else ""


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Started]]:
    script = tmp_path / "program.py"
    script.write_text(PROGRAM, "utf-8")
    all_started: list[Started] = []

    def one(folder: str = "") -> Started:
        all_started.append(Started(script, tmp_path / "data", folder))
        return all_started[-1]

    yield one
    for each in all_started:
        with each.process:
            each.process.kill()


class TestTheProgram:
    def test_started_while_an_earlier_one_ends_it_opens_a_window(
        self, start: Callable[..., Started], tmp_path: Path
    ) -> None:
        make_photos(tmp_path / "photos", 30, ".jpg")
        earlier = start(str(tmp_path / "photos"))
        earlier.wait_for("ready")
        for _ in range(3):
            earlier.order()
            earlier.wait_for("ending")
            later = start()
            # The earlier one has its service still, and with it the catalogue.
            later.wait_for("shown")
            earlier.order()
            assert earlier.process.wait(60) == 0
            later.wait_for("ready")
            earlier = later
        earlier.quit()

    def test_started_twice_it_raises_the_first_window(self, start: Callable[..., Started]) -> None:
        first = start()
        first.wait_for("shown")
        second = start()
        assert second.process.wait(60) == 0
        first.wait_for("raised")
        first.quit()

    def test_started_twice_at_once_it_opens_one_window(self, start: Callable[..., Started]) -> None:
        both = [start(), start()]
        with ThreadPoolExecutor() as pool:
            are_shown = list(pool.map(Started.is_shown, both))
        assert sorted(are_shown) == [False, True]
        both[are_shown.index(True)].quit()

    def test_one_that_was_killed_is_in_nobodys_way(self, start: Callable[..., Started]) -> None:
        first = start()
        first.wait_for("shown")
        first.process.kill()
        first.process.wait()
        second = start()
        second.wait_for("shown")
        second.quit()

    @pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs a system that can freeze a process")
    @pytest.mark.usefixtures("qapp")
    def test_one_that_is_frozen_is_told_of(self, start: Callable[..., Started], tmp_path: Path) -> None:
        frozen = start()
        frozen.wait_for("shown")
        os.kill(frozen.process.pid, signal.SIGSTOP)
        try:
            second = SingleInstance(tmp_path / "data", tmp_path / "data" / "window.lock")
            second.PATIENCE_SECONDS = 0.5
            assert second.claim() is Claim.UNANSWERED
        finally:
            os.kill(frozen.process.pid, signal.SIGCONT)
        frozen.quit()


class TestSingleInstance:
    @pytest.mark.usefixtures("qapp")
    def test_a_folder_that_was_released_is_free(self, tmp_path: Path) -> None:
        first, second = (SingleInstance(tmp_path, tmp_path / "lock") for _ in range(2))
        assert first.claim() is Claim.OURS
        first.release()
        assert second.claim() is Claim.OURS
        second.release()

    @pytest.mark.usefixtures("qapp")
    def test_another_data_folder_is_another_program(self, tmp_path: Path) -> None:
        first = SingleInstance(tmp_path / "a", tmp_path / "a.lock")
        second = SingleInstance(tmp_path / "b", tmp_path / "b.lock")
        assert first.claim() is Claim.OURS
        assert second.claim() is Claim.OURS
        first.release()
        second.release()

    @pytest.mark.usefixtures("qapp")
    def test_where_nothing_can_be_locked_there_is_a_window(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        only = SingleInstance(tmp_path, tmp_path / "file" / "lock")
        assert only.claim() is Claim.OURS
        only.release()
