"""Photos whose files were moved by others: who may be the same photo, and how it goes on."""

from pathlib import Path

import pytest

from clipphotos.core.photo import PhotoFacts, PhotoState
from clipphotos.storage import photos, roots
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.indexing import moved_photos
from clipphotos.storage.photos import FileState, ReadPhoto

FACTS = PhotoFacts(width=640, height=480, taken_at=1e9, camera="Camera")


def add(catalogue: Catalogue, relpath: str, content: bytes, facts: PhotoFacts = FACTS) -> int:
    """A photo that was read."""
    with catalogue.transaction():
        root = roots.add_root(catalogue, Path("/p"), case_sensitive=True)
        photos.add_photo(catalogue, root.id, relpath, FileState(relpath, 10, 20))
        photo_id = int(catalogue.value("SELECT max(id) FROM photo"))
        photos.record_read(catalogue, ReadPhoto(photo_id, content * 32, 10, 20, facts))
    return photo_id


def miss(catalogue: Catalogue, *photo_ids: int) -> None:
    with catalogue.transaction():
        photos.mark_missing(catalogue, photo_ids)


def test_a_photo_that_moved_keeps_its_id(catalogue: Catalogue):
    old, new = add(catalogue, "old.jpg", b"x"), add(catalogue, "sub/new.jpg", b"x")
    miss(catalogue, old)
    with catalogue.transaction():
        moved_photos.take_over(catalogue, old, new)
    (photo,) = photos.photos_by_id(catalogue, [old, new]).values()
    assert (photo.id, photo.path, photo.state) == (old, Path("/p/sub/new.jpg"), PhotoState.OK)


def test_missing_photos_of_a_content_come_first(catalogue: Catalogue):
    ids = [add(catalogue, name, b"x") for name in ("a.jpg", "b.jpg")]
    add(catalogue, "c.jpg", b"y")
    miss(catalogue, ids[1])
    found = moved_photos.paths_with_content(catalogue, b"x" * 32)
    assert found == [(ids[1], Path("/p/b.jpg")), (ids[0], Path("/p/a.jpg"))]


def test_the_one_missing_photo_that_is_alike(catalogue: Catalogue):
    new, old = add(catalogue, "sub/a.jpg", b"x"), add(catalogue, "A.JPG", b"y")
    assert moved_photos.missing_alike(catalogue, new) is None, "it is not missing"
    miss(catalogue, old)
    assert moved_photos.missing_alike(catalogue, new) == old
    other = add(catalogue, "other/a.jpg", b"z")
    assert moved_photos.missing_alike(catalogue, new) is None, "it may be this one"
    miss(catalogue, other)
    assert moved_photos.missing_alike(catalogue, new) is None, "or this one"


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("b.jpg", FACTS),
        ("a.jpg", PhotoFacts(width=641, height=480, taken_at=1e9, camera="Camera")),
        ("a.jpg", PhotoFacts(width=640, height=481, taken_at=1e9, camera="Camera")),
        ("a.jpg", PhotoFacts(width=640, height=480, taken_at=1e9 + 1, camera="Camera")),
        ("a.jpg", PhotoFacts(width=640, height=480, taken_at=None, camera="Camera")),
        ("a.jpg", PhotoFacts(width=640, height=480, taken_at=1e9, camera="Another")),
    ],
)
def test_a_photo_that_differs_in_anything_is_another(catalogue: Catalogue, name: str, facts: PhotoFacts):
    new, old = add(catalogue, "sub/a.jpg", b"x"), add(catalogue, name, b"y", facts)
    miss(catalogue, old)
    assert moved_photos.missing_alike(catalogue, new) is None


def test_without_a_camera_nothing_is_alike(catalogue: Catalogue):
    facts = PhotoFacts(width=640, height=480, taken_at=1e9)
    new, old = add(catalogue, "sub/a.jpg", b"x", facts), add(catalogue, "a.jpg", b"y", facts)
    miss(catalogue, old)
    assert moved_photos.missing_alike(catalogue, new) is None
