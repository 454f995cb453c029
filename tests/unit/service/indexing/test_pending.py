"""In which order photos are embedded."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from clipphotos.service.foreground import Foreground
from clipphotos.service.indexing.pending import PendingPhotos
from clipphotos.storage import photos
from clipphotos.storage.catalogue import Catalogue, open_catalogue
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.photos import FileState
from clipphotos.storage.scopes import Scope
from support.catalogues import add_photos

FIRST, SECOND = [Scope(1)], [Scope(1), Scope(2)]


@pytest.fixture
def catalogue(locations: DataLocations) -> Iterator[Catalogue]:
    with open_catalogue(locations) as opened:
        yield opened


@pytest.fixture
def library(catalogue: Catalogue, folder: Path) -> dict[int, str]:
    """Names by id; ``z`` is the newest, ``a`` the oldest."""
    (folder / "one" / "sub").mkdir(parents=True)
    (folder / "two").mkdir()
    ids = add_photos(catalogue, folder / "one", "a", "b", "sub/c", "sub/d")
    ids |= add_photos(catalogue, folder / "two", "y", "z")
    with catalogue.transaction():
        for age, (name, photo_id) in enumerate(ids.items()):
            photos.mark_changed(catalogue, photo_id, FileState(name, 1, age * 10**9))
    return {photo_id: name[-1] for name, photo_id in ids.items()}


@pytest.fixture
def context(catalogue: Catalogue) -> SimpleNamespace:
    return SimpleNamespace(catalogue=catalogue, foreground=Foreground())


def taken(pending: PendingPhotos, library: dict[int, str], count: int = 100) -> str:
    return "".join(library[each] for each in pending.take(count))


def test_the_newest_come_first_and_each_is_given_once(context: SimpleNamespace, library: dict[int, str]):
    pending = PendingPhotos(context, 1, SECOND)
    assert pending.total == 6
    assert [taken(pending, library, 4), bool(pending)] == ["zydc", True]
    assert [taken(pending, library), bool(pending), taken(pending, library)] == ["ba", False, ""]
    assert pending.total == 6


def test_what_is_on_screen_comes_before_the_rest(
    context: SimpleNamespace, library: dict[int, str], folder: Path
):
    pending = PendingPhotos(context, 1, SECOND)
    assert taken(pending, library, 1) == "z"
    context.foreground.look_at(folder / "one" / "sub")
    assert taken(pending, library, 3) == "dcy"
    context.foreground.look_at(folder / "one")
    assert (taken(pending, library), pending.total) == ("ba", 6)


def test_what_is_on_screen_is_taken_in_from_outside_the_run(
    context: SimpleNamespace, library: dict[int, str], folder: Path
):
    pending = PendingPhotos(context, 1, FIRST)
    assert pending.total == 4
    context.foreground.look_at(folder / "two")
    assert (taken(pending, library, 3), pending.total) == ("zyd", 6)


def test_a_folder_out_of_reach_is_not_brought_forward(
    context: SimpleNamespace, library: dict[int, str], folder: Path
):
    (folder / "two").rmdir()
    pending = PendingPhotos(context, 1, FIRST)
    context.foreground.look_at(folder / "two")
    assert (taken(pending, library), pending.total) == ("dcba", 4)


def test_photos_under_suspicion_are_not_brought_forward(
    context: SimpleNamespace, library: dict[int, str], folder: Path, catalogue: Catalogue
):
    suspect = next(key for key, name in library.items() if name == "d")
    with catalogue.transaction():
        photos.set_suspect(catalogue, [suspect], suspect=True)
    pending = PendingPhotos(context, 1, SECOND)
    assert pending.suspects == {suspect}
    context.foreground.look_at(folder / "one" / "sub")
    assert taken(pending, library) == "czybad"
