"""How an operation is concluded: folders, and library folders, that it made and that are empty again."""

from pathlib import Path

from clipphotos.core.operation import Effect, MoveState
from support.moves import catalogue_paths, moved, planned, undone
from support.pictures import make_photos
from support.services import Service


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
