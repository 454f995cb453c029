"""Photos in the catalogue follow files that the program itself moves."""

import pytest

from clipphotos.core.errors import ErrorReport
from clipphotos.core.indexing.exclusions import Exclusion
from clipphotos.core.operations.annotation import AnnotationKind
from clipphotos.storage import photos, roots
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.indexing import unlisted_folders
from clipphotos.storage.indexing.unlisted_folders import UnlistedFolder
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.operations import annotations
from clipphotos.storage.operations.photo_places import Places, follow_move
from clipphotos.storage.photos import FileState
from clipphotos.storage.scopes import Scope


def test_a_photo_takes_the_place_of_one_whose_file_is_gone(locations: DataLocations):
    root_path = locations.root / "photos"
    with open_catalogue(locations) as catalogue:
        with catalogue.transaction():
            root = roots.add_root(catalogue, root_path, case_sensitive=True)
            for name in ("a", "b"):
                photos.add_photo(catalogue, root.id, name, FileState(name, 1, 1))
            (moved,), (gone,) = catalogue.rows("SELECT id FROM photo ORDER BY relpath")
            for photo_id, content in ((moved, "A"), (gone, "B")):
                catalogue.execute(
                    "UPDATE photo SET content_hash = CAST(? AS BLOB) WHERE id = ?", (content * 32, photo_id)
                )
            annotations.set_of_photos(catalogue, AnnotationKind.RATING, [(2, moved), (5, gone)])
            photos.mark_missing(catalogue, [gone])
        places = Places(catalogue)
        at_a, at_b = (places.of(str(root_path / name)) for name in ("a", "b"))
        with catalogue.transaction():
            follow_move(catalogue, at_a, at_b)
        assert catalogue.rows("SELECT id, relpath, rating FROM photo") == [(moved, "b", 2)]
        # The stars of the one that is gone are the user's work: they wait for its content to come back.
        assert catalogue.rows("SELECT rating FROM kept_annotation") == [(5,)]
        with catalogue.transaction():
            follow_move(catalogue, at_a, at_b)
        assert catalogue.rows("SELECT id, relpath, rating FROM photo") == [(moved, "b", 2)]


def test_a_photo_that_leaves_the_library_is_forgotten(locations: DataLocations):
    root_path = locations.root / "photos"
    with open_catalogue(locations) as catalogue, catalogue.transaction():
        root = roots.add_root(catalogue, root_path, case_sensitive=True)
        for name in ("a", "b"):
            photos.add_photo(catalogue, root.id, name, FileState(name, 1, 1))
        places = Places(catalogue)
        follow_move(catalogue, places.of(str(root_path / "a")), places.of("/elsewhere/a"))
        assert catalogue.rows("SELECT relpath FROM photo") == [("b",)]


@pytest.mark.parametrize(
    ("place", "state"),
    [
        ("a/#recycle/1.jpg", "excluded"),
        ("a/#recycle/x/1.jpg", "excluded"),
        ("a/locked/1.jpg", "new"),
        ("a/1.jpg", "new"),
    ],
)
def test_a_photo_is_excluded_as_long_as_it_is_in_a_folder_that_is_left_out(
    locations: DataLocations, place: str, state: str
):
    with open_catalogue(locations) as catalogue:
        with catalogue.transaction():
            root = roots.add_root(catalogue, locations.root / "photos", case_sensitive=True)
            photos.add_photo(catalogue, root.id, "1.jpg", FileState("1.jpg", 1, 1))
            folders = {
                "a/#recycle": UnlistedFolder("a/#recycle", exclusion=Exclusion.TRASH),
                "a/locked": UnlistedFolder("a/locked", error=ErrorReport("folder-no-permission")),
            }
            unlisted_folders.replace(catalogue, Scope(root.id), folders)
        places = Places(catalogue)
        here, there = (places.of(str(root.path / name)) for name in ("1.jpg", place))
        for source, target, expected in ((here, there, state), (there, here, "new")):
            with catalogue.transaction():
                follow_move(catalogue, source, target)
            assert catalogue.value("SELECT state FROM photo") == expected
