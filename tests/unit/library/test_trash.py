"""Where a desktop's trash has put a file; the trashes here are made by hand."""

import os
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from clipphotos.library import trash
from clipphotos.library.file_looks import Expected
from clipphotos.library.file_system import FileSystem

FILES = FileSystem()
PHOTO = Expected(5, 1_600_000_000_000_000_000)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other trashes do not say where things are")


def put(folder: Path, name: str, origin: str, expected: Expected = PHOTO) -> Path:
    """A file in a trash with its note."""
    for sub in ("files", "info"):
        (folder / sub).mkdir(parents=True, exist_ok=True)
    path = folder / "files" / name
    path.write_bytes(b"x" * expected.size)
    os.utime(path, ns=(1, expected.mtime_ns))
    note = f"[Trash Info]\nPath={quote(origin)}\nDeletionDate=2024-01-01T00:00:00\n"
    (folder / "info" / f"{name}.trashinfo").write_text(note)
    return path


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    return tmp_path / "share" / "Trash"


@pytest.fixture
def volume(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is taken for the top of a volume."""
    top = tmp_path / "volume"
    (top / "photos").mkdir(parents=True)
    monkeypatch.setattr(os.path, "ismount", lambda path: str(path) in (str(top), "/"))
    return top


def found(path: Path) -> str:
    return trash.find(FILES, str(path), PHOTO)


def test_a_file_is_found_by_where_it_came_from_and_what_it_is(home: Path, tmp_path: Path):
    origin = tmp_path / "photos" / "a é %.jpg"
    assert found(origin) == ""
    put(home, "other.jpg", str(tmp_path / "other.jpg"))
    put(home, "a.jpg", str(origin), Expected(6, PHOTO.mtime_ns))
    put(home, "a.2.jpg", str(origin), Expected(PHOTO.size, PHOTO.mtime_ns + 1))
    assert found(origin) == ""
    ours = put(home, "a.3.jpg", str(origin))
    put(home, "a.4.jpg", str(tmp_path / "photos" / "b.jpg"))
    (home / "info" / "a.9.jpg").write_text(f"Path={origin}\n")
    (home / "info" / "empty.trashinfo").touch()
    assert found(origin) == str(ours)


@pytest.mark.parametrize("place", [".Trash/{user}", ".Trash-{user}"])
def test_on_another_volume_paths_count_from_its_top(home: Path, volume: Path, place: str):
    folder = volume / place.format(user=os.getuid())
    ours = put(folder, "a.jpg", "photos/a.jpg")
    assert found(volume / "photos" / "a.jpg") == str(ours)
    assert found(volume / "a.jpg") == ""


def test_without_the_variable_it_is_below_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    ours = put(tmp_path / ".local" / "share" / "Trash", "a.jpg", "/photos/a.jpg")
    assert found(Path("/photos/a.jpg")) == str(ours)


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_elsewhere_it_cannot_be_told(home: Path, monkeypatch: pytest.MonkeyPatch, system: str):
    put(home, "a.jpg", "/photos/a.jpg")
    monkeypatch.setattr(trash.sys, "platform", system)
    assert found(Path("/photos/a.jpg")) == ""


def test_the_note_about_a_restored_file_goes(home: Path):
    ours, other = put(home, "a.jpg", "/photos/a.jpg"), put(home, "b.jpg", "/photos/b.jpg")
    trash.forget(FILES, str(ours))
    trash.forget(FILES, str(ours))
    assert [path.name for path in (home / "info").iterdir()] == ["b.jpg.trashinfo"]
    assert ours.exists()
    assert other.exists()
