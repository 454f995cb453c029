"""The program under the monkey's hands: starting it, ending it, and killing its service."""

import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import psutil

from random_acts import variables
from random_acts.frozen import FrozenWatch
from random_acts.pulse import PulseFile

START_SECONDS = 90
END_SECONDS = 30
_LOOK_SECONDS = 0.05
_SERVICE = "spawn_main"


class Program:
    """Runs the program, one process at a time.

    Args:
        launcher: The Python file that starts it.
        environment: The screen's.
        folder: Where it may keep its data, and what it writes.
        photos: The folder that its file dialogs answer with.
    """

    def __init__(self, launcher: Path, environment: Mapping[str, str], folder: Path, photos: Path) -> None:
        self.data = folder / "data"
        self.stderr = folder / "stderr.txt"
        self._launcher = launcher
        self._pulse_file = folder / "pulse"
        self._stacks = folder / "stacks.txt"
        self._environment = {
            **environment,
            "CLIPPHOTOS_DATA_DIR": str(self.data),
            variables.PULSE: str(self._pulse_file),
            variables.STACKS: str(self._stacks),
            variables.FOLDER: str(photos),
        }
        self._process: subprocess.Popen[bytes] | None = None
        self._watch: FrozenWatch | None = None
        self._family: list[psutil.Process] = []
        self.widgets: list[int] = []
        self.threads: list[int] = []

    def start(self) -> str:
        """Start the program; returns what went wrong, or nothing."""
        self._pulse_file.unlink(missing_ok=True)
        pulse = PulseFile(self._pulse_file)
        with self.stderr.open("ab") as stderr:
            self._process = subprocess.Popen(
                [sys.executable, str(self._launcher)], env=self._environment, stdout=stderr, stderr=stderr
            )
        self._pulse = pulse
        self.widgets, self.threads = [], []
        until = time.monotonic() + START_SECONDS
        while not pulse.read().count:
            if self._process.poll() is not None:
                return f"it was started, ended with code {self._process.returncode}, and showed no window"
            if time.monotonic() > until:
                return f"no window after {START_SECONDS} s"
            time.sleep(_LOOK_SECONDS)
        self.watch()
        return ""

    def watch(self) -> None:
        """Watch from now on whether the window answers."""
        assert self._process is not None
        self._watch = FrozenWatch(self._process.pid, self._pulse, self._stacks)

    def frozen(self) -> list[str]:
        """When the window did not answer, since the last time."""
        return self._watch.found() if self._watch else []

    def exit_code(self) -> int | None:
        """What it ended with, if it ended."""
        assert self._process is not None
        code = self._process.poll()
        if code is None:
            # While they can still be found: those of a process that ended are nobody's children.
            self._family = self._children() or self._family
        return code

    def wait_for_end(self, seconds: float) -> bool:
        """Wait for its end for a while, and see whether it came."""
        assert self._process is not None
        until = time.monotonic() + seconds
        while self._process.poll() is None and time.monotonic() < until:
            time.sleep(_LOOK_SECONDS)
        return self._process.poll() is not None

    def about_to_end(self) -> None:
        """Watch no longer whether the window answers."""
        self._family = self._children() or self._family
        if self._watch:
            self._watch.end()

    def left_behind(self) -> list[str]:
        """Its child processes that are still there some time after its end."""
        _, alive = psutil.wait_procs(self._family, END_SECONDS)
        return [str(child) for child in alive]

    def kill(self) -> None:
        """End it, whatever it does."""
        if self._process and self._process.poll() is None:
            self.about_to_end()
            self._process.kill()
            self._process.wait()
            for child in self._family:
                if child.is_running():
                    child.kill()

    def kill_service(self) -> None:
        """Kill the process that reads and keeps the photos."""
        for child in self._children():
            try:
                if any(_SERVICE in word for word in child.cmdline()):
                    child.kill()
                    return
            except psutil.NoSuchProcess:
                continue

    def count(self) -> None:
        """Note how many widgets and threads there are."""
        assert self._process is not None
        self.widgets.append(self._pulse.read().widgets)
        self.threads.append(len(list(Path(f"/proc/{self._process.pid}/task").iterdir())))

    def _children(self) -> list[psutil.Process]:
        assert self._process is not None
        try:
            return psutil.Process(self._process.pid).children()
        except psutil.NoSuchProcess:
            return []
