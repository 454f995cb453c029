"""The one module that knows psutil: how much other programs use the computer, and giving way to them."""

import multiprocessing
import os
from contextlib import suppress

import psutil

from clipphotos.core.indexing.idleness import MachineUse


def machine_use() -> MachineUse:
    """Look at the computer now.

    Our own programs count as nobody: this process, those it started to decode photos in, and the window that
    started it. What the window opened for the user, a file manager say, is another program.
    """
    own = sum(_seconds(pid) for pid in own_pids())
    return MachineUse(_busy_seconds() - own, psutil.cpu_count() or 1, _on_battery())


def lower_priority(steps: int) -> None:
    """Have this process give way to others.

    Args:
        steps: How much nicer it becomes; Windows has one step for all of them.
    """
    own = psutil.Process()
    below_normal = getattr(psutil, "BELOW_NORMAL_PRIORITY_CLASS", None)
    with suppress(psutil.Error, OSError):
        own.nice(own.nice() + steps if below_normal is None else below_normal)


def _busy_seconds() -> float:
    """Processor time used by all programs since the computer was started."""
    times = psutil.cpu_times()
    # Waiting for a disk is idling, and a guest's time is counted as its host's already.
    not_work = sum(getattr(times, each, 0.0) for each in ("idle", "iowait", "guest", "guest_nice"))
    return sum(times) - not_work


def own_pids() -> set[int]:
    """Our own processes."""
    own = {os.getpid()} | {child.pid for child in multiprocessing.active_children() if child.pid is not None}
    parent = multiprocessing.parent_process()
    return own | {parent.pid} if parent is not None and parent.pid is not None else own


def _seconds(pid: int) -> float:
    """Processor time that a process has used, with its children that have ended; 0 if it is gone."""
    with suppress(psutil.Error):
        times = psutil.Process(pid).cpu_times()
        return times.user + times.system + times.children_user + times.children_system
    return 0.0


def _on_battery() -> bool:
    try:
        battery = psutil.sensors_battery()
    except (AttributeError, OSError, psutil.Error, ValueError):  # not known of this system
        return False
    # Unknown counts as plugged in.
    return battery is not None and battery.power_plugged is False
