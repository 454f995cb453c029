"""What is said about the photos at hand is asked for once, and kept up to date until it is committed."""

from collections.abc import Iterator

import pytest

from clipphotos.core.operations.annotation import (
    FLAG,
    RATING,
    AnnotationChange,
    AnnotationField,
    Flag,
    UserTag,
    tag_field,
)
from clipphotos.service.operations.said import SaidAboutPhotos, said_about, said_about_rows
from clipphotos.storage import photos, roots
from clipphotos.storage.catalogue import Catalogue, open_catalogue
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.operations import annotations
from clipphotos.storage.operations.journal_rows import ChangeRow
from clipphotos.storage.photos import FileState

CAT = tag_field("cat")
A, B = b"A" * 32, b"B" * 32


@pytest.fixture
def catalogue(locations: DataLocations) -> Iterator[Catalogue]:
    """Two photos of one content, and one that was never read."""
    with open_catalogue(locations) as opened, opened.transaction():
        root = roots.add_root(opened, locations.root / "photos", case_sensitive=True)
        for name in ("a", "twin", "unread"):
            photos.add_photo(opened, root.id, name, FileState(name, 1, 1))
        opened.execute("UPDATE photo SET content_hash = ?, rating = 3 WHERE relpath != 'unread'", (A,))
        yield opened


def row(photo: int | None, field: AnnotationField, after: str | int, content: bytes = A) -> ChangeRow:
    return ChangeRow(
        photo_id=photo, path="/a", content_hash=content, change=AnnotationChange(field, "", after)
    )


def test_a_tag_put_on_one_photo_is_on_its_copies(catalogue: Catalogue):
    rows = [row(1, CAT, UserTag.GIVEN), row(2, CAT, UserTag.GIVEN)]
    said = said_about_rows(catalogue, rows)
    assert [said.value(each) for each in rows] == [UserTag.NONE, UserTag.NONE]
    said.say(rows[0])
    assert [said.value(each) for each in rows] == [UserTag.GIVEN, UserTag.GIVEN]


def test_stars_and_flags_are_of_one_photo(catalogue: Catalogue):
    rows = [row(1, RATING, 5), row(2, RATING, 5), row(1, FLAG, Flag.PICK), row(2, FLAG, Flag.PICK)]
    said = said_about_rows(catalogue, rows)
    said.say(rows[0])
    said.say(rows[3])
    assert [said.value(each) for each in rows] == [5, 3, Flag.NONE, Flag.PICK]


def test_a_content_is_the_photos_present_one(catalogue: Catalogue):
    rows = [row(1, CAT, "", B), row(None, CAT, "", B), row(3, CAT, "", b"")]
    said = said_about_rows(catalogue, rows)
    assert [said.content_of(each) for each in rows] == [A, B, b""]
    assert said.value(row(None, RATING, 1)) is None
    assert said.value(row(99, FLAG, Flag.PICK)) is None
    photos.set_content(catalogue, 1, B)
    catalogue.execute("UPDATE photo SET content_hash = NULL WHERE id = 1")
    assert said_about_rows(catalogue, rows).content_of(rows[0]) == B, "it cannot be read any more"


def test_many_photos_and_tags_are_two_questions(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch):
    annotations.set_tags(catalogue, {(A, "tag 7"): UserTag.GIVEN})
    asked: list[str] = []
    rows = Catalogue.rows

    def counted(self: Catalogue, sql: str, parameters: object = ()) -> list[tuple[object, ...]]:
        asked.append(sql)
        return rows(self, sql, parameters)  # type: ignore[arg-type]

    monkeypatch.setattr(Catalogue, "rows", counted)
    said = said_about(catalogue, [1, 2, 3], [tag_field(f"tag {number}") for number in range(300)])
    assert len(asked) == 2
    assert said.tags.keys() == {(A, "tag 7")}
    assert said_about(catalogue, [3], [CAT]) == SaidAboutPhotos(said_about(catalogue, [3], []).photos, {})
