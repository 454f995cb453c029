"""Scans pass over folders that look as they did, with the same result as if they compared everything."""

import dataclasses
import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from clipphotos.core.errors import Cancelled, KnownError
from clipphotos.core.operation import Effect
from clipphotos.service.commands import IndexFolders, RemoveRoot
from clipphotos.service.events import Event, JobProgressed
from clipphotos.service.operation_commands import RunMoves, UndoOperation
from clipphotos.service.results import IndexSummary
from clipphotos.storage import photos as stored
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.locations import DataLocations
from support.moves import moved, planned
from support.pictures import make_photo, make_photos
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


def rows(service: Service) -> list[tuple[object, ...]]:
    with open_catalogue(service.locations) as catalogue:
        return catalogue.rows(
            """SELECT p.id, r.path, r.online, p.relpath, p.path_key, p.size, p.mtime_ns, p.state,
            p.content_hash, p.error_code FROM photo p JOIN library_root r ON r.id = p.root_id ORDER BY p.id"""
        )


def index_both_ways(service: Service, *folders: Path) -> IndexSummary:
    """Index with what was remembered, and in a copy of the library without it: there is no difference."""
    copy = Service(DataLocations(service.locations.root.with_name("copied-data")))
    shutil.rmtree(copy.locations.root, ignore_errors=True)
    shutil.copytree(service.locations.root, copy.locations.root)
    with open_catalogue(copy.locations) as catalogue, catalogue.transaction():
        catalogue.execute("UPDATE library_root SET listed_generation = -1")
    one, other = (dataclasses.replace(each.index(*folders), seconds=0) for each in (copy, service))
    assert one == other
    assert rows(copy) == rows(service)
    return other


def index_and_cancel(service: Service, *folders: Path) -> None:
    with service.host() as host:

        def cancel(event: Event) -> None:
            if isinstance(event, JobProgressed) and event.progress.stage == "scan":
                host.cancel(1)

        host._on_event = cancel
        with suppress(Cancelled):
            host.run(IndexFolders(folders))


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
        assert isinstance(summary, IndexSummary)
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
    monkeypatch.setattr("clipphotos.service.jobs.scan.STEP_FILES", 2)
    paths = make_photos(folder / "a", 6)
    make_photos(folder / "b", 6, ".jpg")
    service.index(folder)
    make_photo(folder / "a" / "z.png", "red", number=60)
    acted: list[bool] = []
    with service.host() as host:

        def act(event: Event) -> None:
            if isinstance(event, JobProgressed) and event.progress.stage == "scan" and not acted:
                acted.append(True)
                move = planned(paths[0], folder / "b" / paths[0].name)
                host.submit(RunMoves((move,), Effect.MOVE))
                host.submit(UndoOperation())

        host._on_event = act
        host.run(IndexFolders())
    assert acted
    assert index_both_ways(service).unchanged == 13


def test_a_scan_that_was_cancelled_is_made_up_for(
    service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("clipphotos.service.jobs.scan.STEP_FILES", 2)
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


@needs_links
def test_the_way_to_a_folder_may_change(service: Service, folder: Path):
    make_photos(folder / "outside", 3)
    root = folder / "root"
    root.mkdir()
    (root / "b").symlink_to(folder / "outside")
    assert service.index(root).scanned == 3
    (root / "a").symlink_to(folder / "outside")
    assert index_both_ways(service).scanned == 3
    (root / "a").unlink()
    assert index_both_ways(service).scanned == 3


@pytest.mark.skipif(sys.platform != "linux", reason="needs a file system that distinguishes case")
def test_folders_that_differ_in_case_only_where_the_library_cannot_tell(
    service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("clipphotos.service.jobs.index.is_case_sensitive", lambda _: False)
    make_photos(folder / "A", 3)
    service.index(folder)
    shutil.copytree(folder / "A", folder / "a")
    make_photo(folder / "a" / "0000-red.png", "green", number=77)
    make_photo(folder / "a" / "9999-red.png", "red", number=78)
    assert index_both_ways(service).scanned == 4
    (folder / "A" / "0000-red.png").unlink()
    assert index_both_ways(service).changed == 1
    assert index_both_ways(service).unchanged == 4


def test_an_extension_that_is_a_pictures_from_now_on(
    service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    make_photo(folder / "a.png", "red")
    (folder / "b.future").write_text("not known to this version")
    service.index(folder)
    monkeypatch.setattr("clipphotos.library.scanner.PICTURE_EXTENSIONS", frozenset({"png", "future"}))
    monkeypatch.setattr("clipphotos.library.scanner._RULES", b"future png")
    assert index_both_ways(service).new == 1


FOLDERS = ("", "a", "a/b", "A", "c")
NAMES = ("1.png", "2.png", "I.PNG", "i.png", "3", "4.txt")
Act = tuple[str, int, int, int]
ACTS = st.tuples(
    st.sampled_from(
        [
            *("write", "touch", "remove", "move", "move folder", "remove folder", "link", "sort", "undo"),
            *("forget root", "mark missing", "scan", "scan below", "cancel", "lock"),
        ]
    ),
    st.integers(0, 29),
    st.integers(0, 29),
    st.integers(0, 5),
)


class _Library:
    """Folders of small photos, and what can happen to them."""

    def __init__(self, base: Path, contents: list[bytes]) -> None:
        self.root = base / "photos"
        self.root.mkdir()
        make_photo(self.root / "c" / "0.png", "red")
        self.contents = contents
        self.service = Service(DataLocations(base / "data"))

    def act(self, act: Act, monkeypatch: pytest.MonkeyPatch) -> None:
        kind, one, other, content = act
        files = sorted(path for path in self.root.rglob("*") if path.is_file())
        folder, other_folder = (self.root / FOLDERS[each % len(FOLDERS)] for each in (one, other))
        target = other_folder / NAMES[other // len(FOLDERS)]
        if kind in ("write", "forget root", "mark missing", "undo", "scan", "cancel"):
            self._act_without_place(kind, one, target, content)
        elif kind in ("touch", "remove", "move", "sort"):
            if files:
                self._act_on_file(kind, files[one % len(files)], target, content)
        elif kind == "lock" and folder != self.root:
            self._scan_locked(folder, monkeypatch)
        else:
            self._act_on_folder(kind, folder, other_folder)

    def _act_without_place(self, kind: str, number: int, target: Path, content: int) -> None:
        match kind:
            case "write":
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(self.contents[content])
            case "forget root" if content == 0:
                self.service.run(RemoveRoot(1))
            case "mark missing":
                with open_catalogue(self.service.locations) as catalogue, catalogue.transaction():
                    stored.mark_missing(catalogue, [number])
            case "undo":
                with suppress(KnownError):
                    self.service.run(UndoOperation())
            case "scan":
                self.scan()
            case "cancel":
                index_and_cancel(self.service, self.root)
            case _:
                pass

    def _act_on_file(self, kind: str, file: Path, target: Path, content: int) -> None:
        if kind == "touch":
            os.utime(file, ns=(content, content))
        elif kind == "remove":
            file.unlink()
        elif not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            if kind == "move":
                file.rename(target)
            elif rows(self.service):
                moved(self.service, [planned(file, target)], Effect.COPY if content == 0 else Effect.MOVE)

    def _act_on_folder(self, kind: str, folder: Path, other: Path) -> None:
        if not folder.is_dir() or folder.is_symlink() or folder == self.root:
            return
        with suppress(OSError):
            if kind == "move folder":
                folder.rename(other)
            elif kind == "remove folder":
                shutil.rmtree(folder)
            elif kind == "link" and os.name != "nt":
                (folder / "link").unlink(missing_ok=True)
                (folder / "link").symlink_to(other)
        if kind == "scan below":
            index_both_ways(self.service, folder)

    def scan(self) -> IndexSummary:
        self.service.locations.create()
        return index_both_ways(self.service, self.root)

    def _scan_locked(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        real = os.scandir

        def scandir(path: str | int):
            if path == str(folder):
                raise PermissionError(13, "Permission denied")
            return real(path)

        with monkeypatch.context() as patch:
            patch.setattr(os, "scandir", scandir)
            self.scan()


@pytest.fixture(scope="module")
def contents(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    folder = tmp_path_factory.mktemp("contents")
    pictures = [path.read_bytes() for path in make_photos(folder, 4)]
    # One that cannot be decoded, and one that is no picture whatever its name.
    return [*pictures, pictures[0][:100], b"text"]


@pytest.mark.parametrize("is_case_sensitive", [True, False])
@settings(
    max_examples=20,
    # Making a failure shorter would take minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=st.lists(ACTS, min_size=3, max_size=10))
def test_whatever_happens_nothing_tells_the_two_ways_apart(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    contents: list[bytes],
    acts: list[Act],
    is_case_sensitive: bool,
):
    monkeypatch.setattr("clipphotos.service.jobs.index.is_case_sensitive", lambda _: is_case_sensitive)
    monkeypatch.setattr("clipphotos.service.jobs.scan.STEP_FILES", 3)
    library = _Library(tmp_path_factory.mktemp("library"), contents)
    library.scan()
    for act in acts:
        library.act(act, monkeypatch)
    library.scan()
    again = library.scan()
    assert (again.unchanged, again.new, again.changed, again.missing) == (again.scanned, 0, 0, 0)
