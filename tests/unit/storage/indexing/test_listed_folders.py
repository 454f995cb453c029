"""What makes a catalogue forget the listings of folders, and what does not."""

from pathlib import Path

import pytest

from clipphotos.storage import photos, roots
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.indexing import listed_folders
from clipphotos.storage.indexing.listed_folders import ListedFolder
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.photos import FileState
from clipphotos.storage.scopes import Scope

FOLDERS = {name: ListedFolder(name.encode(), 1) for name in ("", "a", "a/b", "a-b", "b")}


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM photo WHERE id = 1",
        "INSERT INTO photo(root_id, relpath, path_key, size, mtime_ns) VALUES (1, 'b', 'b', 1, 1)",
        "UPDATE photo SET relpath = 'b', path_key = 'b' WHERE id = 1",
        "UPDATE photo SET root_id = 2, path_key = 'c' WHERE id = 1",
        "UPDATE photo SET root_id = 1, path_key = 'b' WHERE id = 2",
        "UPDATE photo SET size = 2 WHERE id = 1",
        "UPDATE photo SET mtime_ns = 2 WHERE id = 1",
        "UPDATE photo SET state = 'missing' WHERE id = 1",
    ],
)
def test_a_change_that_a_scan_would_notice(locations: DataLocations, change: str):
    with open_catalogue(locations) as catalogue:
        with catalogue.transaction():
            _fill(catalogue)
            listed_folders.remember(catalogue, Scope(1), FOLDERS, forget_others=True)
        assert listed_folders.remembered(catalogue, Scope(1)) == FOLDERS
        with catalogue.transaction():
            catalogue.execute(change)
        assert listed_folders.remembered(catalogue, Scope(1)) is None


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE photo SET state = 'ok', size = 1, mtime_ns = 1, content_hash = x'00' WHERE id = 1",
        "UPDATE photo SET state = 'unreadable', error_code = 'image-empty' WHERE id = 1",
        "UPDATE photo SET rating = 5 WHERE id = 1",
        "DELETE FROM photo WHERE id = 2",
        "UPDATE library_root SET last_scan_at = 1, online = 0",
    ],
)
def test_a_change_that_no_scan_would_notice(locations: DataLocations, change: str):
    with open_catalogue(locations) as catalogue:
        with catalogue.transaction():
            _fill(catalogue)
            listed_folders.remember(catalogue, Scope(1), FOLDERS, forget_others=True)
            catalogue.execute(change)
        assert listed_folders.remembered(catalogue, Scope(1)) == FOLDERS


def test_a_part_of_a_root_is_replaced_alone(locations: DataLocations):
    with open_catalogue(locations) as catalogue, catalogue.transaction():
        _fill(catalogue)
        listed_folders.remember(catalogue, Scope(1), FOLDERS, forget_others=True)
        part = Scope(1, "a/")
        assert set(listed_folders.remembered(catalogue, part) or ()) == {"a", "a/b"}
        listed_folders.remember(catalogue, part, {"a": ListedFolder(b"new", 2)}, forget_others=False)
        now = listed_folders.remembered(catalogue, Scope(1)) or {}
        assert set(now) == {"", "a", "a-b", "b"}
        assert now["a"] == ListedFolder(b"new", 2)
        listed_folders.remember(catalogue, part, {"a": ListedFolder(b"new", 2)}, forget_others=True)
        assert set(listed_folders.remembered(catalogue, Scope(1)) or ()) == {"a"}


def test_names_that_are_no_text_are_remembered(locations: DataLocations):
    folders = {"caf\udce9": ListedFolder(b"1", 1)}
    with open_catalogue(locations) as catalogue, catalogue.transaction():
        _fill(catalogue)
        listed_folders.remember(catalogue, Scope(1), folders, forget_others=True)
        assert listed_folders.remembered(catalogue, Scope(1)) == folders


def _fill(catalogue):
    for name in ("first", "second"):
        root = roots.add_root(catalogue, Path("/", name), case_sensitive=True)
        photos.add_photo(catalogue, root.id, "a", FileState("a", 1, 1))
