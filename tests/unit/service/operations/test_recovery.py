"""How operations are concluded, and what becomes of one that was interrupted."""

import os
from pathlib import Path
from typing import Any

import pytest

from clipphotos.core.operations.operation import Effect, MoveState
from support.moves import catalogue_paths, moved, planned, undone
from support.pictures import make_photos
from support.services import Service
from support.taps import TappedFileSystem, in_child


def library_folders(service: Service) -> dict[Path, int]:
    return {root.path: root.photo_count for root in service.status().roots}


def test_a_library_folder_that_still_has_photos_stays(service: Service, folder: Path, tmp_path: Path):
    """One of its photos is missing, and what is known of it must not be lost."""
    photos = make_photos(folder, 2)
    service.index(folder)
    made = tmp_path / "new"
    moved(service, [planned(photo, made / photo.name) for photo in photos], Effect.MOVE, made)
    (made / photos[0].name).rename(tmp_path / "taken elsewhere.png")
    service.index(made)
    summary = undone(service)
    assert summary.operation.counts == {MoveState.DONE: 1, MoveState.CONFLICT: 1}
    assert not made.exists()
    assert library_folders(service) == {folder: 1, made: 0}
    # It comes back, and is known.
    made.mkdir()
    (tmp_path / "taken elsewhere.png").rename(made / photos[0].name)
    assert service.index(made).embedded == 0
    assert catalogue_paths(service.locations) == sorted([photos[1], made / photos[0].name])


def test_folders_that_were_there_before_or_hold_something_stay(service: Service, folder: Path):
    photos = make_photos(folder, 2)
    service.index(folder)
    (folder / "there").mkdir()
    moved(service, [planned(photos[0], folder / "there" / "a" / "b" / "x.png")])
    moved(service, [planned(photos[1], folder / "made" / "c" / "x.png")])
    (folder / "made" / "note.txt").write_text("mine")
    undone(service)
    undone(service)
    assert sorted(path.name for path in folder.rglob("*") if path.is_dir()) == ["made", "there"]
    assert [path.exists() for path in photos] == [True, True]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="is killed in a copy of this process")
@pytest.mark.parametrize(("renames", "has_gone"), [(0, False), (1, False), (2, True)])
def test_what_belongs_together_has_gone_or_has_not(
    service: Service, folder: Path, renames: int, has_gone: bool
):
    """Killed once a photo, its sidecar, or both have got their new names."""
    (photo,) = make_photos(folder, 1)
    sidecar = photo.with_suffix(".xmp")
    sidecar.touch()
    service.index(folder)
    target = folder / "there" / "a.png"
    move = planned(photo, target, [(sidecar, target.with_suffix(".xmp"))])
    done: list[str] = []

    def die(name: str, _arguments: tuple[Any, ...]) -> None:
        if name == "rename_exclusive":
            done.append(name)
        if len(done) > renames or (name == "sync_folder" and len(done) == renames):
            os._exit(9)

    assert in_child(lambda: moved(service, [move], files=TappedFileSystem(die))) == 9
    service.status()
    assert (photo.exists(), sidecar.exists()) == (not has_gone, not has_gone)
    assert (target.exists(), target.with_suffix(".xmp").exists()) == (has_gone, has_gone)
    assert catalogue_paths(service.locations) == [target if has_gone else photo]
