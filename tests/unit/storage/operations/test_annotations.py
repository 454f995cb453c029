"""Annotations in the catalogue: read and written for many photos at once."""

import sqlite3
from collections.abc import Iterator

import pytest

from clipphotos.core.operations.annotation import AnnotationKind, Flag, UserTag
from clipphotos.storage import photos, roots
from clipphotos.storage.catalogue import Catalogue, open_catalogue
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.operations import annotations
from clipphotos.storage.operations.annotations import PhotoWords, TagWord
from clipphotos.storage.photos import FileState

A, B, C = (letter * 32 for letter in (b"A", b"B", b"C"))


@pytest.fixture
def catalogue(locations: DataLocations) -> Iterator[Catalogue]:
    """A catalogue of three photos with the contents A, B and C, in a transaction."""
    with open_catalogue(locations) as opened, opened.transaction():
        root = roots.add_root(opened, locations.root / "photos", case_sensitive=True)
        for name, content in (("a", A), ("b", B), ("c", C)):
            photos.add_photo(opened, root.id, name, FileState(name, 1, 1))
            opened.execute("UPDATE photo SET content_hash = ? WHERE relpath = ?", (content, name))
        opened.execute("INSERT INTO model VALUES (1, 'm', '', 2, '', '', 0)")
        yield opened


def put_tag(catalogue: Catalogue, content: bytes, term: str, source: str, model: int | None = None) -> None:
    score = None if model is None else 2.5
    catalogue.execute("INSERT INTO photo_tag VALUES (?, ?, ?, ?, ?)", (content, term, source, score, model))


def tags(catalogue: Catalogue) -> list[tuple[object, ...]]:
    return catalogue.rows("SELECT content_hash, term, source, score FROM photo_tag ORDER BY 1, 2")


def test_stars_and_flags_are_given_to_the_photos_named(catalogue: Catalogue):
    annotations.set_of_photos(catalogue, AnnotationKind.RATING, [(3, 1), (5, 2)])
    annotations.set_of_photos(catalogue, AnnotationKind.FLAG, [(Flag.PICK, 2)])
    assert annotations.of_photos(catalogue, [1, 2, 99]) == {
        1: PhotoWords(A, 3, Flag.NONE),
        2: PhotoWords(B, 5, Flag.PICK),
    }
    assert photos.photos_by_id(catalogue, [2])[2].flag is Flag.PICK


@pytest.mark.parametrize(("kind", "value"), [(AnnotationKind.RATING, 6), (AnnotationKind.FLAG, "maybe")])
def test_what_is_no_rating_and_no_flag_is_refused(catalogue: Catalogue, kind: AnnotationKind, value: object):
    with pytest.raises(sqlite3.IntegrityError):
        annotations.set_of_photos(catalogue, kind, [(value, 1)])  # type: ignore[list-item]


def test_a_person_and_a_model_say_different_things(catalogue: Catalogue):
    put_tag(catalogue, A, "by both", "user", 1)
    put_tag(catalogue, A, "by model", "auto", 1)
    put_tag(catalogue, A, "by person", "user")
    put_tag(catalogue, B, "wrong", "rejected", 1)
    put_tag(catalogue, B, "not asked about", "user")
    asked = ("by both", "by model", "by person", "wrong")
    assert annotations.of_tags(catalogue, [A, B], asked) == {
        (A, "by both"): TagWord(UserTag.GIVEN, by_model=True),
        (A, "by model"): TagWord(UserTag.NONE, by_model=True),
        (A, "by person"): TagWord(UserTag.GIVEN, by_model=False),
        (B, "wrong"): TagWord(UserTag.REJECTED, by_model=True),
    }


def test_what_a_model_says_counts_again_when_a_person_says_nothing_more(catalogue: Catalogue):
    put_tag(catalogue, A, "by both", "user", 1)
    put_tag(catalogue, A, "by person", "user")
    put_tag(catalogue, B, "wrong", "rejected", 1)
    annotations.set_tags(
        catalogue,
        {(A, "by both"): UserTag.NONE, (A, "by person"): UserTag.NONE, (B, "wrong"): UserTag.NONE},
    )
    assert tags(catalogue) == [(A, "by both", "auto", 2.5), (B, "wrong", "auto", 2.5)]


def test_a_rejection_remembers_what_the_model_said(catalogue: Catalogue):
    put_tag(catalogue, A, "wrong", "auto", 1)
    annotations.set_tags(catalogue, {(A, "wrong"): UserTag.REJECTED, (B, "mine"): UserTag.GIVEN})
    assert tags(catalogue) == [(A, "wrong", "rejected", 2.5), (B, "mine", "user", None)]


def test_a_new_content_is_told_what_was_said_about_the_old_one(catalogue: Catalogue):
    put_tag(catalogue, A, "mine", "user")
    put_tag(catalogue, A, "wrong", "rejected", 1)
    put_tag(catalogue, A, "by model", "auto", 1)
    put_tag(catalogue, C, "wrong", "auto", 1)
    put_tag(catalogue, C, "mine", "rejected")
    before = tags(catalogue)
    photos.set_content(catalogue, 1, C)
    assert tags(catalogue) == [
        *[row for row in before if row[0] == A],
        (C, "mine", "rejected", None),
        (C, "wrong", "rejected", 2.5),
    ]


def test_an_example_of_one_category_does_not_become_one_of_another(catalogue: Catalogue):
    for key in (1, 2):
        catalogue.execute(
            "INSERT INTO category(id, name, name_key, threshold, position) VALUES (?1, ?1, ?1, 0.5, ?1)",
            (str(key),),
        )
    example = "INSERT INTO category_example(category_id, content_hash, is_member) VALUES (?, ?, ?)"
    for row in ((1, A, 1), (2, A, 0), (2, B, 1)):
        catalogue.execute(example, row)
    photos.set_content(catalogue, 1, B)
    photos.set_content(catalogue, 3, A)
    found = catalogue.rows("SELECT category_id, content_hash, is_member FROM category_example ORDER BY 2, 1")
    assert found == [(1, A, 1), (2, A, 0), (2, B, 1)]
    photos.set_content(catalogue, 3, C)
    found = catalogue.rows("SELECT category_id, is_member FROM category_example WHERE content_hash = ?", (C,))
    assert found == [(1, 1), (2, 0)]


def test_automatic_tags_that_nobody_wants_are_not_wanted_after_an_edit(catalogue: Catalogue):
    catalogue.execute("INSERT INTO content_tagging VALUES (?, NULL, 0, 1)", (A,))
    catalogue.execute("INSERT INTO content_tagging VALUES (?, 1, 10, 0)", (B,))
    photos.set_content(catalogue, 1, C)
    assert catalogue.value("SELECT removed FROM content_tagging WHERE content_hash = ?", (C,)) == 1
    photos.set_content(catalogue, 2, b"D" * 32)
    assert catalogue.value("SELECT count(*) FROM content_tagging WHERE content_hash = ?", (b"D" * 32,)) == 0


def test_a_photo_adopts_only_what_was_not_said_about_itself(catalogue: Catalogue):
    annotations.set_of_photos(catalogue, AnnotationKind.RATING, [(5, 1), (2, 2)])
    annotations.set_of_photos(catalogue, AnnotationKind.FLAG, [(Flag.REJECT, 1)])
    annotations.adopt(catalogue, 2, A)
    assert annotations.of_photos(catalogue, [2])[2][1:] == (2, Flag.REJECT)


def test_what_is_kept_of_photos_that_went_is_put_together(catalogue: Catalogue):
    photos.set_content(catalogue, 2, A)
    annotations.set_of_photos(catalogue, AnnotationKind.RATING, [(5, 1)])
    annotations.set_of_photos(catalogue, AnnotationKind.FLAG, [(Flag.PICK, 2)])
    catalogue.execute("DELETE FROM photo WHERE id IN (1, 2)")
    assert catalogue.rows("SELECT * FROM kept_annotation") == [(A, 5, "pick")]
    annotations.adopt(catalogue, 3, A)
    assert annotations.of_photos(catalogue, [3])[3][1:] == (5, Flag.PICK)


def test_a_photo_known_again_keeps_the_newer_word(catalogue: Catalogue):
    annotations.set_of_photos(catalogue, AnnotationKind.RATING, [(5, 1), (2, 2)])
    annotations.set_of_photos(catalogue, AnnotationKind.FLAG, [(Flag.REJECT, 1)])
    annotations.take_over(catalogue, 2, 1)
    assert annotations.of_photos(catalogue, [1])[1][1:] == (2, Flag.REJECT)
