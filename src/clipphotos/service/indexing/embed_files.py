"""Embedding files for an answer, without keeping anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from clipphotos.core.errors import ErrorReport
from clipphotos.core.jobs import JobSteps, Progress, Stage, Step
from clipphotos.core.vectors import Vectors
from clipphotos.inference.embedders.protocol import Embedder
from clipphotos.service.indexing.reading.reading import PhotoToRead, ReadAhead, Reading, read_photo
from clipphotos.service.protocol.skipped_photo import SkippedPhoto

PHOTOS_A_STEP = 8
STEPS_AHEAD = 3


@dataclass(frozen=True, slots=True)
class EmbeddedFiles:
    """What came of some files.

    Attributes:
        positions: Those of the files that could be embedded, from 0, ascending.
        vectors: (len(positions), dim) unit vectors.
        thumbnails: JPEG bytes of each.
        content_hashes: 32 bytes of each.
        skipped: The others, with reasons.
    """

    positions: tuple[int, ...]
    vectors: Vectors
    thumbnails: tuple[bytes, ...]
    content_hashes: tuple[bytes, ...]
    skipped: tuple[SkippedPhoto, ...]


def embed_files(embedder: Embedder, paths: Sequence[Path], progress: Progress) -> JobSteps[EmbeddedFiles]:
    """Read and embed files; those it fails on are part of the result."""
    positions: list[int] = []
    thumbnails: list[bytes] = []
    content_hashes: list[bytes] = []
    skipped: list[SkippedPhoto] = []
    parts: list[Vectors] = [np.empty((0, embedder.identity.dim), np.float32)]
    # A file's position is its key: it need not be in the catalogue.
    waiting = [PhotoToRead(position, path, suspect=False) for position, path in enumerate(paths)]

    def read(photo: PhotoToRead) -> Reading:
        return read_photo(photo, embedder, lambda _hash: None)

    with ReadAhead(read) as ahead:
        submitted = done = 0
        while done < len(waiting):
            room = STEPS_AHEAD * PHOTOS_A_STEP - len(ahead)
            ahead.add(waiting[submitted : submitted + room])
            submitted = min(submitted + room, len(waiting))
            progress.step(Stage.EMBED, done, len(waiting))
            readings = ahead.take(PHOTOS_A_STEP)
            if not readings:
                ahead.wait(0.05)
                yield Step.WAITING
                continue
            done += len(readings)
            read_well = [reading for reading in readings if reading.prepared is not None]
            parts.append(
                embedder.embed_images([each.prepared for each in read_well if each.prepared is not None])
            )
            positions += [reading.photo.photo_id for reading in read_well]
            thumbnails += [reading.thumbnail for reading in read_well]
            content_hashes += [reading.content_hash for reading in read_well]
            skipped += [
                SkippedPhoto(reading.photo.path, reading.error or ErrorReport("internal-error"))
                for reading in readings
                if reading.prepared is None
            ]
            yield Step.WORKED
    progress.step(Stage.EMBED, len(waiting), len(waiting))
    return EmbeddedFiles(
        tuple(positions), np.concatenate(parts), tuple(thumbnails), tuple(content_hashes), tuple(skipped)
    )
