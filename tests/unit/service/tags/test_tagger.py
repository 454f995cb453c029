"""When the library is measured anew, and what is written of the tags chosen by it."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from clipphotos.core.tags.automatic import Tag
from clipphotos.core.vectors import unit
from clipphotos.inference.text.vocabulary import vocabulary
from clipphotos.service.models.concepts import Concepts
from clipphotos.service.tags import tagger as module
from clipphotos.service.tags.tagger import AUTOMATIC_TAGS, Tagger, tags_automatically
from clipphotos.storage import settings
from clipphotos.storage.catalogue import Catalogue, open_catalogue
from clipphotos.storage.locations import DataLocations
from support.catalogues import add_photos, content, embed, read

LETTERS = "abcdefghijklmnopqrstuvwxyz"


@pytest.fixture
def catalogue(locations: DataLocations) -> Iterator[Catalogue]:
    with open_catalogue(locations) as opened:
        yield opened


def library(catalogue: Catalogue, size: int, more: int = 0) -> int:
    """So many photos, besides those added before; returns the model's key."""
    letters = LETTERS[more : more + size]
    for letter, photo_id in add_photos(catalogue, Path("/p"), *letters).items():
        read(catalogue, photo_id, letter)
    return embed(catalogue, letters)[0]


@pytest.fixture
def concepts() -> Concepts:
    names = vocabulary()
    vectors = unit(np.random.default_rng(1).normal(size=(len(names), 3)))
    return Concepts(vectors, np.zeros(len(names), np.float32))


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many photos each measurement was of."""
    sizes: list[int] = []
    measure = module.background

    def noting(sample, *rest):
        sizes.append(len(sample))
        return measure(sample, *rest)

    monkeypatch.setattr(module, "background", noting)
    return sizes


def test_tagging_is_on_until_it_is_switched_off(catalogue: Catalogue):
    assert tags_automatically(catalogue)
    for value, is_on in (("off", False), ("on", True), ("of a newer version", False)):
        with catalogue.transaction():
            settings.remember(catalogue, AUTOMATIC_TAGS, value)
        assert tags_automatically(catalogue) is is_on


def test_a_few_photos_wait_until_there_are_enough(
    catalogue: Catalogue, concepts: Concepts, measured: list[int]
):
    model_id = library(catalogue, 7)
    tagger = Tagger(catalogue, model_id, concepts)
    assert tagger.library_size == 7
    tagger.grown(0)
    assert measured == []
    with catalogue.transaction():
        assert not tagger.tag([content("a")], concepts.vectors[:1])
    library(catalogue, 1, more=7)
    tagger.grown(1)
    assert (tagger.library_size, measured) == (8, [8])
    with catalogue.transaction():
        assert tagger.tag([content("a")], concepts.vectors[:1])
        assert not tagger.tag([], concepts.vectors[:0])


def test_it_is_measured_anew_once_the_library_has_doubled(
    catalogue: Catalogue, concepts: Concepts, measured: list[int]
):
    tagger = Tagger(catalogue, library(catalogue, 10), concepts)
    tagger.grown(0)
    library(catalogue, 10, more=10)
    tagger.grown(9)
    assert measured == [10]
    tagger.grown(1)
    assert measured == [10, 20]
    tagger.grown(19)
    assert len(measured) == 2


def test_chosen_tags_are_written_with_their_scores(
    catalogue: Catalogue, concepts: Concepts, monkeypatch: pytest.MonkeyPatch
):
    model_id = library(catalogue, 9)
    tagger = Tagger(catalogue, model_id, concepts)
    tagger.grown(0)
    chosen = [[Tag(3, 0.75, 0.3), Tag(5, 0.5, 0.2)], []]
    monkeypatch.setattr(module, "choose_tags", lambda *_, **__: chosen)
    with catalogue.transaction():
        tagger.tag([content("b"), content("a")], concepts.vectors[:2])
    names = [each.name for each in vocabulary()]
    assert catalogue.rows("SELECT * FROM photo_tag ORDER BY score") == [
        (content("b"), names[5], "auto", 0.5, model_id),
        (content("b"), names[3], "auto", 0.75, model_id),
    ]
    assert catalogue.rows("SELECT content_hash, measured_on FROM content_tagging ORDER BY 1") == [
        (content("a"), 9),
        (content("b"), 9),
    ]


def test_the_vocabularys_family_is_told_by_positions():
    known = vocabulary()
    parents, groups = module._family()
    assert len(parents) == len(known)
    for concept, parent in zip(known, parents, strict=True):
        assert (known[parent].name if parent >= 0 else "") == concept.parent
    assert {known[number].name for number in groups} == {each.name for each in known if each.is_group}
