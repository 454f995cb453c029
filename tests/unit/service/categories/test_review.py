"""Which photos the user is asked about."""

import pytest

from clipphotos.service.protocol.categories import AskForReview, PhotoExample, Review, SetExamples
from support.category_photos import add_category, ids_of
from support.services import Service


def review(service: Service, category_id: int | None = None, count: int = 30) -> Review:
    return service.run(AskForReview(category_id, count))


def test_a_review_asks_first_what_is_least_clear(filled: Service):
    roses = add_category(filled, "Roses", labels=("red",))
    add_category(filled, "Sky", labels=("blue",))
    asked = review(filled, roses)
    probabilities = [dict(each.guesses)[roses] for each in asked.photos]
    doubts = [round(abs(probability - 0.5), 5) for probability in probabilities]
    assert len(doubts) > 5
    assert doubts == sorted(doubts)


def test_a_review_does_not_ask_again(filled: Service):
    roses = add_category(filled, "Roses", labels=("red",))
    asked = [each.photo_id for each in review(filled, roses).photos]
    filled.run(SetExamples(tuple(PhotoExample(photo, roses, False) for photo in asked[:3])))
    assert not set(asked[:3]) & {each.photo_id for each in review(filled, roses).photos}


def test_a_review_of_everything_guesses_the_likeliest_first(filled: Service):
    add_category(filled, "Roses", labels=("red",))
    add_category(filled, "Sky", labels=("blue",))
    photos = review(filled, count=5).photos
    assert 0 < len(photos) <= 5
    for each in photos:
        probabilities = [probability for _, probability in each.guesses]
        assert probabilities == sorted(probabilities, reverse=True)


def test_without_categories_there_is_nothing_to_review(filled: Service):
    assert filled.refusal(AskForReview()) == "no-categories"


def test_what_was_said_of_one_category_is_still_asked_about_another(filled: Service):
    roses = add_category(filled, "Roses", labels=("red",))
    sky = add_category(filled, "Sky", labels=("blue",))
    told = ids_of(filled, "red")
    filled.run(SetExamples(tuple(PhotoExample(photo, roses, False) for photo in told)))
    asked = {key: {each.photo_id for each in review(filled, key, 48).photos} for key in (roses, sky, None)}
    assert not told & asked[roses]
    assert told & asked[sky]
    assert not told & asked[None]


@pytest.mark.parametrize("categories", [1, 2, 5])
def test_at_most_three_guesses_are_shown(filled: Service, categories: int):
    keys = [add_category(filled, name) for name in ("red", "blue", "green", "yellow", "white")[:categories]]
    photos = review(filled, count=1000).photos
    assert 0 < len(photos) <= 48
    for each in photos:
        assert len(each.guesses) == min(3, categories)
        assert {key for key, _ in each.guesses} <= set(keys)
    (first,) = review(filled, keys[0], 1).photos
    assert first.photo_id in {each.photo_id for each in photos}
