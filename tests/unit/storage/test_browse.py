"""What the window reads beside the writer."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from clipphotos.core.photo import PhotoState
from clipphotos.storage import photos
from clipphotos.storage.browse import CatalogueReader
from clipphotos.storage.catalogue import Catalogue, open_catalogue
from clipphotos.storage.locations import DataLocations
from support.catalogues import add_photos


@pytest.fixture
def reader(locations: DataLocations) -> Iterator[CatalogueReader]:
    opened = CatalogueReader(locations)
    yield opened
    opened.close()


def nothing(reader: CatalogueReader) -> bool:
    counts = {state.value: 0 for state in PhotoState}
    return (
        (reader.roots(), reader.photo_ids(), reader.photo_ids(Path("/p"))) == ((), [], [])
        and (reader.photos([1]), reader.folders(1)) == ({}, [])
        and reader.counts() == counts
    )


def test_before_there_is_anything_there_is_nothing(reader: CatalogueReader, locations: DataLocations):
    assert nothing(reader)
    locations.create()
    locations.catalogue.touch()  # just being made
    assert nothing(reader)
    locations.catalogue.write_bytes(b"not a catalogue" * 100)
    assert nothing(reader)
    locations.catalogue.unlink()
    with open_catalogue(locations) as catalogue:
        assert nothing(reader)
        add_photos(catalogue, Path("/p"), "a.jpg")
        assert len(reader.photo_ids()) == 1, "it looks again once there is a catalogue"


def test_what_the_writer_changes_is_seen_at_once(reader: CatalogueReader, catalogue: Catalogue):
    ids = add_photos(catalogue, Path("/p"), "2024/beach/a.jpg", "2024/b.jpg", "c.jpg", "gone.jpg")
    with catalogue.transaction():
        photos.mark_missing(catalogue, [ids.pop("gone.jpg")])
    assert sorted(reader.photo_ids()) == sorted(ids.values())
    assert reader.photo_ids(Path("/p/2024/beach")) == [ids["2024/beach/a.jpg"]]
    assert reader.photo_ids(Path("/elsewhere")) == []
    (root,) = reader.roots()
    assert reader.folders(root.id) == [("2024", 2), ("2024/beach", 1)]
    assert reader.folders(root.id + 1) == []
    assert reader.counts() == {"new": 3, "ok": 0, "unreadable": 0, "missing": 1, "excluded": 0}
    assert {photo.path for photo in reader.photos([ids["c.jpg"], 999]).values()} == {Path("/p/c.jpg")}
    add_photos(catalogue, Path("/p"), "d.jpg")
    assert len(reader.photo_ids()) == 4


def test_closed_it_can_be_asked_again(reader: CatalogueReader, catalogue: Catalogue):
    add_photos(catalogue, Path("/p"), "a.jpg")
    assert len(reader.photo_ids()) == 1
    reader.close()
    reader.close()
    assert len(reader.photo_ids()) == 1
