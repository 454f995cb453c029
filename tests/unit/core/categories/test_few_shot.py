"""Learning from examples: exact, drawn to the text, never forgetting."""

import numpy as np
import pytest

from clipphotos.core.categories import few_shot
from clipphotos.core.categories.classifier import softmax
from clipphotos.core.categories.few_shot import (
    BACKGROUND_WEIGHT,
    CLOSED_PRIOR,
    CLOSED_SCALE,
    NONE_SCORE,
    OPEN_PRIOR,
    OPEN_SCALE,
    Learned,
    learn,
)
from clipphotos.core.relevance import Lines
from clipphotos.core.vectors import Vectors, unit

SCALE = 44.0


def clusters(
    count: int, classes: int = 3, dim: int = 24, seed: int = 0
) -> tuple[Vectors, Vectors, np.ndarray]:
    """Photos around centres, and texts that are somewhat off them."""
    random = np.random.default_rng(seed)
    centres = unit(random.normal(size=(classes, dim)))
    texts = unit(centres + 0.25 * random.normal(size=centres.shape))
    truth = np.arange(count) % classes
    return texts, unit(centres[truth] + 0.2 * random.normal(size=(count, dim))), truth.astype(np.intp)


def brute_force(
    texts: Vectors, examples: Vectors, labels: np.ndarray, ridge: float, photos: Vectors
) -> np.ndarray:
    """Scores from the normal equations of the same problem, solved as they are written."""
    centre = examples.astype(np.float64).mean(axis=0)

    def prior(rows: Vectors) -> np.ndarray:
        cosines = rows.astype(np.float64) @ texts.T
        return SCALE * CLOSED_PRIOR * (cosines - cosines.mean(axis=1, keepdims=True))

    rows = examples - centre
    targets = np.eye(len(texts))[labels] - 1 / len(texts) - prior(examples)
    weights = np.linalg.lstsq(
        np.vstack([rows, np.sqrt(ridge) * np.eye(rows.shape[1])]),
        np.vstack([targets, np.zeros((rows.shape[1], len(texts)))]),
        rcond=None,
    )[0]
    return prior(photos) + (photos - centre) @ weights


@pytest.mark.parametrize("count", [3, 12, 90])  # fewer examples than dimensions, and more
def test_ridge_against_brute_force(count: int):
    texts, photos, truth = clusters(count + 30)
    learned = learn(texts, SCALE, photos[:count], truth[:count], ridge=0.7)
    expected = brute_force(texts, photos[:count], truth[:count], 0.7, photos[count:])
    found = learned.scores(photos[count:])
    # A softmax sees differences only.
    np.testing.assert_allclose(
        found - found.mean(axis=1, keepdims=True), expected - expected.mean(axis=1, keepdims=True), atol=1e-5
    )


@pytest.mark.parametrize("count", [9, 60])
def test_leave_one_out_against_leaving_out_each(count: int):
    """With the centre as it is, which is what the closed form leaves out."""
    texts, photos, truth = clusters(count)
    learned = learn(texts, SCALE, photos, truth, background=photos, ridge=0.7)
    centre = photos.astype(np.float64).mean(axis=0)
    rows = np.vstack([photos, photos]) - centre
    prior = SCALE * OPEN_PRIOR * rows @ texts.T
    weight = np.concatenate([np.ones(count), few_shot._background_weight(prior[count:])])
    targets = np.vstack([np.eye(3)[truth], np.zeros((count, 3))]) - prior
    for number in range(count):
        kept = np.arange(2 * count) != number
        some, weights = rows[kept], weight[kept][:, None]
        solved = np.linalg.solve(
            some.T @ (weights * some) + 0.7 * np.eye(rows.shape[1]), some.T @ (weights * targets[kept])
        )
        np.testing.assert_allclose(
            learned.left_out[number],
            prior[number] + rows[number] @ solved,
            atol=1e-4,
            rtol=1e-4,
        )


def test_where_classes_are_rare_every_photo_of_the_library_counts_alike():
    prior = np.full((20, 2), -0.5)
    prior[0] = [2.0, 0.0]
    assert few_shot._background_weight(prior).tolist() == [BACKGROUND_WEIGHT] * 20


def test_where_classes_are_common_what_looks_like_one_is_not_learned_as_none():
    prior = np.full((20, 2), -0.5)
    prior[:15] = [2.0, 0.0]
    weight = few_shot._background_weight(prior)
    assert weight[:15].max() < BACKGROUND_WEIGHT / 10
    assert weight[15:].min() == BACKGROUND_WEIGHT


def test_how_much_a_photo_counts_changes_in_quarters():
    scores = np.linspace(-0.5, 2.0, 40)
    weight = few_shot._background_weight(np.column_stack([scores, np.full(40, -0.5)])) / BACKGROUND_WEIGHT
    assert set(np.unique(weight.round(9))) <= {0.02, 0.25, 0.5, 0.75, 1.0}
    assert {0.25, 0.75} <= set(weight.round(9))


def test_a_library_of_nothing_but_the_classes_is_recognised():
    random = np.random.default_rng(0)
    centres = unit(random.normal(size=(3, 64)))
    truth = np.arange(90) % 3
    texts = unit(centres + 0.1 * random.normal(size=(3, 64)))
    photos = unit(centres[truth] + 0.1 * random.normal(size=(90, 64)))
    # As sure as the words are, whatever the library is full of.
    words = Lines(40 * texts, np.full(3, -20, np.float32), np.full(3, 0.4, np.float32))
    nobody = np.empty(0, np.intp)
    learned = learn(texts, SCALE, photos[:0], nobody, background=photos, relevance=words)
    probabilities = learned.probabilities(photos)
    taken = probabilities[:, :3].max(axis=1) >= 0.5
    assert taken.mean() > 0.8
    assert np.mean(probabilities.argmax(axis=1)[taken] == truth[taken]) > 0.95
    strangers = unit(random.normal(size=(5000, 64)))
    assert np.mean(learned.probabilities(strangers)[:, :3].max(axis=1) >= 0.5) < 0.1


def test_what_one_word_alone_says_is_given_back():
    texts, photos, _ = clusters(60)
    words = Lines(30 * texts[:1], np.array([-9], np.float32), np.array([0.35], np.float32))
    learned = learn(texts[:1], SCALE, photos[:0], NOBODY, background=photos, relevance=words)
    odds = photos @ words.directions[0] + words.levels[0]
    expected = 1 / (1 + np.exp(-odds))
    np.testing.assert_allclose(learned.probabilities(photos)[:, 0], expected, atol=1e-4)
    assert learned.cuts.tolist() == pytest.approx([0.35])


def test_the_cut_goes_to_even_odds_as_examples_tell_how_sure_to_be():
    texts, photos, truth = clusters(60)
    words = Lines(30 * texts, np.full(len(texts), -9, np.float32), np.full(len(texts), 0.3, np.float32))
    cuts = [
        learn(texts, SCALE, photos[:count], truth[:count], background=photos, relevance=words).cuts[0]
        for count in (0, 3, 60)
    ]
    assert cuts == sorted(cuts)
    assert cuts[0] == pytest.approx(0.3)
    assert 0.3 < cuts[1] < cuts[2] == 0.5


def test_without_examples_it_is_the_zero_shot_classifier():
    texts, photos, _ = clusters(10)
    learned = learn(texts, SCALE, np.empty((0, 24), np.float32), np.empty(0, np.intp))
    np.testing.assert_allclose(learned.probabilities(photos), softmax(SCALE * photos @ texts.T), atol=1e-5)
    assert learned.accuracy is None


def test_more_examples_do_better():
    texts, photos, truth = clusters(400, classes=5, dim=64, seed=3)
    right = [
        np.mean(learn(texts, SCALE, photos[:n], truth[:n]).scores(photos[200:]).argmax(axis=1) == truth[200:])
        for n in (5, 20, 80, 200)
    ]
    zero_shot = np.mean((photos[200:] @ texts.T).argmax(axis=1) == truth[200:])
    assert zero_shot <= right[0] + 0.02
    assert right[0] <= right[1] + 0.02
    assert right[-1] > zero_shot


def test_a_correction_is_learned_and_none_is_forgotten():
    texts, photos, truth = clusters(60)
    before = learn(texts, SCALE, photos[:30], truth[:30])
    wrong = truth[30:].copy()
    wrong[0] = (truth[30] + 1) % 3  # the user sees something else in it
    after = learn(texts, SCALE, photos[:31], np.append(truth[:30], wrong[0]))
    gain = after.scores(photos[30:31]) - before.scores(photos[30:31])
    assert gain.argmax() == wrong[0]
    assert np.mean(after.scores(photos[:30]).argmax(axis=1) == truth[:30]) > 0.9


def test_photos_that_belong_to_none_score_low():
    texts, photos, truth = clusters(60, classes=4)
    known = truth < 3
    learned = learn(texts[:3], SCALE, photos[:20][known[:20]], truth[:20][known[:20]], background=photos[20:])
    scores = learned.scores(photos).max(axis=1)
    assert np.median(scores[known]) > np.median(scores[~known]) + 0.3
    probabilities = learned.probabilities(photos)
    assert probabilities.shape == (60, 4)
    assert np.median(probabilities[~known, 3]) > np.median(probabilities[known, 3])
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)


def test_rejected_examples_belong_to_none():
    texts, photos, truth = clusters(40)
    labels = truth.copy()
    labels[truth == 2] = -1
    learned = learn(texts, SCALE, photos, labels)
    scores = learned.scores(photos)
    assert scores[truth == 2].max(axis=1).mean() < scores[truth == 0].max(axis=1).mean()
    assert learned.left_out.shape == (40, 3)


def test_few_examples_hardly_tell_how_sure_to_be():
    texts, photos, truth = clusters(300)
    words = 2 / CLOSED_PRIOR  # what the texts alone say, is worth a score of two at most
    few, many = learn(texts, words, photos[:6], truth[:6]), learn(texts, words, photos, truth)
    assert few.scale == pytest.approx(CLOSED_SCALE, rel=0.1)
    assert many.scale > 1.1 * CLOSED_SCALE  # nearly all of these are recognised


def test_photos_said_to_be_wrong_make_none_of_these_likelier():
    texts, photos, truth = clusters(120, classes=4)
    known, others = np.flatnonzero(truth[:40] < 3), np.flatnonzero(truth[:40] == 3)
    background = photos[40:]
    confirmed = learn(texts[:3], SCALE, photos[known], truth[known], background)
    assert (confirmed.scale, confirmed.none_score) == (OPEN_SCALE, NONE_SCORE)
    near = unit(photos[others] + texts[0])  # taken for the first class
    examples = np.concatenate([photos[known], near])
    labels = np.concatenate([truth[known], np.full(len(near), -1)])
    corrected = learn(texts[:3], SCALE, examples, labels, background)
    more = unit(photos[40:][truth[40:] == 3] + texts[0])
    assert corrected.probabilities(more)[:, 3].mean() > confirmed.probabilities(more)[:, 3].mean()


@pytest.mark.parametrize("is_open", [False, True])
def test_learning_again_after_a_correction_is_the_same_as_from_scratch(is_open: bool):
    texts, photos, truth = clusters(200)
    background = photos[150:] if is_open else None
    before = learn(texts, SCALE, photos[:99], truth[:99], background)
    assert before.state is not None
    relabelled = truth.copy()
    relabelled[5] = (truth[5] + 1) % 3
    for examples, labels in (
        (photos[:100], truth[:100]),
        (photos[3:99], truth[3:99]),
        (photos[:99], relabelled[:99]),
    ):
        after = learn(texts, SCALE, examples, labels, background, before=before)
        afresh = learn(texts, SCALE, examples, labels, background)
        np.testing.assert_allclose(after.probabilities(photos), afresh.probabilities(photos), atol=1e-5)
        np.testing.assert_allclose(after.left_out, afresh.left_out, atol=1e-5)


def test_another_model_or_openness_is_learned_from_scratch():
    texts, photos, truth = clusters(200)
    before = learn(texts, SCALE, photos[:99], truth[:99], photos[150:])
    closed = learn(texts, SCALE, photos[:99], truth[:99], before=before)
    np.testing.assert_array_equal(
        closed.probabilities(photos), learn(texts, SCALE, photos[:99], truth[:99]).probabilities(photos)
    )
    other_texts, other, _ = clusters(200, dim=12)
    again = learn(other_texts, SCALE, other[:99], truth[:99], before=before)
    np.testing.assert_array_equal(
        again.probabilities(other), learn(other_texts, SCALE, other[:99], truth[:99]).probabilities(other)
    )


NOBODY = np.empty(0, np.intp)


def check(learned: Learned, photos: Vectors, classes: int) -> None:
    probabilities = learned.probabilities(photos)
    assert probabilities.shape == (len(photos), classes + learned.is_open)
    assert np.all(np.isfinite(probabilities))
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-4)
    assert np.all(np.isfinite(learned.left_out))


def test_one_class():
    texts, photos, truth = clusters(30)
    check(learn(texts[:1], SCALE, photos[truth == 0], truth[truth == 0]), photos, 1)
    check(learn(texts[:1], SCALE, photos[truth == 0], truth[truth == 0], photos), photos, 1)
    check(learn(texts[:1], SCALE, photos[:1], truth[:1]), photos, 1)


def test_a_class_without_examples_keeps_its_words():
    texts, photos, truth = clusters(120, dim=64)
    shown = np.flatnonzero(truth[:30] < 2)
    learned = learn(texts, SCALE, photos[shown], truth[shown], photos[60:])
    check(learned, photos, 3)
    scores = learned.scores(photos[30:60])
    assert scores[truth[30:60] == 2, 2].mean() > scores[truth[30:60] != 2, 2].mean() + 0.1


@pytest.mark.parametrize("background", [False, True])
def test_all_rejected_and_no_example_at_all(background: bool):
    texts, photos, _ = clusters(30)
    others = photos if background else None
    rejected = learn(texts, SCALE, photos[:9], np.full(9, -1), others)
    check(rejected, photos, 3)
    assert rejected.accuracy is None
    check(learn(texts, SCALE, photos[:0], NOBODY, others), photos, 3)


def test_the_same_photo_many_times_in_different_classes():
    texts, photos, _ = clusters(30)
    check(learn(texts, SCALE, np.repeat(photos[:1], 50, axis=0), np.arange(50) % 3), photos, 3)
    check(learn(texts, SCALE, np.repeat(photos[:1], 50, axis=0), np.arange(50) % 4 - 1, photos), photos, 3)


def test_ten_thousand_classes_with_hardly_an_example():
    random = np.random.default_rng(0)
    texts = unit(random.normal(size=(10_000, 16)))
    photos = unit(random.normal(size=(5, 16)))
    check(learn(texts, SCALE, photos[:0], NOBODY), photos, 10_000)
    check(learn(texts, SCALE, photos[:1], np.array([77]), photos), photos, 10_000)
