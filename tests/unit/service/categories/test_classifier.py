"""The user's categories as a classifier: learned anew only when something that it depends on changed."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from clipphotos.core.categories.category import new_category
from clipphotos.core.categories.few_shot import learn
from clipphotos.core.errors import KnownError
from clipphotos.core.vectors import unit
from clipphotos.service.categories import classifier
from clipphotos.service.categories.classifier import CategoryClassifier, category_scores, position_of
from clipphotos.service.protocol.categories import CountCategories, PhotoExample, SetExamples
from support.category_photos import add_category, ids_of
from support.pictures import make_photos
from support.services import Service

KNOWN = tuple(new_category(name) for name in ("cats", "dogs", "birds"))


def test_a_category_is_found_by_its_key():
    with pytest.raises(KnownError) as caught:
        position_of(KNOWN, 7)
    assert caught.value.error_code == "category-gone"
    assert position_of(KNOWN, KNOWN[0].category_id) == 0


def test_each_category_with_examples_is_told_how_well_it_is_told_apart():
    """Two of the dogs look like cats; of birds there is no example."""
    axes = np.eye(4, dtype=np.float32)
    vectors = [axes[0]] * 4 + [axes[1]] * 6 + [axes[0]] * 2
    examples = unit(np.array(vectors) + np.random.default_rng(0).normal(0, 0.01, (12, 4)))
    labels = np.array([0] * 4 + [1] * 8)
    learned = learn(axes[:3], 20.0, examples, labels)
    scores = category_scores(CategoryClassifier(KNOWN, learned))
    assert [(each.name, each.examples) for each in scores] == [("cats", 4), ("dogs", 8)]
    assert scores[1].recognised == 0.75
    assert scores[1].confused_with == "cats"
    nothing = learn(axes[:1], 20.0, np.empty((0, 4), np.float32), np.empty(0, np.intp))
    assert category_scores(CategoryClassifier(KNOWN[:1], nothing)) == ()


def test_it_is_learned_anew_only_after_a_change(
    service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    make_photos(folder, 16)
    service.index(folder)
    roses = add_category(service, "Roses", labels=("red",))
    photo = next(iter(ids_of(service, "red")))
    calls: list[int] = []

    def counting(*arguments: Any, **options: Any) -> object:
        calls.append(1)
        return learn(*arguments, **options)

    monkeypatch.setattr(classifier, "learn", counting)
    with service.host() as host:
        for expected in (1, 1):
            host.run(CountCategories())
            assert len(calls) == expected
        host.run(SetExamples((PhotoExample(photo, roses, True),)))
        for expected in (2, 2):
            host.run(CountCategories())
            assert len(calls) == expected
    add_category(service, "Sky", labels=("blue",))
    with service.host() as host:
        host.run(CountCategories())
    assert len(calls) == 3
