"""Which contents lack the tags of a model, and which the user does not want tagged."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from clipphotos.storage import photos, roots
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.photos import FileState
from clipphotos.storage.scopes import Scope
from clipphotos.storage.tags import automatic_tags
from clipphotos.storage.tags.automatic_tags import ContentBatch
from support.catalogues import IDENTITY, add_photos, content, embed, read


@pytest.fixture
def model_id(catalogue: Catalogue) -> int:
    """Searchable contents a (two photos), b and c; d belongs to a missing photo, e to none."""
    ids = add_photos(catalogue, Path("/p"), "a.jpg", "twin.jpg", "sub/b.jpg", "c.jpg", "gone.jpg")
    for name, letter in zip(ids, "aabcd", strict=True):
        read(catalogue, ids[name], letter)
    with catalogue.transaction():
        photos.mark_missing(catalogue, [ids["gone.jpg"]])
    embed(catalogue, "abc", type(IDENTITY)("other", "1" * 64, 3, "none"))
    return embed(catalogue, "abcde")[0]


def letters(batches: Iterator[ContentBatch]) -> list[str]:
    """The contents of each batch."""
    found: list[str] = []
    for batch in islice(batches, 10):  # it might not end
        assert list(batch.hashes) == batch.batch.ids.tolist()
        found.append("".join(chr(each[0]) for each in batch.hashes.values()))
    return found


def put(catalogue: Catalogue, model_id: int, letter: str, measured_on: int, *terms: str) -> None:
    with catalogue.transaction():
        scored = [(term, 0.5) for term in terms]
        automatic_tags.put_automatic(catalogue, model_id, content(letter), scored, measured_on)


def say(catalogue: Catalogue, letter: str, term: str, source: str) -> None:
    with catalogue.transaction():
        catalogue.execute(
            "INSERT OR REPLACE INTO photo_tag VALUES (?, ?, ?, NULL, NULL)", (content(letter), term, source)
        )


def tags(catalogue: Catalogue) -> set[tuple[str, str, str]]:
    rows = catalogue.rows("SELECT content_hash, term, source FROM photo_tag")
    return {(chr(content_hash[0]), term, source) for content_hash, term, source in rows}


def scopes(catalogue: Catalogue, prefix: str = "") -> list[Scope]:
    return [Scope(roots.all_roots(catalogue)[0].id, prefix)]


def test_searchable_contents_come_once_in_batches(catalogue: Catalogue, model_id: int):
    assert letters(automatic_tags.contents_in(catalogue, model_id, 3, None, size=2)) == ["ab", "c"]
    inside = automatic_tags.contents_in(catalogue, model_id, 3, scopes(catalogue, "sub/"))
    assert letters(inside) == ["b"]
    assert letters(automatic_tags.contents_in(catalogue, model_id + 1, 3, None)) == []


@pytest.mark.parametrize(("library_size", "stale"), [(10, "c"), (20, "c"), (21, "bc"), (199, "bc")])
def test_tags_are_out_of_date_without_the_model_or_when_the_library_doubled(
    catalogue: Catalogue, model_id: int, library_size: int, stale: str
):
    put(catalogue, model_id, "a", 100, "sky")
    put(catalogue, model_id, "b", 10)
    found = letters(automatic_tags.stale_contents(catalogue, model_id, 3, library_size))
    assert found == [stale]
    assert automatic_tags.count_stale(catalogue, model_id, library_size) == len(stale)


def test_tags_of_another_model_are_out_of_date(catalogue: Catalogue, model_id: int):
    for letter in "abc":
        put(catalogue, model_id if letter == "b" else model_id - 1, letter, 100)
    assert letters(automatic_tags.stale_contents(catalogue, model_id, 3, 100)) == ["ac"]
    assert automatic_tags.count_stale(catalogue, model_id, 100) == 2


def test_what_the_user_said_stays_whatever_the_model_says(catalogue: Catalogue, model_id: int):
    say(catalogue, "a", "cat", "user")
    say(catalogue, "a", "dog", "rejected")
    put(catalogue, model_id, "b", 1, "sea")
    put(catalogue, model_id, "a", 1, "sky", "cat", "dog")
    put(catalogue, model_id, "a", 1, "tree", "dog")
    assert tags(catalogue) == {
        ("a", "cat", "user"),
        ("a", "dog", "rejected"),
        ("a", "tree", "auto"),
        ("b", "sea", "auto"),
    }
    assert catalogue.rows("SELECT score, model_id FROM photo_tag WHERE term = 'tree'") == [(0.5, model_id)]


def test_removed_tags_stay_away_until_someone_asks_for_them(catalogue: Catalogue, model_id: int):
    for letter in "abce":
        put(catalogue, model_id, letter, 100, "sky", "sea")
    say(catalogue, "b", "cat", "user")
    with catalogue.transaction():
        assert automatic_tags.remove_automatic(catalogue, scopes(catalogue, "sub/")) == 2
    assert tags(catalogue) == {("b", "cat", "user")} | {
        (letter, term, "auto") for letter in "ace" for term in ("sky", "sea")
    }
    every = [content(letter) for letter in "abcde"]
    assert automatic_tags.without_tags(catalogue, every) == {content("b")}
    assert automatic_tags.count_stale(catalogue, model_id, 1000) == 2, "all but what was removed"
    put(catalogue, model_id, "b", 100, "sky")
    assert automatic_tags.without_tags(catalogue, every) == set()
    with catalogue.transaction():
        assert automatic_tags.remove_automatic(catalogue, None) == 7
    assert tags(catalogue) == {("b", "cat", "user")}
    assert automatic_tags.without_tags(catalogue, every) == set(every)


def test_photos_that_were_not_read_yet_have_no_tags_to_remove(catalogue: Catalogue, model_id: int):
    put(catalogue, model_id, "a", 100, "sky")
    with catalogue.transaction():
        photos.add_photo(catalogue, roots.all_roots(catalogue)[0].id, "new.jpg", FileState("new.jpg", 1, 1))
        assert automatic_tags.remove_automatic(catalogue, scopes(catalogue)) == 1
