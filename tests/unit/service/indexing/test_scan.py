"""Scans pass over folders that look as they did, with the same result as if they compared everything."""

import os
import shutil
import sqlite3
import sys
from contextlib import closing, nullcontext
from pathlib import Path

import pytest

from clipphotos.core.indexing.exclusions import ExclusionSettings
from clipphotos.core.jobs import Stage
from clipphotos.core.operations.operation import Effect
from clipphotos.service.protocol.events import Event, JobProgressed
from clipphotos.service.protocol.indexing import IndexFolders, SetExclusions
from clipphotos.service.protocol.operations import RunMoves, UndoOperation
from clipphotos.storage import photos as stored
from clipphotos.storage.catalogue import open_catalogue
from support.moves import planned
from support.pictures import make_photo, make_photos
from support.rescans import index_and_cancel, index_both_ways, rows
from support.services import Service

needs_links = pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")


@pytest.fixture
def comparisons(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Gets the number of known photos whenever a scan looks them up in order to compare."""
    numbers: list[int] = []
    real = stored.known_files

    def known_files(*arguments):
        known = real(*arguments)
        numbers.append(len(known))
        return known

    monkeypatch.setattr("clipphotos.storage.photos.known_files", known_files)
    return numbers


def test_what_looks_the_same_is_not_compared(service: Service, folder: Path, comparisons: list[int]):
    make_photos(folder / "a" / "b", 5)
    make_photos(folder / "c", 3, ".jpg")
    (folder / "c" / "data").write_text("no picture")
    service.index(folder)
    comparisons.clear()
    assert service.index(folder).unchanged == 8
    assert service.index(folder / "a").unchanged == 5
    assert service.index().unchanged == 8
    assert not comparisons
    make_photo(folder / "c" / "new.png", "red", number=20)
    assert (index_both_ways(service).unchanged, len(comparisons)) == (8, 2)
    comparisons.clear()
    assert service.index().unchanged == 9
    assert not comparisons


def test_what_else_is_asked_is_asked_once_while_nothing_changes(
    service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    asked: list[int] = []
    real = stored.pending_ids

    def pending_ids(*arguments):
        asked.append(1)
        return real(*arguments)

    make_photos(folder, 3)
    with service.host() as host:
        host.run(IndexFolders((folder,)))
        host.run(IndexFolders())
        monkeypatch.setattr("clipphotos.storage.photos.pending_ids", pending_ids)
        host.run(IndexFolders())
        assert not asked
        make_photo(folder / "new.png", "red", number=9)
        summary = host.run(IndexFolders())
        assert (summary.new, summary.embedded) == (1, 1)


def test_a_folder_that_is_gone_or_empty_is_noticed(service: Service, folder: Path):
    make_photos(folder / "a", 2)
    make_photos(folder / "b" / "c", 3, ".jpg")
    make_photos(folder / "d", 4, ".bmp")
    service.index(folder)
    shutil.rmtree(folder / "b")
    assert index_both_ways(service).missing == 3
    for path in (folder / "a").iterdir():
        path.unlink()
    assert index_both_ways(service, folder / "a").missing == 2
    assert index_both_ways(service).unchanged == 4


def test_what_changed_in_the_catalogue_alone_is_compared_again(service: Service, folder: Path):
    first, second, third = make_photos(folder, 3)
    service.index(folder)
    changes = {
        first: "UPDATE photo SET state = 'missing' WHERE relpath = ?",
        second: "UPDATE photo SET mtime_ns = 1 WHERE relpath = ?",
        third: "DELETE FROM photo WHERE relpath = ?",
    }
    for path, change in changes.items():
        with open_catalogue(service.locations) as catalogue, catalogue.transaction():
            catalogue.execute(change, (path.name,))
        before = rows(service)
        index_both_ways(service)
        assert rows(service) != before


def test_a_photo_sorted_while_its_folder_is_scanned(
    service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("clipphotos.service.indexing.scan.STEP_FILES", 2)
    paths = make_photos(folder / "a", 6)
    make_photos(folder / "b", 6, ".jpg")
    service.index(folder)
    make_photo(folder / "a" / "z.png", "red", number=60)
    acted: list[bool] = []
    with service.host() as host:

        def act(event: Event) -> None:
            if isinstance(event, JobProgressed) and event.progress.stage == Stage.SCAN and not acted:
                acted.append(True)
                move = planned(paths[0], folder / "b" / paths[0].name)
                host.submit(RunMoves((move,), Effect.MOVE))
                host.submit(UndoOperation())

        host._on_event = act
        host.run(IndexFolders())
    assert acted
    assert index_both_ways(service).unchanged == 13


def test_a_photo_that_is_changed_in_the_catalogue_once_its_folder_was_compared(
    service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("clipphotos.service.indexing.scan.STEP_FILES", 2)
    make_photos(folder / "a", 3)
    make_photos(folder / "b", 3, ".jpg")
    service.index(folder)
    make_photo(folder / "a" / "z.png", "red", number=60)

    acted: list[bool] = []

    def act(event: Event) -> None:
        if isinstance(event, JobProgressed) and event.progress.stage == Stage.SCAN and not acted:
            acted.append(True)
            with closing(sqlite3.connect(service.locations.catalogue)) as connection, connection:
                connection.execute("UPDATE photo SET state = 'missing' WHERE relpath LIKE 'a/0000%'")

    with service.host() as host:
        host._on_event = act
        host.run(IndexFolders())
    assert [row for row in rows(service) if "missing" in row]
    index_both_ways(service)
    assert not [row for row in rows(service) if "missing" in row]


def test_a_scan_that_was_cancelled_is_made_up_for(
    service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("clipphotos.service.indexing.scan.STEP_FILES", 2)
    make_photos(folder / "a", 5)
    make_photos(folder / "b", 5, ".jpg")
    index_and_cancel(service, folder)
    assert 0 < len(rows(service)) < 10
    index_both_ways(service)
    assert len(rows(service)) == 10


def test_a_folder_that_could_not_be_listed_is_compared_next_time(
    service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    make_photos(folder / "locked" / "deep", 3)
    paths = make_photos(folder / "locked", 3, ".jpg")
    service.index(folder)
    real = os.scandir

    def scandir(path: str | int):
        if path == str(folder / "locked"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    paths[0].unlink()
    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", scandir)
        assert index_both_ways(service).missing == 0
    assert index_both_ways(service).missing == 1


def test_a_folder_below_one_that_could_not_be_listed_in_full_is_compared_next_time(
    service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    class Broken:
        name = "x.png"

        def is_file(self) -> bool:
            raise PermissionError(13, "Permission denied")

        def is_symlink(self) -> bool:
            return False

    (gone, *_) = make_photos(folder / "locked" / "deep", 3)
    service.index(folder)
    real = os.scandir

    def scandir(path: str | int):
        if path != str(folder / "locked"):
            return real(path)
        with real(path) as entries:
            return nullcontext([*entries, Broken()])

    gone.unlink()
    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", scandir)
        assert index_both_ways(service).missing == 0
    assert index_both_ways(service).missing == 1


@needs_links
def test_the_way_to_a_folder_may_change(service: Service, folder: Path):
    make_photos(folder / "outside", 3)
    root = folder / "root"
    root.mkdir()
    (root / "b").symlink_to(folder / "outside")
    assert service.index(root).scanned == 0
    service.run(SetExclusions(ExclusionSettings(("!a", "!b"))))
    assert service.index(root).scanned == 3
    (root / "a").symlink_to(folder / "outside")
    assert index_both_ways(service).scanned == 3
    (root / "a").unlink()
    assert index_both_ways(service).scanned == 3


@pytest.mark.skipif(sys.platform != "linux", reason="needs a file system that distinguishes case")
def test_folders_that_differ_in_case_only_where_the_library_cannot_tell(
    service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("clipphotos.service.indexing.job.is_case_sensitive", lambda _: False)
    make_photos(folder / "A", 3)
    service.index(folder)
    shutil.copytree(folder / "A", folder / "a")
    make_photo(folder / "a" / "0000-red.png", "green", number=77)
    make_photo(folder / "a" / "9999-red.png", "red", number=78)
    assert index_both_ways(service).scanned == 4
    (folder / "A" / "0000-red.png").unlink()
    assert index_both_ways(service).changed == 1
    assert index_both_ways(service).unchanged == 4
    make_photo(folder / "a" / "9999-red.png", "blue", number=79)
    assert index_both_ways(service).changed == 1


def test_an_extension_that_is_a_pictures_from_now_on(
    service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    make_photo(folder / "a.png", "red")
    (folder / "b.future").write_text("not known to this version")
    service.index(folder)
    monkeypatch.setattr("clipphotos.library.scanner.PICTURE_EXTENSIONS", frozenset({"png", "future"}))
    monkeypatch.setattr("clipphotos.library.scanner._RULES", b"future png")
    assert index_both_ways(service).new == 1


def test_a_file_that_is_being_written_is_left_for_the_next_run(service: Service, folder: Path):
    (known,) = make_photos(folder, 1)
    service.index(folder)
    half = make_photo(folder / "half.png", "red", number=9)
    make_photo(folder / "whole.png", "red", number=10)
    known.write_bytes(known.read_bytes()[:100])
    left = frozenset({half, known})
    summary = service.run(IndexFolders((folder,), leave=left))
    assert (summary.new, summary.changed, summary.missing, summary.embedded) == (1, 0, 0, 1)
    assert service.run(IndexFolders((folder,), leave=left)).new == 0
    known.unlink()
    summary = index_both_ways(service)
    assert (summary.new, summary.missing) == (1, 1)


def test_folders_that_are_gone_or_not_in_the_library_are_passed_over_where_only_known_ones_count(
    service: Service, folder: Path
):
    make_photos(folder / "root" / "a", 1)
    make_photos(folder / "other", 1)
    service.index(folder / "root")
    make_photo(folder / "root" / "a" / "new.png", "red", number=9)
    places = (folder / "root" / "gone", folder / "other", folder / "root" / "a")
    assert service.run(IndexFolders(places, only_known=True)).new == 1
    assert [root.path for root in service.status().roots] == [folder / "root"]
    assert service.run(IndexFolders((folder / "other",), only_known=True)).scanned == 0
