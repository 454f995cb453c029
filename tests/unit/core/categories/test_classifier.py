"""Class vectors, probabilities, calibration and decisions."""

import numpy as np
import pytest

from clipphotos.core.categories.certainty import taken_for
from clipphotos.core.categories.classifier import (
    LARGEST_LOGIT_SCALE,
    OFFSET_TRUST,
    SCALE_TRUST,
    class_vector,
    class_vectors,
    decide,
    fit_open,
    fit_scale,
    softmax,
)
from clipphotos.core.vectors import Vectors, unit


def random_vectors(count: int, dim: int = 16, seed: int = 0) -> Vectors:
    return unit(np.random.default_rng(seed).normal(size=(count, dim)))


def test_a_class_vector_is_the_mean_made_unit_length():
    vectors = random_vectors(5)
    expected = sum(vectors) / 5
    np.testing.assert_allclose(class_vector(vectors), expected / np.sqrt(np.sum(expected**2)), rtol=1e-5)
    assert class_vectors([vectors, vectors[:1]]).shape == (2, 16)
    np.testing.assert_allclose(class_vector(vectors[:1]), vectors[0], rtol=1e-6)


def test_softmax_against_brute_force():
    logits = np.random.default_rng(1).normal(size=(7, 4)).astype(np.float32)
    expected = [[np.exp(value) / sum(np.exp(row)) for value in row] for row in logits.astype(np.float64)]
    np.testing.assert_allclose(softmax(logits), expected, rtol=1e-5)


def test_softmax_of_large_logits_is_finite():
    probabilities = softmax(np.array([[1e4, 0.0], [-1e4, -1e4]], np.float32))
    np.testing.assert_allclose(probabilities, [[1, 0], [0.5, 0.5]])


def test_the_fitted_factor_makes_the_truth_most_probable():
    random = np.random.default_rng(2)
    logits = random.normal(size=(400, 3)).astype(np.float32)
    truth = np.array([random.choice(3, p=row / row.sum()) for row in np.exp(8 * logits.astype(np.float64))])
    tried = np.geomspace(1, 200, 2000)
    losses = [-np.log(softmax(scale * logits)[np.arange(400), truth] + 1e-30).mean() for scale in tried]
    assert fit_scale(logits, truth) == pytest.approx(tried[int(np.argmin(losses))], rel=0.01)
    assert fit_scale(logits, truth) == pytest.approx(8, rel=0.2)


def test_the_fitted_factor_has_bounds():
    logits = np.eye(3, dtype=np.float32)
    assert fit_scale(logits, np.arange(3)) == pytest.approx(LARGEST_LOGIT_SCALE, rel=0.01)
    assert fit_scale(logits, np.array([1, 2, 0])) == pytest.approx(1, rel=0.01)


def penalised(logits: np.ndarray, truth: np.ndarray, weight: np.ndarray, found: tuple[float, float]) -> float:
    """The negative log posterior that `fit_open` makes smallest, as it is defined."""
    scale, offset = found
    odds = scale * logits.astype(np.float64)
    odds[:, -1] += offset
    loss = np.log(np.exp(odds).sum(axis=1)) - odds[np.arange(len(truth)), truth]
    prior = SCALE_TRUST * (scale / 10 - 1) ** 2 + OFFSET_TRUST * offset**2
    return float(weight @ loss + prior / 2)


def test_factor_and_offset_are_the_best_there_are():
    random = np.random.default_rng(3)
    logits = random.uniform(size=(80, 4)).astype(np.float32)
    odds = 14 * logits.astype(np.float64) + [0, 0, 0, 1.5]
    truth = np.array([random.choice(4, p=row / row.sum()) for row in np.exp(odds)])
    weight = random.uniform(0.2, 1, size=80)
    found = fit_open(logits, truth, weight, 10)
    tried = min(
        penalised(logits, truth, weight, (scale, offset))
        for scale in np.linspace(4, 25, 85)
        for offset in np.linspace(-3, 3, 61)
    )
    assert tried - 0.01 < penalised(logits, truth, weight, found) <= tried
    assert found[1] > 0.3


def test_examples_that_are_surely_wrong_do_not_lead_astray():
    """Far from the best factor and offset the loss is nearly linear, where Newton's steps are too long."""
    random = np.random.default_rng(5)
    logits = random.uniform(0, 0.1, size=(40, 4)).astype(np.float32)
    logits[np.arange(40), np.arange(40) % 3] += 0.6
    logits[:, 3] = 0.3
    truth = np.where(np.arange(40) < 10, 3, np.arange(40) % 3)  # the first ten belong to none
    found = fit_open(logits, truth, np.ones(40), 10)
    tried = min(
        penalised(logits, truth, np.ones(40), (scale, offset))
        for scale in np.linspace(2.5, 40, 151)
        for offset in np.linspace(-6, 6, 121)
    )
    assert penalised(logits, truth, np.ones(40), found) <= tried
    assert found[1] > 0


def test_a_few_examples_hardly_move_factor_and_offset():
    logits = np.array([[0.9, 0.3], [0.8, 0.3]], np.float32)
    scale, offset = fit_open(logits, np.array([0, 1]), np.ones(2), 22)
    assert 15 < scale < 22
    assert 0 < offset < 2.5


def test_a_photo_is_unsure_below_the_threshold_or_near_the_runner_up():
    probabilities = np.array([[0.9, 0.1, 0.0], [0.5, 0.45, 0.05], [0.1, 0.2, 0.7]], np.float32)
    decisions = decide(probabilities, np.array([0.4, 0.4, 0.8], np.float32))
    assert [each.best for each in decisions] == [0, 0, 2]
    assert [each.is_sure for each in decisions] == [True, False, False]
    assert decisions[1].top == (0, 1, 2)
    assert decisions[0].margin == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("probabilities", "is_sure"),
    [
        ([0.5, 0.375, 0.125], True),
        ([0.4999, 0.2, 0.2], False),
        ([0.5, 0.4001, 0.0999], False),
        ([0.5, 0.3999, 0.1001], True),
    ],
)
def test_a_photo_at_both_limits_is_sure(probabilities: list[float], is_sure: bool):
    rows, thresholds = np.array([probabilities], np.float32), np.array([0.5, 0.5], np.float32)
    (decision,) = decide(rows, thresholds)
    assert decision.is_sure is is_sure
    (decision,) = decide(rows, np.append(thresholds, 0.5))
    assert decision.is_sure is is_sure
    assert bool(taken_for(rows, 0, 0.5, 2)[0]) is is_sure


def test_none_of_these_is_neither_a_rival_nor_an_answer():
    """The threshold alone says how sure a photo has to be of belonging anywhere."""
    probabilities = np.array([[0.3, 0.1, 0.6], [0.15, 0.05, 0.8], [0.6, 0.1, 0.3]], np.float32)
    decisions = decide(probabilities, np.array([0.2, 0.2], np.float32))
    assert [(each.best, each.is_sure) for each in decisions] == [(0, True), (0, False), (0, True)]


def test_one_class_has_no_runner_up():
    (decision,) = decide(np.array([[1.0]], np.float32), np.array([0.5], np.float32))
    assert decision.is_sure
    assert decision.top == (0,)
