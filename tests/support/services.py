"""The photo service with the colour embedder: everything real, but for a model that loads at once."""

from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar

import pytest

from clipphotos.core.errors import KnownError
from clipphotos.core.models import ModelInfo
from clipphotos.core.search.filters import Filter
from clipphotos.core.search.query import SearchHit, SearchQuery
from clipphotos.inference.embedders.protocol import Embedder
from clipphotos.inference.indexes import segmented as segmented_index
from clipphotos.service.hosts.child import serve
from clipphotos.service.hosts.inline import InlineHost
from clipphotos.service.photo_service import PhotoService
from clipphotos.service.protocol.command import Command
from clipphotos.service.protocol.events import Event, ServiceFailed, ServiceReady
from clipphotos.service.protocol.indexing import IndexFolders, IndexSummary
from clipphotos.service.protocol.library import DoctorReport, GetStatus, RunDoctor, Status
from clipphotos.service.protocol.searching import Search, SearchResult
from clipphotos.storage.locations import DataLocations
from support.colour_embedder import ColourHistogramEmbedder

R = TypeVar("R")


def load_colour_embedder(info: ModelInfo) -> Embedder:
    return ColourHistogramEmbedder(info.name)


def run_with_colours(connection: Connection, locations: DataLocations) -> None:
    """What the child process of a host does in tests: the real service, but for the model."""
    try:
        service = PhotoService(locations, connection.send, load_embedder=load_colour_embedder)
    except KnownError as error:
        connection.send(ServiceFailed(error.report()))
        return
    connection.send(ServiceReady())
    try:
        serve(connection, service)
    except (EOFError, OSError):
        pass
    finally:
        service.close()


def run_with_short_tails(connection: Connection, locations: DataLocations) -> None:
    """As `run_with_colours`, in a process of its own, whose index is saved time and again."""
    segmented_index.TAIL_LENGTH = 60
    run_with_colours(connection, locations)


class Service:
    """An inline service, opened for each command anew: every command is a fresh start of the program."""

    def __init__(
        self, locations: DataLocations, load: Callable[[ModelInfo], Embedder] = load_colour_embedder
    ):
        self.locations = locations
        self.load = load
        self.events: list[Event] = []

    def host(self, *, read_only: bool = False) -> InlineHost:
        return InlineHost(self.locations, self.events.append, load_embedder=self.load, read_only=read_only)

    def index(self, *folders: Path, model: str | None = None, retry_skipped: bool = False) -> IndexSummary:
        with self.host() as host:
            return host.run(IndexFolders(folders, model, retry_skipped))

    def run(self, command: Command[R]) -> R:
        with self.host() as host:
            return host.run(command)

    def refusal(self, command: Command[object]) -> str:
        """The code of the error that a command is refused with."""
        with pytest.raises(KnownError) as caught:
            self.run(command)
        return caught.value.error_code

    def search(
        self,
        text: str = "",
        *filters: Filter,
        like: Path | None = None,
        limit: int = 1000,
        model: str | None = None,
    ) -> tuple[SearchHit, ...]:
        return self.ask(SearchQuery(text, like, filters, limit, model)).hits

    def ask(self, query: SearchQuery) -> SearchResult:
        with self.host() as host:
            return host.run(Search(query))

    def status(self) -> Status:
        with self.host() as host:
            return host.run(GetStatus())

    def doctor(self) -> DoctorReport:
        with self.host() as host:
            return host.run(RunDoctor())
