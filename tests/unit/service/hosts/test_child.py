"""The child process's side of the pipe, in a thread of this one."""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from clipphotos.core.jobs import Stage
from clipphotos.service.hosts import child
from clipphotos.service.hosts.channel import CancelJob, Close, Submit
from clipphotos.service.photo_service import PhotoService
from clipphotos.service.protocol.events import (
    Event,
    JobCancelled,
    JobFinished,
    JobProgressed,
    ServiceFailed,
    ServiceReady,
)
from clipphotos.service.protocol.indexing import IndexFolders
from clipphotos.service.protocol.library import GetStatus, Status
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.locations import DataLocations
from support.pictures import make_photos
from support.services import load_colour_embedder

Start = Callable[[], tuple[Connection, threading.Thread]]


@pytest.fixture
def start(locations: DataLocations) -> Iterator[Start]:
    """Begins to serve; returns the window's end of the pipe."""
    opened: list[tuple[Connection, threading.Thread]] = []

    def begin() -> tuple[Connection, threading.Thread]:
        window, service = Pipe()
        thread = threading.Thread(target=child._run, args=(service, locations))
        thread.start()
        opened.append((window, thread))
        return window, thread

    yield begin
    for window, thread in opened:
        window.close()
        thread.join(60)
        assert not thread.is_alive()


def until(window: Connection, kind: type[Event]) -> Event:
    """The next event of a kind."""
    while not isinstance(event := window.recv(), kind):
        pass
    return event


def test_commands_are_answered_until_it_is_told_to_close(start: Start, locations: DataLocations):
    window, thread = start()
    assert window.recv() == ServiceReady()
    for job_id in (3, 4):
        window.send(Submit(job_id, GetStatus()))
        finished = until(window, JobFinished)
        assert finished.job_id == job_id
        assert isinstance(finished.result, Status)
    window.send(Close())
    thread.join(60)
    assert not thread.is_alive()
    open_catalogue(locations).close()  # it was let go of


def test_it_ends_when_the_window_is_gone(start: Start, locations: DataLocations):
    window, thread = start()
    until(window, ServiceReady)
    window.close()
    thread.join(60)
    assert not thread.is_alive()
    open_catalogue(locations).close()


def test_a_job_is_cancelled(start: Start):
    window, _ = start()
    until(window, ServiceReady)
    # Both lie in the pipe before the first step is done.
    window.send(Submit(1, IndexFolders()))
    window.send(CancelJob(1))
    event = until(window, JobCancelled | JobFinished)
    assert event.job_id == 1
    assert isinstance(event, JobCancelled)


def test_what_keeps_it_from_starting_is_told(
    start: Start, locations: DataLocations, monkeypatch: pytest.MonkeyPatch
):
    with closing(open_catalogue(locations)):
        window, thread = start()
        failed = until(window, ServiceFailed)
        assert failed.error.code == "catalogue-in-use"
        thread.join(60)

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(child, "PhotoService", broken)
    window, _ = start()
    failed = until(window, ServiceFailed)
    assert (failed.error.code, failed.error.params) == ("internal-error", {"detail": "ZeroDivisionError"})


def test_a_window_that_goes_in_the_middle_of_indexing_is_no_error(
    locations: DataLocations, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """What jobs announce when they are given up, nobody hears."""
    monkeypatch.setattr(child, "PhotoService", partial(PhotoService, load_embedder=load_colour_embedder))
    make_photos(tmp_path / "photos", 300)
    window, service = Pipe()
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(child._run, service, locations)
        window.send(Submit(1, IndexFolders((tmp_path / "photos",))))
        while not is_embedding(window.recv()):
            pass
        window.close()
        done.result(60)
    with open_catalogue(locations):
        pass


def is_embedding(event: Event) -> bool:
    return (
        isinstance(event, JobProgressed) and event.progress.stage is Stage.EMBED and event.progress.done > 0
    )


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_process_of_its_own_gives_way_ignores_the_terminal_and_writes_what_it_dies_of(
    locations: DataLocations,
):
    context = multiprocessing.get_context("spawn")
    window, service = context.Pipe()
    process = context.Process(target=child.run_service, args=(service, locations))
    process.start()
    service.close()
    try:
        until(window, ServiceReady)
        assert process.pid is not None
        assert os.getpriority(os.PRIO_PROCESS, process.pid) == min(19, os.nice(0) + child.NICENESS)
        os.kill(process.pid, signal.SIGINT)
        window.send(Submit(1, GetStatus()))
        assert isinstance(until(window, JobFinished), JobFinished)
        assert {each.name for each in locations.logs.iterdir()} >= {
            "decoders.log",
            "service-crash.log",
            "service.log",
        }
        # As a library that crashes.
        os.kill(process.pid, signal.SIGSEGV)
        process.join(60)
        assert "Segmentation fault" in (locations.logs / "service-crash.log").read_text(encoding="utf-8")
    finally:
        window.close()
        process.kill()
        process.join(60)
