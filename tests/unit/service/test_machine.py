"""What is measured of the real computer: whose work counts, and whose does not."""

import multiprocessing
import os
import subprocess
import sys

import pytest

from clipphotos.service.machine import machine_use, own_pids

SPIN = "import time\nwhile time.process_time() < 1.0: pass\nprint('done', flush=True)\ninput()"


def test_the_work_of_other_programs_counts():
    command = [sys.executable, "-c", SPIN]
    before = machine_use()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "done\n"
        after = machine_use()
        other.communicate("\n")
    assert after.others_seconds - before.others_seconds >= 0.9
    assert after.cores == os.cpu_count()


def test_ours_are_this_process_its_children_and_the_window_that_started_it():
    # Another test's may be about to end.
    others = {child.pid for child in multiprocessing.active_children()}
    assert own_pids() <= {os.getpid(), *others}
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        (child,) = (each for each in multiprocessing.active_children() if each.pid not in others)
        assert {os.getpid(), child.pid} <= own_pids() <= {os.getpid(), child.pid, *others}
        assert pool.apply(own_pids) == {os.getpid(), child.pid}


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such numbers there")
def test_a_process_gives_way_by_as_many_steps_as_it_is_told():
    code = (
        "import os; from clipphotos.service.machine import lower_priority\n"
        "before = os.nice(0); lower_priority(3); print(os.nice(0) - before)"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    # 19 is the end of the scale: there is no more than that to give.
    assert int(answer.stdout) == min(3, 19 - os.nice(0))
