"""Categories through the service: made, refused, forgotten."""

import pytest

from clipphotos.core.category import Category
from clipphotos.service.protocol.categories import (
    AddCategory,
    ListCategories,
    RemoveCategory,
)
from clipphotos.service.protocol.command import Command
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
