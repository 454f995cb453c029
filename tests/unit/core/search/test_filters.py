"""What follows from a filter: whether it needs a model, is a search alone, and which changes concern it."""

import pickle
from pathlib import Path
from typing import get_args

import pytest

from clipphotos.core.changes import Changes
from clipphotos.core.errors import KnownError
from clipphotos.core.operations.annotation import Flag
from clipphotos.core.search.filters import (
    CatalogueFilter,
    CategoryFilter,
    Filter,
    FlagFilter,
    FolderFilter,
    LeastRating,
    TagFilter,
)

ONE_OF_EACH: tuple[Filter, ...] = (
    FolderFilter(Path("/photos")),
    CategoryFilter(1, "Cats"),
    TagFilter("cat"),
    LeastRating(4),
    FlagFilter(Flag.PICK),
)


def test_every_type_is_tried_here():
    assert {type(each) for each in ONE_OF_EACH} == set(get_args(Filter))


def test_the_catalogue_knows_whatever_needs_no_model():
    for kind in get_args(Filter):
        assert kind.needs_model is (kind not in get_args(CatalogueFilter))


def test_only_a_folder_is_no_search_alone():
    assert [kind for kind in get_args(Filter) if not kind.stands_alone] == [FolderFilter]


@pytest.mark.parametrize(
    ("changes", "kinds"),
    [
        (Changes(tags=True), {TagFilter}),
        (Changes(ratings=True), {LeastRating}),
        (Changes(flags=True), {FlagFilter}),
        (Changes(categories=True), {CategoryFilter}),
        (Changes(photos=True, roots=True, vectors=True, models=True, inboxes=True), set()),
    ],
)
def test_which_changes_concern_it(changes: Changes, kinds: set[type]):
    assert {type(each) for each in ONE_OF_EACH if each.is_concerned_by(changes)} == kinds


@pytest.mark.parametrize("stars", [-1, 0, 6])
def test_stars_that_do_not_exist_are_refused(stars: int):
    with pytest.raises(KnownError, match="rating-out-of-range"):
        LeastRating(stars)
    assert [LeastRating(each).stars for each in range(1, 6)] == [1, 2, 3, 4, 5]


def test_what_is_only_shown_makes_no_other_filter():
    assert TagFilter("cat", "猫") == TagFilter("cat")
    assert CategoryFilter(1, "Cats") == CategoryFilter(1, "Kittens") != CategoryFilter(2, "Cats")
    assert TagFilter("cat", kinds=("cat", "kitten")) != TagFilter("cat")


def test_filters_travel_between_processes():
    assert pickle.loads(pickle.dumps(ONE_OF_EACH)) == ONE_OF_EACH
