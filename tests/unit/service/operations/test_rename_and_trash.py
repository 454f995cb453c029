"""Renaming photos, and putting them into the trash."""

import sys
from pathlib import Path

import pytest

from clipphotos.core.operations.operation import MoveState
from clipphotos.service.protocol.operations import ListOperations, RenamePhoto, TrashPhotos
from support.moves import redone, undone
from support.pictures import make_photo, make_photos
from support.services import Service


@pytest.fixture
def ids(service: Service, folder: Path) -> dict[str, int]:
    make_photos(folder, 3)
    service.index(folder)
    return {hit.path.name: hit.photo_id for hit in service.search("red")}


def test_a_name_is_given_without_its_extension(service: Service, folder: Path, ids: dict[str, int]):
    (folder / "0000-red.xmp").touch()
    summary = service.run(RenamePhoto(ids["0000-red.png"], "  a holiday "))
    assert summary.operation.counts == {MoveState.DONE: 1}
    assert (summary.operation.kind, summary.operation.params) == (
        "rename",
        {"old": "0000-red.png", "new": "a holiday.png"},
    )
    assert {"a holiday.png", "a holiday.xmp"} <= {path.name for path in folder.iterdir()}
    undone(service)
    assert {"0000-red.png", "0000-red.xmp"} <= {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("name", ["", " ", "a/b", "..", "CON", "x.", "a:b"])
def test_what_is_no_name_everywhere_is_refused(service: Service, ids: dict[str, int], name: str):
    assert service.refusal(RenamePhoto(ids["0000-red.png"], name)) == "name-unusable"
    assert service.run(ListOperations()).operations == ()


def test_a_photo_that_left_the_library_is_said_to_be_gone(service: Service, ids: dict[str, int]):
    assert service.refusal(RenamePhoto(999, "x")) == "photo-gone"
    assert service.refusal(TrashPhotos((999, 998))) == "photo-gone"


def test_a_name_that_is_taken_stays_with_its_file(service: Service, folder: Path, ids: dict[str, int]):
    summary = service.run(RenamePhoto(ids["0000-red.png"], "0001-green"))
    assert [each.error.code for each in summary.problems if each.error] == ["move-target-exists"]
    assert len(list(folder.iterdir())) == 3


@pytest.mark.skipif(sys.platform != "linux", reason="other trashes do not say where they put things")
def test_each_file_goes_into_the_trash_once(service: Service, folder: Path, own_trash: Path):
    """RAW and JPEG of one shot are both chosen, and one sidecar belongs to either."""
    jpeg = make_photo(folder / "a.jpg", "red")
    raw = folder / "a.dng"
    raw.write_bytes(make_photo(folder / "b.png", "blue").read_bytes())
    (folder / "a.xmp").touch()
    (folder / "c.png").write_bytes(make_photo(folder / "d.png", "green").read_bytes())
    service.index(folder)
    ids = {hit.path: hit.photo_id for hit in service.search("red")}
    chosen = (ids[raw], 999, ids[jpeg], ids[folder / "c.png"])
    summary = service.run(TrashPhotos(chosen))
    assert (summary.operation.kind, summary.operation.counts) == ("delete", {MoveState.DONE: 2})
    assert sorted(path.name for path in folder.iterdir()) == ["b.png", "d.png"]
    assert sorted(path.name for path in own_trash.iterdir()) == ["a.dng", "a.jpg", "a.xmp", "c.png"]
    undone(service)
    assert len(list(folder.iterdir())) == 6


def test_a_renamed_photo_keeps_all_that_belongs_to_it(service: Service, folder: Path, ids: dict[str, int]):
    make_photo(folder / "PXL_1.MP.jpg", "blue")
    for name in ("PXL_1.MP", "PXL_1.MP.mp4", "PXL_1.pp3", "PXL_1.MP.jpg.dop", "PXL_1.MP_01.jpg.xmp"):
        (folder / name).write_text(name)
    service.index(folder)
    ids = {hit.path.name: hit.photo_id for hit in service.search("blue")}
    before = {path.name for path in folder.iterdir()}
    assert not service.run(RenamePhoto(ids["PXL_1.MP.jpg"], "Rose")).problems
    after = {path.name for path in folder.iterdir()}
    assert after - before == {"Rose.jpg", "Rose.MP", "Rose.mp4", "Rose.jpg.dop", "Rose_01.jpg.xmp"}
    undone(service)
    assert {path.name for path in folder.iterdir()} == before


def test_an_edit_and_what_is_filed_elsewhere_follow_a_new_name(service: Service, folder: Path):
    make_photo(folder / "IMG_5123.jpg", "red")
    make_photo(folder / "IMG_E5123.jpg", "red", number=1)
    for name in ("IMG_5123.AAE", "IMG_O5123.AAE", "CaptureOne/Settings/IMG_5123.jpg.cos"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    service.index(folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    ids = {hit.path.name: hit.photo_id for hit in service.search("red")}
    assert not service.run(RenamePhoto(ids["IMG_5123.jpg"], "Rose")).problems
    renamed = {
        "Rose.jpg": "IMG_5123.jpg",
        "Rose-edited.jpg": "IMG_E5123.jpg",
        "Rose.AAE": "IMG_5123.AAE",
        "Rose-original.AAE": "IMG_O5123.AAE",
        "CaptureOne/Settings/Rose.jpg.cos": "CaptureOne/Settings/IMG_5123.jpg.cos",
    }
    after = {folder / new: before[folder / old] for new, old in renamed.items()}
    for step, expected in ((undone, before), (redone, after), (undone, before)):
        assert not step(service).problems
        assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == expected


@pytest.mark.skipif(sys.platform != "linux", reason="other trashes do not say where they put things")
def test_a_picture_in_the_trash_leaves_its_edit_and_its_original(
    service: Service, folder: Path, own_trash: Path
):
    make_photo(folder / "a.jpg", "red")
    make_photo(folder / "a.tif", "red", number=1)
    for name in ("a.xmp", "a.tif.pp3", "a.psd"):
        (folder / name).write_text(name)
    service.index(folder)
    ids = {hit.path: hit.photo_id for hit in service.search("red")}
    assert not service.run(TrashPhotos((ids[folder / "a.tif"],))).problems
    assert sorted(path.name for path in own_trash.iterdir()) == ["a.tif", "a.tif.pp3"]
    undone(service)
    assert not service.run(TrashPhotos((ids[folder / "a.jpg"],))).problems
    assert sorted(path.name for path in folder.iterdir()) == ["a.psd", "a.tif", "a.tif.pp3"]
