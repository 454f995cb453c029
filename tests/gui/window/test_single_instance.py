"""One window for one data folder, with real processes: raised, ended, killed, frozen, and started anew."""

import os
import random
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

from clipphotos.core.wording.errors import word
from clipphotos.gui.window import single_instance
from clipphotos.gui.window.single_instance import Claim, SingleInstance
from support.instances import Process, acts_of_nobody
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


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs two users")
class TestAnotherUser:
    """Whatever somebody else takes first, the window opens or the user's own comes to the front."""

    @pytest.fixture
    def starts(self) -> Iterator[Process]:
        process = Process("starts")
        yield process
        process.end()

    @pytest.fixture
    def nobody(self) -> Iterator[Process]:
        process = Process("nobody")
        yield process
        process.end()

    @pytest.fixture
    def open_to_all(self) -> Iterator[Path]:
        """A folder in which others may look around."""
        with tempfile.TemporaryDirectory(prefix="shared-") as folder:
            Path(folder).chmod(0o755)
            yield Path(folder)

    def test_keeps_no_window_from_opening(self, starts: Process, nobody: Process, open_to_all: Path) -> None:
        """200 rounds, each with its own order of starts, crashes and what the other user does."""
        done: Counter[str] = Counter()
        for seed in range(200):
            chance = random.Random(seed)
            data, runtime = open_to_all / f"data {seed}", open_to_all / f"run-{seed}"
            runtime.mkdir(mode=chance.choice([0o700, 0o777]))
            runtime.chmod(0o777 if runtime.stat().st_mode & 0o007 else 0o700)
            if chance.random() < 0.6:
                # As a former version left it.
                data.mkdir(mode=0o755)
                (data / "window.lock").touch(mode=0o644)
            given = chance.choice([str(runtime), None])
            acts = acts_of_nobody(data, runtime, chance)
            steps = chance.choices(["start", "crash"], [3, 1], k=5)
            alive = ""
            number = 0
            for step in ["start", *steps]:
                while acts and chance.random() < 0.5:
                    act = acts.pop()
                    done[f"{act[0]}: {nobody.ask(*act)}"] += 1
                if step == "crash" and alive:
                    starts.ask("kill", alive)
                    alive = ""
                elif step == "start":
                    number += 1
                    claim = starts.ask("start", f"{seed}-{number}", str(data), given)
                    assert claim == ("RAISED" if alive else "OURS"), (seed, step, number, done)
                    if alive:
                        assert starts.ask("hear", alive) == "raised"
                    else:
                        alive = f"{seed}-{number}"
            if alive:
                starts.ask("kill", alive)
            nobody.ask("let_go")
        # What the other user did was no mere wish, now and then.
        assert done["lock: done"] > 10
        assert done["listen_at_old_name: done"] > 50

    def test_is_not_heard(self, qapp: QCoreApplication, nobody: Process, open_to_all: Path) -> None:
        """Not even where the note of the address can be read and written by everybody."""
        first = SingleInstance(open_to_all, open_to_all / "lock")
        assert first.claim() is Claim.OURS
        assert first.listens
        raised: list[bool] = []
        first.raise_requested.connect(lambda: raised.append(True))
        address = Path((open_to_all / "window.address").read_text())
        (open_to_all / "window.address").chmod(0o644)
        address.chmod(0o777)
        assert nobody.ask("connect", str(open_to_all)) == "done"
        qapp.processEvents()
        assert raised == []
        first.release()


@pytest.mark.usefixtures("qapp")
class TestWhereItListens:
    def test_is_a_name_that_nobody_can_know(self, tmp_path: Path) -> None:
        addresses = set()
        for _ in range(3):
            instance = SingleInstance(tmp_path, tmp_path / "lock")
            assert instance.claim() is Claim.OURS
            addresses.add((tmp_path / "window.address").read_text())
            instance.release()
        assert len(addresses) == 3
        assert not any(map(os.path.lexists, addresses))

    @pytest.mark.skipif(os.name == "nt", reason="sockets have no files there")
    @pytest.mark.parametrize("length", [10, 200])
    def test_is_a_folder_of_the_users_own(
        self, tmp_path: Path, length: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "no such folder"))
        data = tmp_path / ("d" * length)
        data.mkdir(mode=0o700)
        instance = SingleInstance(data, data / "lock")
        assert instance.claim() is Claim.OURS
        assert instance.listens
        socket = Path((data / "window.address").read_text())
        assert socket.parent.stat().st_mode & 0o077 == 0
        instance.release()
        assert not socket.exists()
        assert socket.parent == data or not socket.parent.exists()

    def test_what_a_crash_left_is_removed_and_nothing_else(self, tmp_path: Path) -> None:
        photo = tmp_path / "clipphotos-photo.jpg"
        photo.write_bytes(b"precious")
        (tmp_path / "window.address").write_text(str(photo))
        instance = SingleInstance(tmp_path, tmp_path / "lock")
        assert instance.claim() is Claim.OURS
        instance.release()
        assert photo.read_bytes() == b"precious"

    def test_failing_to_is_said(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(single_instance, "possible_addresses", lambda *_: ["/nowhere/at/all"])
        instance = SingleInstance(tmp_path, tmp_path / "lock")
        assert instance.claim() is Claim.OURS
        assert not instance.listens
        sentence = word("window-not-listening", {"detail": instance.problem}, "en")
        assert instance.problem in sentence
        instance.release()
