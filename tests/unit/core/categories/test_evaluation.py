"""Accuracy, precision, recall, confusion, calibration and splits."""

import numpy as np
import pytest

from clipphotos.core.categories.evaluation import calibration_error, evaluate, split


def test_an_evaluation_counts_right():
    probabilities = np.array([[0.9, 0.1, 0], [0.2, 0.8, 0], [0.6, 0.4, 0], [0.1, 0.7, 0.2]], np.float32)
    outcome = evaluate(probabilities, np.array([0, 1, 1, 2]), ["a", "b", "c"])
    assert outcome.photos == 4
    assert outcome.accuracy == 0.5
    assert outcome.confusion == ((1, 0, 0), (1, 1, 0), (0, 1, 0))
    assert [(each.precision, each.recall) for each in outcome.per_class] == [(0.5, 1), (0.5, 0.5), (0, 0)]
    assert [each.photos for each in outcome.per_class] == [1, 2, 1]


def test_certainty_that_comes_true_has_no_calibration_error():
    random = np.random.default_rng(0)
    claimed = random.uniform(0.5, 1, 40_000).astype(np.float32)
    truth = (random.uniform(size=40_000) > claimed).astype(np.intp)
    probabilities = np.stack([claimed, 1 - claimed], axis=1)
    assert calibration_error(probabilities, truth) < 0.01


def test_certainty_that_does_not_come_true_is_the_calibration_error():
    probabilities = np.array([[0.9, 0.1]] * 10, np.float32)
    assert calibration_error(probabilities, np.array([0] * 6 + [1] * 4)) == pytest.approx(0.3, abs=1e-6)


def test_a_split_is_the_same_each_time_and_leaves_something_to_test():
    truth = np.array([0] * 10 + [1] * 4 + [2] * 2)
    examples, tested = split(truth, 3, shots=8, seed=1)
    assert np.array_equal(examples, split(truth, 3, shots=8, seed=1)[0])
    assert not np.array_equal(examples, split(truth, 3, shots=8, seed=2)[0])
    assert np.bincount(truth[examples]).tolist() == [5, 2, 1]
    assert np.bincount(truth[tested]).tolist() == [5, 2, 1]
    assert sorted([*examples, *tested]) == list(range(16))
