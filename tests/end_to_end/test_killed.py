"""Killed with SIGKILL at random moments of indexing: the next run completes, nothing is lost or doubled."""

import os
import queue
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from clipphotos.service.hosts.process import ProcessHost
from clipphotos.service.protocol.events import (
    Event,
    JobFailed,
    JobFinished,
    JobProgressed,
    ServiceFailed,
    ServiceReady,
)
from clipphotos.service.protocol.indexing import IndexFolders
from clipphotos.storage.locations import DataLocations
from support.pictures import make_photos
from support.program import Run, json_lines
from support.services import Service, run_with_short_tails

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")

SERVICE_KILLS = 20
COMMAND_LINE_KILLS = int(os.environ.get("CLIPPHOTOS_TEST_KILLS", "4"))
"""Each takes the time of importing torch; twenty of them a few minutes."""


def test_the_service_killed_again_and_again(
    tmp_path: Path, locations: DataLocations, monkeypatch: pytest.MonkeyPatch
):
    """The host brings the service back each time; it is killed again after a random number of steps."""
    # However often it is killed here, the command is not to blame.
    for limit in ("MOST_RESTARTS", "MOST_DEATHS_BEFORE_EMBEDDING"):
        monkeypatch.setattr(f"clipphotos.service.hosts.process.{limit}", SERVICE_KILLS + 1)
    folder = tmp_path / "photos"
    paths = make_photos(folder, 1500, ".bmp")
    chance = random.Random(11)
    events: queue.Queue[Event] = queue.Queue()
    host = ProcessHost(locations, events.put, run=run_with_short_tails)
    host.start()
    job_id = host.submit(IndexFolders((folder,)))
    kills, steps_to_live = 0, 1
    while not isinstance(event := events.get(timeout=120), JobFinished):
        assert not isinstance(event, ServiceFailed | JobFailed), event
        steps_to_live -= isinstance(event, JobProgressed | ServiceReady)
        if steps_to_live <= 0 and kills < SERVICE_KILLS and host.pid is not None:
            os.kill(host.pid, signal.SIGKILL)
            kills += 1
            steps_to_live = chance.randint(1, 4)
    assert event.job_id == job_id
    host.close()
    assert kills >= SERVICE_KILLS // 2, "the photos ran out before it was killed often enough to tell"

    service = Service(locations)
    assert not service.doctor().findings
    assert Counter(hit.path for hit in service.search("red", limit=10_000)) == Counter(paths)
    summary = service.index(folder)
    assert (summary.unchanged, summary.decoded, summary.embedded, summary.skipped) == (1500, 0, 0, 0)
    assert len(list(locations.indexes.iterdir())) == 1


def test_the_command_line_killed_again_and_again(run: Run, tmp_path: Path):
    """With the bundled model, at random moments from the first import to the last save."""
    folder = tmp_path / "photos"
    paths = make_photos(folder / "0", 120, ".jpg")
    command = [sys.executable, "-m", "clipphotos", "index", str(folder)]
    began = time.monotonic()
    run("index", folder, "--data-dir", tmp_path / "rehearsal")
    whole_run = time.monotonic() - began
    chance = random.Random(7)
    kills = 0
    while kills < COMMAND_LINE_KILLS:
        began = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(timeout=chance.uniform(0.3, 1.0) * whole_run)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            kills += 1
        else:
            # It got to the end: give it more to do. The first run made the accelerated form, later ones do
            # not, and the machine may have been busier then.
            assert process.returncode == 0
            whole_run = time.monotonic() - began
            paths += make_photos(folder / str(kills), 120, ".jpg", first=len(paths))
    summary = json_lines(run("index", folder))[-1]
    assert (summary["scanned"], summary["skipped"]) == (len(paths), 0)
    assert json_lines(run("doctor", "--json"))[0]["findings"] == []
    hits = json_lines(run("search", "red", "--limit", 10 * len(paths)))
    assert Counter(str(hit["path"]) for hit in hits) == Counter(str(path) for path in paths)
    again = json_lines(run("index", folder))[-1]
    assert (again["unchanged"], again["decoded"], again["embedded"]) == (len(paths), 0, 0)
