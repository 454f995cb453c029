"""Runs the photo service in a child process, and brings it back when it dies: for the window.

A decoder that crashes, or an out-of-memory, costs the child; the window lives on, the child is started
again, and its unfinished commands are given to it anew.
"""

import atexit
import logging
import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from queue import SimpleQueue

from clipphotos.core.errors import CatalogueInUse, ErrorReport, ServiceStopped
from clipphotos.core.jobs import Stage
from clipphotos.service.hosts.channel import CancelJob, Close, Submit, ToService
from clipphotos.service.protocol.command import AfterCrash, Command
from clipphotos.service.protocol.events import (
    Event,
    JobCancelled,
    JobFailed,
    JobFinished,
    JobProgressed,
    ServiceFailed,
    ServiceLost,
    ServiceReady,
)
from clipphotos.storage.locations import DataLocations

logger = logging.getLogger(__name__)

MOST_RESTARTS = 10
RESTART_WINDOW_SECONDS = 120.0
MOST_DEATHS = 2
"""A command that the service died over this often fails, unless it embeds."""
MOST_DEATHS_BEFORE_EMBEDDING = 3
"""One that embeds fails after this many deaths without getting as far as embedding."""
IN_USE_SECONDS = 30.0
"""How long another program may hold the catalogue; a search on the command line does so only briefly."""
IN_USE_RETRY_SECONDS = 1.0
CLOSE_SECONDS = 5.0

RunService = Callable[[Connection, DataLocations], None]
"""What the child process runs; picklable."""


def run_service_in_child(connection: Connection, locations: DataLocations) -> None:
    """Import the service where it runs: the window's process never sees hnswlib or torch."""
    from clipphotos.service.hosts.child import run_service

    run_service(connection, locations)
    # Everything is closed and saved. Threads deep inside a decoder or a model would abort the process if the
    # interpreter were taken down beneath them.
    atexit.register(os._exit, 0)


@dataclass(slots=True)
class _Unfinished:
    """A command without an answer.

    Attributes:
        command: What was asked for.
        cancelled: Whether it was asked to stop; a new child never hears of it then.
        deaths: Of the service, since it last got as far as embedding.
        fruitless_deaths: Of the service, since fewer photos were left than ever before.
        least_left: Fewest photos left to embed so far.
    """

    command: Command[object]
    cancelled: bool = False
    deaths: int = 0
    fruitless_deaths: int = 0
    least_left: int | None = None

    def note_embedding(self, left: int) -> None:
        self.deaths = 0
        if self.least_left is None or left < self.least_left:
            self.least_left = left
            self.fruitless_deaths = 0

    def survives_death(self) -> bool:
        """Note a death of the service; False if the command is to be given up."""
        self.deaths += 1
        self.fruitless_deaths += 1
        match self.command.after_crash:
            case AfterCrash.GIVE_UP:
                return False
            case AfterCrash.REPEAT:
                return self.deaths < MOST_DEATHS
            case AfterCrash.REPEAT_WHILE_IT_EMBEDS:
                # These limits know no time window: a model that crashes the service after loading for a
                # minute would do so for ever. Three times is enough for that; once it embeds, every death
                # may isolate a bad photo, so it is given more chances.
                return self.deaths < MOST_DEATHS_BEFORE_EMBEDDING and self.fruitless_deaths <= MOST_RESTARTS


class _Child:
    """A child process, and the thread that writes to it: whoever sends never waits for a full pipe.

    Args:
        run: What the child runs.
        locations: Where data live.

    Raises:
        OSError: If it cannot be started.
    """

    def __init__(self, run: RunService, locations: DataLocations) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=run, args=(theirs, locations), name="clipphotos-service")
        self._outbox: SimpleQueue[ToService | None] = SimpleQueue()
        self._sender = threading.Thread(target=self._send_all, name="service-sender", daemon=True)
        self._sender.start()
        try:
            self._process.start()
        except OSError:
            self._stop_sending()
            raise
        finally:
            theirs.close()

    @property
    def pid(self) -> int | None:
        return self._process.pid

    def send(self, message: ToService) -> None:
        """Have a message sent; one that a dead child does not get is dropped."""
        self._outbox.put(message)

    def receive(self) -> Event | None:
        """The next event; None when the child is gone."""
        try:
            return self._connection.recv()
        except (EOFError, OSError):
            return None

    def kill(self) -> None:
        self._process.kill()

    def end(self) -> None:
        """Wait for the end of a child that is gone or was told to close, and clean up."""
        self._process.join(CLOSE_SECONDS)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        # Only now: a sender in the middle of a message comes free when nobody is left to read it.
        self._stop_sending()
        logger.info("the service ended with code %s", self._process.exitcode)
        self._process.close()

    def _stop_sending(self) -> None:
        self._outbox.put(None)
        self._sender.join()
        self._connection.close()

    def _send_all(self) -> None:
        while (message := self._outbox.get()) is not None:
            try:
                self._connection.send(message)
            except OSError:
                # The child is gone; the listener notices, and submits what is unfinished to the next one.
                logger.info("the service could not be reached")
                return


class ProcessHost:
    """A `ServiceHost` whose service lives in a child process. Every command submitted is answered.

    Args:
        locations: Where data live.
        on_event: Receives events, in a thread of the host's; in the caller's if `submit` fails at once.
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
        # Held for moments only, never while something is sent or told: the window waits for it.
        self._lock = threading.Lock()
        self._unfinished: dict[int, _Unfinished] = {}
        self._last_id = 0
        self._closing = threading.Event()
        self._failure: ErrorReport | None = None
        self._child: _Child | None = None
        self._listener: threading.Thread | None = None
        # The listener's own:
        self._deaths: list[float] = []
        self._in_use_since: float | None = None

    @property
    def pid(self) -> int | None:
        """The child's process id while there is one."""
        with self._lock:
            return self._child.pid if self._child is not None else None

    def start(self) -> None:
        """Start the child and listen to it; returns at once. A host that was closed stays closed."""
        with self._lock:
            if self._closing.is_set() or self._listener is not None:
                return
            # The child is no daemon, since it starts children itself. So nobody may forget to close it: a
            # program that ends would wait for it for ever.
            atexit.register(self.close)
            self._listener = threading.Thread(target=self._listen, name="service-listener", daemon=True)
            self._listener.start()

    def submit(self, command: Command[object]) -> int:
        """See `ServiceHost.submit`; may be called before the child is up. Fails at once if it cannot work."""
        with self._lock:
            self._last_id += 1
            job_id = self._last_id
            failure = self._failure
            if failure is None:
                self._unfinished[job_id] = _Unfinished(command)
                if self._child is not None:
                    self._child.send(Submit(job_id, command))
        if failure is not None:
            self._on_event(JobFailed(job_id, failure))
        return job_id

    def cancel(self, job_id: int) -> None:
        """See `ServiceHost.cancel`."""
        with self._lock:
            job = self._unfinished.get(job_id)
            if job is None:
                return
            job.cancelled = True
            if self._child is not None:
                self._child.send(CancelJob(job_id))

    def close(self) -> None:
        """Stop the child after its current step, or by force if that takes longer than `CLOSE_SECONDS`.

        Commands that are unfinished then are not answered any more.
        """
        atexit.unregister(self.close)
        with self._lock:
            self._closing.set()
            if self._child is not None:
                self._child.send(Close())
            listener = self._listener
        if listener is None:
            return
        listener.join(CLOSE_SECONDS)
        if listener.is_alive():
            with self._lock:
                if self._child is not None:
                    logger.warning("the service does not listen; it is ended by force")
                    self._child.kill()
            listener.join(CLOSE_SECONDS)

    # --- in the listener's thread ----------------------------------------------------------------

    def _listen(self) -> None:
        while not self._closing.is_set():
            failure = self._live()
            if self._closing.is_set():
                return
            if failure is None:
                failure = self._note_death()
            elif self._waited_for_catalogue(failure):
                failure = None
            if failure is not None:
                self._give_up(failure)
                return

    def _live(self) -> ErrorReport | None:
        """Start a child, give it what is unfinished, and listen until it is gone.

        Returns:
            Why it cannot work, if it said so; None if it died or was told to close.
        """
        try:
            child = _Child(self._run, self._locations)
        except OSError:
            logger.exception("the service could not be started")
            return None
        try:
            self._hand_over(child)
            return self._forward_events(child)
        finally:
            # It has no process id from here on: the system may soon give it to another process.
            with self._lock:
                self._child = None
            child.end()

    def _hand_over(self, child: _Child) -> None:
        with self._lock:
            cancelled = self._take_out([job_id for job_id, job in self._unfinished.items() if job.cancelled])
            for job_id, job in self._unfinished.items():
                child.send(Submit(job_id, job.command))
            self._child = child
            if self._closing.is_set():
                # `close` came too early to tell it, and it has not begun anything.
                child.kill()
        self._answer(cancelled, ServiceStopped().report())

    def _forward_events(self, child: _Child) -> ErrorReport | None:
        failure: ErrorReport | None = None
        while (event := child.receive()) is not None:
            match event:
                case ServiceFailed(error):
                    # Told once it is certain that trying again is of no use.
                    failure = error
                    continue
                case ServiceReady():
                    self._in_use_since = None
                case JobProgressed(job_id, progress) if progress.stage is Stage.EMBED:
                    with self._lock:
                        if job_id in self._unfinished:
                            self._unfinished[job_id].note_embedding(progress.total - progress.done)
                case JobFinished() | JobFailed() | JobCancelled():
                    with self._lock:
                        self._take_out([event.job_id])
                case _:
                    pass
            self._on_event(event)
        return failure

    def _note_death(self) -> ErrorReport | None:
        """Tell of a death, and give up the commands that it happened to too often.

        Returns:
            None if another child may be started; what to fail with if there were too many deaths of late.
        """
        now = time.monotonic()
        self._deaths = [death for death in self._deaths if now - death < RESTART_WINDOW_SECONDS] + [now]
        may_restart = len(self._deaths) <= MOST_RESTARTS
        self._on_event(ServiceLost(restarting=may_restart))
        report = ServiceStopped().report()
        if not may_restart:
            return report
        with self._lock:
            # A list, since every one of them must note the death.
            deadly = [job_id for job_id, job in self._unfinished.items() if not job.survives_death()]
            given_up = self._take_out(deadly)
        interrupted = {
            each: job for each, job in given_up.items() if job.command.after_crash is AfterCrash.GIVE_UP
        }
        self._answer(interrupted, ErrorReport("operation-interrupted"))
        self._answer({each: job for each, job in given_up.items() if each not in interrupted}, report)
        return None

    def _waited_for_catalogue(self, failure: ErrorReport) -> bool:
        """Wait a little if another program has the catalogue; False if that is not it, or takes too long."""
        if failure.code != CatalogueInUse.code:
            return False
        now = time.monotonic()
        if self._in_use_since is None:
            self._in_use_since = now
        if now - self._in_use_since >= IN_USE_SECONDS:
            return False
        self._closing.wait(IN_USE_RETRY_SECONDS)
        return True

    def _give_up(self, failure: ErrorReport) -> None:
        self._on_event(ServiceFailed(failure))
        with self._lock:
            self._failure = failure
            unanswered = self._take_out(list(self._unfinished))
        self._answer(unanswered, failure)

    def _take_out(self, job_ids: list[int]) -> dict[int, _Unfinished]:
        """Remove commands from the unfinished ones; the caller holds the lock."""
        return {job_id: self._unfinished.pop(job_id) for job_id in job_ids if job_id in self._unfinished}

    def _answer(self, jobs: dict[int, _Unfinished], error: ErrorReport) -> None:
        """Answer commands that no child will; the caller does not hold the lock."""
        for job_id, job in jobs.items():
            self._on_event(JobCancelled(job_id) if job.cancelled else JobFailed(job_id, error))
