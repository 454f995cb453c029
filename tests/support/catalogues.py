"""A catalogue filled by hand: photos that no file stands behind, for tests of the storage alone."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from clipphotos.core.models import ModelIdentity
from clipphotos.core.photo import PhotoFacts
from clipphotos.core.vectors import unit
from clipphotos.storage import photos, roots, vectors
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.photos import FileState, ReadPhoto

FACTS = PhotoFacts(width=640, height=480, taken_at=1e9)
IDENTITY = ModelIdentity("test", "0" * 64, 3, "none")


def add_photos(catalogue: Catalogue, root: Path, *names: str, case_sensitive: bool = True) -> dict[str, int]:
    """Add photos that were not read yet below a folder; returns their ids by those names."""
    with catalogue.transaction():
        library_root = roots.add_root(catalogue, root, case_sensitive=case_sensitive)
        for name in names:
            relpath = (root / name).relative_to(library_root.path).as_posix()
            key = relpath if library_root.case_sensitive else relpath.casefold()
            photos.add_photo(catalogue, library_root.id, key, FileState(relpath, 10, 20))
    known = photos.photos_by_id(catalogue, photos.ids_in_order(catalogue))
    by_path = {photo.path: photo.id for photo in known.values()}
    return {name: by_path[root / name] for name in names}


def content(letter: str) -> bytes:
    """A content hash."""
    return letter.encode() * 32


def read(catalogue: Catalogue, photo_id: int, letter: str, facts: PhotoFacts = FACTS) -> None:
    """Have a photo read, and its content be that of a letter."""
    with catalogue.transaction():
        photos.record_read(catalogue, ReadPhoto(photo_id, content(letter), 10, 20, facts))


def embed(
    catalogue: Catalogue,
    letters: str,
    identity: ModelIdentity = IDENTITY,
    values: npt.NDArray[np.float64] | None = None,
) -> tuple[int, dict[str, int]]:
    """Store a vector for the content of each letter; returns the model's key, and those of the vectors."""
    if values is None:
        values = np.random.default_rng(0).normal(size=(len(letters), identity.dim))
    with catalogue.transaction():
        model_id = vectors.register_model(catalogue, identity, "cpu")
        vectors.store(catalogue, model_id, [content(letter) for letter in letters], unit(values))
    stored = dict(catalogue.rows("SELECT content_hash, id FROM embedding WHERE model_id = ?", (model_id,)))
    return model_id, {letter: stored[content(letter)] for letter in letters}
