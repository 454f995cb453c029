"""Reading photos in processes of their own, where threads cannot keep up with a graphics card.

Python's threads share one lock, and decoders hold it for part of their work: sixteen threads on sixteen cores
were measured to read 380 small photos a second, hardly more than one thread does. A process takes some 50 MB,
and a third of a second to start.
"""

import logging
import multiprocessing
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import Self

from clipphotos.core.errors import ErrorReport
from clipphotos.inference.embedders.preprocessing import Preprocessing
from clipphotos.service.indexing.reading.known_contents import KnownContents
from clipphotos.service.indexing.reading.reading import (
    LEFT_TO_OTHERS,
    STEP_BACK,
    TIMEOUT_SECONDS,
    PhotoToRead,
    Reading,
    read_photo,
)
from clipphotos.service.machine import lower_priority
from clipphotos.storage.locations import DataLocations

logger = logging.getLogger(__name__)

LEAST_WORKERS = 4
"""With fewer, threads hardly wait for each other."""
LEAST_PHOTOS = 200
"""Fewer are read before the processes have started."""
PIXELS_EACH = 40_000_000
"""What a process may hold in memory; larger pictures are read here, where all share one budget."""
_GRACE_SECONDS = 5.0


def are_worthwhile(device: str, workers: int, photos: int) -> bool:
    """Whether processes read faster than threads.

    Args:
        device: Where the model runs, as an embedder says. The processor itself is busy with computing then.
        workers: How many there would be.
        photos: How many there are to be read.
    """
    return device.partition(":")[0] != "cpu" and workers >= LEAST_WORKERS and photos >= LEAST_PHOTOS


class ReadingProcesses:
    """Processes that read photos, as many as there are threads asking; a context manager.

    A photo that a process dies of is read again in the careful way, alone; the others do not notice.

    Args:
        read_here: Reads a photo in the calling process.
        preprocessing: What the model does to pictures.
        locations: Where the catalogue lives.
        model_id: The model whose vectors count as known.
    """

    def __init__(
        self,
        read_here: Callable[[PhotoToRead], Reading],
        preprocessing: Preprocessing,
        locations: DataLocations,
        model_id: int,
    ) -> None:
        self._read_here = read_here
        self._start = lambda: _Reader(preprocessing, locations, model_id)
        self._readers: set[_Reader] = set()
        self._idle: list[_Reader] = []
        self._lock = threading.Lock()
        self._is_closed = False

    def read(self, photo: PhotoToRead) -> Reading:
        """Read a photo; safe in several threads, each of which keeps one process busy.

        Returns:
            The outcome; errors of the photo are part of it.
        """
        reader = None if photo.suspect else self._borrow()
        if reader is None:
            return self._read_here(photo)
        try:
            reading = reader.read(photo)
        except TimeoutError:
            self._discard(reader)
            return Reading(photo, error=ErrorReport("image-timed-out"))
        except (EOFError, OSError):
            self._discard(reader)
            if self._is_closed:
                return Reading(photo, error=ErrorReport("internal-error"))
            logger.warning("a process that read photos died")
            return self._read_here(replace(photo, suspect=True))
        self._give_back(reader)
        if reading.error is not None and reading.error.code in ("image-too-large", LEFT_TO_OTHERS):
            return self._read_here(photo)
        return reading

    def _borrow(self) -> "_Reader | None":
        with self._lock:
            if self._is_closed:
                return None
            if self._idle:
                return self._idle.pop()
        try:
            reader = self._start()
        except OSError as error:
            logger.warning("no further process to read photos in: %s", error)
            return None
        with self._lock:
            if not self._is_closed:
                self._readers.add(reader)
                return reader
        reader.stop()
        return None

    def _give_back(self, reader: "_Reader") -> None:
        with self._lock:
            if not self._is_closed:
                self._idle.append(reader)
                return
        reader.close()

    def _discard(self, reader: "_Reader") -> None:
        with self._lock:
            self._readers.discard(reader)
        reader.stop()
        reader.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._is_closed = True
            readers, idle = set(self._readers), list(self._idle)
        # Whoever waits for one is told by its end, and closes the channel: another thread must not.
        for reader in readers:
            reader.stop()
        for reader in idle:
            reader.close()


class _Reader:
    """One process, and the channel to it: 200 KB through a pipe a photo, a tenth of a millisecond."""

    def __init__(self, preprocessing: Preprocessing, locations: DataLocations, model_id: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._channel, theirs = context.Pipe()
        self._process = context.Process(
            target=_serve,
            args=(theirs, preprocessing, locations, model_id),
            name="clipphotos-read",
            daemon=True,
        )
        try:
            with theirs:
                self._process.start()
        except OSError:
            self._channel.close()
            raise

    def read(self, photo: PhotoToRead) -> Reading:
        """Have it read a photo.

        Raises:
            TimeoutError: If that takes too long.
            EOFError: If the process dies; or another OSError.
        """
        self._channel.send(photo)
        if not self._channel.poll(TIMEOUT_SECONDS):
            raise TimeoutError
        return self._channel.recv()

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.join(_GRACE_SECONDS)

    def close(self) -> None:
        """Let go of the channel."""
        self._channel.close()


def _serve(
    channel: Connection, preprocessing: Preprocessing, locations: DataLocations, model_id: int
) -> None:
    """Runs in the process: reads what it is sent, until the other side is gone."""
    # Ctrl-C in the terminal goes to the whole group; this process ends with the one that started it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "linux":
        # There it has the niceness of the thread that started it.
        lower_priority(STEP_BACK)
    with suppress(EOFError, OSError), channel, KnownContents(locations, model_id) as known:
        while True:
            photo: PhotoToRead = channel.recv()
            channel.send(read_photo(photo, preprocessing, known.facts, most_pixels=PIXELS_EACH))
