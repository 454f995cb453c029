"""Remembers which photos are being decoded, so that a crash tells which one to be careful with.

A small memory-mapped file: what is written to it survives the death of the process, at the price of a
store to memory, where a catalogue transaction for every photo would be felt.
"""

import logging
import mmap
import os
import struct
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from clipphotos.core.private_files import open_private
from clipphotos.storage import photos
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.locations import DataLocations

logger = logging.getLogger(__name__)

_SLOTS = 64
_SLOT = struct.Struct("<q")


class FlightRecorder:
    """Slots of photo ids, 0 for none. Safe to use from several threads.

    Args:
        path: Its file, made if need be; None to remember nothing beyond the process.

    Attributes:
        leftovers: Photos that were being decoded when an earlier process died.
    """

    def __init__(self, path: Path | None) -> None:
        self._slots = _mapped(path, _SLOTS * _SLOT.size)
        self._lock = Lock()
        self.leftovers = {photo_id for (photo_id,) in _SLOT.iter_unpack(self._slots) if photo_id}

    def clear(self) -> None:
        """Forget the leftovers, once they are recorded elsewhere."""
        self._slots[:] = bytes(len(self._slots))

    @contextmanager
    def decoding(self, photo_id: int) -> Generator[None]:
        """Remember a photo while the block runs; with all slots taken, do without."""
        with self._lock:
            offsets = range(0, len(self._slots), _SLOT.size)
            free = next((at for at in offsets if _SLOT.unpack_from(self._slots, at)[0] == 0), None)
            if free is not None:
                _SLOT.pack_into(self._slots, free, photo_id)
        try:
            yield
        finally:
            if free is not None:
                _SLOT.pack_into(self._slots, free, 0)

    def close(self) -> None:
        """End in good order: what is being decoded now is under no suspicion."""
        self.clear()
        self._slots.close()


def open_recorder(locations: DataLocations, catalogue: Catalogue) -> FlightRecorder:
    """The recorder, with what a crash left in it noted in the catalogue.

    A catalogue that is only read gets one that remembers nothing; so does a disk that takes no file.
    """
    if catalogue.read_only:
        return FlightRecorder(None)
    try:
        recorder = FlightRecorder(locations.decoding)
    except OSError:
        logger.warning("the photos being decoded cannot be noted down")
        return FlightRecorder(None)
    if recorder.leftovers:
        with catalogue.transaction():
            photos.set_suspect(catalogue, sorted(recorder.leftovers), suspect=True)
    recorder.clear()
    return recorder


def _mapped(path: Path | None, length: int) -> mmap.mmap:
    if path is None:
        return mmap.mmap(-1, length)
    descriptor = open_private(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0))
    try:
        os.truncate(descriptor, length)
        return mmap.mmap(descriptor, length)
    finally:
        os.close(descriptor)
