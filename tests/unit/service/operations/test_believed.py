"""Journals that somebody else has written: no file is moved because of them."""

from pathlib import Path

import pytest

from clipphotos.core.operations.operation import Effect, MoveState
from clipphotos.library.file_system import FileSystem
from clipphotos.service.operations.recovery import recover
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.operations import history
from support.journaled import interrupted, move_of
from support.moves import moved, planned, undone
from support.pictures import make_photos
from support.services import Service


@pytest.mark.parametrize("way", ["outside", "around", "relative"])
def test_recovery_leaves_files_outside_the_library_alone(
    service: Service, folder: Path, tmp_path: Path, way: str
) -> None:
    """A move that was killed at its very end would have its source removed: both have the same content."""
    make_photos(folder, 1)
    service.index(folder)
    outside = tmp_path / "outside"
    outside.mkdir()
    mine, other = outside / "mine.png", outside / "other.png"
    mine.write_bytes(b"mine")
    other.hardlink_to(mine)
    names = {
        "outside": (mine, other),
        "around": (folder / ".." / "outside" / "mine.png", folder / ".." / "outside" / "other.png"),
        "relative": (Path("mine.png"), other),
    }
    source, target = names[way]
    row = move_of(mine, source, target, begun=True)
    with interrupted(service.locations, Effect.MOVE, row) as (work, _):
        recover(work.catalogue, FileSystem())
        (outcome,) = history.outcomes(work.catalogue, work.running.operation_id)
    assert outcome.state is MoveState.FAILED
    assert outcome.error is not None
    assert outcome.error.code == "folder-not-in-library"
    assert mine.read_bytes() == other.read_bytes() == b"mine"


def test_undo_moves_nothing_that_is_outside_the_library(
    service: Service, folder: Path, tmp_path: Path
) -> None:
    (photo,) = make_photos(folder, 1)
    service.index(folder)
    moved(service, [planned(photo, folder / "there" / photo.name)])
    secret = tmp_path / "secret.png"
    (folder / "there" / photo.name).rename(secret)
    with open_catalogue(service.locations) as catalogue, catalogue.transaction():
        catalogue.execute(
            "UPDATE file_move SET source = ?, target = ?", (str(tmp_path / "taken.png"), str(secret))
        )
    summary = undone(service)
    assert summary.operation.counts == {MoveState.FAILED: 1}
    assert secret.exists()
    assert not (tmp_path / "taken.png").exists()
