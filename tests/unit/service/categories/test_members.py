"""The photos of a category: what the model takes for it, but for what the user said."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from clipphotos.core.categories.category import new_category
from clipphotos.service.categories import members
from clipphotos.service.categories.classifier import CategoryClassifier
from clipphotos.service.categories.members import belonging, not_refused
from clipphotos.service.protocol.categories import CountCategories, PhotoExample, SetExamples
from clipphotos.storage.categories import EmbeddedExample
from support.category_photos import add_category, category_photos, ids_of
from support.services import Service


def test_a_category_shows_its_photos(filled: Service):
    roses = add_category(filled, "Roses", labels=("red",), threshold=0.3)
    add_category(filled, "Sky", labels=("blue",))
    assert set(category_photos(filled, roses)) == ids_of(filled, "red")


def test_what_the_user_said_outweighs_what_the_model_thinks(filled: Service):
    roses = add_category(filled, "Roses", labels=("red",), threshold=0.3)
    sky = add_category(filled, "Sky", labels=("blue",), threshold=0.3)
    red, green = next(iter(ids_of(filled, "red"))), next(iter(ids_of(filled, "green")))
    filled.run(SetExamples((PhotoExample(red, roses, False), PhotoExample(green, roses, True))))
    found = category_photos(filled, roses)
    assert green in found
    assert red not in found
    filled.run(SetExamples((PhotoExample(green, sky, True),)))
    assert green not in category_photos(filled, roses)
    assert green in category_photos(filled, sky)


def test_the_number_beside_a_category_is_that_of_its_photos(filled: Service):
    roses = add_category(filled, "Roses", labels=("red",), threshold=0.3)
    sky = add_category(filled, "Sky", labels=("blue",), threshold=0.99)
    red, green = next(iter(ids_of(filled, "red"))), next(iter(ids_of(filled, "green")))
    filled.run(SetExamples((PhotoExample(red, roses, False), PhotoExample(green, sky, True))))
    counted = filled.run(CountCategories())
    assert dict(counted.counts) == {key: len(category_photos(filled, key)) for key in (roses, sky)}
    assert green in category_photos(filled, sky)
    assert red not in category_photos(filled, roses)


def test_words_rank_the_photos_of_a_category(filled: Service):
    key = add_category(filled, "Roses", labels=("red", "pink"), threshold=0.1)
    everything = category_photos(filled, key)
    by_words = category_photos(filled, key, text="red")
    assert set(by_words) == set(everything)
    assert set(by_words[:6]) == ids_of(filled, "red")


def test_a_large_library_is_gone_through_in_parts(filled: Service, monkeypatch: pytest.MonkeyPatch):
    key = add_category(filled, "Roses", labels=("red",), threshold=0.3)
    everything = category_photos(filled, key)
    monkeypatch.setattr(members, "BATCH", 7)
    assert category_photos(filled, key) == everything


CATS, DOGS = 5, 6


@pytest.mark.parametrize(
    ("said", "belongs"),
    [
        ([], [True, False, True]),
        ([(10, CATS, False)], [False, False, True]),
        ([(10, DOGS, True)], [False, False, True]),
        ([(10, DOGS, False)], [True, False, True]),
        ([(11, CATS, True)], [True, True, True]),
        ([(11, DOGS, False)], [True, False, True]),
        ([(12, DOGS, False)], [True, False, True]),
        ([(10, DOGS, True), (11, CATS, True), (12, CATS, False)], [False, True, False]),
    ],
)
def test_what_was_said_counts_and_a_photo_at_the_threshold_belongs(
    said: list[tuple[int, int, bool]], belongs: list[bool]
):
    known = [
        replace(new_category(name, (), "", 0.5), category_id=key)
        for name, key in (("cats", CATS), ("dogs", DOGS))
    ]
    probabilities = np.array([[0.75, 0.25], [0.25, 0.75], [0.5, 0.375]], np.float32)
    examples = [EmbeddedExample(*each) for each in said]
    learned = SimpleNamespace(cuts=np.full(2, 0.9, np.float32))
    classifier = CategoryClassifier(tuple(known), learned)  # type: ignore[arg-type]
    ids = np.array([10, 11, 12])
    likely = not_refused(classifier, examples, ids, probabilities)
    found = belonging(classifier, 0, examples, ids, likely)
    assert found.tolist() == belongs
