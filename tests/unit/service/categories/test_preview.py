"""What a category would take, what to review, and what teaching does, through the service."""

from pathlib import Path
from typing import Any

import pytest

from clipphotos.core.search import SearchQuery
from clipphotos.service.protocol.categories import (
    AddCategory,
    AskForReview,
    CategoryPreview,
    ChangeCategory,
    CountCategories,
    ListCategories,
    PreviewCategory,
    Review,
    Teach,
    Teaching,
)
from clipphotos.service.protocol.library import RemoveRoot
from clipphotos.service.protocol.searching import Search
from support.pictures import make_photos
from support.services import Service


@pytest.fixture
def filled(service: Service, folder: Path) -> Service:
    """A library of 48 photos, six of each of eight colours."""
    make_photos(folder, 48)
    service.index(folder)
    return service


def ids_of(service: Service, colour: str) -> set[int]:
    return {hit.photo_id for hit in service.search(colour) if colour in hit.path.name}


def preview(service: Service, name: str, **options: Any) -> CategoryPreview:
    return service.run(PreviewCategory(options.pop("category_id", 0), name, **options))


def add(service: Service, name: str, **options: Any) -> int:
    return service.run(AddCategory(name, **options)).category_id


def review(service: Service, category_id: int | None = None, count: int = 30) -> Review:
    return service.run(AskForReview(category_id, count))


def category_photos(service: Service, category_id: int, **options: Any) -> list[int]:
    query = SearchQuery(category=category_id, limit=1000, **options)
    return [hit.photo_id for hit in service.ask(query).hits]


def test_a_preview_shows_what_the_words_mean(filled: Service):
    seen = preview(filled, "red")
    assert {each.photo_id for each in seen.best[:6]} == ids_of(filled, "red")
    assert seen.searchable == sum(seen.histogram) == 48
    assert not seen.is_estimate
    probabilities = [each.probability for each in seen.best]
    assert probabilities == sorted(probabilities, reverse=True)


def test_the_border_is_split_at_the_threshold(filled: Service):
    for threshold in (0.1, 0.3, 0.5, 0.7, 0.9):
        seen = preview(filled, "red", threshold=threshold)
        assert all(each.probability >= threshold for each in seen.inside)
        assert all(each.probability < threshold for each in seen.outside)
        assert len(seen.inside) == min(12, seen.taken)
        assert len(seen.outside) == min(12, 48 - seen.taken)


def test_a_category_that_says_the_same_overlaps_wholly(filled: Service):
    add(filled, "Roses", labels=("red",))
    add(filled, "Sky", labels=("blue",))
    seen = preview(filled, "red")
    assert seen.overlaps
    name, share = seen.overlaps[0]
    assert name == "Roses"
    assert share > 0.9


def test_a_changed_category_does_not_compete_with_itself(filled: Service):
    key = add(filled, "Roses", labels=("red",))
    assert preview(filled, "Roses", labels=("red",), category_id=key).overlaps == ()


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"name": ""}, "label-empty"),
        ({"name": "x" * 501}, "label-too-long"),
        ({"name": "x", "template": "a photo"}, "template-without-label"),
        ({"name": "x", "threshold": 2.0}, "threshold-out-of-range"),
    ],
)
def test_what_is_no_category_is_not_previewed(filled: Service, options: dict[str, Any], code: str):
    assert filled.refusal(PreviewCategory(0, **options)) == code


@pytest.mark.parametrize("name", ["🐈‍⬛", "قطط", "x" * 500, "{label}", "a\nb"])
def test_unusual_names_are_previewed(filled: Service, name: str):
    assert preview(filled, name).searchable == 48


def test_an_empty_library_is_previewed(service: Service):
    seen = preview(service, "red")
    assert (seen.taken, seen.searchable, seen.best, seen.right) == (0, 0, (), None)


def test_photos_that_left_the_library_are_not_shown(filled: Service):
    with filled.host() as host:
        assert host.run(PreviewCategory(0, "red")).searchable == 48
        host.run(RemoveRoot(1))
        assert host.run(PreviewCategory(0, "red")).best == ()


def test_a_change_is_kept_and_its_threshold_belongs_to_the_model(filled: Service):
    key = add(filled, "Roses", labels=("red",))
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
    key = add(filled, "Roses")
    add(filled, "Sky")
    before = filled.run(ListCategories())
    assert filled.refusal(ChangeCategory(key, name, (), "", 0.5, "", colour)) == code
    assert filled.run(ListCategories()) == before


def test_a_category_that_is_gone_cannot_be_changed_taught_or_shown(filled: Service):
    photo = next(iter(ids_of(filled, "red")))
    add(filled, "Sky")
    for command in (
        ChangeCategory(99, "x", (), "", 0.5, "", ""),
        Teach((Teaching(photo, 99, True),)),
        AskForReview(99),
        Search(SearchQuery(category=99)),
    ):
        assert filled.refusal(command) == "category-gone"


def test_what_is_taught_counts_and_can_be_taken_back(filled: Service):
    roses, sky = add(filled, "Roses", labels=("red",)), add(filled, "Sky", labels=("blue",))
    photo = next(iter(ids_of(filled, "red")))

    def counts() -> list[tuple[int, int]]:
        return [(each.examples, each.rejected) for each in filled.run(ListCategories())]

    filled.run(Teach((Teaching(photo, roses, True),)))
    assert counts() == [(1, 0), (0, 0)]
    takes_back = filled.run(Teach((Teaching(photo, roses, False), Teaching(photo, sky, True))))
    assert counts() == [(0, 1), (1, 0)]
    filled.run(Teach(takes_back))
    assert counts() == [(1, 0), (0, 0)]


def test_moving_an_example_to_another_category_is_taken_back_too(filled: Service):
    roses, sky = add(filled, "Roses"), add(filled, "Sky")
    photo = next(iter(ids_of(filled, "red")))
    filled.run(Teach((Teaching(photo, roses, True),)))
    takes_back = filled.run(Teach((Teaching(photo, sky, True),)))
    filled.run(Teach(takes_back))
    assert [each.examples for each in filled.run(ListCategories())] == [1, 0]


def test_a_category_shows_its_photos(filled: Service):
    roses = add(filled, "Roses", labels=("red",), threshold=0.3)
    add(filled, "Sky", labels=("blue",))
    assert set(category_photos(filled, roses)) == ids_of(filled, "red")


def test_what_the_user_said_outweighs_what_the_model_thinks(filled: Service):
    roses = add(filled, "Roses", labels=("red",), threshold=0.3)
    sky = add(filled, "Sky", labels=("blue",), threshold=0.3)
    red, green = next(iter(ids_of(filled, "red"))), next(iter(ids_of(filled, "green")))
    filled.run(Teach((Teaching(red, roses, False), Teaching(green, roses, True))))
    found = category_photos(filled, roses)
    assert green in found
    assert red not in found
    filled.run(Teach((Teaching(green, sky, True),)))
    assert green not in category_photos(filled, roses)
    assert green in category_photos(filled, sky)


def test_the_number_beside_a_category_is_that_of_its_photos(filled: Service):
    roses = add(filled, "Roses", labels=("red",), threshold=0.3)
    sky = add(filled, "Sky", labels=("blue",), threshold=0.99)
    red, green = next(iter(ids_of(filled, "red"))), next(iter(ids_of(filled, "green")))
    filled.run(Teach((Teaching(red, roses, False), Teaching(green, sky, True))))
    counted = filled.run(CountCategories())
    assert dict(counted.counts) == {key: len(category_photos(filled, key)) for key in (roses, sky)}
    assert green in category_photos(filled, sky)
    assert red not in category_photos(filled, roses)


def test_words_rank_the_photos_of_a_category(filled: Service):
    key = add(filled, "Roses", labels=("red", "pink"), threshold=0.1)
    everything = category_photos(filled, key)
    by_words = category_photos(filled, key, text="red")
    assert set(by_words) == set(everything)
    assert set(by_words[:6]) == ids_of(filled, "red")


def test_a_review_asks_first_what_is_least_clear(filled: Service):
    roses = add(filled, "Roses", labels=("red",))
    add(filled, "Sky", labels=("blue",))
    asked = review(filled, roses)
    probabilities = [dict(each.guesses)[roses] for each in asked.photos]
    doubts = [round(abs(probability - 0.5), 5) for probability in probabilities]
    assert len(doubts) > 5
    assert doubts == sorted(doubts)


def test_a_review_does_not_ask_again(filled: Service):
    roses = add(filled, "Roses", labels=("red",))
    asked = [each.photo_id for each in review(filled, roses).photos]
    filled.run(Teach(tuple(Teaching(photo, roses, False) for photo in asked[:3])))
    assert not set(asked[:3]) & {each.photo_id for each in review(filled, roses).photos}


def test_a_review_of_everything_guesses_the_likeliest_first(filled: Service):
    add(filled, "Roses", labels=("red",))
    add(filled, "Sky", labels=("blue",))
    photos = review(filled, count=5).photos
    assert 0 < len(photos) <= 5
    for each in photos:
        probabilities = [probability for _, probability in each.guesses]
        assert probabilities == sorted(probabilities, reverse=True)


def test_without_categories_there_is_nothing_to_review(filled: Service):
    assert filled.refusal(AskForReview()) == "no-categories"
