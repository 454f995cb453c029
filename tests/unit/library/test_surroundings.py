"""What is around photos on disk: names, rights, room."""

import os
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from clipphotos.core.sorting.plan import FileFacts
from clipphotos.library import surroundings


class Usage(NamedTuple):
    """As `shutil.disk_usage` tells it."""

    total: int
    used: int
    free: int


def test_only_a_regular_file_has_facts(tmp_path: Path):
    path = tmp_path / "a.jpg"
    path.write_bytes(b"12345")
    os.utime(path, ns=(1, 1_600_000_000_123_456_789))
    assert surroundings.file_facts(path) == FileFacts(path, 5, 1_600_000_000_123_456_789)
    (tmp_path / "link").symlink_to("a.jpg")
    found = surroundings.file_facts(tmp_path / "link")
    assert found is not None
    assert (found.path.name, found.size) == ("link", 5)
    for other in (tmp_path, tmp_path / "missing", tmp_path / "a\0b"):
        assert surroundings.file_facts(other) is None


def test_names_of_what_cannot_be_listed_are_none(tmp_path: Path):
    (tmp_path / "a").touch()
    (tmp_path / "b").mkdir()
    assert sorted(surroundings.names_in(tmp_path)) == ["a", "b"]
    for other in (tmp_path / "a", tmp_path / "missing", tmp_path / "a\0b"):
        assert surroundings.names_in(other) == []


def test_the_nearest_folder_that_exists(tmp_path: Path):
    assert surroundings.nearest_existing(tmp_path) == tmp_path
    assert surroundings.nearest_existing(tmp_path / "x" / "y") == tmp_path
    assert surroundings.nearest_existing(Path("/no such folder/x")) == Path("/")


@pytest.mark.parametrize(("mode", "allowed"), [(0o755, True), (0o555, False), (0o644, False)])
def test_a_folder_is_written_to_where_the_nearest_one_allows_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int, allowed: bool
):
    folder = tmp_path / "folder"
    folder.mkdir()
    # The superuser may do everything, so the question is asked of the mode alone.
    monkeypatch.setattr(os, "access", lambda path, wanted: path == folder and mode >> 6 & wanted == wanted)
    assert surroundings.can_write(folder) is allowed
    assert surroundings.can_write(folder / "new" / "sub") is allowed
    (folder / "file").touch()
    assert not surroundings.can_write(folder / "file")


def test_files_are_moved_within_a_volume_only(tmp_path: Path):
    (tmp_path / "a").touch()
    assert surroundings.is_same_volume(tmp_path / "a", tmp_path / "new" / "folder")
    assert not surroundings.is_same_volume(tmp_path / "missing", tmp_path)
    assert not surroundings.is_same_volume(tmp_path / "a", Path("/proc"))


def test_a_volume_is_short_of_room_for_all_its_folders_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(surroundings.shutil, "disk_usage", lambda _: Usage(1000, 900, 100))
    one, other = tmp_path / "one", tmp_path / "new" / "other"
    one.mkdir()
    assert list(surroundings.short_of_room({one: 60, other: 40})) == []
    assert list(surroundings.short_of_room({one: 60, other: 41})) == [(one, 101, 100)]
    assert list(surroundings.short_of_room({other: 101})) == [(tmp_path, 101, 100)]
    on_two = list(surroundings.short_of_room({one: 101, Path("/proc/x"): 102}))
    assert on_two == [(one, 101, 100), (Path("/proc"), 102, 100)]


def test_a_path_longer_than_the_system_takes_is_no_folder(tmp_path: Path):
    deep = tmp_path.joinpath(*["d" * 200] * 30)
    assert not surroundings.is_folder(deep)
    assert surroundings.is_folder(tmp_path)
    assert surroundings.nearest_existing(deep) == tmp_path


def put(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    return path


class TestCaseSensitivity:
    def test_agrees_with_the_file_system_and_writes_nothing(self, tmp_path: Path):
        folder = tmp_path / "Folder"
        put(folder / "a.jpg")
        before = sorted(tmp_path.rglob("*"))
        really = not (folder / "A.JPG").exists()
        assert surroundings.is_case_sensitive(folder) is really
        empty = put(tmp_path / "Empty" / "1").parent
        assert surroundings.is_case_sensitive(empty) is really
        assert sorted(path for path in tmp_path.rglob("*") if "Empty" not in path.parts) == before

    def test_twins_side_by_side_prove_it(self, tmp_path: Path):
        put(tmp_path / "a.jpg")
        put(tmp_path / "A.JPG")
        if len(list(tmp_path.iterdir())) == 2:
            assert surroundings.is_case_sensitive(tmp_path)

    def test_without_letters_the_platform_decides(self, tmp_path: Path):
        put(tmp_path / "0" / "1")
        assert surroundings.is_case_sensitive(tmp_path / "0") is (sys.platform not in ("win32", "darwin"))


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_what_is_behind_a_link_below_a_folder(tmp_path: Path):
    (tmp_path / "real" / "sub").mkdir(parents=True)
    (tmp_path / "real" / "sub" / "a.jpg").touch()
    (tmp_path / "folder").symlink_to("real")
    (tmp_path / "real" / "link").symlink_to("sub")
    (tmp_path / "real" / "link.jpg").symlink_to("sub/a.jpg")
    for way, is_behind in (("sub/a.jpg", False), ("link/a.jpg", True), ("link.jpg", True)):
        for folder in ("real", "folder"):
            path = tmp_path / folder / way
            assert surroundings.is_behind_link(path, tmp_path / folder) is is_behind
