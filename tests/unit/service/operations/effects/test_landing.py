"""Where a file may be put, how it gets there, and the move that takes it back."""

import errno
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from clipphotos.core.errors import ErrorReport, KnownError
from clipphotos.core.operations.operation import Effect, MoveState
from clipphotos.library.file_system import FileSystem
from clipphotos.service.operations.effects import landing
from clipphotos.storage import roots
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.operations.journal_rows import FileMove
from clipphotos.storage.operations.photo_places import Places
from support.journaled import interrupted, move_of
from support.steps import finished
from support.taps import TappedFileSystem


@pytest.fixture
def move(folder: Path, locations: DataLocations) -> FileMove:
    """A move within the library."""
    with open_catalogue(locations) as catalogue, catalogue.transaction():
        roots.add_root(catalogue, folder, case_sensitive=True)
    source = folder / "a.jpg"
    source.write_bytes(b"a photo")
    return move_of(source, source, folder / "b.jpg")


def refusal(
    locations: DataLocations,
    move: FileMove,
    *,
    backwards: bool = False,
    reverses: int | None = None,
    into: Any = (),
) -> str:
    with interrupted(locations, Effect.MOVE, move, backwards=backwards) as (work, row):
        running = replace(work.running, reverses=reverses)
        try:
            landing.check_landing(FileSystem(), running, row, Places(work.catalogue), into)
        except KnownError as error:
            return error.error_code
    return ""


def test_a_file_is_put_into_the_library_only(move: FileMove, locations: DataLocations, tmp_path: Path):
    outside = replace(move, target=str(tmp_path / "outside" / "b.jpg"))
    assert refusal(locations, move) == ""
    assert refusal(locations, outside) == "folder-not-in-library"
    assert refusal(locations, outside, into=[tmp_path / "other", tmp_path / "outside"]) == ""
    assert refusal(locations, outside, into=[tmp_path / "out"]) == "folder-not-in-library"
    # What was there before may be there again.
    assert refusal(locations, outside, reverses=1) == ""
    assert refusal(locations, outside, backwards=True) == ""


def test_a_file_is_not_put_where_it_is(move: FileMove, locations: DataLocations):
    here = replace(move, target=move.source)
    assert refusal(locations, here) == "move-already-there"
    assert refusal(locations, here, backwards=True) == ""
    os.link(move.source, move.target)
    assert refusal(locations, move) == "move-target-exists"


class TwoVolumes(TappedFileSystem):
    """As if source and target were on two volumes; notes what the journal says when the copy begins."""

    def __init__(self) -> None:
        self.work: Any = None
        self.begun: list[bool] = []
        super().__init__(self._refuse)

    def _refuse(self, name: str, arguments: tuple[Any, ...]) -> None:
        if name == "rename_exclusive" and not arguments[0].endswith(".part"):
            raise OSError(errno.EXDEV, "other volume")
        if name == "create":
            rows = self.work.table.planned(self.work.catalogue, self.work.running.operation_id, -1, 1)
            self.begun.append(rows[0].begun)


@pytest.mark.parametrize("is_journaled", [True, False])
def test_on_another_volume_the_journal_knows_before_the_copy_begins(
    move: FileMove, locations: DataLocations, is_journaled: bool
):
    files = TwoVolumes()
    with interrupted(locations, Effect.MOVE, move, files=files) as (work, row):
        files.work = work
        outcome = finished(landing.move_file(work, row, is_journaled=is_journaled))
    assert (outcome.state, files.begun) == (MoveState.DONE, [is_journaled])
    assert not Path(move.source).exists()
    assert Path(move.target).read_bytes() == b"a photo"
    assert [path.name for path in Path(move.target).parent.iterdir()] == ["b.jpg"]


def test_a_copy_is_not_begun_where_a_file_is(move: FileMove, locations: DataLocations):
    Path(move.target).touch()
    with interrupted(locations, Effect.MOVE, move) as (work, row):
        with pytest.raises(KnownError, match="move-target-exists"):
            landing.note_begun(work, row)
        (planned,) = work.table.planned(work.catalogue, work.running.operation_id, -1, 1)
        assert not planned.begun


def test_a_time_that_was_rounded_is_kept(move: FileMove):
    status = Path(move.source).stat()
    assert landing.with_time_at_target(move, status) is move
    assert landing.with_time_at_target(move, None) is move
    os.utime(move.source, ns=(1, 2_000_000_000))
    rounded = landing.with_time_at_target(move, Path(move.source).stat())
    assert (rounded.landed_mtime_ns, rounded.mtime_at_target) == (2_000_000_000, 2_000_000_000)


def test_the_move_that_takes_another_back_was_not_begun(move: FileMove):
    done = replace(
        move, row_id=7, state=MoveState.DONE, error=ErrorReport("x"), begun=True, landed_mtime_ns=99
    )
    back = landing.reversed_move(done)
    assert (back.row_id, back.reverses, back.state, back.error) == (0, 7, MoveState.PLANNED, None)
    assert (back.begun, back.landed_mtime_ns, back.mtime_ns) == (False, None, 99)
    assert landing.reversed_move(move).mtime_ns == move.mtime_ns
    home = landing.back_to_source(done)
    assert (home.source, home.target, home.mtime_ns) == (move.target, move.source, 99)
