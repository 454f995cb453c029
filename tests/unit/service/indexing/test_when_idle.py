"""Indexing that nobody asked for: when it runs, what it makes way for, and how many cores it takes."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar, cast

import numpy as np
import pytest
from PIL import Image

from clipphotos.core.indexing.settings import IndexingSettings, IndexingTime
from clipphotos.core.jobs import Stage
from clipphotos.core.models import ModelInfo
from clipphotos.core.search.query import SearchQuery
from clipphotos.core.vectors import Vectors
from clipphotos.inference.embedders.cores import limit_cores, most_cores
from clipphotos.service.photo_service import PhotoService
from clipphotos.service.protocol.categories import AddCategory, LearnCategories
from clipphotos.service.protocol.command import Command
from clipphotos.service.protocol.events import Event, JobCancelled, JobFailed, JobFinished, JobProgressed
from clipphotos.service.protocol.indexing import (
    GetIndexingSettings,
    IndexFolders,
    IndexSummary,
    SetIndexingSettings,
)
from clipphotos.service.protocol.library import GetStatus
from clipphotos.service.protocol.searching import Search
from clipphotos.storage import settings
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.locations import DataLocations
from support.colour_embedder import ColourHistogramEmbedder
from support.computers import Computer
from support.pictures import make_photos
from support.services import Service, load_colour_embedder

R = TypeVar("R")

IDLE = IndexingSettings(IndexingTime.WHEN_IDLE)
BY_HAND = IndexingSettings(IndexingTime.BY_HAND)
BACKGROUND = IndexFolders(in_background=True)


class Stepped:
    """A service that is advanced as far as a test wants, on a computer as busy as it says."""

    def __init__(self, locations: DataLocations) -> None:
        self.computer = Computer()
        self.events: list[Event] = []
        self.service = PhotoService(
            locations,
            self.events.append,
            load_embedder=load_colour_embedder,
            idleness=self.computer.idleness,
        )
        self._last_id = 0

    def submit(self, command: Command[object]) -> int:
        self._last_id += 1
        self.service.submit(self._last_id, command)
        return self._last_id

    def end_of(self, job_id: int) -> JobFinished | JobFailed | JobCancelled:
        """Work until a job has ended."""
        while True:
            for event in self.events:
                if isinstance(event, JobFinished | JobFailed | JobCancelled) and event.job_id == job_id:
                    return event
            self.service.step()

    def run(self, command: Command[R]) -> R:
        end = self.end_of(self.submit(command))
        assert isinstance(end, JobFinished), end
        return cast("R", end.result)

    def says_it_waits(self, job_id: int, since: int = 0) -> bool:
        return any(
            isinstance(event, JobProgressed)
            and (event.job_id, event.progress.stage) == (job_id, Stage.WAIT_UNTIL_IDLE)
            for event in self.events[since:]
        )

    def until_waiting(self, job_id: int) -> None:
        """Work until a job waits for an idle computer."""
        since = len(self.events)
        while not self.says_it_waits(job_id, since):
            self.service.step()

    def searchable(self) -> int:
        status = self.run(GetStatus())
        return status.searchable


@pytest.fixture
def stepped(locations: DataLocations) -> Iterator[Stepped]:
    locations.create()
    opened = Stepped(locations)
    yield opened
    opened.service.close()
    limit_cores(None)


def add_root(stepped: Stepped, folder: Path) -> None:
    """Make a folder part of the library while there is nothing in it yet."""
    folder.mkdir(exist_ok=True)
    stepped.run(IndexFolders((folder,)))


def waiting_run(stepped: Stepped, folder: Path, count: int, share: float) -> int:
    """A run with so many new photos that waits for other programs; returns its job."""
    add_root(stepped, folder)
    make_photos(folder, count)
    stepped.run(SetIndexingSettings(IDLE))
    stepped.computer.share = share
    job = stepped.submit(BACKGROUND)
    stepped.until_waiting(job)
    return job


# --- only when the computer is idle -------------------------------------------------------------------


def test_it_waits_until_the_computer_is_idle_and_photos_are_seen_meanwhile(stepped: Stepped, folder: Path):
    job = waiting_run(stepped, folder, 12, share=0.5)
    for _ in range(50):
        stepped.service.step()
    status = stepped.run(GetStatus())
    assert (status.photos_by_state["new"], status.searchable) == (12, 0)
    stepped.computer.share = 0.1
    end = stepped.end_of(job)
    assert isinstance(end, JobFinished)
    assert isinstance(end.result, IndexSummary)
    assert end.result.embedded == 12


def test_a_run_is_interrupted_and_goes_on_where_it_was(stepped: Stepped, folder: Path):
    add_root(stepped, folder)
    make_photos(folder, 200)
    stepped.run(SetIndexingSettings(IDLE))
    job = stepped.submit(BACKGROUND)
    while stepped.searchable() == 0:
        stepped.service.step()
    stepped.computer.share = 1.0
    stepped.until_waiting(job)
    before = stepped.searchable()
    assert 0 < before < 200
    assert stepped.searchable() == before
    stepped.computer.share = 0.0
    end = stepped.end_of(job)
    assert isinstance(end, JobFinished)
    assert isinstance(end.result, IndexSummary)
    assert (end.result.embedded, stepped.searchable()) == (200, 200)


def test_each_run_says_that_it_waits(stepped: Stepped, folder: Path):
    for name in ("a", "b"):
        add_root(stepped, folder / name)
        make_photos(folder / name, 3)
    stepped.run(SetIndexingSettings(IDLE))
    stepped.computer.share = 1.0
    jobs = [stepped.submit(IndexFolders((folder / name,), in_background=True)) for name in ("a", "b")]
    for job in jobs:
        if not stepped.says_it_waits(job):
            stepped.until_waiting(job)
    stepped.computer.share = 0.0
    assert all(isinstance(stepped.end_of(job), JobFinished) for job in jobs)


def test_it_rests_on_battery(stepped: Stepped, folder: Path):
    add_root(stepped, folder)
    make_photos(folder, 3)
    stepped.run(SetIndexingSettings(IDLE))
    stepped.computer.on_battery = True
    job = stepped.submit(BACKGROUND)
    stepped.until_waiting(job)
    stepped.computer.on_battery = False
    assert isinstance(stepped.end_of(job), JobFinished)


def test_nothing_that_the_user_asks_for_waits(stepped: Stepped, folder: Path):
    for colour in ("red", "blue"):
        make_photos(folder / "sorted" / colour, 4, first=len(colour))
    make_photos(folder / "library", 8, ".bmp", first=100)
    stepped.run(IndexFolders((folder / "library",)))
    make_photos(folder / "library", 8, ".jpg", first=200)
    stepped.run(SetIndexingSettings(IDLE))
    stepped.computer.share = 1.0
    waiting = stepped.submit(BACKGROUND)
    stepped.until_waiting(waiting)
    assert stepped.run(Search(SearchQuery("red"))).hits
    stepped.run(AddCategory("green"))
    # Of the kind that would queue behind the embedding of the library.
    assert stepped.run(LearnCategories(folder / "sorted")).scores
    assert stepped.run(IndexFolders()).embedded == 8
    assert not any(isinstance(each, JobFinished) and each.job_id == waiting for each in stepped.events)
    stepped.computer.share = 0.0
    end = stepped.end_of(waiting)
    assert isinstance(end, JobFinished)
    assert isinstance(end.result, IndexSummary)
    assert end.result.embedded == 0


def test_a_job_that_waits_can_be_cancelled(stepped: Stepped, folder: Path):
    job = waiting_run(stepped, folder, 3, share=1.0)
    stepped.service.cancel(job)
    assert isinstance(stepped.end_of(job), JobCancelled)


def test_another_choice_lets_a_waiting_run_go_on(stepped: Stepped, folder: Path):
    job = waiting_run(stepped, folder, 3, share=1.0)
    stepped.run(SetIndexingSettings(IndexingSettings()))
    assert isinstance(stepped.end_of(job), JobFinished)
    assert stepped.searchable() == 3


# --- by hand ------------------------------------------------------------------------------------------


def test_by_hand_nothing_is_indexed_by_itself(stepped: Stepped, folder: Path):
    add_root(stepped, folder)
    make_photos(folder, 3)
    stepped.run(SetIndexingSettings(BY_HAND))
    assert stepped.run(BACKGROUND) == IndexSummary()
    assert stepped.searchable() == 0
    assert stepped.run(IndexFolders()).embedded == 3


def test_choosing_by_hand_ends_what_runs_in_the_background(stepped: Stepped, folder: Path):
    add_root(stepped, folder)
    make_photos(folder, 200)
    job = stepped.submit(BACKGROUND)
    while stepped.searchable() == 0:
        stepped.service.step()
    stepped.run(SetIndexingSettings(BY_HAND))
    assert isinstance(stepped.end_of(job), JobCancelled)
    assert 0 < stepped.searchable() < 200


# --- remembered ---------------------------------------------------------------------------------------


def test_settings_last(service: Service):
    assert service.run(GetIndexingSettings()) == IndexingSettings()
    chosen = IndexingSettings(IndexingTime.WHEN_IDLE, 3)
    assert service.run(SetIndexingSettings(chosen)) == chosen
    assert service.run(GetIndexingSettings()) == chosen
    service.run(SetIndexingSettings(IndexingSettings()))
    assert service.run(GetIndexingSettings()) == IndexingSettings()
    assert most_cores() is None


def test_what_a_newer_version_chose_counts_as_the_usual(service: Service):
    service.status()
    with open_catalogue(service.locations) as catalogue, catalogue.transaction():
        settings.remember(catalogue, "indexing-time", "at-full-moon")
        settings.remember(catalogue, "indexing-cores", "half")
    assert service.run(GetIndexingSettings()) == IndexingSettings()


# --- cores --------------------------------------------------------------------------------------------


class Watched(ColourHistogramEmbedder):
    """Counts how many threads are at work at the same time."""

    def __init__(self) -> None:
        super().__init__()
        self.most = 0
        self._now = 0
        self._lock = threading.Lock()
        self._reading = threading.Event()

    def _begin(self, change: int) -> None:
        with self._lock:
            self._now += change
            self.most = max(self.most, self._now)

    def prepare(self, image: Image.Image) -> np.ndarray:
        self._begin(1)
        self._reading.set()
        try:
            return super().prepare(image)
        finally:
            self._begin(-1)

    def embed_images(self, batch: list[np.ndarray]) -> Vectors:
        self._reading.clear()
        self._begin(1)
        try:
            # Time enough for a reader that does not rest to show itself.
            self._reading.wait(0.05)
            return super().embed_images(batch)
        finally:
            self._begin(-1)


def test_with_one_core_reading_and_computing_take_turns(
    locations: DataLocations, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("os.cpu_count", lambda: 8)
    watched = Watched()
    make_photos(folder, 120)

    def load(_info: ModelInfo) -> ColourHistogramEmbedder:
        return watched

    service = Service(locations, load)
    service.run(SetIndexingSettings(IndexingSettings(cores=1)))
    assert service.index(folder).embedded == 120
    assert watched.most == 1
    limit_cores(None)


def test_a_limit_holds_for_models_too(stepped: Stepped, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("os.cpu_count", lambda: 8)
    stepped.run(SetIndexingSettings(IndexingSettings(cores=5)))
    assert most_cores() == 3
    stepped.run(SetIndexingSettings(IndexingSettings()))
    assert most_cores() is None
