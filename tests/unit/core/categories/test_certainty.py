"""How many of the photos taken for a category are right."""

import numpy as np
import pytest

from clipphotos.core.categories.certainty import (
    CLAIM_EXAMPLES,
    KnownFrom,
    expected_precision,
    taken_for,
)
from clipphotos.core.categories.few_shot import Learned, learn
from clipphotos.core.vectors import Vectors, unit

SCALE = 44.0


def classes(count: int, seed: int = 0) -> tuple[Vectors, Vectors, np.ndarray]:
    """Texts of three classes, and photos of four that overlap."""
    random = np.random.default_rng(seed)
    centres = unit(random.normal(size=(4, 32)))
    truth = np.arange(count) % 4
    photos = unit(centres[truth] + 0.22 * random.normal(size=(count, 32)))
    return unit(centres + 0.1 * random.normal(size=centres.shape))[:3], photos, truth


@pytest.fixture
def closed() -> Learned:
    texts, photos, truth = classes(120)
    return learn(texts, SCALE, photos[truth < 3], truth[truth < 3])


def test_a_photo_is_taken_for_the_likeliest_class_at_its_threshold():
    probabilities = np.array([[0.6, 0.4], [0.6, 0.4], [0.3, 0.7], [0.5, 0.5]], np.float32)
    assert taken_for(probabilities, 0, 0.5).tolist() == [True, True, False, False]
    assert taken_for(probabilities, 0, 0.65).tolist() == [False] * 4
    assert taken_for(probabilities[:, :1], 0, 0.5).tolist() == [True, True, False, True]  # the only class


def test_examples_and_claim_are_averaged(closed: Learned):
    probabilities = np.array([[0.9, 0.05, 0.05], [0.7, 0.2, 0.1], [0.1, 0.8, 0.1]], np.float32)
    found = expected_precision(closed, 0, 0.5, probabilities)
    shown = closed.labels[taken_for(closed.left_out_probabilities(), 0, 0.5)]
    assert found.known_from is KnownFrom.EXAMPLES
    assert found.examples == len(shown) > 20
    right = int(np.sum(shown == 0))
    assert found.share == pytest.approx((right + CLAIM_EXAMPLES * 0.8) / (len(shown) + CLAIM_EXAMPLES))


def test_few_examples_leave_it_to_the_probabilities():
    texts, photos, truth = classes(120)
    shown = np.flatnonzero(truth < 3)[:6]
    learned = learn(texts, SCALE, photos[shown], truth[shown])
    probabilities = learned.probabilities(photos)
    found = expected_precision(learned, 1, 0.5, probabilities)
    assert found.known_from is KnownFrom.PROBABILITIES
    assert found.share == pytest.approx(probabilities[taken_for(probabilities, 1, 0.5), 1].mean())


def test_only_rejected_photos_tell_about_photos_of_no_category():
    texts, photos, truth = classes(240)
    known = np.flatnonzero(truth[:120] < 3)
    background = photos[120:]
    confirmed = learn(texts, SCALE, photos[known], truth[known], background)
    assert expected_precision(confirmed, 0, 0.3, confirmed.probabilities(background)).known_from is (
        KnownFrom.PROBABILITIES
    )
    labels = np.where(truth[:120] < 3, truth[:120], -1)
    corrected = learn(texts, SCALE, photos[:120], labels, background)
    assert expected_precision(corrected, 0, 0.3, corrected.probabilities(background)).known_from is (
        KnownFrom.EXAMPLES
    )


def test_nothing_taken_claims_the_threshold():
    texts, _, _ = classes(8)
    learned = learn(texts, SCALE, np.empty((0, 32), np.float32), np.empty(0, np.intp))
    found = expected_precision(learned, 0, 0.9, np.empty((0, 3), np.float32))
    assert found == (type(found)(0.9, KnownFrom.PROBABILITIES, 0))


def test_the_estimate_is_near_the_truth():
    texts, photos, truth = classes(4000, seed=1)
    known = np.flatnonzero(truth < 3)
    learned = learn(texts, SCALE, photos[known[:90]], truth[known[:90]])
    rest = known[90:]
    probabilities = learned.probabilities(photos[rest])
    for threshold in (0.4, 0.6, 0.8):
        taken = taken_for(probabilities, 1, threshold)
        right = float(np.mean(truth[rest][taken] == 1))
        assert expected_precision(learned, 1, threshold, probabilities).share == pytest.approx(
            right, abs=0.05
        )
