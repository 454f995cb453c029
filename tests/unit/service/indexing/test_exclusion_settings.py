"""Folders are left out and let in again as the user decides, and what is known of their photos is kept."""

from pathlib import Path

import pytest

from clipphotos.core.indexing.exclusions import Exclusion, ExclusionSettings
from clipphotos.core.search.filters import TagFilter
from clipphotos.core.wording.errors import word
from clipphotos.service.protocol.indexing import GetExclusions, IndexFolders, SetExclusions
from clipphotos.service.protocol.tags import ChangeTags
from support.pictures import make_photos
from support.rescans import index_both_ways
from support.services import Service


def leave_out(service: Service, *entries: str, markers: bool = True) -> ExclusionSettings:
    return service.run(SetExclusions(ExclusionSettings(entries, markers)))


def test_a_folder_is_left_out_at_once_and_comes_back_without_being_embedded(service: Service, folder: Path):
    make_photos(folder / "private", 3)
    make_photos(folder / "2020", 2, ".jpg")
    service.index(folder)
    ids = {hit.photo_id for hit in service.search("red", limit=99)}
    leave_out(service, "private")
    assert len(service.search("red", limit=99)) == 2
    status = service.status()
    assert status.photos_by_state == {"new": 0, "ok": 2, "unreadable": 0, "missing": 0, "excluded": 3}
    assert [(each.path, each.exclusion, each.photo_count) for each in status.excluded] == [
        (folder / "private", Exclusion.CHOSEN, 3)
    ]
    assert (status.roots[0].photo_count, status.searchable) == (2, 2)
    leave_out(service)
    summary = service.index()
    assert (summary.decoded, summary.embedded, summary.excluded, summary.new) == (0, 0, 0, 0)
    assert {hit.photo_id for hit in service.search("red", limit=99)} == ids
    assert service.status().excluded == ()


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("x.photoslibrary/originals/0", "package"),
        ("Lightroom.lrlibrary", "package"),
        ("#recycle/2020", "trash"),
        ("@eaDir", "system"),
        ("Thumbnails", "thumbnails"),
        ("marked/deep", "marker"),
        ("marked", "marker"),
        ("private", "chosen"),
        ("a/private/b", "chosen"),
        ("usual", ""),
    ],
)
def test_a_folder_that_is_asked_for_and_left_out_is_told_why(
    service: Service, folder: Path, place: str, reason: str
):
    """Also together with a folder above it, and not where nobody asked for it just now."""
    make_photos(folder / place, 1)
    (folder / "marked").mkdir(exist_ok=True)
    (folder / "marked" / ".NoMedia").touch()
    leave_out(service, "private")
    service.index(folder)
    wanted = f"folder-left-out-{reason}"
    for folders in ((folder / place,), (folder, folder / place)):
        if reason:
            assert service.refusal(IndexFolders(folders)) == wanted
            assert str(folder / place) in word(wanted, {"path": str(folder / place)}, "zh_CN")
        else:
            assert service.run(IndexFolders(folders)).scanned == 1
    service.run(IndexFolders((folder / place,), in_background=True))


def test_a_root_that_is_left_out_as_a_whole_is_told_of(service: Service, folder: Path):
    make_photos(folder, 1)
    leave_out(service, str(folder))
    assert service.refusal(IndexFolders((folder,))) == "folder-left-out-chosen"
    assert service.run(IndexFolders()).scanned == 0


def test_tags_of_photos_that_were_left_out_are_there_again(service: Service, folder: Path):
    make_photos(folder / "private", 1)
    service.index(folder)
    (hit,) = service.search("red")
    service.run(ChangeTags((hit.photo_id,), add=("mine",)))
    leave_out(service, str(folder / "private"))
    assert service.search("", TagFilter("mine")) == ()
    leave_out(service)
    assert [found.photo_id for found in service.search("", TagFilter("mine"))] == [hit.photo_id]


def test_single_files_may_be_left_out(service: Service, folder: Path):
    make_photos(folder, 2)
    make_photos(folder, 2, ".bmp", first=2)
    service.index(folder)
    leave_out(service, "*.bmp")
    assert service.status().photos_by_state["excluded"] == 2
    assert index_both_ways(service).missing == 0
    leave_out(service)
    assert service.status().photos_by_state["excluded"] == 0


def test_markers_are_honoured_unless_the_user_says_otherwise(service: Service, folder: Path):
    make_photos(folder / "a", 2)
    (folder / "a" / ".nomedia").touch()
    assert service.index(folder).scanned == 0
    leave_out(service, markers=False)
    assert service.run(GetExclusions()) == ExclusionSettings((), markers=False)
    assert service.index().embedded == 2


def test_what_is_decided_while_a_run_goes_on_holds_from_then_on(service: Service, folder: Path):
    make_photos(folder / "private", 2)
    with service.host() as host:
        host.run(SetExclusions(ExclusionSettings(("private",))))
        host.run(IndexFolders((folder,)))
    assert service.status().photos_by_state["new"] == 0
