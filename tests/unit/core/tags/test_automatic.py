"""Choosing tags: what stands out, without saying one thing in many ways."""

import numpy as np
import pytest

from clipphotos.core.tags.automatic import (
    LEAST_Z,
    MOST_TAGS,
    Background,
    Sureness,
    background,
    choose_tags,
    commonness,
    share_of_sureness,
    sureness,
)
from clipphotos.core.vectors import unit

AXES = np.eye(6, dtype=np.float32)
PLAIN = Background(np.zeros(6, np.float32), np.full(6, 0.1, np.float32))
NO_PARENTS = [-1] * 6


def places(photo: list[float], parents: list[int], least_z: float = 3.0) -> list[int]:
    (tags,) = choose_tags(unit([photo]), AXES, PLAIN, parents, least_z)
    return [tag.place for tag in tags]


def test_what_stands_out_is_said_best_first():
    assert places([0.5, 0.9, 0.1, 0, 0, 0], NO_PARENTS) == [1, 0]


def test_the_least_score_is_enough():
    tags = {least: places([1, 0, 0, 0, 0, 0], NO_PARENTS, least_z=least) for least in (10.0, 10.001)}
    assert tags == {10.0: [0], 10.001: []}


def test_a_concept_near_every_photo_is_said_of_none():
    random = np.random.default_rng(0)
    common = unit(np.array([1, 0, 0, 0, 0, 0]) + 0.3 * random.normal(size=(300, 6)))
    known = background(common, AXES)
    tags = choose_tags(common, AXES, known, NO_PARENTS, 3.0)
    assert np.mean([0 in [tag.place for tag in each] for each in tags]) < 0.01


def test_of_siblings_the_best_is_said():
    assert places([0.6, 0.7, 0.5, 0, 0, 0], [-1, 3, 3, -1, -1, -1]) == [1, 0]


def test_a_kind_is_not_said_beside_a_better_genus_but_a_genus_beside_a_better_kind_is():
    parents = [-1, 0, 1, -1, -1, -1]
    assert places([0.7, 0.4, 0.6, 0, 0, 0], parents) == [0]
    assert places([0.4, 0, 0.8, 0, 0, 0], parents) == [2, 0]


def test_there_is_an_end_to_tags():
    concepts = unit(np.random.default_rng(1).normal(size=(40, 8)) + 3)
    known = Background(np.zeros(40, np.float32), np.full(40, 0.01, np.float32))
    (tags,) = choose_tags(unit(np.ones((1, 8))), concepts, known, [-1] * 40)
    assert len(tags) == MOST_TAGS
    assert [tag.cosine for tag in tags] == sorted((tag.cosine for tag in tags), reverse=True)


def test_a_small_library_borrows_from_all_concepts():
    photos = unit(np.random.default_rng(2).normal(size=(2, 6)))
    few, cosines = background(photos, AXES), photos @ AXES.T
    low, middle = np.quantile(cosines, (0.159, 0.5), axis=0)
    assert np.ptp(few.deviations) < np.ptp(middle - low)
    np.testing.assert_allclose(few.means, middle, rtol=1e-6)


def test_photos_that_show_a_concept_do_not_hide_themselves():
    random = np.random.default_rng(3)
    others = unit(0.3 * random.normal(size=(140, 6)) + [0, 1, 0, 0, 0, 0])
    shows = unit(0.1 * random.normal(size=(60, 6)) + [3, 0, 0, 0, 0, 0])
    known = background(np.concatenate([others, shows]), AXES)
    tags = choose_tags(shows, AXES, known, NO_PARENTS, 2.5)
    assert np.mean([0 in [tag.place for tag in each] for each in tags]) > 0.95


def test_mere_groups_are_not_said_and_hide_nothing():
    parents = [-1, 0, 1, 1, -1, -1]
    photo = unit([[0.1, 0.9, 0.6, 0.5, 0, 0]])
    (tags,) = choose_tags(photo, AXES, PLAIN, parents, 3.0, unsaid=[1])
    assert [tag.place for tag in tags] == [2]


def test_in_a_small_library_texts_say_what_is_usual():
    """All of a few photos show the same: measured by them alone, nothing is unusual about that."""
    photos = unit(np.array([[0.2, 0.9, 0.1, 0, 0, 0]] * 3))
    cosines = photos @ AXES.T
    alone, helped = background(photos, AXES), background(photos, AXES, commonness(AXES))
    assert ((cosines - alone.means) / alone.deviations)[0, 1] < 0.01
    assert ((cosines - helped.means) / helped.deviations)[0, 1] > 5


def test_a_concept_that_is_near_all_others_is_expected_more():
    concepts = unit([[1.0, 1.0, 1.0], [1.0, 0.1, 0.0], [0.0, 1.0, 0.1], [0.0, 0.1, 1.0]])
    common = commonness(concepts)
    assert common.argmax() == 0
    photos = unit(np.array([[0.5, 0.5, 0.5]] * 3))
    means = background(photos, concepts, common).means
    assert means.argmax() == 0
    assert means[0] > means[1] + 0.1


def test_in_a_large_library_texts_say_nothing():
    random = np.random.default_rng(5)
    photos = unit(random.normal(loc=0.3, size=(40, 6)))
    np.testing.assert_allclose(
        background(photos, AXES).means, background(photos, AXES, commonness(AXES)).means
    )


def test_concepts_that_are_all_alike_teach_nothing():
    photos = unit(np.random.default_rng(6).normal(size=(4, 6)))
    assert np.isfinite(background(photos, AXES, commonness(AXES)).means).all()


def test_sureness_rises_with_the_score():
    assert [sureness(score) for score in (4.7, 5.6, 12.0)] == [
        Sureness.POSSIBLE,
        Sureness.PROBABLE,
        Sureness.SURE,
    ]
    assert [sureness(score) for score in (5.5, 6.5)] == [Sureness.PROBABLE, Sureness.SURE], "at the borders"
    shares = [share_of_sureness(score) for score in (-1, 0, LEAST_Z, 6, 40, None)]
    assert shares == sorted(shares)
    assert shares[2] == 0.5
    assert shares[-1] == 1.0


@pytest.mark.parametrize(
    ("score", "share"),
    [
        (None, 1.0),
        (LEAST_Z, 0.5),
        (2 * LEAST_Z, 0.75),
        (LEAST_Z / 2, 0.0),
        (LEAST_Z / 4, 0.0),
        (0.0, 0.0),
        (-1.0, 0.0),
    ],
)
def test_a_score_as_a_share(score: float | None, share: float):
    assert share_of_sureness(score) == pytest.approx(share)


@pytest.mark.parametrize(
    ("score", "expected"),
    [(6.5, Sureness.SURE), (6.49, Sureness.PROBABLE), (5.5, Sureness.PROBABLE), (5.49, Sureness.POSSIBLE)],
)
def test_how_sure_a_tag_is_at_the_limits(score: float, expected: Sureness):
    assert sureness(score) is expected
