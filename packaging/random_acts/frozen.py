"""Watches that the window answers, and counts as frozen only what is the program's own doing.

The event loop beats 25 times a second. A second without a beat is a frozen second, unless the machine
withheld the processor: what does not count is the time that the window's thread was ready to run and waited
for a processor (Linux counts it), or by which a thread of this process overslept meanwhile, whichever is
longer.
"""

import os
import signal
import threading
import time
from pathlib import Path

from random_acts.pulse import PulseFile

MOST_SECONDS = 1.0
_LOOK_SECONDS = 0.05
_STACK_SECONDS = 1.0
_NANO = 1e-9


class FrozenWatch:
    """Watches one program while it runs.

    Args:
        pid: Its process.
        pulse: Its beat.
        stacks: The file that it writes its stacks to when it is sent SIGUSR1.
    """

    def __init__(self, pid: int, pulse: PulseFile, stacks: Path) -> None:
        self._pid = pid
        self._pulse = pulse
        self._stacks = stacks
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._found: list[str] = []
        self._thread = threading.Thread(target=self._watch, name="frozen-watch", daemon=True)
        self._thread.start()

    def found(self) -> list[str]:
        """What was found since the last time."""
        with self._lock:
            found, self._found = self._found, []
        return found

    def end(self) -> None:
        """Stop watching: from now on the program may end."""
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        beat, waited, overslept, is_told = self._pulse.read(), self._waited(), 0.0, False
        before = time.monotonic()
        while not self._stop.wait(_LOOK_SECONDS):
            now, latest = time.monotonic(), self._pulse.read()
            overslept += max(0.0, now - before - _LOOK_SECONDS)
            before = now
            if latest.is_last:
                return
            if latest.count != beat.count:
                beat, waited, overslept, is_told = latest, self._waited(), 0.0, False
                continue
            withheld = max(self._waited() - waited, overslept)
            if now - beat.when - withheld > MOST_SECONDS and not is_told:
                is_told = True
                self._tell(now - beat.when, withheld)

    def _tell(self, seconds: float, withheld: float) -> None:
        start = self._stacks.stat().st_size
        try:
            os.kill(self._pid, signal.SIGUSR1)
        except ProcessLookupError:
            return
        if self._stop.wait(_STACK_SECONDS):
            return  # It was about to end.
        stack = self._stacks.read_text(encoding="utf-8", errors="replace")[start:]
        text = (
            f"the window does not answer for {seconds:.2f} s, of which the machine withheld {withheld:.2f} s"
        )
        with self._lock:
            self._found.append(f"{text}\n{_of_window(stack)}")

    def _waited(self) -> float:
        """Seconds that the window's thread has waited for a processor in its life."""
        try:
            figures = Path(f"/proc/{self._pid}/task/{self._pid}/schedstat").read_text().split()
        except OSError:
            return 0.0
        return int(figures[1]) * _NANO


def _of_window(stack: str) -> str:
    """The part of a list of stacks that is about the thread of the window, which comes last."""
    return stack[max(0, stack.rfind("hread 0x") - len("Current t")) :].lstrip()
