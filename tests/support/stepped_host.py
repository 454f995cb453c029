"""A service in the window's own thread that lets the window live between its steps."""

from collections.abc import Callable

from PySide6.QtCore import QTimer

from clipphotos.service.models.model_cache import LoadEmbedder
from clipphotos.service.photo_service import PhotoService
from clipphotos.service.protocol.command import Command
from clipphotos.service.protocol.events import Event, ServiceReady
from clipphotos.storage.locations import DataLocations
from support.computers import Computer
from support.services import load_colour_embedder


class SteppedHost:
    """A `ServiceHost` that may wait for an idle computer without holding up the window.

    Args:
        locations: Where data live.
        on_event: Receives events.
        computer: Is as busy as a test says.
        load: Loads the model; how long that takes holds up nothing else.
    """

    def __init__(
        self,
        locations: DataLocations,
        on_event: Callable[[Event], None],
        computer: Computer,
        load: LoadEmbedder = load_colour_embedder,
    ) -> None:
        self.commands: list[Command[object]] = []
        self._service = PhotoService(locations, on_event, load_embedder=load, idleness=computer.idleness)
        self._on_event = on_event
        self._last_id = 0
        self._timer = QTimer()
        self._timer.timeout.connect(self._service.step)

    def start(self) -> None:
        self._on_event(ServiceReady())
        self._timer.start(0)

    def submit(self, command: Command[object]) -> int:
        self._last_id += 1
        self.commands.append(command)
        self._service.submit(self._last_id, command)
        return self._last_id

    def cancel(self, job_id: int) -> None:
        self._service.cancel(job_id)

    def close(self) -> None:
        self._timer.stop()
        self._service.close()
