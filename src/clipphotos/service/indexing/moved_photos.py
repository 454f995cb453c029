"""Photos whose files went elsewhere keep their identity, and with it whatever was said about them."""

from dataclasses import replace

import numpy as np

from clipphotos.core.photo import Photo
from clipphotos.service.context import ServiceContext
from clipphotos.service.indexing.presence import is_gone
from clipphotos.service.models.model_selection import LoadedModel
from clipphotos.storage import photos, vectors
from clipphotos.storage.indexing import moved_photos
from clipphotos.storage.photos import ReadPhoto

LEAST_ALIKE = 0.999
"""Cosine of the vectors of two versions of one photo: a caption, a rotation or a slight retouch apart."""


def carry_on_moved(context: ServiceContext, found: Photo, content_hash: bytes) -> bool:
    """If a file of the same content is gone from its place, it moved here; inside a transaction."""
    for photo_id, path in moved_photos.paths_with_content(context.catalogue, content_hash):
        if photo_id != found.id and is_gone(context, path):
            moved_photos.take_over(context.catalogue, photo_id, found.id)
            return True
    return False


def carry_on_edited(context: ServiceContext, model: LoadedModel, read: ReadPhoto) -> bool:
    """If one photo is missing that looks like a new one and has its facts, it was moved and edited.

    Inside a transaction, after the new photo's vector was stored.

    Args:
        context: The service's resources.
        model: Whose vectors tell whether two photos look alike.
        read: What reading the new photo told; that is the missing one's then.
    """
    catalogue = context.catalogue
    missing_id = moved_photos.missing_alike(catalogue, read.photo_id)
    if missing_id is None:
        return False
    missing = photos.photos_by_id(catalogue, [missing_id])[missing_id]
    old = vectors.vector_of(catalogue, model.model_id, missing.content_hash)
    new = vectors.vector_of(catalogue, model.model_id, read.content_hash)
    if (
        old is None
        or new is None
        or float(np.dot(old, new)) < LEAST_ALIKE
        or not is_gone(context, missing.path)
    ):
        return False
    moved_photos.take_over(catalogue, missing_id, read.photo_id)
    moved_photos.expect_edit(catalogue, missing_id, read.content_hash)
    photos.record_read(catalogue, replace(read, photo_id=missing_id))
    return True
