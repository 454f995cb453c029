"""Answers about the catalogue are kept as long as nothing was written."""

from collections.abc import Iterator

import pytest

from clipphotos.service.catalogue_cache import CatalogueCache
from clipphotos.storage import settings
from clipphotos.storage.catalogue import Catalogue, open_catalogue
from clipphotos.storage.locations import DataLocations


@pytest.fixture
def catalogue(locations: DataLocations) -> Iterator[Catalogue]:
    with open_catalogue(locations) as opened:
        yield opened


class Asked:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> int:
        self.count += 1
        return self.count


def write(catalogue: Catalogue) -> None:
    with catalogue.transaction():
        settings.remember(catalogue, "name", "value")


def test_a_question_is_asked_once_until_something_is_written(catalogue: Catalogue):
    cache, ask, other = CatalogueCache(catalogue), Asked(), Asked()
    assert [cache.get("one", ask) for _ in range(3)] == [1, 1, 1]
    assert (cache.get("two", other), cache.get("one", ask)) == (1, 1)
    write(catalogue)
    assert (cache.get("one", ask), cache.get("two", other)) == (2, 2)
    assert cache.get("one", ask) == 2


def test_only_the_last_answers_are_kept(catalogue: Catalogue):
    cache, asked = CatalogueCache(catalogue, most=2), {name: Asked() for name in "abc"}
    for name in "aabbabc":
        cache.get(name, asked[name])
    assert [asked[name].count for name in "abc"] == [1, 1, 1]
    for name in "bcbca":
        cache.get(name, asked[name])
    assert [asked[name].count for name in "abc"] == [2, 1, 1]


def test_what_bears_on_no_question_keeps_the_answers(catalogue: Catalogue):
    cache, ask = CatalogueCache(catalogue), Asked()
    assert cache.get("one", ask) == 1
    with cache.unaffected():
        write(catalogue)
    assert cache.get("one", ask) == 1
    # What was out of date before such a block is so after it.
    write(catalogue)
    with cache.unaffected():
        write(catalogue)
    assert cache.get("one", ask) == 2
