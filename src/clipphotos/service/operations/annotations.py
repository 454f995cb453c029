"""Rating, flagging and tagging photos, through the same journal as everything else; no file is touched."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from clipphotos.core.errors import KnownError
from clipphotos.core.jobs import JobSteps, Progress, Stage, Step
from clipphotos.core.operations.annotation import (
    FLAG,
    MOST_STARS,
    RATING,
    AnnotationChange,
    AnnotationField,
    AnnotationValue,
    UserTag,
    tag_field,
)
from clipphotos.core.operations.operation import Effect, OperationSummary
from clipphotos.core.photo import Photo
from clipphotos.service.context import ServiceContext
from clipphotos.service.operations.run import Carrying, begin, carry_out
from clipphotos.service.operations.said import said_about
from clipphotos.service.protocol.operations import FlagPhotos, RatePhotos, TagSortedPhotos
from clipphotos.storage import photos
from clipphotos.storage.operations.annotations import NOTHING_SAID, TagWord
from clipphotos.storage.operations.journal_rows import ChangeRow

BATCH = 1000
"""Photos looked up in one step."""

Units = list[list[ChangeRow]]
"""The changes that are made together, photo by photo."""


def rate_photos(
    context: ServiceContext, command: RatePhotos, progress: Progress
) -> JobSteps[OperationSummary | None]:
    """See `RatePhotos`.

    Raises:
        KnownError: ``rating-out-of-range``, or ``photo-gone`` if none of them is in the library.
    """
    check_rating(command.rating)
    units = yield from value_changes(
        context, command.photo_ids, RATING, lambda photo: photo.rating, command.rating
    )
    if not units:
        return None
    params = {"rating": str(command.rating)}
    return (yield from annotate(context, units, progress, kind="rate", params=params))


def check_rating(rating: int) -> None:
    """Make sure that a photo can have so many stars.

    Raises:
        KnownError: ``rating-out-of-range``.
    """
    if not 0 <= rating <= MOST_STARS:
        raise KnownError("rating-out-of-range", rating=rating, limit=MOST_STARS)


def flag_photos(
    context: ServiceContext, command: FlagPhotos, progress: Progress
) -> JobSteps[OperationSummary | None]:
    """See `FlagPhotos`.

    Raises:
        KnownError: ``photo-gone`` if none of them is in the library.
    """
    units = yield from value_changes(context, command.photo_ids, FLAG, lambda photo: photo.flag, command.flag)
    if not units:
        return None
    params = {"flag": command.flag.value}
    return (yield from annotate(context, units, progress, kind="flag", params=params))


def tag_sorted_photos(
    context: ServiceContext, command: TagSortedPhotos, progress: Progress
) -> JobSteps[OperationSummary]:
    """See `TagSortedPhotos`. Photos that have their tag already are among those that it counts.

    Raises:
        KnownError: ``nothing-to-move`` if there are none, or ``photo-gone`` if none is in the library.
    """
    if not command.tags:
        raise KnownError("nothing-to-move")
    wanted = dict(command.tags)
    units: Units = []
    for batch in _batches(context, list(wanted)):
        units += [
            [_row(photo, AnnotationChange(tag_field(wanted[photo.id]), UserTag.NONE, UserTag.GIVEN))]
            for photo in batch
        ]
        yield Step.WORKED
    if not units:
        raise KnownError("photo-gone")
    return (yield from annotate(context, units, progress, kind="sort", params=command.params))


def tag_changes(
    context: ServiceContext, photo_ids: Sequence[int], added: Sequence[str], removed: Sequence[str]
) -> JobSteps[Units]:
    """What changes where tags are put on photos and taken off: nothing for photos that have them so already.

    Args:
        context: The service's resources.
        photo_ids: Those that were not read yet are passed over.
        added: Tags, as they are kept.
        removed: Others, likewise.

    Yields:
        After every few photos.

    Returns:
        One unit a photo, for `annotate`.
    """
    wanted = [(tag_field(term), True) for term in added] + [(tag_field(term), False) for term in removed]
    units: Units = []
    for batch in _batches(context, photo_ids):
        read = [photo for photo in batch if photo.content_hash]
        said = said_about(context.catalogue, [photo.id for photo in read], [field for field, _ in wanted])
        for photo in read:
            unit = [
                _row(photo, change)
                for field, is_added in wanted
                if (change := _tag_change(field, said.tags.get((photo.content_hash, field.term)), is_added))
            ]
            if unit:
                units.append(unit)
        yield Step.WORKED
    return units


def _tag_change(field: AnnotationField, known: TagWord | None, is_added: bool) -> AnnotationChange | None:
    """The change that puts a tag on, or takes it off; None if nothing has to be changed."""
    word = known or NOTHING_SAID
    if is_added:
        after = UserTag.GIVEN
    elif word.by_model or word.said is UserTag.REJECTED:
        # Taken off, such a tag must not come back by itself.
        after = UserTag.REJECTED
    else:
        after = UserTag.NONE
    return None if word.said is after else AnnotationChange(field, word.said, after)


def annotate(
    context: ServiceContext, units: Units, progress: Progress, *, kind: str, params: Mapping[str, str]
) -> Carrying:
    """Change what is said about photos, as one operation that can be undone.

    Args:
        context: The service's resources.
        units: One a photo.
        progress: Reports the photos done, as stage ``mark``.
        kind: For the history.
        params: For the history's sentence.

    Yields:
        After every few photos.

    Returns:
        What became of them, also if it was cancelled.
    """
    numbered = ([replace(row, unit=number) for row in unit] for number, unit in enumerate(units))
    running = begin(context, Effect.ANNOTATE, kind, dict(params))
    return (yield from carry_out(context, running, numbered, progress, stage=Stage.MARK, total=len(units)))


def value_changes(
    context: ServiceContext,
    photo_ids: Sequence[int],
    field: AnnotationField,
    value_of: Callable[[Photo], AnnotationValue],
    wanted: AnnotationValue,
) -> JobSteps[Units]:
    """The changes that give photos a value: nothing for photos that have it already.

    Raises:
        KnownError: ``photo-gone`` if none of the photos is in the library.
    """
    units: Units = []
    is_anyone_there = False
    for batch in _batches(context, photo_ids):
        is_anyone_there |= bool(batch)
        units += [
            [_row(photo, AnnotationChange(field, value_of(photo), wanted))]
            for photo in batch
            if value_of(photo) != wanted
        ]
        yield Step.WORKED
    if not is_anyone_there:
        raise KnownError("photo-gone")
    return units


def _batches(context: ServiceContext, photo_ids: Sequence[int]) -> Iterator[list[Photo]]:
    """Photos, each once and in this order, as many at a time as are looked up quickly."""
    ids = iter(dict.fromkeys(photo_ids))
    while batch := list(islice(ids, BATCH)):
        found = photos.photos_by_id(context.catalogue, batch)
        yield [found[photo_id] for photo_id in batch if photo_id in found]


def _row(photo: Photo, change: AnnotationChange) -> ChangeRow:
    return ChangeRow(photo_id=photo.id, path=str(photo.path), content_hash=photo.content_hash, change=change)
