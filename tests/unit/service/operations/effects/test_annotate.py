"""Annotating: what is said now is noted, and nobody's later word is overruled by an undo."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from clipphotos.core.changes import Changes
from clipphotos.core.errors import KnownError
from clipphotos.core.operations.annotation import FLAG, RATING, AnnotationChange, Flag, UserTag, tag_field
from clipphotos.core.operations.operation import ConflictChoice, Effect, MoveState
from clipphotos.library.file_system import FileSystem
from clipphotos.service.operations.effects.annotate import ANNOTATE
from clipphotos.service.operations.work import Work
from clipphotos.storage import photos, roots
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.operations import annotations
from clipphotos.storage.operations.journal_rows import ChangeRow
from clipphotos.storage.photos import FileState
from support.journaled import interrupted

A = b"A" * 32
CAT = tag_field("cat")


@pytest.fixture(autouse=True)
def _photos(locations: DataLocations) -> None:
    """Two photos of one content with three stars and a pick, and one that was never read."""
    with open_catalogue(locations) as catalogue, catalogue.transaction():
        root = roots.add_root(catalogue, locations.root / "photos", case_sensitive=True)
        for name in ("a", "twin", "unread"):
            photos.add_photo(catalogue, root.id, name, FileState(name, 1, 1))
        catalogue.execute("UPDATE photo SET content_hash = ? WHERE relpath != 'unread'", (A,))
        catalogue.execute("UPDATE photo SET rating = 3, flag = 'pick'")
        annotations.set_tags(catalogue, {(A, "cat"): UserTag.GIVEN})


def row(change: AnnotationChange, photo: int | None = 1, content: bytes = A) -> ChangeRow:
    return ChangeRow(photo_id=photo, path="/photos/a", content_hash=content, change=change)


@contextmanager
def at_work(
    locations: DataLocations, change: ChangeRow, *, backwards: bool = False
) -> Iterator[tuple[Work, ChangeRow]]:
    with interrupted(locations, Effect.ANNOTATE, change, backwards=backwards) as (work, planned):
        ANNOTATE.prepare(work, [planned])
        yield work, planned


def did(locations: DataLocations, change: ChangeRow, *, backwards: bool = False) -> ChangeRow:
    """Do a row, commit it, and give it as it is done."""
    with at_work(locations, change, backwards=backwards) as (work, planned):
        doing = ANNOTATE.do(work, planned)
        try:
            while True:
                next(doing)
        except StopIteration as end:
            done: ChangeRow = end.value
        work.rows.append(done)
        work.commit()
    return done


def refusal(locations: DataLocations, change: ChangeRow, *, backwards: bool) -> str:
    with pytest.raises(KnownError) as caught:
        did(locations, change, backwards=backwards)
    with at_work(locations, change, backwards=backwards) as (work, planned):
        (problem,) = ANNOTATE.problems(work.catalogue, FileSystem(), [[planned]], backwards)
    assert problem is not None
    assert problem.error_code == caught.value.error_code, "the look before and the deed agree"
    return problem.error_code


def said(locations: DataLocations) -> tuple[object, ...]:
    with open_catalogue(locations) as catalogue:
        photo = annotations.of_photos(catalogue, [1])[1]
        tags = annotations.of_tags(catalogue, [A], ["cat"])
    return photo.rating, photo.flag, tags[A, "cat"].said if tags else UserTag.NONE


CHANGES = [
    AnnotationChange(RATING, 0, 5),
    AnnotationChange(FLAG, Flag.NONE, Flag.REJECT),
    AnnotationChange(CAT, UserTag.NONE, UserTag.REJECTED),
]


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_said_before_is_noted_when_it_is_changed(locations: DataLocations, change: AnnotationChange):
    """It may have become another since the operation was planned."""
    before = said(locations)
    done = did(locations, row(change))
    now = {RATING: 3, FLAG: Flag.PICK, CAT: UserTag.GIVEN}[change.field]
    assert (done.state, done.change) == (MoveState.DONE, replace(change, before=now))
    assert said(locations) != before
    undo = ANNOTATE.reversed_row(done, True)
    assert (undo.state, undo.reverses, undo.change) == (
        MoveState.PLANNED,
        done.row_id,
        replace(change, before=change.after, after=now),
    )
    did(locations, undo, backwards=True)
    assert said(locations) == before


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (AnnotationChange(RATING, 5, 0), "rating-changed"),
        (AnnotationChange(FLAG, Flag.REJECT, Flag.NONE), "flag-changed"),
        (AnnotationChange(CAT, UserTag.REJECTED, UserTag.NONE), "tag-changed"),
    ],
)
def test_nobodys_later_word_is_overruled(locations: DataLocations, change: AnnotationChange, code: str):
    before = said(locations)
    assert refusal(locations, row(change), backwards=True) == code
    assert said(locations) == before


def test_a_tag_that_is_not_there_was_taken_off_or_never_put_on(locations: DataLocations):
    with open_catalogue(locations) as catalogue, catalogue.transaction():
        annotations.set_tags(catalogue, {(A, "cat"): UserTag.NONE})
    undo_of_removal = AnnotationChange(CAT, UserTag.REJECTED, UserTag.GIVEN)
    did(locations, row(undo_of_removal), backwards=True)
    assert said(locations)[2] is UserTag.GIVEN


def test_photos_that_are_gone_and_those_not_read(locations: DataLocations):
    for change in CHANGES[:2]:
        assert refusal(locations, row(change, photo=99), backwards=False) == "photo-gone"
        assert refusal(locations, row(change, photo=None), backwards=True) == "photo-gone"
    assert refusal(locations, row(CHANGES[2], photo=3, content=b""), backwards=False) == "photo-not-read"
    did(locations, row(CHANGES[2], photo=None))
    assert said(locations)[2] is UserTag.REJECTED, "tags are kept by content, and that is known"


def test_what_the_operation_did_to_a_copy_is_no_conflict(locations: DataLocations):
    """Two photos of one content share a tag: taken off one, it is off the other."""
    rows = [
        row(AnnotationChange(CAT, UserTag.GIVEN, UserTag.GIVEN), photo=2),
        row(AnnotationChange(CAT, UserTag.GIVEN, UserTag.NONE), photo=1),
    ]
    with at_work(locations, rows[0]) as (work, _):
        assert (
            list(ANNOTATE.problems(work.catalogue, FileSystem(), [[each] for each in rows], True))
            == [None] * 2
        )
        rows.reverse()
        found = list(ANNOTATE.problems(work.catalogue, FileSystem(), [[each] for each in rows], True))
    assert found == [None] * 2


def test_what_was_done_just_now_is_taken_back_before_it_is_committed(locations: DataLocations):
    change = row(AnnotationChange(CAT, UserTag.GIVEN, UserTag.REJECTED))
    with at_work(locations, change) as (work, planned):
        done = replace(planned, state=MoveState.DONE)
        work.said.say(done)
        assert work.said.value(planned) is UserTag.REJECTED
        assert list(ANNOTATE.take_back(work, done)) == []
        assert work.said.value(planned) is UserTag.GIVEN


def test_interrupted_it_was_not_done(locations: DataLocations):
    with at_work(locations, row(CHANGES[0])) as (work, planned):
        found = ANNOTATE.settle(work, planned)
    assert found.state is MoveState.FAILED
    assert found.error is not None
    assert found.error.code == "move-interrupted"


def test_nothing_can_be_chosen_and_only_what_is_said_changes():
    assert ANNOTATE.choices("tag-changed", True) == (ConflictChoice.LEAVE,)
    rows = [row(change) for change in CHANGES]
    assert ANNOTATE.as_chosen(FileSystem(), rows, ConflictChoice.OTHER_NAME, set()) == rows
    assert ANNOTATE.changes(rows) == Changes(tags=True, ratings=True, flags=True)
    assert ANNOTATE.changes(rows[:1]) == Changes(ratings=True)
    assert ANNOTATE.target_of(rows[0]) == ""
