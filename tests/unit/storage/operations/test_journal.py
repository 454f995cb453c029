"""The journal's operations: begun, finished, undone by another, unfinished, forgotten."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from clipphotos.core.errors import ErrorReport
from clipphotos.core.operations.annotation import RATING, AnnotationChange
from clipphotos.core.operations.operation import Effect, MoveState
from clipphotos.storage.catalogue import Catalogue, open_catalogue
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.operations import history, journal
from clipphotos.storage.operations.journal import RunningOperation
from clipphotos.storage.operations.journal_rows import ANNOTATION_CHANGES, FILE_MOVES, ChangeRow, FileMove


@pytest.fixture
def catalogue(locations: DataLocations) -> Iterator[Catalogue]:
    with open_catalogue(locations) as opened, opened.transaction():
        yield opened


def begin(catalogue: Catalogue, effect: Effect, *, reverses: int | None = None) -> RunningOperation:
    """An operation with one row that is planned."""
    running = journal.begin(catalogue, "sort", effect, {"count": "1"}, reverses=reverses)
    if effect is Effect.ANNOTATE:
        rating = ChangeRow(path="/a", change=AnnotationChange(RATING, 0, 4), reverses=reverses)
        ANNOTATION_CHANGES.plan(catalogue, running.operation_id, [rating])
    else:
        move = FileMove(source="/a", target="/b", size=1, mtime_ns=1, reverses=reverses)
        FILE_MOVES.plan(catalogue, running.operation_id, [move])
    return running


def table_of(effect: Effect):  # type: ignore[no-untyped-def]
    return ANNOTATION_CHANGES if effect is Effect.ANNOTATE else FILE_MOVES


def do(catalogue: Catalogue, running: RunningOperation, state: MoveState = MoveState.DONE) -> None:
    table = table_of(running.effect)
    rows = table.planned(catalogue, running.operation_id, -1, 10)
    table.record(catalogue, [replace(row, state=state) for row in rows])


@pytest.mark.parametrize("effect", [Effect.MOVE, Effect.ANNOTATE])
def test_an_operation_is_unfinished_until_all_of_it_is_known(catalogue: Catalogue, effect: Effect):
    running = begin(catalogue, effect)
    assert journal.running(catalogue, running.operation_id) == running
    assert (journal.unfinished(catalogue), journal.unfinished_moves(catalogue)) == ([1], 1)
    journal.finish(catalogue, running)
    assert journal.unfinished(catalogue) == [1], "one of its rows is planned still"
    do(catalogue, running)
    assert (journal.unfinished(catalogue), journal.unfinished_moves(catalogue)) == ([], 0)


@pytest.mark.parametrize("effect", [Effect.MOVE, Effect.ANNOTATE])
def test_an_operation_is_undone_by_what_took_all_of_it_back(catalogue: Catalogue, effect: Effect):
    first = begin(catalogue, effect)
    do(catalogue, first)
    journal.finish(catalogue, first)
    (done,) = table_of(effect).done(catalogue, 1)
    conflict = begin(catalogue, effect, reverses=done.row_id)
    do(catalogue, conflict, MoveState.CONFLICT)
    journal.finish(catalogue, conflict)
    operation = history.operation(catalogue, 1)
    assert operation is not None
    assert (operation.undone_by, operation.counts) == (None, {MoveState.DONE: 1})
    undo = begin(catalogue, effect, reverses=1)
    do(catalogue, undo)
    journal.finish(catalogue, undo)
    operation = history.operation(catalogue, 1)
    assert operation is not None
    assert (operation.undone_by, operation.counts) == (3, {MoveState.UNDONE: 1})


def test_units_are_planned_whole(catalogue: Catalogue):
    running = journal.begin(catalogue, "sort", Effect.MOVE, {})
    rows = [
        FileMove(unit=unit, source=f"/{unit}{name}", target="/t", size=1, mtime_ns=1)
        for unit in range(3)
        for name in "ab"
    ]
    FILE_MOVES.plan(catalogue, running.operation_id, rows)
    assert FILE_MOVES.count_planned(catalogue, 1) == 3
    assert [row.source for row in FILE_MOVES.planned(catalogue, 1, -1, 2)] == ["/0a", "/0b", "/1a", "/1b"]
    assert [row.source for row in FILE_MOVES.planned(catalogue, 1, 1, 2)] == ["/2a", "/2b"]
    other = begin(catalogue, Effect.MOVE)
    FILE_MOVES.refuse(catalogue, other.operation_id, [(1, ErrorReport("move-cancelled"))])
    assert FILE_MOVES.count_planned(catalogue, 1) == 3, "units of other operations have the same numbers"
    FILE_MOVES.refuse(catalogue, 1, [(1, ErrorReport("move-cancelled"))])
    FILE_MOVES.give_up_planned(catalogue, 1, ErrorReport("disk-full"))
    assert FILE_MOVES.count_planned(catalogue, other.operation_id) == 1
    assert FILE_MOVES.count_planned(catalogue, 1) == 0
    codes = [each.error.code for each in history.outcomes(catalogue, 1) if each.error]
    assert codes == ["disk-full", "move-cancelled", "disk-full"]


def test_folders_that_an_operation_made_are_known(catalogue: Catalogue):
    running = begin(catalogue, Effect.MOVE)
    journal.plan_folders(catalogue, running.operation_id, ["/x/y", "/x"])
    journal.record_folders(catalogue, running.operation_id, ["/x/y"])
    assert journal.planned_folders(catalogue, 1) == ["/x", "/x/y"]
    assert journal.made_folders(catalogue, 1) == ["/x/y"]
    assert journal.made_among(catalogue, {"/x", "/x/y"}) == {"/x/y"}
