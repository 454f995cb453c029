"""Reading photos in threads: bytes, hash, pixels, preprocessing and thumbnail from one read of the file."""

import itertools
import logging
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.pool import AsyncResult, ThreadPool
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from PIL import Image

from clipphotos.core.errors import BadImage, ErrorReport
from clipphotos.core.photo import PhotoFacts
from clipphotos.inference.embedders.preprocessing import Prepared
from clipphotos.library.content import read_content
from clipphotos.library.decoding.decode import DecodedPhoto, decode
from clipphotos.library.isolated import decode_isolated, decode_of_any_size, is_decoded_apart
from clipphotos.library.thumbnails import THUMBNAIL_EDGE, encode_thumbnail

logger = logging.getLogger(__name__)

MOST_WORKERS = 16
TIMEOUT_SECONDS = 120.0
"""A decoder that takes longer is given up; the thread it holds is replaced."""
LEFT_TO_OTHERS = "left-to-others"
"""Said by a process that only reads of a photo that is decoded in a process of its own."""
STEP_BACK = 8
"""How much nicer the threads are than the one that embeds what they read."""


class Preparation(Protocol):
    """What a model does to pictures: an `Embedder`, or its `Preprocessing` alone."""

    @property
    def input_edge(self) -> int:
        """Pixels of the larger edge of the model's input."""
        ...

    def prepare(self, image: Image.Image) -> Prepared:
        """One RGB picture in the model's size."""
        ...


@dataclass(frozen=True, slots=True)
class PhotoToRead:
    """A photo whose file is to be read.

    Attributes:
        photo_id: The photo.
        path: Its file.
        suspect: Whether the program was killed while decoding it: then it is decoded in a process of its own.
    """

    photo_id: int
    path: Path
    suspect: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What came out of a file.

    Attributes:
        photo: What was read.
        content_hash: 32 bytes; empty if the file could not be read.
        size: Bytes.
        mtime_ns: Modification time in nanoseconds.
        facts: From decoding, or known of the content; None if it cannot be decoded.
        prepared: Ready for the embedder; None likewise, and for a known content.
        thumbnail: JPEG bytes; empty likewise.
        error: Why it cannot be decoded, or None.
    """

    photo: PhotoToRead
    content_hash: bytes = b""
    size: int = 0
    mtime_ns: int = 0
    facts: PhotoFacts | None = None
    prepared: Prepared | None = None
    thumbnail: bytes = b""
    error: ErrorReport | None = None


def read_photo(
    photo: PhotoToRead,
    preparation: Preparation,
    known_facts: Callable[[bytes], PhotoFacts | None],
    *,
    most_pixels: int | None = None,
) -> Reading:
    """Read one file, and decode it unless its content is known.

    Args:
        photo: What to read.
        preparation: Prepares the pixels.
        known_facts: The facts of a content hash that has a vector already, else None.
        most_pixels: How many pixels may be held in memory; None if what is not for this process is decoded
            in another one.

    Returns:
        The outcome; errors of the photo are part of it.
    """
    try:
        # Twice the input's size, so that the preprocessing has enough to resize well from.
        edge = max(THUMBNAIL_EDGE, 2 * preparation.input_edge)
        if photo.suspect:
            content, decoded = decode_isolated(photo.path, edge)
        else:
            content = read_content(photo.path)
            facts = known_facts(content.content_hash)
            if facts is not None:
                return Reading(photo, content.content_hash, content.size, content.mtime_ns, facts)
            if most_pixels is not None and is_decoded_apart(content.data):
                return Reading(photo, error=ErrorReport(LEFT_TO_OTHERS))
            if most_pixels is None:
                content, decoded = decode_of_any_size(photo.path, content, edge)
            else:
                decoded = decode(content.data, edge, most_pixels=most_pixels)
        return _reading(photo, content.content_hash, content.size, content.mtime_ns, decoded, preparation)
    except BadImage as error:
        return Reading(photo, error=error.report())
    except Exception as error:
        logger.exception("a photo could not be read")
        return Reading(photo, error=ErrorReport("internal-error", {"detail": type(error).__name__}))


def _reading(
    photo: PhotoToRead,
    content_hash: bytes,
    size: int,
    mtime_ns: int,
    decoded: DecodedPhoto,
    preparation: Preparation,
) -> Reading:
    return Reading(
        photo,
        content_hash,
        size,
        mtime_ns,
        decoded.facts,
        preparation.prepare(decoded.image),
        encode_thumbnail(decoded.image),
    )


class ReadAhead:
    """Threads that read photos ahead of whoever embeds them. Nothing in it grows with the library.

    Args:
        read: Reads one photo; runs in the threads.
        workers: Number of threads, `MOST_WORKERS` at most; None for one a core.
    """

    def __init__(self, read: Callable[[PhotoToRead], Reading], workers: int | None = None) -> None:
        self._read = read
        self._workers = min(workers or os.cpu_count() or 2, MOST_WORKERS)
        self._threads = self._new_threads()
        self._retired: list[ThreadPool] = []
        self._queue: deque[tuple[PhotoToRead, AsyncResult[Reading]]] = deque()
        self._waited = 0.0
        self._ready = 0

    def __len__(self) -> int:
        return len(self._queue)

    def use(self, workers: int) -> None:
        """Read by so many threads from now on; what was added before is still read by those of before."""
        workers = min(workers, MOST_WORKERS)
        if workers != self._workers:
            self._workers = workers
            self._threads.close()
            self._retired.append(self._threads)
            self._threads = self._new_threads()

    def add(self, batch: Sequence[PhotoToRead]) -> None:
        """Have photos read."""
        for photo in batch:
            self._queue.append((photo, self._threads.apply_async(self._read, (photo,))))

    def ready(self, count: int) -> int:
        """How many readings, `count` at most, can be taken now; `count` if one has to be given up first."""
        if self._waited > TIMEOUT_SECONDS:
            return count
        first = itertools.takewhile(lambda each: each[1].ready(), itertools.islice(self._queue, count))
        return sum(1 for _ in first)

    def wait(self, seconds: float, count: int = 1) -> None:
        """Wait until the next `count` photos are read, or for some seconds."""
        began = time.monotonic()
        for _, result in itertools.islice(self._queue, count):
            result.wait(max(0.0, began + seconds - time.monotonic()))
        if self._queue and not self._queue[0][1].ready():
            # As long as others get ready, the next one may be waiting for the memory that they take.
            before, self._ready = self._ready, sum(result.ready() for _, result in self._queue)
            # Not the clock on the wall: the machine may have slept in between.
            waited = min(seconds, time.monotonic() - began)
            self._waited = 0.0 if self._ready > before else self._waited + waited

    def take(self, count: int) -> list[Reading]:
        """Up to `count` readings, in the order asked for; fewer if the next is not ready."""
        readings: list[Reading] = []
        while self._queue and len(readings) < count:
            photo, result = self._queue[0]
            if result.ready():
                self._queue.popleft()
                readings.append(result.get())
            elif self._waited > TIMEOUT_SECONDS:
                readings.append(Reading(photo, error=ErrorReport("image-timed-out")))
                self._replace_threads()
            else:
                break
            self._waited = 0.0
        return readings

    def _new_threads(self) -> ThreadPool:
        return ThreadPool(self._workers, initializer=_step_back)

    def _replace_threads(self) -> None:
        """Leave the stuck thread behind (it is a daemon); new ones read what comes after its photo."""
        logger.warning("a decoder is stuck; its thread is replaced")
        self._threads.terminate()
        self._threads = self._new_threads()
        rest = [photo for photo, _ in itertools.islice(self._queue, 1, None)]
        self._queue.clear()
        self.add(rest)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._queue.clear()
        for threads in (self._threads, *self._retired):
            threads.terminate()


def _step_back() -> None:
    """Have the calling thread give way to the others of the program.

    A model's threads wait for each other after every layer. If decoders held the cores meanwhile, a small
    batch would take two to three times as long; decoding goes on whenever nothing is embedded.
    """
    # Elsewhere niceness belongs to the process.
    if sys.platform == "linux":
        with suppress(OSError):
            own = os.getpriority(os.PRIO_PROCESS, 0)
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), own + STEP_BACK)
