"""Links that a kill interrupted: a second name of the same file, or none."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from clipphotos.core.operations.operation import Effect, MoveState
from clipphotos.service.operations.effects.link import LINK
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.operations.journal_rows import FileMove
from support.journaled import copied, interrupted, move_of, settled


@pytest.fixture
def row(folder: Path) -> FileMove:
    """A link that was planned."""
    source = folder / "a.jpg"
    source.write_bytes(b"a photo")
    return move_of(source, source, folder / "b.jpg")


def test_settled(locations: DataLocations, row: FileMove):
    source, target = Path(row.source), Path(row.target)
    interrupted_ = (MoveState.FAILED, "move-interrupted")
    assert settled(locations, Effect.LINK, row) == interrupted_
    assert settled(locations, Effect.LINK, row, backwards=True) == (MoveState.DONE, "")
    copied(source, target)
    assert settled(locations, Effect.LINK, row) == interrupted_, "a copy is nothing of ours"
    target.unlink()
    os.link(source, target)
    assert settled(locations, Effect.LINK, row) == (MoveState.DONE, "")
    assert settled(locations, Effect.LINK, row, backwards=True) == interrupted_


@pytest.mark.parametrize("backwards", [False, True])
def test_half_a_unit_has_no_links(locations: DataLocations, row: FileMove, backwards: bool):
    source, target = Path(row.source), Path(row.target)
    os.link(source, target)
    with interrupted(locations, Effect.LINK, row, backwards=backwards) as (work, planned):
        state = MoveState.FAILED if backwards else MoveState.DONE
        whole = LINK.make_whole(work, replace(planned, state=state))
        assert whole.state is (MoveState.DONE if backwards else MoveState.FAILED)
        assert not target.exists()
        other = MoveState.DONE if backwards else MoveState.FAILED
        assert LINK.make_whole(work, replace(planned, state=other)).state is other
    assert source.exists()
