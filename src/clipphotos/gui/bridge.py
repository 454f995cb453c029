"""Turns the photo service's events into Qt signals; nothing else in the window hears the service."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from clipphotos.core.errors import ErrorReport
from clipphotos.service.hosts.host import ServiceHost
from clipphotos.service.protocol.command import Command
from clipphotos.service.protocol.events import (
    Event,
    JobCancelled,
    JobFailed,
    JobFinished,
    JobProgressed,
    JobStarted,
    LibraryChanged,
    ModelLoaded,
    OperationsRecovered,
    ServiceFailed,
    ServiceLost,
    ServiceReady,
)

R = TypeVar("R")

MakeHost = Callable[[Callable[[Event], None]], ServiceHost]


@dataclass(slots=True)
class _Waiting:
    on_result: Callable[[Any], None] | None
    on_error: Callable[[ErrorReport], None] | None
    on_cancelled: Callable[[], None] | None
    asker: QObject | None

    @property
    def is_heard(self) -> bool:
        """Whether whoever asked is still there."""
        return self.asker is None or isValid(self.asker)


class ServiceBridge(QObject):
    """Submits commands and tells the GUI thread what became of them.

    Because this object lives in the GUI thread, everything connected to its signals runs there, whichever
    thread the host reports from.

    Args:
        make_host: Makes the host, given the callback for its events.
        parent: Qt parent.
    """

    ready = Signal()
    lost = Signal(bool)
    """Whether the service is being started again."""
    model_loaded = Signal(str, str)
    """Name of the model, device."""
    progressed = Signal(int, object)
    """Job id, `ProgressReport`."""
    ended = Signal(int)
    """Job id; sent after the callbacks, however the job ended."""
    failed = Signal(object)
    """`ErrorReport` of a job that was submitted without ``on_error``, or of the service itself."""
    library_changed = Signal(object)
    """`Changes`."""
    operations_recovered = Signal(object)
    """`Recovery`; sent before `ready`."""
    _arrived = Signal(int, object)
    """The number of the host, and its event."""

    def __init__(self, make_host: MakeHost, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: dict[int, _Waiting] = {}
        self._closed = False
        self._has_model = False
        # Queued even from this thread: a host that answers inside `submit` must not be heard before the
        # caller knows the job's id.
        self._arrived.connect(self._dispatch, Qt.ConnectionType.QueuedConnection)
        self._make_host = make_host
        self._hosts = 0
        self._host = self._next_host()

    @property
    def has_model(self) -> bool:
        """Whether the service has a model in memory: what needs one is answered at once."""
        return self._has_model

    def start(self) -> None:
        """Start the service; returns at once."""
        self._host.start()

    def submit(
        self,
        command: Command[R],
        on_result: Callable[[R], None] | None = None,
        on_error: Callable[[ErrorReport], None] | None = None,
        on_cancelled: Callable[[], None] | None = None,
        *,
        asker: QObject | None = None,
    ) -> int:
        """Queue a command.

        Args:
            command: What to do.
            on_result: Receives the answer in the GUI thread.
            on_error: Receives the error in the GUI thread; without it `failed` is emitted.
            on_cancelled: Called in the GUI thread if the job is cancelled.
            asker: Who asks, if it may be gone before the answer is there, as a dialog: then nobody is
                called, and an error is emitted as `failed`.

        Returns:
            The job's id; 0 if the service was closed, since a window on its way out may still ask.
        """
        if self._closed:
            return 0
        job = self._host.submit(command)
        self._waiting[job] = _Waiting(on_result, on_error, on_cancelled, asker)
        return job

    def cancel(self, job: int) -> None:
        """Ask a job to stop."""
        self._host.cancel(job)

    def forget_all_but(self, jobs: Collection[int]) -> None:
        """Call nobody back about other jobs than these; who asked is gone."""
        self._waiting = {job: waiting for job, waiting in self._waiting.items() if job in jobs}

    def restart(self, meanwhile: Callable[[], None]) -> None:
        """Stop the service, do something while it uses nothing, and start it anew, whatever came of it.

        Whoever waits for an answer hears that it was cancelled.
        """
        self._host.close()
        for job in list(self._waiting):
            self._dispatch(self._hosts, JobCancelled(job))
        try:
            meanwhile()
        finally:
            self._host = self._next_host()
            self._host.start()

    def _next_host(self) -> ServiceHost:
        self._hosts += 1
        return self._make_host(partial(self._arrived.emit, self._hosts))

    def close(self) -> None:
        """Stop the service; nothing is heard from it afterwards."""
        if not self._closed:
            self._closed = True
            self._host.close()
            self._waiting.clear()

    def _dispatch(self, host: int, event: Event) -> None:  # noqa: C901 (one branch an event)
        if self._closed or host != self._hosts:
            return
        match event:
            case ServiceReady():
                self.ready.emit()
            case ServiceLost(restarting):
                self._has_model = False
                self.lost.emit(restarting)
            case ServiceFailed(error):
                self.failed.emit(error)
            case ModelLoaded(name, device):
                self._has_model = True
                self.model_loaded.emit(name, device)
            case OperationsRecovered(recovery):
                self.operations_recovered.emit(recovery)
            case JobStarted():
                pass
            case JobProgressed(job, progress):
                self.progressed.emit(job, progress)
            case LibraryChanged(changes):
                self.library_changed.emit(changes)
            case JobFinished(job, result):
                waiting = self._waiting.pop(job, None)
                if waiting and waiting.on_result and waiting.is_heard:
                    waiting.on_result(result)
                self.ended.emit(job)
            case JobFailed(job, error):
                waiting = self._waiting.pop(job, None)
                if waiting and waiting.on_error and waiting.is_heard:
                    waiting.on_error(error)
                elif waiting:
                    self.failed.emit(error)
                self.ended.emit(job)
            case JobCancelled(job):
                waiting = self._waiting.pop(job, None)
                if waiting and waiting.on_cancelled and waiting.is_heard:
                    waiting.on_cancelled()
                self.ended.emit(job)
