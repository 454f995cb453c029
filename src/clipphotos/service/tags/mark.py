"""Tags, stars and a flag given to photos in one go, as one operation."""

import os
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from clipphotos.core.errors import KnownError
from clipphotos.core.jobs import JobSteps, Progress, Step
from clipphotos.core.operations.annotation import FLAG, RATING
from clipphotos.core.operations.operation import OperationSummary
from clipphotos.service.context import ServiceContext
from clipphotos.service.operations.annotations import (
    BATCH,
    Units,
    annotate,
    check_rating,
    tag_changes,
    value_changes,
)
from clipphotos.service.protocol.tags import MarkPhotos
from clipphotos.service.tags.user_tags import kept_terms, named_terms
from clipphotos.storage import photos
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.operations import photo_places
from clipphotos.storage.operations.photo_places import Places

if TYPE_CHECKING:
    from clipphotos.storage.operations.journal_rows import ChangeRow


def mark_photos(
    context: ServiceContext, command: MarkPhotos, progress: Progress
) -> JobSteps[OperationSummary | None]:
    """See `MarkPhotos`. What is refused is refused before anything is changed.

    Raises:
        KnownError: ``photo-not-in-library``, ``photo-not-read`` if it is about tags, ``rating-out-of-range``,
            ``tag-on-and-off``, ``tag-empty`` or ``tag-too-long``.
    """
    catalogue = context.catalogue
    if command.rating is not None:
        check_rating(command.rating)
    photo_ids: list[int] = []
    places = Places(catalogue)
    for number, path in enumerate(command.photos):
        photo_ids.append(_photo_at(catalogue, places, path))
        if number % BATCH == BATCH - 1:
            yield Step.WORKED
    added = kept_terms(catalogue, command.add)
    removed = kept_terms(catalogue, command.remove)
    off = {term.casefold() for term in removed}
    for term in added:
        if term.casefold() in off:
            raise KnownError("tag-on-and-off", term=term)
    params: dict[str, str] = {}
    parts: list[Units] = []
    if added or removed:
        _check_read(catalogue, photo_ids)
        parts.append((yield from tag_changes(context, photo_ids, added, removed)))
        params |= named_terms("added", added) | named_terms("removed", removed)
    if command.rating is not None:
        parts.append(
            (yield from value_changes(context, photo_ids, RATING, lambda photo: photo.rating, command.rating))
        )
        params["rating"] = str(command.rating)
    if command.flag is not None:
        parts.append(
            (yield from value_changes(context, photo_ids, FLAG, lambda photo: photo.flag, command.flag))
        )
        params["flag"] = command.flag.value
    units = _by_photo(parts)
    if not units:
        return None
    return (yield from annotate(context, units, progress, kind="mark", params=params))


def _photo_at(catalogue: Catalogue, places: Places, path: Path) -> int:
    for each in (path, Path(os.path.realpath(path))):
        photo_id = photo_places.photo_at(catalogue, places.of(str(each)))
        if photo_id is not None:
            return photo_id
    raise KnownError("photo-not-in-library", path=str(path))


def _check_read(catalogue: Catalogue, photo_ids: Sequence[int]) -> None:
    """Make sure that every photo can have tags.

    Raises:
        KnownError: ``photo-not-read``.
    """
    for photo in photos.photos_by_id(catalogue, photo_ids).values():
        if not photo.content_hash:
            raise KnownError("photo-not-read", path=str(photo.path))


def _by_photo(parts: Sequence[Units]) -> Units:
    """All changes of a photo in one unit, so that they are made together."""
    units: dict[int | None, list[ChangeRow]] = {}
    for rows in chain.from_iterable(parts):
        units.setdefault(rows[0].photo_id, []).extend(rows)
    return list(units.values())
