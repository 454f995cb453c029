"""Folders that scans did not look into are remembered by the part of the library that was scanned."""

from pathlib import Path

import pytest

from clipphotos.core.errors import ErrorReport
from clipphotos.core.indexing.exclusions import Exclusion, LeftOutFolder
from clipphotos.storage import photos, roots
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.indexing import unlisted_folders
from clipphotos.storage.indexing.unlisted_folders import UnlistedFolder
from clipphotos.storage.photos import FileState
from clipphotos.storage.scopes import Scope

LOCKED = ErrorReport("folder-no-permission", {"detail": "Permission denied"})
FOLDERS = {
    "a/#recycle": UnlistedFolder("a/#recycle", exclusion=Exclusion.TRASH),
    "a/locked": UnlistedFolder("a/locked", error=LOCKED),
    "b": UnlistedFolder("b", exclusion=Exclusion.CHOSEN),
    "b2/\udcff": UnlistedFolder("b2/\udcff", error=LOCKED),
}


@pytest.fixture
def root_id(catalogue: Catalogue) -> int:
    with catalogue.transaction():
        root_id = roots.add_root(catalogue, Path("/p"), case_sensitive=True).id
        unlisted_folders.replace(catalogue, Scope(root_id), FOLDERS)
    return root_id


def test_what_a_scan_found_is_known_afterwards(catalogue: Catalogue, root_id: int):
    assert unlisted_folders.in_scope(catalogue, Scope(root_id)) == FOLDERS
    assert unlisted_folders.unlistable(catalogue) == [
        (Path("/p/a/locked"), LOCKED),
        (Path("/p/b2/\udcff"), LOCKED),
    ]
    assert unlisted_folders.count_unlistable(catalogue, [Scope(root_id)]) == 2
    assert unlisted_folders.count_unlistable(catalogue, [Scope(root_id, "a/"), Scope(root_id, "b/")]) == 1


def test_a_scan_of_a_part_replaces_that_part(catalogue: Catalogue, root_id: int):
    with catalogue.transaction():
        unlisted_folders.replace(catalogue, Scope(root_id, "a/"), {})
        unlisted_folders.replace(catalogue, Scope(root_id, "b/"), {})
    assert list(unlisted_folders.in_scope(catalogue, Scope(root_id))) == ["b2/\udcff"]


def test_photos_in_folders_that_are_left_out_are_counted(catalogue: Catalogue, root_id: int):
    with catalogue.transaction():
        for relpath in ("a/#recycle/1.jpg", "a/#recycle/x/2.jpg", "a/3.jpg", "b/4.jpg"):
            photos.add_photo(catalogue, root_id, relpath, FileState(relpath, 1, 1))
        photos.mark_excluded(catalogue, [1, 2])
    assert unlisted_folders.left_out(catalogue) == [
        LeftOutFolder(Path("/p/a/#recycle"), Exclusion.TRASH, 2),
        LeftOutFolder(Path("/p/b"), Exclusion.CHOSEN, 0),
    ]
    assert unlisted_folders.left_out(catalogue, []) == []
    assert [each.path.name for each in unlisted_folders.left_out(catalogue, [Scope(root_id, "b/")])] == ["b"]


def test_a_root_that_is_removed_takes_them_with_it(catalogue: Catalogue, root_id: int):
    with catalogue.transaction():
        roots.remove_root(catalogue, root_id)
    assert unlisted_folders.unlistable(catalogue) == []
