"""Whatever happens to a library, scans that remember folders come to the same result as those that do not."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from clipphotos.core.errors import KnownError
from clipphotos.core.operations.operation import Effect
from clipphotos.service.protocol.indexing import IndexSummary
from clipphotos.service.protocol.library import RemoveRoot
from clipphotos.service.protocol.operations import UndoOperation
from clipphotos.storage import photos as stored
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.locations import DataLocations
from support.moves import moved, planned
from support.pictures import make_photo, make_photos
from support.rescans import index_and_cancel, index_both_ways, rows
from support.services import Service

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


@pytest.mark.parametrize("below", ["a", "a/b"])
def test_a_folder_that_could_not_be_listed_is_missed_once_it_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, contents: list[bytes], below: str
):
    library = _Library(tmp_path, contents)
    (library.root / below).mkdir(parents=True)
    (library.root / below / "1.png").write_bytes(contents[0])
    library.scan()
    library._scan_locked(library.root / "a", monkeypatch)
    assert library.scan().unchanged == 2
    library._scan_locked(library.root / "a", monkeypatch)
    shutil.rmtree(library.root / "a")
    assert library.scan().missing == 1


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
    monkeypatch.setattr("clipphotos.service.indexing.job.is_case_sensitive", lambda _: is_case_sensitive)
    monkeypatch.setattr("clipphotos.service.indexing.scan.STEP_FILES", 3)
    library = _Library(tmp_path_factory.mktemp("library"), contents)
    library.scan()
    for act in acts:
        library.act(act, monkeypatch)
    library.scan()
    again = library.scan()
    assert (again.unchanged, again.new, again.changed, again.missing) == (again.scanned, 0, 0, 0)
