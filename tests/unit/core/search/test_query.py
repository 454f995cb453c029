"""What a query asks for: likeness, filters, nothing; and which changes concern its answer."""

from pathlib import Path

import pytest

from clipphotos.core.changes import Changes
from clipphotos.core.operations.annotation import Flag
from clipphotos.core.search.filters import (
    CategoryFilter,
    Filter,
    FlagFilter,
    FolderFilter,
    LeastRating,
    TagFilter,
)
from clipphotos.core.search.query import SearchQuery

FOLDER = FolderFilter(Path("/photos"))


@pytest.mark.parametrize(
    ("query", "by_content", "filtered", "needs_model"),
    [
        (SearchQuery(), False, False, False),
        (SearchQuery(" \t"), False, False, False),
        (SearchQuery(filters=(FOLDER,)), False, False, False),
        (SearchQuery("cat"), True, False, True),
        (SearchQuery(like=Path("cat.jpg")), True, False, True),
        (SearchQuery("cat", filters=(FOLDER,)), True, False, True),
        (SearchQuery(filters=(FOLDER, TagFilter("cat"))), False, True, False),
        (SearchQuery(filters=(LeastRating(1), TagFilter("cat"))), False, True, False),
        (SearchQuery(filters=(LeastRating(1), CategoryFilter(1))), False, True, True),
        (SearchQuery("cat", filters=(LeastRating(1),)), True, True, True),
    ],
)
def test_what_is_asked(query: SearchQuery, by_content: bool, filtered: bool, needs_model: bool):
    assert query.is_by_content is by_content
    assert query.is_filtered is filtered
    assert query.needs_model is needs_model
    assert query.is_search is (by_content or filtered)


def test_an_example_is_no_words():
    assert not SearchQuery(like=Path("cat.jpg")).has_words
    assert SearchQuery(" cat").has_words


def test_filters_by_type():
    query = SearchQuery(filters=(TagFilter("cat"), FOLDER, TagFilter("snow")))
    assert query.filters_of(TagFilter) == (TagFilter("cat"), TagFilter("snow"))
    assert query.filters_of(FolderFilter) == (FOLDER,)
    assert query.filters_of(LeastRating) == ()


@pytest.mark.parametrize(
    ("filters", "changes", "is_concerned"),
    [
        ((), Changes(vectors=True), True),
        ((), Changes(models=True), True),
        ((), Changes(photos=True, roots=True, tags=True, ratings=True, categories=True, inboxes=True), False),
        ((FOLDER, TagFilter("cat")), Changes(tags=True), True),
        ((TagFilter("cat"), LeastRating(3)), Changes(ratings=True), True),
        ((TagFilter("cat"), LeastRating(3)), Changes(categories=True), False),
    ],
)
def test_which_changes_concern_it(filters: tuple[Filter, ...], changes: Changes, is_concerned: bool):
    assert SearchQuery("cat", filters=filters).is_concerned_by(changes) is is_concerned


CAT, STARS, PICKED = SearchQuery("cat"), LeastRating(3), FlagFilter(Flag.PICK)


@pytest.mark.parametrize(
    ("now", "before", "is_wider"),
    [
        (SearchQuery(), CAT, True),
        (SearchQuery(filters=(STARS,)), SearchQuery("cat", filters=(STARS,)), True),
        (SearchQuery("cat "), SearchQuery("cat", filters=(STARS,)), True),
        (SearchQuery(filters=(PICKED,)), SearchQuery(like=Path("/a"), filters=(STARS, PICKED)), True),
        (CAT, CAT, False),
        (CAT, SearchQuery(), False),
        (SearchQuery("dog"), CAT, False),
        (SearchQuery(filters=(PICKED,)), SearchQuery("cat", filters=(STARS,)), False),
        (SearchQuery(like=Path("/a")), SearchQuery(like=Path("/b"), filters=(STARS,)), False),
    ],
)
def test_which_search_is_wider_than_another(now: SearchQuery, before: SearchQuery, is_wider: bool):
    assert now.is_wider_than(before) is is_wider
