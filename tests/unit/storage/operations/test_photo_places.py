"""Photos in the catalogue follow files that the program itself moves."""

from clipphotos.core.operations.annotation import AnnotationKind
from clipphotos.storage import photos, roots
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.operations import annotations
from clipphotos.storage.operations.photo_places import Places, follow_move
from clipphotos.storage.photos import FileState


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
