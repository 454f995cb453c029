"""Copies that a kill interrupted: a file at the target is ours only if it was begun and is the same."""

from dataclasses import replace
from pathlib import Path

import pytest

from clipphotos.core.errors import KnownError
from clipphotos.core.operations.operation import ConflictChoice, Effect, MoveState
from clipphotos.library.file_system import FileSystem
from clipphotos.service.operations.effects.copy import COPY
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.operations.journal_rows import FileMove
from support.journaled import copied, done, interrupted, move_of, settled

INTERRUPTED = (MoveState.FAILED, "move-interrupted")
DONE = (MoveState.DONE, "")
WAITING = (MoveState.PLANNED, "")


@pytest.fixture
def row(folder: Path) -> FileMove:
    """A copy that was planned."""
    source = folder / "a.jpg"
    source.write_bytes(b"a photo")
    (folder / "to").mkdir()
    return move_of(source, source, folder / "to" / "b.jpg", begun=True)


def test_settled_while_it_was_made(locations: DataLocations, row: FileMove):
    source, target = Path(row.source), Path(row.target)
    assert settled(locations, Effect.COPY, row) == INTERRUPTED
    target.parent.rmdir()
    assert settled(locations, Effect.COPY, row) == WAITING
    assert settled(locations, Effect.COPY, replace(row, begun=False)) == INTERRUPTED
    copied(source, target)
    assert settled(locations, Effect.COPY, row) == DONE
    assert settled(locations, Effect.COPY, replace(row, begun=False)) == (
        MoveState.FAILED,
        "move-target-exists",
    )
    target.write_bytes(b"another file")
    assert settled(locations, Effect.COPY, row) == (MoveState.CONFLICT, "move-target-exists")
    copied(source, target)
    source.unlink()
    assert settled(locations, Effect.COPY, row) == DONE
    target.write_bytes(b"another file")
    assert settled(locations, Effect.COPY, row) == (MoveState.CONFLICT, "move-target-changed")
    assert target.exists()


def test_settled_while_it_was_removed(locations: DataLocations, row: FileMove):
    source, target = Path(row.source), Path(row.target)
    copied(source, target)
    assert settled(locations, Effect.COPY, row, backwards=True) == INTERRUPTED
    target.unlink()
    assert settled(locations, Effect.COPY, row, backwards=True) == DONE
    target.parent.rmdir()
    assert settled(locations, Effect.COPY, row, backwards=True) == WAITING


@pytest.mark.parametrize("backwards", [False, True])
def test_half_a_unit_has_no_copies(locations: DataLocations, row: FileMove, backwards: bool):
    """Those that were made go again; those that were to go, all go."""
    source, target = Path(row.source), Path(row.target)
    copied(source, target)
    with interrupted(locations, Effect.COPY, row, backwards=backwards) as (work, planned):
        state = MoveState.FAILED if backwards else MoveState.DONE
        whole = COPY.make_whole(work, replace(planned, state=state))
        assert not target.exists()
        assert (whole.state, whole.error is None) == (
            (MoveState.DONE, True) if backwards else (MoveState.FAILED, False)
        )
        other = MoveState.DONE if backwards else MoveState.FAILED
        assert COPY.make_whole(work, replace(planned, state=other)).state is other
        copied(source, target)
        target.write_bytes(b"changed")
        with pytest.raises(KnownError, match="copy-changed"):
            COPY.make_whole(work, replace(planned, state=state))
    assert target.exists()


def test_what_stands_in_the_way_of_its_undo(locations: DataLocations, row: FileMove):
    source, target = Path(row.source), Path(row.target)
    copied(source, target)

    def problem(*, backwards: bool) -> str:
        with interrupted(locations, Effect.COPY, row) as (work, _):
            (found,) = COPY.problems(work.catalogue, FileSystem(), [[row]], backwards)
        return found.error_code if found else ""

    assert problem(backwards=True) == ""
    assert problem(backwards=False) == "move-target-exists"
    source.unlink()
    assert problem(backwards=True) == "copy-original-gone"
    target.write_bytes(b"changed")
    assert problem(backwards=True) == "copy-changed"
    target.unlink()
    assert problem(backwards=True) == "move-source-missing"
    assert problem(backwards=False) == "move-source-missing"


def test_only_a_copy_that_is_made_again_gets_another_name():
    assert COPY.choices("move-target-exists", True) == (ConflictChoice.LEAVE,)
    assert COPY.choices("move-target-exists", False) == (ConflictChoice.LEAVE, ConflictChoice.OTHER_NAME)


def test_its_reverse_expects_the_time_that_the_copy_has(row: FileMove):
    made = replace(done(row), row_id=5, landed_mtime_ns=77)
    undo = COPY.reversed_row(made, True)
    assert (undo.source, undo.target, undo.mtime_ns, undo.reverses) == (row.source, row.target, 77, 5)
    assert (undo.state, undo.begun, undo.landed_mtime_ns) == (MoveState.PLANNED, False, None)
    assert COPY.reversed_row(made, False).mtime_ns == row.mtime_ns
