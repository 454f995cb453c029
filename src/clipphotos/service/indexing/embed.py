"""Embedding: reads new photos, turns them into vectors, and stores both in one transaction a step."""

import logging
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from clipphotos.core.changes import Changes
from clipphotos.core.errors import ErrorReport
from clipphotos.core.jobs import JobSteps, Progress, Stage, Step
from clipphotos.core.photo import Photo, PhotoState
from clipphotos.core.vectors import Vectors
from clipphotos.inference.embedders.preprocessing import Prepared
from clipphotos.service.context import ServiceContext
from clipphotos.service.indexing.moved_photos import carry_on_edited, carry_on_moved
from clipphotos.service.indexing.pending import PendingPhotos
from clipphotos.service.indexing.presence import is_gone, is_reachable
from clipphotos.service.indexing.reading.known_contents import KnownContents
from clipphotos.service.indexing.reading.processes import ReadingProcesses, are_worthwhile
from clipphotos.service.indexing.reading.reading import PhotoToRead, ReadAhead, Reading, read_photo
from clipphotos.service.models.matrix_threads import in_one_thread
from clipphotos.service.models.model_selection import LoadedModel
from clipphotos.service.tags.while_indexing import TaggingAlongside
from clipphotos.storage import photos, vectors
from clipphotos.storage.operations import annotations
from clipphotos.storage.photos import ReadPhoto
from clipphotos.storage.scopes import Scope

logger = logging.getLogger(__name__)

STEP_SECONDS = 0.3
PATIENCE_SECONDS = 0.3
"""How long after a batch the next one may take to fill up; then it is what there is."""
BATCHES_AHEAD = 3
MOST_AHEAD = 256
"""Photos that wait beyond the next batch, at most: prepared they take 0.15 to 0.6 MB each."""


@dataclass(slots=True)
class EmbedTally:
    """What an embedding run did so far; see `IndexSummary`."""

    decoded: int = 0
    embedded: int = 0
    moved: int = 0
    proved_unchanged: int = 0
    examples_gone: int = 0


@dataclass(slots=True)
class _Batch:
    """Readings of one step on their way into the catalogue.

    Attributes:
        readings: What was read.
        ready: Those to be embedded, one a content.
        answer: Waits for the vectors of these, which a graphics card is computing; None if nobody began.
        known: The photos that the readings belong to.
        vectors: By content.
        errors: Of photos that the model failed on.
        has_edits: Whether a photo has another content than before; what was said about it went on with it.
        newcomers: Photos that nothing was known of before.
    """

    readings: Sequence[Reading]
    ready: dict[bytes, Reading]
    answer: Callable[[], Vectors] | None = None
    known: dict[int, Photo] = field(default_factory=dict[int, Photo])
    vectors: dict[bytes, Vectors] = field(default_factory=dict[bytes, Vectors])
    errors: dict[int, ErrorReport] = field(default_factory=dict[int, ErrorReport])
    has_edits: bool = False
    newcomers: list[ReadPhoto] = field(default_factory=list[ReadPhoto])


def embed(
    context: ServiceContext,
    model: LoadedModel,
    scopes: Sequence[Scope],
    progress: Progress,
    tally: EmbedTally,
    tagging: TaggingAlongside | None = None,
) -> JobSteps[None]:
    """Read and embed every photo of some scopes that needs it; those it fails on are recorded.

    Args:
        context: The service's resources.
        model: Embeds.
        scopes: Where.
        progress: Reports photos done and to do.
        tally: Is added to.
        tagging: Tags what is embedded; None if nobody wants that.

    Yields:
        After every batch; its size follows the time a batch takes.
    """
    context.indexes.open(model.model_id, model.dim)
    pending = PendingPhotos(context, model.model_id, scopes)
    done, size = 0, 8
    begun: _Batch | None = None
    with _reader(context, model, pending.total) as read, ReadAhead(read, context.shares.reading) as ahead:
        patient_until = time.monotonic() + PATIENCE_SECONDS
        while done < pending.total or begun is not None:
            size = min(size, model.embedder.largest_batch)
            turns = context.shares.takes_turns
            most_ahead = 1 if turns else min(BATCHES_AHEAD * size, size + MOST_AHEAD)
            ahead.use(context.shares.reading)
            while pending and len(ahead) < most_ahead:
                chunk = pending.take(size)
                ready = _to_read(context, chunk, pending.suspects)
                done += len(chunk) - len(ready)
                ahead.add(ready)
            progress.step(Stage.EMBED, done, pending.total)
            # What there is already, one or two photos, costs nearly as much to embed as a batch.
            least = min(size, len(ahead)) if turns or time.monotonic() < patient_until else 1
            if ahead.ready(least) < least:
                ahead.wait(0.05, least)
            readings = ahead.take(size) if ahead.ready(least) == least else []
            if not readings and begun is None:
                yield Step.WAITING
                continue
            began = time.monotonic()
            with in_one_thread():
                # A graphics card computes these while those before them are recorded.
                batch = _begin(model, readings)
                if begun is not None:
                    _finish(context, model, begun, tally, tagging)
                begun = batch if batch.answer is not None else None
                if readings and begun is None:
                    _finish(context, model, batch, tally, tagging)
            done += len(readings)
            seconds = time.monotonic() - began
            if readings:
                size = next_size(size, len(readings), seconds, model.embedder.largest_batch)
            patient_until = time.monotonic() + PATIENCE_SECONDS
            yield Step.WORKED
            for _ in context.indexes.keep_up(model.model_id):
                yield Step.WORKED
            if tagging is not None and not tagging.is_ready:
                tagging.prepare()
                yield Step.WORKED
    progress.step(Stage.EMBED, done, done)


@contextmanager
def _reader(
    context: ServiceContext, model: LoadedModel, to_read: int
) -> Generator[Callable[[PhotoToRead], Reading]]:
    """What reads a photo while the block runs: the thread that asks, or a process where that is too slow."""
    embedder = model.embedder
    with KnownContents(context.locations, model.model_id) as known:

        def read(photo: PhotoToRead) -> Reading:
            with context.recorder.decoding(photo.photo_id):
                return read_photo(photo, embedder, known.facts)

        preprocessing = embedder.preprocessing
        if preprocessing is None or not are_worthwhile(embedder.device, context.shares.reading, to_read):
            yield read
            return
        with ReadingProcesses(read, preprocessing, context.locations, model.model_id) as processes:
            yield processes.read


def next_size(size: int, count: int, seconds: float, largest: int) -> int:
    """The batch size that keeps a step within its time.

    Twice as many take at most twice as long, mostly much less: so it grows as soon as that is sure to fit.

    Args:
        size: Most photos the last batch could have had.
        count: Those it had.
        seconds: What it took.
        largest: Most the embedder wants now.
    """
    if seconds > STEP_SECONDS:
        return max(1, count // 2)
    return min(largest, size * 2) if count == size and seconds <= STEP_SECONDS / 2 else min(largest, size)


def _to_read(context: ServiceContext, chunk: Sequence[int], suspects: set[int]) -> list[PhotoToRead]:
    known = photos.photos_by_id(context.catalogue, chunk)
    return [
        PhotoToRead(photo_id, known[photo_id].path, photo_id in suspects)
        for photo_id in chunk
        if photo_id in known
    ]


def _begin(model: LoadedModel, readings: Sequence[Reading]) -> _Batch:
    """Have a graphics card, if there is one, begin to embed what was read."""
    ready = {reading.content_hash: reading for reading in readings if reading.prepared is not None}
    return _Batch(readings, ready, model.embedder.begin_images(_prepared(ready.values())) if ready else None)


def _finish(
    context: ServiceContext,
    model: LoadedModel,
    batch: _Batch,
    tally: EmbedTally,
    tagging: TaggingAlongside | None,
) -> None:
    """Embed what was read, and record everything."""
    catalogue, readings = context.catalogue, batch.readings
    # Asked again now: a photo may have been removed, with its root, since it was submitted.
    batch.known = photos.photos_by_id(catalogue, [reading.photo.photo_id for reading in readings])
    _embed(model, batch)
    tally.decoded += sum(reading.prepared is not None for reading in readings)
    last_id = vectors.last_id(catalogue, model.model_id)
    empty = np.empty((0, model.dim), np.float32)
    rows = np.stack(list(batch.vectors.values())) if batch.vectors else empty
    with catalogue.transaction():
        for reading in readings:
            _record(context, reading, batch, tally)
        stored = vectors.store(catalogue, model.model_id, list(batch.vectors), rows)
        moved = sum(carry_on_edited(context, model, read) for read in batch.newcomers)
        tagged = tagging is not None and tagging.tag(batch.vectors, rows)
    if tagging is not None:
        tagging.note_stored(len(stored.ids))
    tally.embedded += len(stored.ids)
    tally.moved += moved
    context.indexes.add(model.model_id, stored, last_id)
    if context.thumbnails is not None:
        context.thumbnails.put(
            (reading.content_hash, reading.thumbnail) for reading in readings if reading.thumbnail
        )
    edited = batch.has_edits or moved > 0
    context.changes.announce(Changes(photos=True, vectors=True, tags=tagged or edited, categories=edited))


def _embed(model: LoadedModel, batch: _Batch) -> None:
    """Fill in the batch's vectors, one a content; a photo the model fails on gets an error instead."""
    ready = batch.ready
    try:
        rows = batch.answer() if batch.answer is not None else _rows(model, list(ready.values()))
        batch.vectors.update(zip(ready, rows, strict=True))
    except Exception:
        logger.exception("a batch could not be embedded; its photos are tried one by one")
        for content, reading in ready.items():
            try:
                batch.vectors[content] = _rows(model, [reading])[0]
            except Exception as error:
                logger.exception("a photo could not be embedded")
                batch.errors[reading.photo.photo_id] = ErrorReport(
                    "internal-error", {"detail": type(error).__name__}
                )
    of_known = {reading.content_hash for reading in batch.readings if reading.photo.photo_id in batch.known}
    for content in batch.vectors.keys() - of_known:
        del batch.vectors[content]


def _rows(model: LoadedModel, readings: Sequence[Reading]) -> Vectors:
    return model.embedder.embed_images(_prepared(readings))


def _prepared(readings: Iterable[Reading]) -> list[Prepared]:
    return [reading.prepared for reading in readings if reading.prepared is not None]


def _record(context: ServiceContext, reading: Reading, batch: _Batch, tally: EmbedTally) -> None:
    """Record one photo, inside a transaction."""
    catalogue = context.catalogue
    photo = batch.known.get(reading.photo.photo_id)
    if photo is None or photo.path != reading.photo.path:
        return  # removed or moved meanwhile
    error = reading.error or batch.errors.get(photo.id)
    if error is not None:
        _record_error(context, photo, error)
        return
    assert reading.facts is not None  # noqa: S101 - there is one without an error
    is_first_reading = photo.width == 0
    if (
        not is_first_reading
        and photo.state is PhotoState.PENDING
        and photo.content_hash == reading.content_hash
    ):
        tally.proved_unchanged += 1
    read = ReadPhoto(photo.id, reading.content_hash, reading.size, reading.mtime_ns, reading.facts)
    photos.record_read(catalogue, read)
    if not is_first_reading:
        batch.has_edits |= photo.content_hash != reading.content_hash
        return
    if carry_on_moved(context, photo, reading.content_hash):
        tally.moved += 1
    else:
        annotations.adopt(catalogue, photo.id, reading.content_hash)
        batch.newcomers.append(read)


def _record_error(context: ServiceContext, photo: Photo, error: ErrorReport) -> None:
    """Record why a photo could not be read, if that is the photo's fault."""
    if not is_reachable(context, photo.path):
        return  # the drive is away: it is read when it is back
    if is_gone(context, photo.path):
        photos.mark_missing(context.catalogue, [photo.id])
    elif photo.state is PhotoState.PENDING or error.code not in photos.TRANSIENT_ERRORS:
        photos.record_unreadable(context.catalogue, photo.id, error)
