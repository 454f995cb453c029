"""The trash: what was put into it is known again, or it is said that a person has to do it."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from clipphotos.core.errors import KnownError
from clipphotos.core.operations.operation import ConflictChoice, Effect, MoveState
from clipphotos.library.file_system import FileSystem
from clipphotos.service.operations.effects.trash import TRASH
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.operations.journal_rows import FileMove
from support.journaled import done, interrupted, move_of, settled


@pytest.fixture
def row(folder: Path) -> FileMove:
    """A photo that was to be put into the trash."""
    source = folder / "sub" / "a.jpg"
    source.parent.mkdir()
    source.write_bytes(b"a photo")
    return move_of(source, source, source)


@pytest.mark.skipif(sys.platform != "linux", reason="other trashes do not say where they put things")
def test_settled(locations: DataLocations, row: FileMove, own_trash: Path):
    assert settled(locations, Effect.TRASH, row) == (MoveState.FAILED, "move-interrupted")
    FileSystem().trash(row.source)
    with interrupted(locations, Effect.TRASH, row) as (work, planned):
        found = TRASH.settle(work, planned)
    assert (found.state, found.target) == (MoveState.DONE, str(own_trash / "a.jpg"))
    back = TRASH.reversed_row(found, True)
    assert (back.source, back.target) == (str(own_trash / "a.jpg"), row.source)
    assert settled(locations, Effect.TRASH, back, backwards=True) == (MoveState.FAILED, "move-interrupted")
    Path(row.source).parent.rmdir()
    assert settled(locations, Effect.TRASH, row) == (MoveState.PLANNED, ""), "its drive may be away"


def test_what_the_trash_does_not_tell_is_for_a_person(locations: DataLocations, row: FileMove):
    back = TRASH.reversed_row(replace(done(row), target=""), True)
    with interrupted(locations, Effect.TRASH, back, backwards=True) as (work, planned):
        with pytest.raises(KnownError, match="trash-restore-by-hand"):
            list(TRASH.do(work, planned))
        (problem,) = TRASH.problems(work.catalogue, FileSystem(), [[back]], True)
        assert problem is not None
        assert problem.error_code == "trash-restore-by-hand"
        with pytest.raises(KnownError, match="trash-restore-by-hand"):
            list(TRASH.take_back(work, planned))


def test_put_into_the_trash_again_it_is_said_to_stay_until_then(row: FileMove):
    restored = done(replace(row, source="/trash/a.jpg", target="/photos/a.jpg"))
    again = TRASH.reversed_row(restored, False)
    assert (again.source, again.target) == ("/photos/a.jpg", "/photos/a.jpg")


def test_what_comes_out_of_the_trash_may_get_another_name():
    assert TRASH.choices("move-target-exists", True) == (ConflictChoice.LEAVE, ConflictChoice.OTHER_NAME)
    assert TRASH.choices("move-source-changed", True) == (ConflictChoice.LEAVE, ConflictChoice.AS_IS)
    assert TRASH.choices("move-target-exists", False) == (ConflictChoice.LEAVE,)
