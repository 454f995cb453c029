"""The history counts photos, not files or tags, and tells of each photo what became of it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from clipphotos.core.errors import ErrorReport
from clipphotos.core.operations.annotation import AnnotationChange, UserTag, tag_field
from clipphotos.core.operations.operation import UNDO, Effect, MoveState
from clipphotos.storage.catalogue import Catalogue, open_catalogue
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.operations import history, journal
from clipphotos.storage.operations.journal_rows import ANNOTATION_CHANGES, FILE_MOVES, ChangeRow, FileMove

DONE, FAILED, CONFLICT = MoveState.DONE, MoveState.FAILED, MoveState.CONFLICT


@pytest.fixture
def catalogue(locations: DataLocations) -> Iterator[Catalogue]:
    with open_catalogue(locations) as opened, opened.transaction():
        yield opened


def moves(catalogue: Catalogue, *rows: tuple[int, str, MoveState], kind: str = "sort") -> int:
    """An operation on files: unit, name and fate of each; those of the name ``*.xmp`` travel along."""
    running = journal.begin(catalogue, kind, Effect.MOVE, {})
    planned = [
        FileMove(
            unit=unit, source=f"/{name}", target=f"/x/{name}", size=1, mtime_ns=1, is_companion=".xmp" in name
        )
        for unit, name, _ in rows
    ]
    FILE_MOVES.plan(catalogue, running.operation_id, planned)
    found = sorted(FILE_MOVES.planned(catalogue, running.operation_id, -1, 99), key=lambda row: row.row_id)
    FILE_MOVES.record(
        catalogue,
        [
            replace(row, state=state, error=None if state is DONE else ErrorReport(row.source))
            for row, (_, _, state) in zip(found, rows, strict=True)
        ],
    )
    return running.operation_id


def tags(catalogue: Catalogue, units: Sequence[MoveState]) -> int:
    """An operation that puts two tags on each of some photos."""
    running = journal.begin(catalogue, "tag", Effect.ANNOTATE, {"added": "a, b"})
    planned = [
        ChangeRow(unit=unit, path=f"/{unit}", change=AnnotationChange(tag_field(term), "", UserTag.GIVEN))
        for unit, _ in enumerate(units)
        for term in "ab"
    ]
    ANNOTATION_CHANGES.plan(catalogue, running.operation_id, planned)
    found = ANNOTATION_CHANGES.planned(catalogue, running.operation_id, -1, 99)
    ANNOTATION_CHANGES.record(catalogue, [replace(row, state=units[row.unit]) for row in found])
    return running.operation_id


def test_what_travels_with_a_photo_is_not_counted(catalogue: Catalogue):
    moves(catalogue, (0, "a.jpg", DONE), (0, "a.xmp", DONE), (1, "b.jpg", FAILED), (1, "b.xmp", FAILED))
    (operation,) = history.operations(catalogue, 9)
    assert operation.counts == {DONE: 1, FAILED: 1}
    assert [each.source.name for each in history.outcomes(catalogue, 1)] == ["a.jpg", "b.jpg"]


def test_several_tags_of_a_photo_are_one(catalogue: Catalogue):
    tags(catalogue, [DONE, CONFLICT, DONE])
    (operation,) = history.operations(catalogue, 9)
    assert operation.counts == {DONE: 2, CONFLICT: 1}
    assert [(each.source.name, each.state) for each in history.outcomes(catalogue, 1)] == [
        ("0", DONE),
        ("1", CONFLICT),
        ("2", DONE),
    ]
    assert [each.source.name for each in history.outcomes(catalogue, 1, only_problems=True)] == ["1"]


def test_of_the_problems_of_a_unit_the_photos_comes_first(catalogue: Catalogue):
    rows = ((0, "a.xmp", FAILED), (0, "a.jpg", FAILED), (1, "b.xmp", FAILED), (1, "b.jpg", DONE))
    moves(catalogue, *rows, (2, "c.jpg", DONE))
    problems = history.outcomes(catalogue, 1, only_problems=True)
    assert [each.error.code for each in problems if each.error] == ["/a.jpg", "/b.xmp"]


def test_the_newest_that_did_something_is_undone_next(catalogue: Catalogue):
    assert history.newest_to_undo(catalogue) is None
    moves(catalogue, (0, "a.jpg", DONE))
    tags(catalogue, [FAILED])
    assert history.newest_to_undo(catalogue) == 1
    tags(catalogue, [DONE])
    assert history.newest_to_undo(catalogue) == 3
    assert history.newest_to_undo(catalogue, pass_over=[3]) == 1
    assert history.newest_to_undo(catalogue, pass_over=[3, 1]) is None
    moves(catalogue, (0, "b.jpg", DONE), kind=UNDO)
    assert history.newest_to_undo(catalogue) == 3
    assert history.newest_to_redo(catalogue) is None, "something else came, or nothing was undone"
    catalogue.execute("UPDATE operation SET reverses = 3 WHERE id = 4")
    assert history.newest_to_redo(catalogue) == 4
    assert history.newest_to_redo(catalogue, pass_over=[4]) is None
    tags(catalogue, [FAILED])
    assert history.newest_to_redo(catalogue) is None
