"""Folders that a scan does not look into: photos known in them are excluded, and who asks is told why."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from clipphotos.core.indexing.exclusions import Exclusion
from clipphotos.service.protocol.indexing import IndexFolders
from clipphotos.storage.catalogue import open_catalogue
from support.moves import moved, planned, redone, undone
from support.pictures import make_photo, make_photos
from support.rescans import index_both_ways
from support.services import Service
from support.trees import make_deep_folder

IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX file system")
FOREIGN = ("A.photoslibrary/originals/0", "#recycle", "x/@eaDir", "Catalog Previews.lrdata/1")


def index_everything(service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Index as the program did before it left anything out."""
    with monkeypatch.context() as patch:
        patch.setattr("clipphotos.core.indexing.exclusions.exclusion_of_name", lambda _: None)
        service.index(folder)


def states(service: Service) -> dict[str, int]:
    return {state: count for state, count in service.status().photos_by_state.items() if count}


@pytest.mark.parametrize("place", FOREIGN)
def test_what_was_never_indexed_is_not_indexed(service: Service, folder: Path, place: str):
    make_photos(folder / place, 2)
    make_photos(folder / "incoming", 1, ".jpg")
    summary = service.index(folder)
    assert (summary.scanned, summary.excluded, summary.skipped) == (1, 0, 0)
    assert states(service) == {"ok": 1}


@pytest.mark.parametrize("place", FOREIGN)
def test_what_was_indexed_before_is_excluded_not_missing(
    service: Service, folder: Path, place: str, monkeypatch: pytest.MonkeyPatch
):
    make_photos(folder / place, 2)
    make_photos(folder / "incoming", 1, ".jpg")
    index_everything(service, folder, monkeypatch)
    assert states(service) == {"ok": 3}
    summary = service.index()
    assert (summary.excluded, summary.newly_excluded, summary.excluded_folders) == (2, 2, 1)
    assert summary.missing == 0
    again = index_both_ways(service)
    assert (again.excluded, again.newly_excluded, again.excluded_folders) == (2, 0, 1)
    (left_out,) = service.status().excluded
    assert left_out.photo_count == 2
    assert len(service.search("red", limit=99)) == 1
    with open_catalogue(service.locations) as catalogue:
        assert catalogue.value("SELECT count(*) FROM embedding") == 3


def test_an_excluded_folder_that_is_gone_takes_its_photos_with_it(
    service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    make_photos(folder / "#recycle", 2)
    make_photos(folder / "a", 1, ".jpg")
    index_everything(service, folder, monkeypatch)
    index_both_ways(service)
    shutil.rmtree(folder / "#recycle")
    assert index_both_ways(service).missing == 2
    assert states(service) == {"ok": 1, "missing": 2}
    assert service.status().excluded == ()


def test_a_photo_fetched_out_of_a_trash_keeps_what_is_known_of_it(
    service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    (photo,) = make_photos(folder / "#recycle", 1)
    index_everything(service, folder, monkeypatch)
    (hit,) = service.search("red")
    service.index()
    photo.rename(folder / "back.png")
    summary = service.index()
    assert (summary.moved, summary.embedded) == (1, 0)
    assert [found.photo_id for found in service.search("red")] == [hit.photo_id]


def test_a_sort_that_took_photos_out_of_such_a_folder_is_undone_and_redone(
    service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    (photo,) = make_photos(folder / "A.photoslibrary" / "originals", 1)
    make_photo(folder / "other.png", "blue")
    target = folder / "cats" / photo.name
    with monkeypatch.context() as patch:
        patch.setattr("clipphotos.core.indexing.exclusions.exclusion_of_name", lambda _: None)
        service.index(folder)
        moved(service, [planned(photo, target)])
        service.index()
    service.index()
    assert states(service) == {"ok": 2}
    undone(service)
    assert photo.exists()
    assert states(service) == {"ok": 1, "excluded": 1}
    redone(service)
    assert target.exists()
    assert states(service) == {"ok": 2}
    assert (service.index().decoded, states(service)) == (0, {"ok": 2})


def test_a_photo_that_was_not_read_yet_is_read_when_it_comes_back(service: Service, folder: Path):
    (photo,) = make_photos(folder / "a", 1)
    service.index(folder)
    with open_catalogue(service.locations) as catalogue, catalogue.transaction():
        catalogue.execute("UPDATE photo SET state = 'new', content_hash = NULL")
    (folder / "a" / ".nomedia").touch()
    service.index(folder)
    assert states(service) == {"excluded": 1}
    (folder / "a" / ".nomedia").unlink()
    assert service.index(folder).decoded == 1
    assert photo.exists()


def test_network_drives_own_folders_are_not_worth_a_word(service: Service, folder: Path):
    make_photos(folder / "a", 1)
    for place in ("a/@eaDir", "a/thumbs", "#recycle"):
        make_photo(folder / place / "1.png", "red")
    service.index(folder)
    assert [each.exclusion for each in service.status().excluded] == [Exclusion.TRASH]


@posix_only
def test_a_folder_that_cannot_be_listed_is_counted_and_told_of(service: Service, folder: Path):
    """Nobody can list a folder deeper than the system's longest path, so this holds for every user."""
    make_photos(folder, 1)
    make_deep_folder(folder)
    summary = service.index(folder)
    assert (summary.skipped, summary.unlistable_folders, summary.scanned) == (1, 1, 1)
    (skipped,) = service.status().skipped
    assert (skipped.error.code, skipped.is_folder) == ("folder-too-deep", True)
    assert skipped.path.is_relative_to(folder)
    assert service.index(folder).skipped == 1


@posix_only
@pytest.mark.skipif(IS_ROOT, reason="root may list everything")
@pytest.mark.parametrize("mode", [0o000, 0o444])
def test_a_folder_without_permission_is_counted_and_told_of(service: Service, folder: Path, mode: int):
    make_photos(folder / "locked", 2)
    make_photos(folder / "open", 1, ".jpg")
    (folder / "locked").chmod(mode)
    try:
        summary = service.index(folder)
        (skipped,) = service.status().skipped
    finally:
        (folder / "locked").chmod(0o755)
    assert (summary.skipped, summary.unlistable_folders, summary.scanned) == (1, 1, 1)
    assert (skipped.path, skipped.error.code) == (folder / "locked", "folder-no-permission")
    assert service.run(IndexFolders()).skipped == 0
    assert service.status().skipped == ()
