"""The store of thumbnails: a cache that may be damaged, locked or missing."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.thumbnail_store import ThumbnailReader, ThumbnailStore
from support.catalogues import add_photos, content, read


@pytest.fixture
def reader(locations: DataLocations) -> Iterator[ThumbnailReader]:
    with closing(ThumbnailReader(locations)) as opened:
        yield opened


@pytest.fixture
def photos(catalogue: Catalogue) -> dict[str, int]:
    """Two photos of one content, one of another, and one that was not read yet."""
    ids = add_photos(catalogue, Path("/p"), "a.jpg", "twin.jpg", "b.jpg", "new.jpg")
    for name, letter in (("a.jpg", "a"), ("twin.jpg", "a"), ("b.jpg", "b")):
        read(catalogue, ids[name], letter)
    return ids


def test_thumbnails_are_found_by_photo(
    locations: DataLocations, reader: ThumbnailReader, photos: dict[str, int]
):
    with closing(ThumbnailStore(locations)) as store:
        store.put([(content("a"), b"old"), (content("c"), b"of no photo")])
        store.put([(content("a"), b"jpeg")])
        assert [store.has(content(letter)) for letter in "abc"] == [True, False, True]
        assert reader.get(list(photos.values())) == {photos["a.jpg"]: b"jpeg", photos["twin.jpg"]: b"jpeg"}
        assert reader.get([photos["b.jpg"], 999]) == {}
        store.put([(content("b"), b"new")])
        assert reader.get([photos["b.jpg"]]) == {photos["b.jpg"]: b"new"}


def test_before_there_is_a_store_there_are_none_and_later_there_are(
    locations: DataLocations, reader: ThumbnailReader, photos: dict[str, int]
):
    assert reader.get(list(photos.values())) == {}
    with closing(ThumbnailStore(locations)) as store:
        store.put([(content("b"), b"jpeg")])
    assert reader.get(list(photos.values())) == {photos["b.jpg"]: b"jpeg"}


def test_without_a_catalogue_there_are_none_and_none_is_made(locations: DataLocations):
    locations.create()
    with closing(ThumbnailStore(locations)), closing(ThumbnailReader(locations)) as reader:
        assert reader.get([1]) == {}
    assert not locations.catalogue.exists()


@pytest.mark.parametrize("damage", [b"damaged" * 1000, b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_damaged_store_is_begun_anew(locations: DataLocations, damage: bytes):
    locations.create()
    with closing(ThumbnailStore(locations)) as store:
        store.put([(content("a"), b"jpeg")])
    locations.thumbnails.write_bytes(damage)
    with closing(ThumbnailStore(locations)) as store:
        assert not store.has(content("a"))
        store.put([(content("a"), b"jpeg")])
        assert store.has(content("a"))


def test_a_store_that_cannot_be_made_is_done_without(locations: DataLocations):
    locations.create()
    locations.thumbnails.mkdir()
    with closing(ThumbnailStore(locations)) as store:
        store.put([(content("a"), b"jpeg")])
        assert not store.has(content("a"))
    assert locations.thumbnails.is_dir()


def test_a_store_that_cannot_be_read_is_tried_again(
    locations: DataLocations, reader: ThumbnailReader, photos: dict[str, int]
):
    locations.thumbnails.write_bytes(b"damaged" * 1000)
    assert reader.get([photos["a.jpg"]]) == {}
    with closing(ThumbnailStore(locations)) as store:
        store.put([(content("a"), b"jpeg")])
        assert reader.get([photos["a.jpg"]]) == {photos["a.jpg"]: b"jpeg"}


def test_a_store_that_is_damaged_while_it_is_open_is_opened_anew(
    locations: DataLocations, reader: ThumbnailReader, photos: dict[str, int]
):
    with closing(ThumbnailStore(locations)) as store:
        store.put([(content("a"), b"jpeg")])
    assert reader.get([photos["a.jpg"]]) == {photos["a.jpg"]: b"jpeg"}
    with closing(sqlite3.connect(locations.thumbnails)) as other:
        other.execute("DROP TABLE thumbnail")
    assert reader.get([photos["a.jpg"]]) == {}
    locations.thumbnails.unlink()
    with closing(ThumbnailStore(locations)) as store:
        store.put([(content("b"), b"new")])
    assert reader.get([photos["b.jpg"]]) == {photos["b.jpg"]: b"new"}


def test_of_thumbnails_that_cannot_all_be_stored_none_is(locations: DataLocations):
    locations.create()
    with closing(ThumbnailStore(locations)) as store:
        with closing(sqlite3.connect(locations.thumbnails)) as other:
            other.execute(
                "CREATE TRIGGER full BEFORE INSERT ON thumbnail WHEN new.jpeg = x'62' "
                "BEGIN SELECT RAISE(ABORT, 'full'); END"
            )
            other.commit()
        store.put([(content("a"), b"a"), (content("b"), b"b")])
        assert not store.has(content("a"))
        store.put([(content("c"), b"c")])
        assert store.has(content("c")), "it goes on with the next ones"
