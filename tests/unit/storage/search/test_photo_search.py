"""Filters as SQL: which photos they let through, how they are ranked and counted."""

from pathlib import Path

import pytest

from clipphotos.core.errors import NotInLibrary
from clipphotos.core.operations.annotation import Flag
from clipphotos.core.search.filters import FlagFilter, FolderFilter, LeastRating, TagFilter
from clipphotos.core.tags.photo_tags import TagSource
from clipphotos.storage import photos
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.search import photo_search
from clipphotos.storage.search.photo_search import EVERYTHING, PhotoSelection, select
from support.catalogues import add_photos, content, embed, read

FIVE = {"a.jpg": "a", "b.jpg": "b", "sub/c.jpg": "c", "sub/d.jpg": "d", "subtle/e.jpg": "e"}


@pytest.fixture
def library(catalogue: Catalogue) -> dict[str, int]:
    """Ids by name of five photos, each with a content of its own."""
    ids = add_photos(catalogue, Path("/p"), *FIVE)
    for name, letter in FIVE.items():
        read(catalogue, ids[name], letter)
    return ids


def tag(catalogue: Catalogue, letter: str, term: str, source: TagSource, score: float | None = None) -> None:
    with catalogue.transaction():
        row = (content(letter), term, source.value, score)
        catalogue.execute("INSERT INTO photo_tag VALUES (?, ?, ?, ?, NULL)", row)


def rate(catalogue: Catalogue, photo_id: int, stars: int) -> None:
    with catalogue.transaction():
        catalogue.execute("UPDATE photo SET rating = ? WHERE id = ?", (stars, photo_id))


def has(term: str, *kinds: str) -> TagFilter:
    return TagFilter(term, kinds=(term, *kinds))


def names(catalogue: Catalogue, selection: PhotoSelection, limit: int = 100) -> list[str]:
    found = photo_search.selected_photos(catalogue, selection, limit)
    return [each.path.relative_to("/p").as_posix() for each in found]


def test_no_filter_selects_every_searchable_photo(catalogue: Catalogue, library: dict[str, int]):
    with catalogue.transaction():
        photos.mark_missing(catalogue, [library["b.jpg"]])
    assert select(catalogue, []) == EVERYTHING
    assert EVERYTHING.is_everything
    assert names(catalogue, EVERYTHING) == ["a.jpg", "sub/c.jpg", "sub/d.jpg", "subtle/e.jpg"]


def test_a_folder_is_a_place(catalogue: Catalogue, library: dict[str, int]):
    rate(catalogue, library["sub/d.jpg"], 3)
    selection = select(catalogue, [FolderFilter(Path("/p/sub")), LeastRating(1)])
    assert not selection.is_everything
    assert names(catalogue, selection) == ["sub/d.jpg"]
    assert photo_search.count_selected(catalogue, selection) == 1
    assert photo_search.count_looked_at(catalogue, selection) == 2
    with pytest.raises(NotInLibrary):
        select(catalogue, [FolderFilter(Path("/elsewhere"))])


def test_a_rating_is_enough_at_its_very_number(catalogue: Catalogue, library: dict[str, int]):
    for stars, name in enumerate(FIVE, start=1):
        rate(catalogue, library[name], stars)
    for least in range(1, 6):
        found = names(catalogue, select(catalogue, [LeastRating(least)]))
        assert found == list(reversed(FIVE))[: 6 - least], "the best first"


@pytest.mark.parametrize("flag", Flag)
def test_a_flag_is_one_of_three(catalogue: Catalogue, library: dict[str, int], flag: Flag):
    for name, value in (("a.jpg", Flag.PICK), ("sub/c.jpg", Flag.REJECT), ("sub/d.jpg", Flag.PICK)):
        with catalogue.transaction():
            catalogue.execute("UPDATE photo SET flag = ? WHERE id = ?", (value, library[name]))
    expected = {
        Flag.PICK: ["a.jpg", "sub/d.jpg"],
        Flag.REJECT: ["sub/c.jpg"],
        Flag.NONE: ["b.jpg", "subtle/e.jpg"],
    }
    selection = select(catalogue, [FlagFilter(flag)])
    assert names(catalogue, selection) == expected[flag]
    assert photo_search.count_selected(catalogue, selection) == len(expected[flag])


def test_a_tag_or_any_of_its_kinds_will_do(catalogue: Catalogue, library: dict[str, int]):
    tag(catalogue, "a", "animal", TagSource.USER)
    tag(catalogue, "b", "cat", TagSource.AUTOMATIC, 6.0)
    tag(catalogue, "c", "car", TagSource.USER)
    assert names(catalogue, select(catalogue, [has("animal", "cat", "dog")])) == ["a.jpg", "b.jpg"]
    assert names(catalogue, select(catalogue, [has("cat")])) == ["b.jpg"]


def test_a_rejected_kind_is_no_tag(catalogue: Catalogue, library: dict[str, int]):
    """A cat that was taken off is not found under animal."""
    tag(catalogue, "a", "cat", TagSource.REJECTED, 9.0)
    tag(catalogue, "b", "cat", TagSource.AUTOMATIC, 5.0)
    selection = select(catalogue, [has("animal", "cat")])
    assert names(catalogue, selection) == ["b.jpg"]
    assert photo_search.count_selected(catalogue, selection) == 1
    model_id, keys = embed(catalogue, "abcde")
    assert photo_search.matching(catalogue, model_id, selection).ids.tolist() == [keys["b"]]
    assert [each.photo_id for each in photo_search.photos_behind(catalogue, [*keys.values()], selection)] == [
        library["b.jpg"]
    ]


def test_a_rejected_kind_does_not_make_a_tag_surer(catalogue: Catalogue, library: dict[str, int]):
    tag(catalogue, "a", "cat", TagSource.REJECTED, 9.0)
    tag(catalogue, "a", "dog", TagSource.AUTOMATIC, 5.0)
    tag(catalogue, "b", "dog", TagSource.AUTOMATIC, 6.0)
    selection = select(catalogue, [has("animal", "cat", "dog")])
    found = photo_search.selected_photos(catalogue, selection, 10)
    assert [(each.photo_id, each.score) for each in found] == [
        (library["b.jpg"], 6.0),
        (library["a.jpg"], 5.0),
    ]


def test_a_rejected_tag_outweighs_its_kinds(catalogue: Catalogue, library: dict[str, int]):
    tag(catalogue, "a", "cat", TagSource.USER)
    tag(catalogue, "a", "animal", TagSource.REJECTED)
    assert names(catalogue, select(catalogue, [has("animal", "cat")])) == []
    assert names(catalogue, select(catalogue, [has("cat")])) == ["a.jpg"]


def test_all_filters_must_hold_and_the_least_sure_tag_ranks(catalogue: Catalogue, library: dict[str, int]):
    for letter, cat, snow in (("a", 9.0, 5.0), ("b", 6.0, 6.0), ("c", 7.0, None), ("d", 5.5, 9.0)):
        tag(catalogue, letter, "cat", TagSource.AUTOMATIC, cat)
        if snow is not None:
            tag(catalogue, letter, "snow", TagSource.AUTOMATIC, snow)
    both = select(catalogue, [has("cat"), has("snow")])
    assert names(catalogue, both) == ["b.jpg", "sub/d.jpg", "a.jpg"]
    assert names(catalogue, both, limit=2) == ["b.jpg", "sub/d.jpg"]
    below = select(catalogue, [FolderFilter(Path("/p/sub"))], within=both)
    assert names(catalogue, below) == ["sub/d.jpg"]
    rate(catalogue, library["a.jpg"], 4)
    assert names(catalogue, select(catalogue, [LeastRating(4)], within=both)) == ["a.jpg"]


def test_what_a_person_said_comes_first_and_has_no_score(catalogue: Catalogue, library: dict[str, int]):
    tag(catalogue, "a", "cat", TagSource.AUTOMATIC, 40.0)
    tag(catalogue, "b", "cat", TagSource.USER, 5.0)
    found = photo_search.selected_photos(catalogue, select(catalogue, [has("cat")]), 10)
    assert [(each.path.name, each.score) for each in found] == [("b.jpg", None), ("a.jpg", 40.0)]


def test_as_many_tags_as_are_allowed_can_be_asked_for(catalogue: Catalogue, library: dict[str, int]):
    many = [has(f"tag {number}") for number in range(photo_search.MOST_TAGS)]
    for each in many:
        tag(catalogue, "a", each.term, TagSource.USER)
    assert names(catalogue, select(catalogue, many)) == ["a.jpg"]


def test_photos_of_one_content_count_each_and_are_told_apart(catalogue: Catalogue, library: dict[str, int]):
    twin = add_photos(catalogue, Path("/p"), "twin.jpg")["twin.jpg"]
    read(catalogue, twin, "a")
    rate(catalogue, twin, 2)
    model_id, keys = embed(catalogue, "abcde")
    everything = photo_search.matching(catalogue, model_id, EVERYTHING)
    assert (len(everything.ids), everything.photos) == (5, 6)
    assert photo_search.count_looked_at(catalogue, EVERYTHING, model_id) == 6
    rated = select(catalogue, [LeastRating(1)])
    assert photo_search.matching(catalogue, model_id, rated).photos == 1
    behind = photo_search.photos_behind(catalogue, [keys["a"]])
    assert [each.path.name for each in behind] == ["a.jpg", "twin.jpg"]
    assert [each.photo_id for each in photo_search.photos_behind(catalogue, [keys["a"]], rated)] == [twin]


def test_only_photos_with_a_vector_are_compared(catalogue: Catalogue, library: dict[str, int]):
    model_id, keys = embed(catalogue, "ac")
    below = select(catalogue, [FolderFilter(Path("/p/sub"))])
    assert photo_search.matching(catalogue, model_id, below).ids.tolist() == [keys["c"]]
    assert photo_search.count_looked_at(catalogue, below, model_id) == 1
    assert photo_search.count_looked_at(catalogue, below) == 2
    assert photo_search.matching(catalogue, model_id + 1, below).photos == 0


def test_missing_and_unreadable_photos_stand_behind_no_vector(catalogue: Catalogue, library: dict[str, int]):
    _, keys = embed(catalogue, "abcde")
    with catalogue.transaction():
        photos.mark_missing(catalogue, [library["b.jpg"]])
        catalogue.execute("UPDATE photo SET state = 'unreadable' WHERE id = ?", (library["a.jpg"],))
    behind = photo_search.photos_behind(catalogue, list(keys.values()))
    assert [each.path.as_posix() for each in behind] == ["/p/sub/c.jpg", "/p/sub/d.jpg", "/p/subtle/e.jpg"]
    assert {each.embedding_id for each in behind} == {keys[letter] for letter in "cde"}
