"""The rows of the journal come out as they were put in, and say what became of them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from clipphotos.core.errors import ErrorReport
from clipphotos.core.operations.annotation import FLAG, RATING, AnnotationChange, Flag, UserTag, tag_field
from clipphotos.core.operations.operation import Effect, MoveOutcome, MoveState
from clipphotos.storage import photos, roots
from clipphotos.storage.catalogue import Catalogue, open_catalogue
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.operations import journal, journal_rows
from clipphotos.storage.operations.journal_rows import ANNOTATION_CHANGES, FILE_MOVES, ChangeRow, FileMove
from clipphotos.storage.photos import FileState

ODD = b"/photos/\xff.jpg".decode("utf-8", "surrogateescape")
"""A file name that is not Unicode."""
MOVE = FileMove(
    unit=3,
    photo_id=1,
    reverses=7,
    source=ODD,
    target="/photos/b.jpg",
    size=10,
    mtime_ns=20,
    content_hash=b"A" * 32,
    is_companion=True,
    landed_mtime_ns=25,
    identity="1 2 3",
)
CHANGES = (
    AnnotationChange(RATING, 0, 5),
    AnnotationChange(FLAG, Flag.REJECT, Flag.NONE),
    AnnotationChange(tag_field("my cat"), UserTag.NONE, UserTag.GIVEN),
)


@pytest.fixture
def catalogue(locations: DataLocations) -> Iterator[Catalogue]:
    """A catalogue with one photo and one operation, in a transaction."""
    with open_catalogue(locations) as opened, opened.transaction():
        root = roots.add_root(opened, Path("/photos"), case_sensitive=True)
        photos.add_photo(opened, root.id, "a", FileState("a", 1, 1))
        journal.begin(opened, "sort", Effect.MOVE, {})
        yield opened


def test_a_file_move_is_kept(catalogue: Catalogue):
    FILE_MOVES.plan(catalogue, 1, [MOVE])
    assert FILE_MOVES.planned(catalogue, 1, -1, 1) == [replace(MOVE, row_id=1)]
    journal_rows.mark_begun(catalogue, 1)
    (row,) = FILE_MOVES.planned(catalogue, 1, -1, 1)
    assert (row.begun, row.identity) == (True, "1 2 3")
    FILE_MOVES.record(catalogue, [replace(row, state=MoveState.DONE, identity="1 2 4")])
    (row,) = FILE_MOVES.done(catalogue, 1)
    assert row.identity == "1 2 4"


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_kept(catalogue: Catalogue, change: AnnotationChange):
    row = ChangeRow(unit=2, photo_id=1, path=ODD, content_hash=b"A" * 32, change=change)
    ANNOTATION_CHANGES.plan(catalogue, 1, [row])
    (found,) = ANNOTATION_CHANGES.planned(catalogue, 1, -1, 1)
    assert found == replace(row, row_id=1)
    assert type(found.change.after) is (int if change.field == RATING else str)


def test_what_becomes_of_a_row_is_recorded(catalogue: Catalogue):
    FILE_MOVES.plan(catalogue, 1, [replace(MOVE, landed_mtime_ns=None)])
    (row,) = FILE_MOVES.planned(catalogue, 1, -1, 1)
    FILE_MOVES.record(
        catalogue, [replace(row, state=MoveState.DONE, target="/trash/x", landed_mtime_ns=30, source="/no")]
    )
    (done,) = FILE_MOVES.done(catalogue, 1)
    assert (done.target, done.landed_mtime_ns, done.source) == ("/trash/x", 30, ODD)
    assert (done.mtime_ns, done.mtime_at_target) == (20, 30)
    change = ChangeRow(path="/a", change=CHANGES[0])
    ANNOTATION_CHANGES.plan(catalogue, 1, [change])
    (planned,) = ANNOTATION_CHANGES.planned(catalogue, 1, -1, 1)
    said = AnnotationChange(RATING, 2, 5)
    error = ErrorReport("rating-changed", {"path": "/a"})
    became = replace(planned, change=said, content_hash=b"B" * 32, state=MoveState.CONFLICT, error=error)
    ANNOTATION_CHANGES.record(catalogue, [became])
    assert ANNOTATION_CHANGES.of(catalogue, 1, [MoveState.CONFLICT]) == [became]
    assert became.outcome == MoveOutcome(None, Path("/a"), Path("/a"), MoveState.CONFLICT, error)


def test_what_was_taken_back_is_undone_and_only_that(catalogue: Catalogue):
    FILE_MOVES.plan(catalogue, 1, [replace(MOVE, reverses=None)] * 3)
    rows = FILE_MOVES.planned(catalogue, 1, -1, 1)
    FILE_MOVES.record(catalogue, [replace(row, state=MoveState.DONE) for row in rows])
    undo = journal.begin(catalogue, "undo", Effect.MOVE, {}, reverses=1, backwards=True)
    FILE_MOVES.plan(catalogue, undo.operation_id, [replace(MOVE, reverses=row.row_id) for row in rows[:2]])
    first, second = FILE_MOVES.planned(catalogue, undo.operation_id, -1, 9)
    FILE_MOVES.record(
        catalogue, [replace(first, state=MoveState.DONE), replace(second, state=MoveState.CONFLICT)]
    )
    assert [row.row_id for row in FILE_MOVES.done(catalogue, 1)] == [2, 3]


def test_the_photo_of_a_row_may_be_forgotten(catalogue: Catalogue):
    FILE_MOVES.plan(catalogue, 1, [replace(MOVE, photo_id=99)])
    ANNOTATION_CHANGES.plan(catalogue, 1, [ChangeRow(photo_id=1, path="/a", change=CHANGES[0])])
    catalogue.execute("DELETE FROM photo")
    assert FILE_MOVES.planned(catalogue, 1, -1, 9)[0].photo_id is None
    assert ANNOTATION_CHANGES.planned(catalogue, 1, -1, 9)[0].photo_id is None
