"""The child process: it answers, it dies, it comes back, and nobody waits in vain."""

import atexit
import itertools
import os
import queue
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from types import SimpleNamespace
from typing import TypeVar

import pytest

from clipphotos.core.errors import ErrorReport
from clipphotos.core.jobs import ProgressReport, Stage
from clipphotos.core.search.query import SearchQuery
from clipphotos.service.hosts.channel import CancelJob, Close, Submit
from clipphotos.service.hosts.process import ProcessHost, run_service_in_child
from clipphotos.service.protocol.command import Command
from clipphotos.service.protocol.events import (
    Event,
    JobCancelled,
    JobFailed,
    JobFinished,
    JobProgressed,
    JobStarted,
    LibraryChanged,
    ServiceFailed,
    ServiceLost,
    ServiceReady,
)
from clipphotos.service.protocol.indexing import IndexFolders, IndexSummary
from clipphotos.service.protocol.library import GetStatus
from clipphotos.service.protocol.models import SetModel
from clipphotos.service.protocol.operations import UndoOperation
from clipphotos.service.protocol.searching import Search, SearchResult
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
        if isinstance(message, Submit) and isinstance(message.command, Search):
            os.kill(os.getpid(), signal.SIGKILL)
        if isinstance(message, Close):
            return


def die_of_undoing(connection: Connection, locations: DataLocations) -> None:
    lives_before(locations)
    connection.send(ServiceReady())
    while not isinstance(message := connection.recv(), Close):
        if isinstance(message, Submit) and isinstance(message.command, UndoOperation):
            os.kill(os.getpid(), signal.SIGKILL)


def be_deaf(connection: Connection, _locations: DataLocations) -> None:
    connection.send(ServiceReady())
    threading.Event().wait()


def talk_before_listening(connection: Connection, _locations: DataLocations) -> None:
    connection.recv()
    for _ in range(5000):
        connection.send(JobFinished(0))
    while isinstance(message := connection.recv(), Submit):
        connection.send(JobFinished(message.job_id))


def lives_before(locations: DataLocations) -> int:
    """How many children there were before this one."""
    locations.root.mkdir(parents=True, exist_ok=True)
    before = len(list(locations.root.glob("life-*")))
    (locations.root / f"life-{before}").touch()
    return before


def refuse_twice(connection: Connection, locations: DataLocations) -> None:
    if lives_before(locations) < 2:
        connection.send(ServiceFailed(ErrorReport("catalogue-in-use")))
    else:
        run_with_colours(connection, locations)


def refuse_twice_with_a_life_between(connection: Connection, locations: DataLocations) -> None:
    life = lives_before(locations)
    if life in {0, 2}:
        connection.send(ServiceFailed(ErrorReport("catalogue-in-use")))
    elif life == 1:
        connection.send(ServiceReady())
        os._exit(3)
    else:
        run_with_colours(connection, locations)


def refuse(connection: Connection, _locations: DataLocations) -> None:
    connection.send(ServiceFailed(ErrorReport("catalogue-in-use", {"path": "here"})))


def die_of_cancelling(connection: Connection, locations: DataLocations) -> None:
    """The second child would finish what the first one was to cancel."""
    is_second = lives_before(locations) > 0
    while not isinstance(message := connection.recv(), Close):
        if isinstance(message, CancelJob):
            os._exit(3)
        connection.send(JobFinished(message.job_id) if is_second else JobStarted(message.job_id))


def die_loading_the_model(connection: Connection, _locations: DataLocations) -> None:
    while isinstance(message := connection.recv(), Submit):
        connection.send(JobProgressed(message.job_id, ProgressReport(Stage.SCAN, 5, 0)))
        os._exit(3)


def die_embedding(connection: Connection, locations: DataLocations) -> None:
    """Every child gets one photo further than the one before, and the sixth to the end."""
    life = lives_before(locations)
    while isinstance(message := connection.recv(), Submit):
        connection.send(JobProgressed(message.job_id, ProgressReport(Stage.EMBED, 0, 5 - life)))
        if life < 5:
            os._exit(3)
        connection.send(JobFinished(message.job_id))


def die_of_the_first_photo(connection: Connection, _locations: DataLocations) -> None:
    while isinstance(message := connection.recv(), Submit):
        connection.send(JobProgressed(message.job_id, ProgressReport(Stage.EMBED, 0, 5)))
        os._exit(3)


def within(seconds: float, work: Callable[[], object]) -> None:
    """Do something that might hang."""
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(seconds)
    assert not thread.is_alive(), f"{work} hangs"


class Listener:
    """Events in the order they came, with a way to wait for one."""

    def __init__(self) -> None:
        self._events: queue.Queue[Event] = queue.Queue()
        self.seen: list[Event] = []

    def __call__(self, event: Event) -> None:
        self._events.put(event)

    def wait_for(self, kind: type[E], job_id: int | None = None) -> E:
        deadline = time.monotonic() + SECONDS
        while True:
            event = self._events.get(timeout=max(0, deadline - time.monotonic()))
            self.seen.append(event)
            if isinstance(event, kind) and (job_id is None or event.job_id == job_id):  # type: ignore[attr-defined]
                return event

    def count(self, kind: type[Event]) -> int:
        return sum(isinstance(event, kind) for event in self.seen)


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
        within(SECONDS, host.close)
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


def test_a_command_that_changes_files_is_never_given_twice(locations: DataLocations, listener: Listener):
    """An undo, given again after it was done, would undo something else."""
    host = ProcessHost(locations, listener, run=die_of_undoing)
    host.start()
    host.submit(UndoOperation())
    assert listener.wait_for(JobFailed).error == ErrorReport("operation-interrupted")
    listener.wait_for(ServiceReady)
    host.close()
    assert lives_before(locations) == 2


def test_a_child_that_cannot_live_is_given_up_with_one_clear_event(
    start: Callable[..., ProcessHost], listener: Listener, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("clipphotos.service.hosts.process.MOST_RESTARTS", 2)
    start(die)
    assert listener.wait_for(ServiceFailed).error.code == "service-stopped"
    assert sum(isinstance(event, ServiceLost) for event in listener.seen) == 3


def test_a_catalogue_that_stays_in_use_is_said_so_and_every_command_fails(
    locations: DataLocations,
    start: Callable[..., ProcessHost],
    listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("clipphotos.service.hosts.process.IN_USE_SECONDS", 0)
    # The time is up before it is waited for once.
    monkeypatch.setattr("clipphotos.service.hosts.process.IN_USE_RETRY_SECONDS", 600)
    with open_catalogue(locations):
        host = start(run_service_in_child)
        before = host.submit(Search(SearchQuery("red")))
        assert listener.wait_for(ServiceFailed).error.code == "catalogue-in-use"
        assert not listener.count(JobFailed)
        failed = listener.wait_for(JobFailed, before).error
        assert failed.code == "catalogue-in-use"
        assert listener.wait_for(JobFailed, host.submit(IndexFolders())).error == failed
        host.close()
    assert not listener.count(ServiceLost)


def test_a_catalogue_in_use_for_a_moment_is_waited_for(
    start: Callable[..., ProcessHost], listener: Listener, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("clipphotos.service.hosts.process.IN_USE_RETRY_SECONDS", 0.01)
    host = start(refuse_twice)
    listener.wait_for(JobFinished, host.submit(GetStatus()))
    assert not listener.count(ServiceFailed)
    assert not listener.count(ServiceLost)


def test_a_catalogue_in_use_again_later_is_waited_for_as_long_as_the_first_time(
    start: Callable[..., ProcessHost], listener: Listener, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("clipphotos.service.hosts.process.IN_USE_RETRY_SECONDS", 0.01)
    # Each look at the clock comes twenty seconds after the last one; the catalogue is waited for thirty.
    clock = itertools.count(0, 20)
    monkeypatch.setattr(
        "clipphotos.service.hosts.process.time", SimpleNamespace(monotonic=lambda: next(clock))
    )
    host = start(refuse_twice_with_a_life_between)
    listener.wait_for(JobFinished, host.submit(GetStatus()))
    assert not listener.count(ServiceFailed)


def test_closing_while_a_catalogue_is_waited_for(
    locations: DataLocations, listener: Listener, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("clipphotos.service.hosts.process.IN_USE_SECONDS", 2 * SECONDS)
    monkeypatch.setattr("clipphotos.service.hosts.process.IN_USE_RETRY_SECONDS", 2 * SECONDS)
    waits = threading.Event()

    class Watched(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            waits.set()
            return super().wait(timeout)

    host = ProcessHost(locations, listener, run=refuse)
    host._closing = Watched()
    host.start()
    assert waits.wait(SECONDS)
    monkeypatch.setattr("clipphotos.service.hosts.process.CLOSE_SECONDS", 2 * SECONDS)
    within(SECONDS, host.close)
    assert host._listener is not None
    assert not host._listener.is_alive()


def test_closing_ends_a_child_that_does_not_listen(
    start: Callable[..., ProcessHost], listener: Listener, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("clipphotos.service.hosts.process.CLOSE_SECONDS", 0.2)
    host = start(be_deaf)
    listener.wait_for(ServiceReady)
    pid = host.pid
    assert pid is not None
    try:
        # With its pipe full as well.
        within(SECONDS, lambda: [host.submit(IndexFolders((folder,) * 100)) for _ in range(500)])
        within(SECONDS, host.close)
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    finally:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def test_submitting_waits_for_no_one_however_full_the_pipe_is(
    start: Callable[..., ProcessHost], listener: Listener, folder: Path
):
    host = start(talk_before_listening)
    pid = host.pid
    ids: list[int] = []
    try:
        within(SECONDS, lambda: ids.extend(host.submit(IndexFolders((folder,) * 100)) for _ in range(1000)))
    except AssertionError:
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
        raise
    # The first one was taken for the signal to begin.
    for job_id in ids[1:]:
        listener.wait_for(JobFinished, job_id)


def test_a_cancelled_job_stays_cancelled_when_the_child_dies(
    start: Callable[..., ProcessHost], listener: Listener
):
    host = start(die_of_cancelling)
    job_id = host.submit(IndexFolders())
    listener.wait_for(JobStarted, job_id)
    host.cancel(job_id)
    listener.wait_for(JobCancelled, job_id)
    listener.wait_for(JobFinished, host.submit(IndexFolders()))
    assert listener.count(JobCancelled) == listener.count(JobFinished) == 1


def test_a_job_cancelled_before_the_start_is_never_begun(locations: DataLocations, listener: Listener):
    host = ProcessHost(locations, listener, run=run_with_colours)
    job_id = host.submit(IndexFolders())
    host.cancel(job_id)
    host.start()
    listener.wait_for(JobCancelled, job_id)
    listener.wait_for(ServiceReady)
    host.close()
    assert not listener.count(JobStarted)


@pytest.mark.parametrize("command", [IndexFolders(), SetModel("a")])
def test_indexing_that_kills_the_child_before_it_embeds_is_given_up(
    start: Callable[..., ProcessHost],
    listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
    command: Command[object],
):
    monkeypatch.setattr("clipphotos.service.hosts.process.RESTART_WINDOW_SECONDS", 0)
    host = start(die_loading_the_model)
    assert listener.wait_for(JobFailed, host.submit(command)).error.code == "service-stopped"
    assert listener.count(ServiceLost) == 3


@pytest.mark.parametrize("command", [IndexFolders(), SetModel("a")])
def test_indexing_that_gets_on_between_deaths_is_not_given_up(
    start: Callable[..., ProcessHost], listener: Listener, command: Command[object]
):
    host = start(die_embedding)
    listener.wait_for(JobFinished, host.submit(command))
    assert listener.count(ServiceLost) == 5


def test_indexing_that_never_gets_past_a_photo_is_given_up(
    start: Callable[..., ProcessHost], listener: Listener, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("clipphotos.service.hosts.process.RESTART_WINDOW_SECONDS", 0)
    monkeypatch.setattr("clipphotos.service.hosts.process.MOST_RESTARTS", 6)
    host = start(die_of_the_first_photo)
    listener.wait_for(JobFailed, host.submit(IndexFolders()))
    assert listener.count(ServiceLost) == 7


def test_a_host_that_was_closed_stays_closed(locations: DataLocations, listener: Listener):
    before = set(threading.enumerate())
    host = ProcessHost(locations, listener, run=run_with_colours)
    host.close()
    host.start()
    host.close()
    assert host.pid is None
    assert set(threading.enumerate()) == before


def test_closing_right_after_starting_and_twice(locations: DataLocations, listener: Listener):
    before = set(threading.enumerate())
    host = ProcessHost(locations, listener, run=run_with_colours)
    host.start()
    within(SECONDS, host.close)
    within(SECONDS, host.close)
    assert host.pid is None
    assert set(threading.enumerate()) == before


def run_and_leave_a_trace(connection: Connection, locations: DataLocations) -> None:
    atexit.register((locations.root / "taken-down").touch)
    run_service_in_child(connection, locations)


def test_no_interpreter_is_taken_down_beneath_threads_of_a_model(
    locations: DataLocations, listener: Listener
):
    host = ProcessHost(locations, listener, run=run_and_leave_a_trace)
    host.start()
    listener.wait_for(ServiceReady)
    host.close()
    assert (locations.root / "catalogue.sqlite3").exists()
    assert not (locations.root / "taken-down").exists()
