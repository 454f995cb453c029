"""What a category would take at a glance, and which photos to ask about."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipphotos.core.categories.certainty import taken_for
from clipphotos.core.categories.classifier import MARGIN
from clipphotos.core.categories.preview import BEST, BORDER, glance, most_informative
from clipphotos.core.vectors import Vectors, unit


def random_probabilities(seed: int, photos: int, classes: int, *, none: bool) -> Vectors:
    logits = np.random.default_rng(seed).normal(0, 3, (photos, classes + none))
    odds = np.exp(logits)
    return (odds / odds.sum(axis=1, keepdims=True)).astype(np.float32)


@given(
    seed=st.integers(0, 1000),
    photos=st.integers(0, 120),
    classes=st.integers(1, 6),
    none=st.booleans(),
    threshold=st.floats(0, 1),
)
def test_a_glance_agrees_with_counting(seed: int, photos: int, classes: int, none: bool, threshold: float):
    probabilities = random_probabilities(seed, photos, classes, none=none)
    own = seed % classes
    seen = glance(probabilities, own, threshold, classes)
    belongs = [
        row[own] >= np.float32(threshold)
        and all(row[own] - row[each] >= np.float32(MARGIN) for each in range(classes) if each != own)
        for row in probabilities
    ]
    assert seen.taken == sum(belongs)
    assert int(seen.histogram.sum()) == photos
    assert [float(probabilities[each, own]) for each in seen.best] == sorted(
        probabilities[:, own].tolist(), reverse=True
    )[:BEST]
    assert all(belongs[each] for each in seen.inside)
    assert not any(belongs[each] for each in seen.outside)
    assert len(seen.inside) == min(BORDER, seen.taken)
    assert len(seen.outside) == min(BORDER, photos - seen.taken)
    if len(seen.inside) and seen.taken > BORDER:
        least = min(probabilities[each, own] for each in range(photos) if belongs[each])
        assert probabilities[seen.inside[0], own] == least


def test_rivals_are_named_with_their_share():
    # Four photos fit class 0; three of them fit class 1 as well, one class 2, none class 3.
    probabilities = np.array(
        [
            [0.40, 0.35, 0.05, 0.0, 0.20],
            [0.40, 0.35, 0.05, 0.0, 0.20],
            [0.30, 0.30, 0.25, 0.0, 0.15],
            [0.80, 0.05, 0.05, 0.0, 0.10],
            [0.00, 0.00, 0.00, 0.0, 1.00],
        ],
        np.float32,
    )
    assert glance(probabilities, 0, 0.5, 4).overlaps == ((1, 0.75), (2, 0.25))


def test_without_photos_nothing_is_said():
    seen = glance(np.empty((0, 3), np.float32), 0, 0.5, 2)
    assert (seen.taken, len(seen.best), seen.overlaps) == (0, 0, ())
    assert most_informative(np.empty((0, 3), np.float32), np.empty((0, 4), np.float32), None, 0.5, 2, 5) == []


def test_of_two_that_fit_only_the_likelier_takes_the_photo():
    probabilities = np.array([[0.45, 0.3, 0.25]], np.float32)
    assert taken_for(probabilities, 0, 0.2, 2).tolist() == [True]
    nearer = np.array([[0.4, 0.35, 0.25]], np.float32)
    assert [taken_for(nearer, own, 0.2, 2).tolist() for own in (0, 1)] == [[False], [False]]
    assert taken_for(probabilities, 1, 0.2, 2).tolist() == [False]


def test_a_photo_exactly_at_the_threshold_is_taken():
    probabilities = np.array([[0.5, 0.25], [0.25, 0.75], [0.49, 0.2]], np.float32)
    assert taken_for(probabilities, 0, 0.5).tolist() == [True, False, False]
    assert taken_for(probabilities, 0, 0.25).tolist() == [True, False, True]
    seen = glance(probabilities, 0, 0.5, 2)
    assert (seen.taken, seen.inside.tolist()) == (1, [0])
    equal = np.array([[0.5, 0.5]], np.float32)
    assert [taken_for(equal, own, 0.5).tolist() for own in (0, 1)] == [[False], [False]]


def test_what_lies_at_the_threshold_is_asked_about_first():
    probabilities = np.array([[0.9], [0.52], [0.1], [0.45]], np.float32)
    photos = unit(np.eye(4))
    assert most_informative(probabilities, photos, 0, 0.5, 1, 10) == [1, 3, 0, 2]
    assert most_informative(probabilities, photos, 0, 0.9, 1, 2) == [0, 1]


def test_photos_that_look_the_same_are_asked_about_once():
    probabilities = np.array([[0.5], [0.5], [0.4]], np.float32)
    photos = unit(np.array([[1, 0], [1, 0.01], [0, 1]]))
    assert most_informative(probabilities, photos, 0, 0.5, 1, 10) == [0, 2]


@pytest.mark.parametrize("classes", [1, 2, 5])
def test_what_surely_belongs_nowhere_comes_last(classes: int):
    nowhere = [*[0.01 / classes] * classes, 0.99]
    close = [*[0.9 / classes] * classes, 0.1]
    probabilities = np.array([nowhere, close], np.float32)
    assert most_informative(probabilities, unit(np.eye(2)), None, 0.5, classes, 10) == [1, 0]
