"""A computer that is as busy as a test says."""

from clipphotos.core.indexing.idleness import Idleness, MachineUse

CORES = 4


class Computer:
    """Every time it is looked at, a second has gone by.

    Attributes:
        share: How much of the processor other programs use, 0 to 1.
        on_battery: Whether it runs on its battery.
    """

    def __init__(self, share: float = 0.0) -> None:
        self.share = share
        self.on_battery = False
        self._now = 0.0
        self._used = 0.0
        self.idleness = Idleness(self._look, self._tell_time)

    def pass_time(self, seconds: float) -> None:
        """Let time go by without anybody looking."""
        self._now += seconds
        self._used += seconds * self.share * CORES

    def _tell_time(self) -> float:
        self.pass_time(1.0)
        return self._now

    def _look(self) -> MachineUse:
        return MachineUse(self._used, CORES, self.on_battery)
