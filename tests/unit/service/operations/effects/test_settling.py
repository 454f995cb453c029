"""What becomes of a move that a kill interrupted, as the disk tells it."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from clipphotos.core.operations.operation import Effect, MoveState
from clipphotos.library.content import hash_bytes
from clipphotos.library.file_system import FileSystem
from clipphotos.service.operations.effects.move import MOVE
from clipphotos.service.operations.effects.settling import has_folder
from clipphotos.storage.locations import DataLocations
from support.journaled import copied, interrupted, move_of, settled

INTERRUPTED = (MoveState.FAILED, "move-interrupted")
DONE = (MoveState.DONE, "")
WAITING = (MoveState.PLANNED, "")


@pytest.fixture
def source(folder: Path) -> Path:
    made = folder / "from" / "a.jpg"
    made.parent.mkdir()
    made.write_bytes(b"a photo")
    return made


@pytest.fixture
def target(folder: Path) -> Path:
    (folder / "to").mkdir()
    return folder / "to" / "b.jpg"


def settle(locations: DataLocations, source: Path, target: Path, **more: object) -> tuple[MoveState, str]:
    row = move_of(source if source.exists() else target, source, target, **more)
    return settled(locations, Effect.MOVE, row)


def test_not_begun(locations: DataLocations, source: Path, target: Path):
    assert settle(locations, source, target) == INTERRUPTED
    assert settle(locations, source, target, begun=True) == INTERRUPTED


def test_arrived(locations: DataLocations, source: Path, target: Path):
    source.rename(target)
    assert settle(locations, source, target) == DONE
    content = hash_bytes(target.read_bytes())
    assert settle(locations, source, target, content_hash=content) == DONE
    assert settle(locations, source, target, content_hash=b"x" * 32) == (
        MoveState.CONFLICT,
        "move-target-changed",
    )


@pytest.mark.parametrize(("later_ns", "is_ours"), [(0, True), (2_000_000_000, True), (2_000_000_001, False)])
def test_arrived_with_the_time_that_a_file_system_keeps(
    locations: DataLocations, source: Path, target: Path, later_ns: int, is_ours: bool
):
    row = move_of(source, source, target, begun=True)
    source.rename(target)
    os.utime(target, ns=(1, row.mtime_ns + later_ns))
    with interrupted(locations, Effect.MOVE, row) as (work, planned):
        found = MOVE.settle(work, planned)
    assert found.state is (MoveState.DONE if is_ours else MoveState.CONFLICT)
    if is_ours:
        assert found.landed_mtime_ns == (row.mtime_ns + later_ns if later_ns else None)


def test_something_of_another_size_arrived(locations: DataLocations, source: Path, target: Path):
    row = move_of(source, source, target)
    source.unlink()
    target.write_bytes(b"another file")
    os.utime(target, ns=(1, row.mtime_ns))
    assert settled(locations, Effect.MOVE, row) == (MoveState.CONFLICT, "move-target-changed")


def test_at_both_places_as_two_names_of_one_file(locations: DataLocations, source: Path, target: Path):
    os.link(source, target)
    assert settle(locations, source, target) == DONE
    assert not source.exists()
    assert target.exists()


def test_at_both_places_as_a_copy_of_ours(locations: DataLocations, source: Path, target: Path):
    copied(source, target)
    assert settle(locations, source, target, begun=True) == DONE
    assert not source.exists()


def test_at_both_places_and_no_copy_of_ours(locations: DataLocations, source: Path, target: Path):
    copied(source, target)
    assert settle(locations, source, target) == (MoveState.FAILED, "move-target-exists")
    target.write_bytes(b"another")
    assert settle(locations, source, target, begun=True) == (MoveState.FAILED, "move-target-exists")
    row = replace(move_of(source, source, target), size=99)
    assert settled(locations, Effect.MOVE, row) == (MoveState.CONFLICT, "move-source-changed")
    assert source.exists()
    assert target.exists()


def test_at_neither_place(locations: DataLocations, source: Path, target: Path):
    row = move_of(source, source, target)
    source.unlink()
    assert settled(locations, Effect.MOVE, row) == (MoveState.CONFLICT, "move-source-missing")
    source.parent.rmdir()
    assert settled(locations, Effect.MOVE, row) == WAITING


def test_a_drive_that_is_away_is_waited_for(locations: DataLocations, source: Path, target: Path):
    row = move_of(source, source, target, begun=True)
    target.parent.rmdir()
    assert settled(locations, Effect.MOVE, row) == WAITING, "the finished copy may be on it"
    assert settled(locations, Effect.MOVE, replace(row, begun=False)) == INTERRUPTED
    target.parent.mkdir()
    source.rename(target)
    source.parent.rmdir()
    assert settled(locations, Effect.MOVE, row) == WAITING, "the source may be on it"
    assert settled(locations, Effect.MOVE, replace(row, begun=False)) == DONE


def test_an_unfinished_copy_goes(locations: DataLocations, source: Path, target: Path):
    row = move_of(source, source, target, begun=True)
    with interrupted(locations, Effect.MOVE, row) as (work, planned):
        part = Path(work.part(planned.target, planned))
        part.write_bytes(b"half")
        other = part.with_name(".clipphotos-00000000-1.part")
        other.write_bytes(b"another library's")
        MOVE.settle(work, planned)
    assert not part.exists()
    assert other.exists()


def test_a_folder_is_there_or_not(folder: Path):
    assert has_folder(FileSystem(), str(folder / "a.jpg"))
    assert not has_folder(FileSystem(), str(folder / "gone" / "a.jpg"))
