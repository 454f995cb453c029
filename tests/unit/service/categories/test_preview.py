"""What a category would take of the library."""

from typing import Any

import pytest

from clipphotos.service.protocol.categories import (
    CategoryPreview,
    PhotoExample,
    PreviewCategory,
    SetExamples,
)
from clipphotos.service.protocol.library import RemoveRoot
from support.category_photos import add_category, ids_of
from support.services import Service


def preview(service: Service, name: str, **options: Any) -> CategoryPreview:
    return service.run(PreviewCategory(options.pop("category_id", 0), name, **options))


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
    add_category(filled, "Roses", labels=("red",))
    add_category(filled, "Sky", labels=("blue",))
    seen = preview(filled, "red")
    assert seen.overlaps
    name, share = seen.overlaps[0]
    assert name == "Roses"
    assert share > 0.9


def test_a_changed_category_does_not_compete_with_itself(filled: Service):
    key = add_category(filled, "Roses", labels=("red",))
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


def test_it_is_known_how_many_examples_a_category_has(filled: Service):
    key = add_category(filled, "Roses", labels=("red",))
    assert preview(filled, "Roses", category_id=key).examples == 0
    some = sorted(ids_of(filled, "red"))[:3]
    filled.run(SetExamples(tuple(PhotoExample(each, key, is_member=each != some[0]) for each in some)))
    seen = preview(filled, "Roses", category_id=key)
    assert (seen.examples, seen.right_examples) == (3, 0)
    assert preview(filled, "Another").examples == 0
