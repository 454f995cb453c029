"""A photo whose file went elsewhere carries on under its id, if it is certain that it is the same."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from clipphotos.core.photo import PhotoFacts
from clipphotos.service.indexing.moved_photos import LEAST_ALIKE, carry_on_edited, carry_on_moved
from clipphotos.storage import photos
from clipphotos.storage.catalogue import Catalogue, open_catalogue
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.photos import ReadPhoto
from support.catalogues import add_photos, content, embed, read

FACTS = PhotoFacts(width=640, height=480, taken_at=1e9, camera="Acme One")


@pytest.fixture
def catalogue(locations: DataLocations) -> Iterator[Catalogue]:
    with open_catalogue(locations) as opened:
        yield opened


@pytest.fixture
def ids(catalogue: Catalogue, folder: Path) -> dict[str, int]:
    """Photos that were read at their old places; a new one of the same content is at another."""
    found = add_photos(catalogue, folder, "old/a.jpg", "old/b.jpg", "new/a.jpg")
    for name, letter in (("old/a.jpg", "a"), ("old/b.jpg", "b")):
        read(catalogue, found[name], letter, FACTS)
    for name in found:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()
    return found


def there(catalogue: Catalogue) -> dict[int, str]:
    known = photos.photos_by_id(catalogue, photos.ids_in_order(catalogue))
    return {photo_id: f"{photo.path.parent.name}/{photo.path.name}" for photo_id, photo in known.items()}


@pytest.mark.parametrize(
    ("gone", "letter", "is_same"),
    [("old/a.jpg", "a", True), (None, "a", False), ("old/a.jpg", "b", False), ("old/b.jpg", "a", False)],
)
def test_a_file_that_is_gone_from_its_place_moved_here(
    catalogue: Catalogue, folder: Path, ids: dict[str, int], gone: str | None, letter: str, is_same: bool
):
    if gone is not None:
        (folder / gone).unlink()
    found = photos.photos_by_id(catalogue, [ids["new/a.jpg"]])[ids["new/a.jpg"]]
    with catalogue.transaction():
        assert carry_on_moved(SimpleNamespace(catalogue=catalogue), found, content(letter)) is is_same
    expected = {photo_id: name for name, photo_id in ids.items()}
    if is_same:
        del expected[ids["new/a.jpg"]]
        expected[ids["old/a.jpg"]] = "new/a.jpg"
    assert there(catalogue) == expected


@pytest.mark.parametrize(
    ("cosine", "gone", "is_missing", "has_vectors", "is_same"),
    [
        (LEAST_ALIKE + 0.0005, True, True, "ac", True),
        (LEAST_ALIKE - 0.002, True, True, "ac", False),
        (1.0, False, True, "ac", False),
        (1.0, True, False, "ac", False),
        (1.0, True, True, "a", False),
        (1.0, True, True, "c", False),
    ],
)
def test_one_that_was_moved_and_edited_is_known_by_its_look(
    catalogue: Catalogue,
    folder: Path,
    ids: dict[str, int],
    cosine: float,
    gone: bool,
    is_missing: bool,
    has_vectors: str,
    is_same: bool,
):
    old, new = ids["old/a.jpg"], ids["new/a.jpg"]
    read(catalogue, ids["old/b.jpg"], "b", PhotoFacts(1, 1))
    values = {"a": [1.0, 0.0, 0.0], "c": [cosine, np.sqrt(1 - cosine**2), 0.0]}
    model_id, _ = embed(catalogue, has_vectors, values=np.array([values[letter] for letter in has_vectors]))
    news = ReadPhoto(new, content("c"), 30, 40, FACTS)
    with catalogue.transaction():
        photos.record_read(catalogue, news)
        if is_missing:
            photos.mark_missing(catalogue, [old])
    if gone:
        (folder / "old/a.jpg").unlink()
    with catalogue.transaction():
        model = SimpleNamespace(model_id=model_id)
        assert carry_on_edited(SimpleNamespace(catalogue=catalogue), model, news) is is_same
    known = photos.photos_by_id(catalogue, [old, new])
    assert (new in known) is not is_same
    if is_same:
        assert known[old].path == folder / "new" / "a.jpg"
        assert (known[old].content_hash, known[old].size) == (content("c"), 30)
