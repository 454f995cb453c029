"""Renaming photos and putting them into the trash, through the same journal as everything else."""

from dataclasses import replace
from pathlib import Path

from clipphotos.core.errors import KnownError
from clipphotos.core.jobs import JobSteps, Progress
from clipphotos.core.operations.operation import Effect, OperationSummary, PlannedMove
from clipphotos.core.photo import Photo
from clipphotos.core.sorting.folder_names import folder_name
from clipphotos.library.companion_files import CompanionFinder
from clipphotos.service.context import ServiceContext
from clipphotos.service.operations.run import run_operation
from clipphotos.service.protocol.operations import RenamePhoto, TrashPhotos
from clipphotos.storage import photos


def rename_photo(
    context: ServiceContext, command: RenamePhoto, progress: Progress
) -> JobSteps[OperationSummary]:
    """See `RenamePhoto`.

    Raises:
        KnownError: ``photo-gone``, or ``name-unusable`` for a name that is no file name everywhere.
    """
    photo = photos.photos_by_id(context.catalogue, [command.photo_id]).get(command.photo_id)
    if photo is None:
        raise KnownError("photo-gone")
    if not command.name.strip() or folder_name(command.name) != command.name.strip():
        raise KnownError("name-unusable", name=command.name)
    target = photo.path.with_name(command.name.strip() + photo.path.suffix)
    move = planned_move(photo, target, CompanionFinder(context.files))
    params = {"old": photo.path.name, "new": target.name}
    return (
        yield from run_operation(context, [move], progress, effect=Effect.MOVE, kind="rename", params=params)
    )


def trash_photos(
    context: ServiceContext, command: TrashPhotos, progress: Progress
) -> JobSteps[OperationSummary]:
    """See `TrashPhotos`.

    Raises:
        KnownError: ``photo-gone`` if none of them is in the library.
    """
    found = photos.photos_by_id(context.catalogue, command.photo_ids)
    chosen = [found[photo_id] for photo_id in command.photo_ids if photo_id in found]
    if not chosen:
        raise KnownError("photo-gone")
    # Whoever throws a picture away does not mean what an editor made of it, or made it from.
    companions = CompanionFinder(context.files, with_edits=False)
    moves = [planned_move(photo, photo.path, companions) for photo in chosen]
    # RAW and JPEG of one shot may both have been chosen: each file goes once.
    taken: set[Path] = set()
    kept: list[PlannedMove] = []
    for move in moves:
        if move.source not in taken:
            files = tuple(file for file in move.companions if file.source not in taken)
            taken |= {move.source, *(file.source for file in files)}
            kept.append(replace(move, companions=files))
    return (yield from run_operation(context, kept, progress, effect=Effect.TRASH, kind="delete", params={}))


def planned_move(photo: Photo, target: Path, companions: CompanionFinder) -> PlannedMove:
    """A move of a photo with the files that travel with it.

    Args:
        photo: As the catalogue knows it; it is refused if its file is another by now.
        target: Where it goes.
        companions: Finds them.
    """
    return PlannedMove(
        photo.path,
        target,
        photo.size,
        photo.mtime_ns,
        photo.id,
        photo.content_hash,
        companions.planned(photo.path, target),
    )
