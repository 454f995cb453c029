"""What runs in a process that decodes. Decoders are imported once nothing else is allowed any more."""

import importlib
import os
import signal
from collections.abc import Generator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

from clipphotos.core.errors import BadImage
from clipphotos.library.isolation import messages
from clipphotos.library.isolation.confinement import confine

IDLE_SECONDS = 20.0
"""A process that nobody asks anything ends."""
IDLE_CODE = 0
"""The exit code of such a process."""
_FAILED_CODE = 1


def serve(channel: Connection, decoder: str, max_memory_bytes: int) -> None:
    """Decode what is sent, until nothing more comes.

    Args:
        channel: Carries requests in and answers out.
        decoder: Module and name of what decodes.
        max_memory_bytes: As for `confine`.
    """
    code = _FAILED_CODE
    # Ctrl-C in a terminal goes to the whole group; this process ends with the one that started it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        confine(channel.fileno(), max_memory_bytes)
        module, _, name = decoder.partition(":")
        decode: Any = getattr(importlib.import_module(module), name)
        share = importlib.import_module("clipphotos.library.decoding.decode").ask_for_memory
        share(_AskedFor(channel))
        while channel.poll(IDLE_SECONDS):
            min_edge = messages.read_request(channel.recv_bytes())
            _answer(channel, decode, channel.recv_bytes(), min_edge)
        code = IDLE_CODE
    except (EOFError, OSError):
        pass  # Nobody is there any more.
    finally:
        # Without what other processes do at their end: it would need what is not allowed.
        os._exit(code)


def _answer(channel: Connection, decode: Any, data: bytes, min_edge: int) -> None:
    try:
        photo = decode(data, min_edge)
        size, facts, pixels = photo.image.size, photo.facts, photo.image.convert("RGB").tobytes()
    except BadImage as error:
        channel.send_bytes(messages.failed(error))
    except MemoryError:
        channel.send_bytes(messages.failed(BadImage("image-out-of-memory")))
    else:
        channel.send_bytes(messages.decoded(size, facts))
        channel.send_bytes(pixels)


class _AskedFor:
    """Memory for pixels, which the process that started this one gives to all in turn."""

    def __init__(self, channel: Connection) -> None:
        self._channel = channel

    @contextmanager
    def reserve(self, pixels: int) -> Generator[None]:
        """Wait until there is room for so many; it is kept until the answer."""
        self._channel.send_bytes(messages.memory_needed(pixels))
        self._channel.recv_bytes()
        yield
