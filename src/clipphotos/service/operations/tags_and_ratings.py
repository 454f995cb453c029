"""Rating photos and changing their tags, through the same journal as everything else; no file is touched."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from clipphotos.core.errors import KnownError
from clipphotos.core.jobs import JobSteps, Progress, Step
from clipphotos.core.operation import MOST_STARS, Effect, OperationSummary
from clipphotos.core.photo import Photo
from clipphotos.service.context import ServiceContext
from clipphotos.service.operations.run import Carrying, begin, carry_out
from clipphotos.service.protocol.operations import RatePhotos
from clipphotos.storage import photos, tags
from clipphotos.storage.journal import JournalMove

PART = 1000
"""Photos looked up in one step."""


def rate_photos(
    context: ServiceContext, command: RatePhotos, progress: Progress
) -> JobSteps[OperationSummary | None]:
    """See `RatePhotos`.

    Raises:
        KnownError: ``rating-out-of-range``, or ``photo-gone`` if none of them is in the library.
    """
    if not 0 <= command.rating <= MOST_STARS:
        raise KnownError("rating-out-of-range", rating=command.rating, limit=MOST_STARS)
    wanted = str(command.rating)
    units: list[list[JournalMove]] = []
    is_anyone_there = False
    for part in _parts(command.photo_ids):
        for photo in _in_order(context, part):
            is_anyone_there = True
            if photo.rating != command.rating:
                units.append([_mark(photo, wanted)])
        yield Step.WORKED
    if not is_anyone_there:
        raise KnownError("photo-gone")
    if not units:
        return None
    return (
        yield from mark(context, units, progress, effect=Effect.RATE, kind="rate", params={"rating": wanted})
    )


def tag_changes(
    context: ServiceContext, photo_ids: Sequence[int], added: Sequence[str], removed: Sequence[str]
) -> JobSteps[list[list[JournalMove]]]:
    """What changes where tags are put on photos and taken off: nothing for photos that have them so already.

    Args:
        context: The service's resources.
        photo_ids: Those that were not read yet are passed over.
        added: Tags, as they are kept.
        removed: Others, likewise.

    Yields:
        After every few photos.

    Returns:
        One unit a photo, for `mark`.
    """
    wanted = [(term, False) for term in added] + [(term, True) for term in removed]
    units: list[list[JournalMove]] = []
    for part in _parts(photo_ids):
        for photo in _in_order(context, part):
            unit: list[JournalMove] = []
            for term, takes_off in wanted if photo.content_hash else ():
                known = tags.written_down(context.catalogue, photo.content_hash, term)
                if tags.after_change(known, takes_off=takes_off) != known:
                    unit.append(_mark(photo, term, takes_off=takes_off, is_companion=bool(unit)))
            if unit:
                units.append(unit)
        yield Step.WORKED
    return units


def _parts(photo_ids: Sequence[int]) -> Iterator[list[int]]:
    """Photos, each once, as many at a time as are looked up quickly."""
    ids = list(dict.fromkeys(photo_ids))
    return (ids[start : start + PART] for start in range(0, len(ids), PART))


def _in_order(context: ServiceContext, photo_ids: Sequence[int]) -> list[Photo]:
    found = photos.photos_by_id(context.catalogue, photo_ids)
    return [found[photo_id] for photo_id in photo_ids if photo_id in found]


def mark(
    context: ServiceContext,
    units: Sequence[list[JournalMove]],
    progress: Progress,
    *,
    effect: Effect,
    kind: str,
    params: dict[str, str],
) -> Carrying:
    """Carry out changes of tags or ratings as one operation that can be undone.

    Args:
        context: The service's resources.
        units: One a photo.
        progress: Reports the photos done, as stage ``mark``.
        effect: `Effect.TAG` or `Effect.RATE`.
        kind: For the history.
        params: For the history's sentence.

    Yields:
        After every few photos.

    Returns:
        What became of them, also if it was cancelled.
    """
    numbered = ([replace(move, unit=number) for move in unit] for number, unit in enumerate(units))
    running = begin(context, effect, kind, params)
    return (yield from carry_out(context, running, numbered, progress, stage="mark", total=len(units)))


def _mark(photo: Photo, term: str, *, takes_off: bool = False, is_companion: bool = False) -> JournalMove:
    """A change of one tag of a photo, or of its rating; only the first of a photo counts as the photo."""
    path = str(photo.path)
    return JournalMove(
        0,
        0,
        photo.id,
        path,
        path,
        photo.size,
        photo.mtime_ns,
        content_hash=photo.content_hash,
        is_companion=is_companion,
        term=term,
        takes_off=takes_off,
    )
