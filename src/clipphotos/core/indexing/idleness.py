"""Decides whether the computer is idle, from what is seen of it now and then."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MachineUse:
    """How much the computer has been used by others than ourselves.

    Attributes:
        others_seconds: Processor time that other programs have used, all cores together; only differences
            between two looks mean anything.
        cores: Of the processor.
        on_battery: Whether it runs on its battery.
    """

    others_seconds: float
    cores: int
    on_battery: bool


class Idleness:
    """Whether the computer has nothing better to do.

    It is idle while other programs have used less than `BUSY_SHARE` of the processor over the last
    `WINDOW_SECONDS`, and it is not on battery. Nothing is known, and it counts as busy, until it was watched
    for that long.

    Args:
        look: Looks at the computer.
        clock: Seconds, monotonic; tests pass their own.
    """

    BUSY_SHARE = 0.25
    WINDOW_SECONDS = 3.0
    LOOK_SECONDS = 1.0
    """A look costs a little; asked more often, the answer is the last one."""
    GAP_SECONDS = 10.0
    """What was seen longer ago than that says nothing about now: the machine slept, or nobody asked."""

    def __init__(self, look: Callable[[], MachineUse], clock: Callable[[], float] = time.monotonic) -> None:
        self._look = look
        self._clock = clock
        self._seen: list[tuple[float, float]] = []
        self._looked_at = float("-inf")
        self._is_idle = False

    def is_idle(self) -> bool:
        """Whether it is idle; costs nothing if it was asked just now."""
        now = self._clock()
        if now - self._looked_at >= self.LOOK_SECONDS:
            if now - self._looked_at > self.GAP_SECONDS:
                self._seen.clear()
            self._looked_at = now
            self._is_idle = self._judge(now, self._look())
        return self._is_idle

    def _judge(self, now: float, use: MachineUse) -> bool:
        seen = [*self._seen, (now, use.others_seconds)]
        old = [number for number, (at, _) in enumerate(seen) if now - at >= self.WINDOW_SECONDS]
        # The last look that is long enough ago, and all since.
        self._seen = seen[old[-1] :] if old else seen
        since, before = self._seen[0]
        if use.on_battery or now - since < self.WINDOW_SECONDS:
            return False
        return (use.others_seconds - before) / ((now - since) * use.cores) < self.BUSY_SHARE
