"""Runs the photo service in a child process, and brings it back when it dies: for the window.

A decoder that crashes, or an out-of-memory, costs the child; the window lives on, the child is started
again, and its unfinished commands are given to it anew.
"""

import atexit
import logging
import multiprocessing
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from clipphotos.core.errors import ErrorReport
from clipphotos.service.messages import (
    CancelJob,
    Close,
    Command,
    Event,
    IndexFolders,
    JobCancelled,
    JobFailed,
    JobFinished,
    ServiceFailed,
    ServiceLost,
    Submit,
    ToService,
)
from clipphotos.storage.locations import DataLocations

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

logger = logging.getLogger(__name__)

MOST_RESTARTS = 10
RESTART_WINDOW_SECONDS = 120.0
MOST_TRIES = 2
"""A command other than indexing that the service died over this often fails."""
CLOSE_SECONDS = 10.0

RunService = Callable[[Connection, DataLocations], None]
"""What the child process runs; picklable."""


def run_service_in_child(connection: Connection, locations: DataLocations) -> None:
    """Import the service where it runs: the window's process never sees hnswlib or torch."""
    from clipphotos.service.service_process import run_service

    run_service(connection, locations)


@dataclass(slots=True)
class _Unfinished:
    command: Command
    tries: int = 1


class ProcessHost:
    """A `ServiceHost` whose service lives in a child process.

    Args:
        locations: Where data live.
        on_event: Receives events, in a thread of the host's.
        run: What the child runs; tests pass their own.
    """

    def __init__(
        self,
        locations: DataLocations,
        on_event: Callable[[Event], None],
        *,
        run: RunService = run_service_in_child,
    ) -> None:
        self._locations = locations
        self._on_event = on_event
        self._run = run
        self._lock = threading.RLock()
        self._unfinished: dict[int, _Unfinished] = {}
        self._last_id = 0
        self._closing = False
        self._failed = False
        self._deaths: list[float] = []
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None
        self._listener: threading.Thread | None = None

    @property
    def pid(self) -> int | None:
        """The child's process id while there is one."""
        with self._lock:
            return self._process.pid if self._process is not None else None

    def start(self) -> None:
        """Start the child and listen to it; returns at once."""
        # The child is no daemon, since it starts children itself. So nobody may forget to close it: a
        # program that ends would wait for it for ever.
        atexit.register(self.close)
        self._listener = threading.Thread(target=self._listen, name="service-listener", daemon=True)
        self._listener.start()

    def submit(self, command: Command) -> int:
        """See `ServiceHost.submit`; may be called before the child is up."""
        with self._lock:
            self._last_id += 1
            self._unfinished[self._last_id] = _Unfinished(command)
            self._send(Submit(self._last_id, command))
            return self._last_id

    def cancel(self, job_id: int) -> None:
        """See `ServiceHost.cancel`."""
        with self._lock:
            self._send(CancelJob(job_id))

    def close(self) -> None:
        """Stop the child after its current step; waits for it, and ends it by force if it does not listen."""
        atexit.unregister(self.close)
        with self._lock:
            self._closing = True
            self._send(Close())
        if self._listener is not None:
            self._listener.join()

    def _send(self, message: ToService) -> None:
        if self._connection is None:
            return
        try:
            self._connection.send(message)
        except OSError:
            # The child is gone; the listener notices, and submits what is unfinished to the next one.
            logger.info("the service could not be reached")

    # --- in the listener's thread ----------------------------------------------------------------

    def _listen(self) -> None:
        while self._start_child():
            self._forward_events()
            self._end_child()
            with self._lock:
                if self._closing or self._failed:
                    return
            if not self._may_restart():
                self._give_up()
                return

    def _start_child(self) -> bool:
        """Start a child and give it what is unfinished; False if the host is closing."""
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        with self._lock:
            if self._closing:
                ours.close()
                theirs.close()
                return False
            self._process = context.Process(
                target=self._run, args=(theirs, self._locations), name="clipphotos-service"
            )
            self._process.start()
            theirs.close()
            self._connection = ours
            for job_id, job in self._unfinished.items():
                self._send(Submit(job_id, job.command))
        return True

    def _forward_events(self) -> None:
        connection = self._connection
        assert connection is not None  # noqa: S101 - set by _start_child
        while True:
            try:
                event: Event = connection.recv()
            except (EOFError, OSError):
                return
            if isinstance(event, JobFinished | JobFailed | JobCancelled):
                with self._lock:
                    self._unfinished.pop(event.job_id, None)
            elif isinstance(event, ServiceFailed):
                self._failed = True
            self._on_event(event)

    def _end_child(self) -> None:
        with self._lock:
            process, connection = self._process, self._connection
            self._process = self._connection = None
        assert process is not None  # noqa: S101 - set by _start_child
        assert connection is not None  # noqa: S101
        connection.close()
        process.join(CLOSE_SECONDS)
        if process.is_alive():
            process.kill()
            process.join()
        logger.info("the service ended with code %s", process.exitcode)
        process.close()

    def _may_restart(self) -> bool:
        """Note a death; False if there were too many of late."""
        now = time.monotonic()
        self._deaths = [death for death in self._deaths if now - death < RESTART_WINDOW_SECONDS] + [now]
        may_restart = len(self._deaths) <= MOST_RESTARTS
        self._on_event(ServiceLost(restarting=may_restart))
        if may_restart:
            self._drop_deadly_commands()
        return may_restart

    def _drop_deadly_commands(self) -> None:
        """Fail the commands that the service died over again; indexing isolates its culprits itself."""
        with self._lock:
            for job in self._unfinished.values():
                job.tries += 1
            deadly = [
                job_id
                for job_id, job in self._unfinished.items()
                if job.tries > MOST_TRIES and not isinstance(job.command, IndexFolders)
            ]
            for job_id in deadly:
                del self._unfinished[job_id]
        for job_id in deadly:
            self._on_event(JobFailed(job_id, ErrorReport("service-stopped")))

    def _give_up(self) -> None:
        with self._lock:
            unfinished, self._unfinished = self._unfinished, {}
        self._on_event(ServiceFailed(ErrorReport("service-stopped")))
        for job_id in unfinished:
            self._on_event(JobFailed(job_id, ErrorReport("service-stopped")))
