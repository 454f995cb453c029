"""How probably photos fit a text: the same scale for rare and common things, in libraries of all sizes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipphotos.core.relevance import (
    LARGEST_CUT,
    LEAST_CUT,
    CutModel,
    Scale,
    TaughtWords,
    best_cut,
    features,
    lines,
    prevalence,
)
from clipphotos.core.resources import resource_path
from clipphotos.core.vectors import Vectors, unit
from clipphotos.inference.text.relevance import read_relevance

DIM = 64


def shipped(*, with_reference: bool) -> CutModel:
    data = read_relevance(resource_path("relevance", "relevance.safetensors"))
    return data.with_reference if with_reference else data.alone


def world(seed: int = 0) -> tuple[np.random.Generator, Vectors, Vectors]:
    """A text, and what every text has in common."""
    random = np.random.default_rng(seed)
    return random, unit(random.normal(size=DIM)), np.zeros(DIM, np.float32)


def photos(random: np.random.Generator, count: int, text: Vectors | None = None) -> Vectors:
    """Photos of anything, or of what a text says."""
    rows = random.normal(size=(count, DIM))
    return unit(rows if text is None else rows + 14 * text)


def taken(text: Vectors, library: Vectors, scale: Scale) -> np.ndarray:
    found = lines(text[None], library, scale)
    odds = library @ found.directions[0] + found.levels[0]
    return 1 / (1 + np.exp(-odds.astype(np.float64))) >= found.cuts[0]


@pytest.mark.parametrize(
    ("with_reference", "fitting", "others"),
    [
        *[(True, *counts) for counts in ((3, 300), (30, 970), (300, 700), (500, 500))],
        # Without reference photos, what is half of the library may be taken for what is usual.
        *[(False, *counts) for counts in ((3, 300), (30, 970), (300, 700))],
    ],
)
def test_rare_and_common_things_are_told_from_the_rest(with_reference: bool, fitting: int, others: int):
    random, text, neutral = world()
    reference = photos(random, 1000) if with_reference else np.empty((0, DIM), np.float32)
    library = np.concatenate([photos(random, fitting, text), photos(random, others)])
    found = taken(text, library, Scale(neutral, shipped(with_reference=with_reference), reference))
    right, wrong = found[:fitting].sum(), found[fitting:].sum()
    assert 2 * right / (right + wrong + fitting) > 0.85


def test_what_is_not_there_takes_next_to_nothing():
    random, text, neutral = world()
    scale = Scale(neutral, shipped(with_reference=True), photos(random, 1000))
    assert taken(text, photos(random, 3000), scale).sum() <= 6


@pytest.mark.parametrize("count", [0, 1, 8])
def test_the_smallest_libraries_are_measured_against_the_reference(count: int):
    random, text, neutral = world()
    scale = Scale(neutral, shipped(with_reference=True), photos(random, 1000))
    library = photos(random, count, text)
    assert taken(text, library, scale).all()
    assert taken(text, photos(random, 8), scale).sum() <= 1


def test_without_anything_there_is_still_an_answer():
    _, text, neutral = world()
    nothing = np.empty((0, DIM), np.float32)
    found = lines(text[None], nothing, Scale(neutral, shipped(with_reference=False), nothing))
    assert np.isfinite(found.directions).all()
    assert np.isfinite(found.levels).all()
    assert (
        lines(text[None][:0], nothing, Scale(neutral, shipped(with_reference=False), nothing)).cuts.size == 0
    )


def test_the_scale_of_a_models_cosines_does_not_count():
    """A model whose cosines are three times as large takes the same photos."""
    random, text, neutral = world()
    scale = Scale(neutral, shipped(with_reference=True), photos(random, 1000))
    library = np.concatenate([photos(random, 30, text), photos(random, 400)])
    np.testing.assert_array_equal(taken(text, library, scale), taken(3 * text, library, scale))


def test_a_taught_word_is_known_by_its_text_and_has_a_say_in_the_direction():
    random, text, neutral = world()
    looks = unit(random.normal(size=DIM))
    words = TaughtWords(text[None], 20 * looks[None], np.array([-8], np.float32), np.array([-3], np.float32))
    scale = Scale(neutral, shipped(with_reference=True), photos(random, 1000), words)
    library = np.concatenate([photos(random, 40, looks), photos(random, 900)])
    found = taken(text, library, scale)
    assert found[:40].mean() > 0.8
    assert found[40:].mean() < 0.01
    other = unit(random.normal(size=DIM))
    plain = Scale(neutral, scale.cuts, scale.reference)
    np.testing.assert_array_equal(taken(other, library, scale), taken(other, library, plain))


def test_texts_that_share_a_library_among_them_are_likelier_together():
    random, _, neutral = world()
    texts = unit(random.normal(size=(4, DIM)))
    scale = Scale(neutral, shipped(with_reference=True), photos(random, 1000))
    library = np.concatenate([photos(random, 50, text) for text in texts])
    alone, together = lines(texts[:1], library, scale), lines(texts, library, scale)
    assert together.levels[0] > alone.levels[0]
    np.testing.assert_allclose(together.directions[0], alone.directions[0], atol=1e-6)
    elsewhere = np.concatenate([library[:5], photos(random, 800)])
    few, many = lines(texts[:1], elsewhere, scale), lines(texts, elsewhere, scale)
    np.testing.assert_allclose(few.levels[0], many.levels[0], atol=1e-5)


@given(seed=st.integers(0, 200), common=st.floats(0.01, 0.6))
def test_the_estimate_of_how_common_a_thing_is_goes_where_the_photos_are(seed: int, common: float):
    random = np.random.default_rng(seed)
    fits = random.random(2000) < common
    # Normal log likelihood ratios have a variance of twice their mean.
    evidence = random.normal(np.where(fits, 3, -3), np.sqrt(6))
    usual = np.log(0.05 / 0.95)
    found = prevalence(evidence, usual)
    truth = np.log(common / (1 - common))
    assert abs(found - truth) < max(0.7, abs(usual - truth) + 0.1)


@given(st.lists(st.floats(0, 1), max_size=50))
def test_the_cut_stays_within_its_bounds(probabilities: list[float]):
    assert LEAST_CUT <= best_cut(np.array(probabilities)) <= LARGEST_CUT


def test_sure_photos_are_cut_from_unsure_ones():
    cut = best_cut(np.array([0.95] * 20 + [0.02] * 200))
    assert cut == LARGEST_CUT
    assert best_cut(np.array([0.45] * 20 + [0.1] * 200)) == pytest.approx(0.45)


@given(count=st.integers(1, 80), value=st.floats(-1, 1))
def test_photos_that_are_all_the_same_are_no_trouble(count: int, value: float):
    middle, deviation, known = features(np.full(count, value, np.float32), np.empty(0, np.float32))
    assert deviation > 0
    assert np.isfinite([middle, *known]).all()
