"""The photos that stand for the library: read anew when it has grown, changed model or lost some."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from clipphotos.core.vectors import unit
from clipphotos.service.models import library_sample
from clipphotos.service.models.library_sample import LibrarySample, SampleCache
from clipphotos.storage import vectors
from clipphotos.storage.catalogue import Catalogue, open_catalogue
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.vectors import VectorBatch
from support.catalogues import IDENTITY, add_photos


@pytest.fixture
def catalogue(locations: DataLocations) -> Iterator[Catalogue]:
    with open_catalogue(locations) as opened:
        yield opened


def grow(catalogue: Catalogue, first: int, count: int) -> int:
    """More photos with a vector; returns the model's key."""
    ids = add_photos(catalogue, Path("/p"), *(f"{number}.jpg" for number in range(first, first + count)))
    hashes = [number.to_bytes(32, "big") for number in range(first, first + count)]
    with catalogue.transaction():
        model_id = vectors.register_model(catalogue, IDENTITY, "cpu")
        for content_hash, photo_id in zip(hashes, ids.values(), strict=True):
            catalogue.execute(
                "UPDATE photo SET state = 'ok', content_hash = ? WHERE id = ?", (content_hash, photo_id)
            )
        vectors.store(catalogue, model_id, hashes, unit(np.random.default_rng(first).normal(size=(count, 3))))
    return model_id


@pytest.mark.parametrize(
    ("shown", "contents", "count", "scaled"), [(4, 4, 3, 3), (4, 10, 3, 8), (4, 10, 0, 0), (0, 0, 0, 0)]
)
def test_numbers_are_scaled_to_the_library(shown: int, contents: int, count: int, scaled: int):
    batch = VectorBatch(np.arange(shown), np.zeros((shown, 3), np.float32))
    sample = LibrarySample(batch, contents)
    assert sample.is_whole is (shown == contents)
    assert sample.scaled(count) == scaled


def test_it_is_read_anew_once_the_library_has_grown_by_a_fiftieth(catalogue: Catalogue):
    model_id = grow(catalogue, 0, 100)
    cache = SampleCache(catalogue)
    first = cache.sample(model_id, 3)
    assert (len(first.batch.ids), first.contents, first.is_whole) == (100, 100, True)
    grow(catalogue, 100, 2)
    assert cache.sample(model_id, 3) is first
    grow(catalogue, 102, 1)
    assert cache.sample(model_id, 3).contents == 103
    other = cache.sample(model_id + 1, 3)
    assert (other.contents, len(other.batch.ids)) == (0, 0)


def test_it_is_read_anew_after_photos_left_the_library(catalogue: Catalogue):
    model_id = grow(catalogue, 0, 10)
    cache = SampleCache(catalogue)
    assert cache.sample(model_id, 3).contents == 10
    with catalogue.transaction():
        catalogue.execute("UPDATE photo SET state = 'missing' WHERE id = 1")
    assert cache.sample(model_id, 3).contents == 10
    cache.forget()
    assert cache.sample(model_id, 3).contents == 9


@pytest.mark.parametrize(("most", "shown"), [(10, 10), (9, 5), (5, 5), (4, 3)])
def test_of_a_large_library_it_is_a_part(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch, most: int, shown: int
):
    monkeypatch.setattr(library_sample, "MOST_PHOTOS", most)
    sample = SampleCache(catalogue).sample(grow(catalogue, 0, 10), 3)
    assert (len(sample.batch.ids), sample.contents, sample.is_whole) == (shown, 10, shown == 10)


def test_what_is_shown_for_long_is_exact(catalogue: Catalogue):
    model_id = grow(catalogue, 0, 200)
    cache = SampleCache(catalogue)
    assert cache.sample(model_id, 3, is_exact=True).contents == 200
    grow(catalogue, 200, 1)
    assert cache.sample(model_id, 3, is_exact=True).contents == 201
    with catalogue.transaction():
        catalogue.execute("UPDATE photo SET state = 'missing' WHERE id = 1")
    exact = cache.sample(model_id, 3, is_exact=True)
    assert exact.contents == 200
    assert cache.sample(model_id, 3, is_exact=True) is exact, "nothing has changed"


def test_an_estimate_may_lag_a_little(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(library_sample, "MOST_PHOTOS", 20)
    model_id = grow(catalogue, 0, 200)
    cache = SampleCache(catalogue)
    first = cache.sample(model_id, 3, is_exact=True)
    assert not first.is_whole
    grow(catalogue, 200, 1)
    assert cache.sample(model_id, 3, is_exact=True) is first
    grow(catalogue, 201, 10)
    assert cache.sample(model_id, 3, is_exact=True).contents == 211
