"""Categories through the service: made, changed, refused, forgotten, taught."""

import pytest

from clipphotos.core.categories.category import Category
from clipphotos.core.search.filters import CategoryFilter
from clipphotos.core.search.query import SearchQuery
from clipphotos.service.protocol.categories import (
    AddCategory,
    AskForReview,
    ChangeCategory,
    ListCategories,
    PhotoExample,
    RemoveCategory,
    SetExamples,
)
from clipphotos.service.protocol.command import Command
from clipphotos.service.protocol.searching import Search
from support.category_photos import add_category, ids_of
from support.services import Service


def listed(service: Service) -> tuple[Category, ...]:
    return service.run(ListCategories())


def test_a_category_is_made_and_forgotten(service: Service):
    service.run(AddCategory("  Cats  and kittens", ("cat", "kitten", "猫"), "animals", 0.8))
    (category,) = listed(service)
    assert category.name == "Cats and kittens"
    assert category.labels == ("cat", "kitten", "猫")
    assert (category.folder, category.threshold) == ("animals", 0.8)
    service.run(RemoveCategory(" cats  AND kittens"))
    assert listed(service) == ()


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (AddCategory(" "), "label-empty"),
        (AddCategory("x", (" ",)), "label-empty"),
        (AddCategory("x" * 501), "label-too-long"),
        (AddCategory("x", tuple(map(str, range(51)))), "too-many-labels"),
        (AddCategory("x", threshold=1.5), "threshold-out-of-range"),
        (AddCategory("x", threshold=float("nan")), "threshold-out-of-range"),
        (AddCategory("CATS"), "category-exists"),
        (RemoveCategory("dogs"), "category-unknown"),
    ],
)
def test_what_is_no_category_is_refused_and_nothing_is_lost(
    service: Service, command: Command[object], code: str
):
    service.run(AddCategory("cats"))
    assert service.refusal(command) == code
    assert [category.name for category in listed(service)] == ["cats"]


@pytest.mark.parametrize("name", ["🐈", "قطط", "x" * 500, "../..", "CON", "50 % {label}"])
def test_unusual_names_are_kept_as_they_are(service: Service, name: str):
    service.run(AddCategory(name))
    assert [category.name for category in listed(service)] == [name]


def test_a_change_is_kept_and_its_threshold_belongs_to_the_model(filled: Service):
    key = add_category(filled, "Roses", labels=("red",))
    filled.run(
        ChangeCategory(key, "Tulips", ("yellow", "orange"), "flowers", 0.8, "a {label} thing", "#112233")
    )
    (category,) = filled.run(ListCategories())
    assert category.name == "Tulips"
    assert category.labels == ("yellow", "orange")
    assert (category.folder, category.threshold) == ("flowers", 0.8)
    assert (category.template, category.colour) == ("a {label} thing", "#112233")
    with filled.host(read_only=True) as host:
        host.run(ListCategories())


@pytest.mark.parametrize(
    ("name", "colour", "code"),
    [("sky", "", "category-exists"), (" ", "", "label-empty"), ("x", "red", "colour-unknown")],
)
def test_a_change_that_cannot_be_changes_nothing(filled: Service, name: str, colour: str, code: str):
    key = add_category(filled, "Roses")
    add_category(filled, "Sky")
    before = filled.run(ListCategories())
    assert filled.refusal(ChangeCategory(key, name, (), "", 0.5, "", colour)) == code
    assert filled.run(ListCategories()) == before


def test_a_category_that_is_gone_cannot_be_changed_taught_or_shown(filled: Service):
    photo = next(iter(ids_of(filled, "red")))
    add_category(filled, "Sky")
    for command in (
        ChangeCategory(99, "x", (), "", 0.5, "", ""),
        SetExamples((PhotoExample(photo, 99, True),)),
        AskForReview(99),
        Search(SearchQuery(filters=(CategoryFilter(99),))),
    ):
        assert filled.refusal(command) == "category-gone"


def test_what_is_taught_counts_and_can_be_taken_back(filled: Service):
    roses, sky = add_category(filled, "Roses", labels=("red",)), add_category(filled, "Sky", labels=("blue",))
    photo = next(iter(ids_of(filled, "red")))

    def counts() -> list[tuple[int, int]]:
        return [(each.examples, each.rejected) for each in filled.run(ListCategories())]

    filled.run(SetExamples((PhotoExample(photo, roses, True),)))
    assert counts() == [(1, 0), (0, 0)]
    takes_back = filled.run(SetExamples((PhotoExample(photo, roses, False), PhotoExample(photo, sky, True))))
    assert counts() == [(0, 1), (1, 0)]
    filled.run(SetExamples(takes_back))
    assert counts() == [(1, 0), (0, 0)]


def test_moving_an_example_to_another_category_is_taken_back_too(filled: Service):
    roses, sky = add_category(filled, "Roses"), add_category(filled, "Sky")
    photo = next(iter(ids_of(filled, "red")))
    filled.run(SetExamples((PhotoExample(photo, roses, True),)))
    takes_back = filled.run(SetExamples((PhotoExample(photo, sky, True),)))
    filled.run(SetExamples(takes_back))
    assert [each.examples for each in filled.run(ListCategories())] == [1, 0]


def test_before_a_model_was_used_a_threshold_is_meant_for_all(service: Service):
    key = add_category(service, "Roses", threshold=0.3)
    service.run(ChangeCategory(key, "Roses", (), "", 0.8, "", ""))
    assert [category.threshold for category in listed(service)] == [0.8]
