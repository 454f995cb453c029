"""Which photos are embedded first: what is on screen, and the newest."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from clipphotos.service.photo_service import PhotoService
from clipphotos.service.protocol.events import Event, JobFinished
from clipphotos.service.protocol.indexing import IndexFolders, ShowFolder
from clipphotos.storage.browse import CatalogueReader
from clipphotos.storage.catalogue import open_catalogue_to_read
from clipphotos.storage.locations import DataLocations
from support.pictures import make_photos
from support.services import load_colour_embedder


class Library:
    """A service and the order in which it embeds."""

    def __init__(self, locations: DataLocations) -> None:
        self.locations = locations
        self.finished: set[int] = set()
        self.service = PhotoService(locations, self._note, load_embedder=load_colour_embedder)
        self._last_id = 0

    def _note(self, event: Event) -> None:
        if isinstance(event, JobFinished):
            self.finished.add(event.job_id)

    def submit(self, command: IndexFolders | ShowFolder) -> int:
        self._last_id += 1
        self.service.submit(self._last_id, command)
        return self._last_id

    def work(self) -> None:
        while self.service.busy:
            self.service.step()

    def run(self, command: IndexFolders | ShowFolder) -> None:
        job = self.submit(command)
        while job not in self.finished:
            self.service.step()

    def embedded(self) -> list[Path]:
        """Photos in the order in which they were embedded."""
        reader = CatalogueReader(self.locations)
        with open_catalogue_to_read(self.locations) as catalogue:
            rows = catalogue.rows("SELECT content_hash FROM embedding ORDER BY id")
        photos = {photo.content_hash: photo.path for photo in reader.photos(reader.photo_ids()).values()}
        reader.close()
        return [photos[row[0]] for row in rows]


@pytest.fixture
def library(locations: DataLocations) -> Iterator[Library]:
    locations.create()
    opened = Library(locations)
    yield opened
    opened.service.close()


def make_dated(folder: Path, count: int, *, first: int, since: int, suffix: str = ".bmp") -> list[Path]:
    """Photos, each a second newer than the one before."""
    paths = make_photos(folder, count, suffix, first)
    for number, path in enumerate(paths):
        os.utime(path, (since + number, since + number))
    return paths


def test_the_newest_come_first(library: Library, folder: Path):
    paths = make_dated(folder, 30, first=0, since=1_000_000)
    library.run(IndexFolders((folder,)))
    assert library.embedded() == paths[::-1]


def test_the_folder_on_screen_comes_before_newer_photos(library: Library, folder: Path):
    old = make_dated(folder / "old", 20, first=0, since=1_000_000)
    new = make_dated(folder / "new", 20, first=100, since=2_000_000)
    folder_only = folder.parent / "empty"
    folder_only.mkdir()
    library.run(IndexFolders((folder_only,)))
    library.submit(IndexFolders((folder,)))
    # The root is there from the first step on, the photos are not.
    library.service.step()
    library.submit(ShowFolder(folder / "old"))
    library.work()
    assert library.embedded() == [*old[::-1], *new[::-1]]


def test_another_folder_on_screen_is_next(library: Library, folder: Path):
    new = make_dated(folder / "new", 300, first=1000, since=2_000_000)
    old = make_dated(folder / "old", 20, first=0, since=1_000_000)
    library.submit(IndexFolders((folder,)))
    while not library.embedded():
        library.service.step()
    library.submit(ShowFolder(folder / "old"))
    library.work()
    order = library.embedded()
    assert len(order) == len(set(order)) == len(new) + len(old)
    place = order.index(old[-1])
    assert order[place : place + 20] == old[::-1]
    assert place + 20 < 320, "the rest came after it"


def test_going_back_to_all_photos_changes_nothing_else(library: Library, folder: Path):
    make_dated(folder / "new", 100, first=1000, since=2_000_000)
    make_dated(folder / "old", 20, first=0, since=1_000_000)
    library.submit(IndexFolders((folder,)))
    while not library.embedded():
        library.service.step()
    for shown in (folder / "old", None, folder / "new", folder, Path("/nowhere")):
        library.submit(ShowFolder(shown))
        library.service.step()
    library.work()
    assert len(library.embedded()) == len(set(library.embedded())) == 120


@pytest.mark.parametrize("looked_at", ["before", "after"])
def test_a_folder_that_was_just_added_does_not_wait_for_the_rest_of_the_library(
    library: Library, folder: Path, looked_at: str
):
    make_dated(folder / "library", 400, first=1000, since=2_000_000)
    added = make_dated(folder / "added", 20, first=0, since=1_000_000)
    library.submit(IndexFolders((folder / "library",)))
    while not library.embedded():
        library.service.step()
    if looked_at == "before":
        library.run(ShowFolder(folder / "added"))
        begun = len(library.embedded())
        while len(library.embedded()) == begun:
            library.service.step()
    library.submit(IndexFolders((folder / "added",)))
    if looked_at == "after":
        library.submit(ShowFolder(folder / "added"))
    library.work()
    order = library.embedded()
    assert len(order) == len(set(order)) == 420
    assert order.index(added[0]) < 419
    assert order[-1].parent.name == "library"
