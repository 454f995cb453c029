"""Reads the metadata of photos again that an earlier version of the program has read; no pixel is decoded.

Vectors, tags and stars stay as they are. What was read is recorded step by step: interrupted, it goes on
there.
"""

import logging
import os
from collections.abc import Sequence

from clipphotos.core.changes import Changes
from clipphotos.core.errors import BadImage, ErrorReport
from clipphotos.core.jobs import JobSteps, Progress, Stage, Step
from clipphotos.library.content import opened_file
from clipphotos.library.decoding.metadata_again import metadata_again
from clipphotos.library.surroundings import file_facts
from clipphotos.service.context import ServiceContext
from clipphotos.service.indexing.reading.reading import PhotoToRead, ReadAhead, Reading
from clipphotos.storage.indexing.due_metadata import DuePhoto, count_due, due_photos, record_metadata
from clipphotos.storage.photos import suspects
from clipphotos.storage.scopes import Scope

logger = logging.getLogger(__name__)

PHOTOS_A_STEP = 200


def read_metadata_again(
    context: ServiceContext, scopes: Sequence[Scope], progress: Progress
) -> JobSteps[None]:
    """Read again what is due in some scopes; a photo whose file is away or has changed waits for its turn.

    Yields:
        After every few photos.
    """
    total = count_due(context.catalogue, scopes)
    if not total:
        return
    done = after = 0
    dangerous = suspects(context.catalogue)
    chunk: dict[int, DuePhoto] = {}

    def read(photo: PhotoToRead) -> Reading:
        with context.recorder.decoding(photo.photo_id):
            return _read(photo, chunk[photo.photo_id])

    with ReadAhead(read, context.shares.reading) as ahead:
        while found := due_photos(context.catalogue, scopes, after, PHOTOS_A_STEP):
            after = found[-1].photo_id
            chunk = {photo.photo_id: photo for photo in found}
            ahead.add([PhotoToRead(each.photo_id, each.path, each.photo_id in dangerous) for each in found])
            readings: list[Reading] = []
            while len(readings) < len(found):
                progress.step(Stage.METADATA, done + len(readings), total)
                ahead.wait(0.05)
                readings += ahead.take(len(found))
                yield Step.WAITING if len(readings) < len(found) else Step.WORKED
            _record(context, readings, chunk)
            done += len(found)
    progress.step(Stage.METADATA, total, total)


def _read(photo: PhotoToRead, due: DuePhoto) -> Reading:
    """The outcome has facts, or an error if none are to be had; neither if the file is not as it was."""
    now = file_facts(photo.path)
    if now is None or (now.size, now.mtime_ns) != (due.size, due.mtime_ns):
        return Reading(photo)
    if photo.suspect:
        return Reading(photo, error=ErrorReport("image-crashed-decoder"))
    try:
        with opened_file(photo.path) as descriptor, os.fdopen(descriptor, "rb", closefd=False) as file:
            return Reading(photo, facts=metadata_again(file, due.facts))
    except BadImage as error:
        return Reading(photo, error=error.report())
    except Exception as error:  # noqa: BLE001  # Readers of headers raise nearly everything.
        logger.debug("no metadata in a file: %s", type(error).__name__)
        return Reading(photo, error=ErrorReport("image-damaged"))


def _record(context: ServiceContext, readings: Sequence[Reading], chunk: dict[int, DuePhoto]) -> None:
    changed = False
    with context.catalogue.transaction():
        for reading in readings:
            due = chunk[reading.photo.photo_id]
            if reading.facts is None and reading.error is None:
                continue
            facts = reading.facts or due.facts
            record_metadata(context.catalogue, due.content_hash, facts)
            changed |= facts != due.facts
    if changed:
        context.changes.announce(Changes(photos=True))
