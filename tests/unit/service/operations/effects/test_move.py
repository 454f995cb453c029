"""Moves: made, taken back, followed by the catalogue, and made whole after a kill."""

from dataclasses import replace
from pathlib import Path

import pytest

from clipphotos.core.changes import Changes
from clipphotos.core.operations.operation import Effect, MoveState
from clipphotos.service.operations.effects.move import MOVE
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.operations.journal_rows import FileMove
from support.journaled import interrupted, move_of
from support.moves import add_to_library, catalogue_paths
from support.steps import finished


@pytest.fixture
def move(folder: Path, locations: DataLocations) -> FileMove:
    source = folder / "a.jpg"
    source.write_bytes(b"a photo")
    add_to_library(locations, folder)
    return move_of(source, source, folder / "b.jpg")


def test_it_is_done_taken_back_and_followed(locations: DataLocations, move: FileMove):
    source, target = Path(move.source), Path(move.target)
    with interrupted(locations, Effect.MOVE, move) as (work, row):
        done = finished(MOVE.do(work, row))
        assert (done.state, source.exists(), target.exists()) == (MoveState.DONE, False, True)
        with work.catalogue.transaction():
            MOVE.follow(work, [replace(done, landed_mtime_ns=77)])
        assert work.touched == {str(source.parent)}
        assert work.catalogue.rows("SELECT relpath, mtime_ns FROM photo") == [("b.jpg", 77)]
        finished(MOVE.take_back(work, done))
    assert (source.exists(), target.exists()) == (True, False)
    assert catalogue_paths(locations) == [target]


@pytest.mark.parametrize("state", [MoveState.DONE, MoveState.FAILED, MoveState.CONFLICT, MoveState.PLANNED])
def test_only_what_went_comes_back_to_the_rest_of_its_unit(
    locations: DataLocations, move: FileMove, state: MoveState
):
    source, target = Path(move.source), Path(move.target)
    source.rename(target)
    with interrupted(locations, Effect.MOVE, move) as (work, row):
        whole = MOVE.make_whole(work, replace(row, state=state))
    assert source.exists() is (state is MoveState.DONE)
    assert whole.state is (MoveState.FAILED if state is MoveState.DONE else state)


def test_it_is_reversed_by_a_move_and_changes_no_vector(move: FileMove):
    for backwards in (True, False):
        back = MOVE.reversed_row(move, backwards)
        assert (back.source, back.target) == (move.target, move.source)
    assert MOVE.target_of(move) == move.target
    assert MOVE.changes([move]) == Changes(photos=True, roots=True)
