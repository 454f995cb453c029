"""The child process: it answers, it dies, it comes back, and nobody waits in vain."""

import os
import queue
import signal
import threading
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar

import pytest

from clipphotos.core.search import SearchQuery
from clipphotos.service import messages
from clipphotos.service.messages import (
    Event,
    IndexFolders,
    IndexSummary,
    JobCancelled,
    JobFailed,
    JobFinished,
    LibraryChanged,
    Search,
    SearchResult,
    ServiceFailed,
    ServiceLost,
    ServiceReady,
)
from clipphotos.service.process_host import ProcessHost
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.locations import DataLocations
from support.pictures import make_photos
from support.services import Service, run_with_colours

SECONDS = 60
E = TypeVar("E")


def die(_connection: Connection, _locations: DataLocations) -> None:
    os._exit(3)


def die_of_searches(connection: Connection, _locations: DataLocations) -> None:
    connection.send(ServiceReady())
    while True:
        message = connection.recv()
        if isinstance(message, messages.Submit) and isinstance(message.command, Search):
            os.kill(os.getpid(), signal.SIGKILL)
        if isinstance(message, messages.Close):
            return


class Listener:
    """Events in the order they came, with a way to wait for one."""

    def __init__(self) -> None:
        self._events: queue.Queue[Event] = queue.Queue()
        self.seen: list[Event] = []

    def __call__(self, event: Event) -> None:
        self._events.put(event)

    def wait_for(self, kind: type[E], job_id: int | None = None) -> E:
        while True:
            event = self._events.get(timeout=SECONDS)
            self.seen.append(event)
            if isinstance(event, kind) and (job_id is None or event.job_id == job_id):  # type: ignore[attr-defined]
                return event


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def start(locations: DataLocations, listener: Listener) -> Iterator[Callable[..., ProcessHost]]:
    hosts: list[ProcessHost] = []

    def start_host(run: Callable[[Connection, DataLocations], None] = run_with_colours) -> ProcessHost:
        host = ProcessHost(locations, listener, run=run)
        hosts.append(host)
        host.start()
        return host

    before = set(threading.enumerate())
    yield start_host
    for host in hosts:
        host.close()
    assert not [thread for thread in threading.enumerate() if thread not in before]


def test_commands_are_answered_also_those_sent_before_the_child_is_up(
    start: Callable[..., ProcessHost], listener: Listener, folder: Path
):
    make_photos(folder, 12)
    host = start()
    summary = listener.wait_for(JobFinished, host.submit(IndexFolders((folder,)))).result
    assert isinstance(summary, IndexSummary)
    assert summary.embedded == 12
    result = listener.wait_for(JobFinished, host.submit(Search(SearchQuery("blue", limit=3)))).result
    assert isinstance(result, SearchResult)
    assert [hit.path.name for hit in result.hits[:2]] == ["0002-blue.png", "0010-blue.png"]


def test_an_error_arrives_as_data(start: Callable[..., ProcessHost], listener: Listener, folder: Path):
    host = start()
    failed = listener.wait_for(JobFailed, host.submit(IndexFolders((folder / "missing",))))
    assert failed.error.code == "folder-missing"


def test_a_killed_child_comes_back_and_goes_on(
    start: Callable[..., ProcessHost], listener: Listener, folder: Path, locations: DataLocations
):
    make_photos(folder, 300)
    host = start()
    job_id = host.submit(IndexFolders((folder,)))
    while not listener.wait_for(LibraryChanged).changes.photos:
        pass
    assert host.pid is not None
    os.kill(host.pid, signal.SIGKILL)
    assert listener.wait_for(ServiceLost).restarting
    listener.wait_for(ServiceReady)
    listener.wait_for(JobFinished, job_id)
    host.close()
    service = Service(locations)
    assert len(service.search("red")) == 300
    assert not service.doctor().findings


def test_cancelling_a_job(start: Callable[..., ProcessHost], listener: Listener, folder: Path):
    make_photos(folder, 400)
    host = start()
    job_id = host.submit(IndexFolders((folder,)))
    listener.wait_for(LibraryChanged)
    host.cancel(job_id)
    listener.wait_for(JobCancelled, job_id)


def test_a_command_that_kills_the_child_is_given_up(start: Callable[..., ProcessHost], listener: Listener):
    host = start(die_of_searches)
    failed = listener.wait_for(JobFailed, host.submit(Search(SearchQuery("red"))))
    assert failed.error.code == "service-stopped"
    assert sum(isinstance(event, ServiceLost) for event in listener.seen) == 2


def test_a_child_that_cannot_live_is_given_up_with_one_clear_event(
    start: Callable[..., ProcessHost], listener: Listener, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("clipphotos.service.process_host.MOST_RESTARTS", 2)
    start(die)
    assert listener.wait_for(ServiceFailed).error.code == "service-stopped"
    assert sum(isinstance(event, ServiceLost) for event in listener.seen) == 3


def test_a_catalogue_in_use_is_said_so_and_not_tried_again(
    locations: DataLocations, start: Callable[..., ProcessHost], listener: Listener
):
    with open_catalogue(locations):
        host = ProcessHost(locations, listener)
        host.start()
        assert listener.wait_for(ServiceFailed).error.code == "catalogue-in-use"
        host.close()
    assert not any(isinstance(event, ServiceLost) for event in listener.seen)
