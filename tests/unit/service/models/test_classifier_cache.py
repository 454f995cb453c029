"""What was learned is used again only if the same would be learned."""

from dataclasses import replace

import numpy as np
import pytest

from clipphotos.core.categories.category import Category
from clipphotos.core.categories.few_shot import Learned, learn
from clipphotos.service.models.classifier_cache import ClassifierCache, LearnedFrom
from clipphotos.service.models.library_sample import LibrarySample
from clipphotos.storage.vectors import VectorBatch


def sample() -> LibrarySample:
    return LibrarySample(VectorBatch(np.empty(0, np.int64), np.empty((0, 3), np.float32)), 0)


def learned() -> Learned:
    no_photos = np.empty((0, 3), np.float32)
    return learn(np.eye(3, dtype=np.float32), 100.0, no_photos, np.empty(0, np.intp), no_photos)


SOURCE = LearnedFrom((Category(1, "cats", ("cat",)),), (), sample())


@pytest.fixture
def cache() -> ClassifierCache:
    return ClassifierCache()


def test_the_same_is_not_learned_twice(cache: ClassifierCache):
    assert cache.find(1, SOURCE) is None
    kept = learned()
    cache.keep(1, SOURCE, kept)
    assert cache.find(1, replace(SOURCE, categories=list(SOURCE.categories))) is kept
    assert cache.find(2, SOURCE) is None


@pytest.mark.parametrize(
    "other",
    [
        replace(SOURCE, categories=(Category(1, "cats", ("kitten",)),)),
        replace(SOURCE, examples=("an example",)),  # only compared
        replace(SOURCE, sample=sample()),
    ],
    ids=["categories", "examples", "sample"],
)
def test_whatever_it_depends_on_it_is_learned_anew_after_a_change(cache: ClassifierCache, other: LearnedFrom):
    kept = learned()
    cache.keep(1, SOURCE, kept)
    assert cache.find(1, other) is None
    assert cache.last(1) is kept
    cache.keep(1, other, learned())
    assert cache.find(1, SOURCE) is None


def test_without_anything_learned_there_is_nothing_to_start_from(cache: ClassifierCache):
    assert cache.last(1) is None
