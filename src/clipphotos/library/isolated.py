"""Decodes a photo in a process of its own, which may crash, hang or run out of memory without harm.

Slow (a process start for each photo): only for files that were being decoded when something went wrong, and
for pictures that take more memory than this process should ever have.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path

from PIL import Image

from clipphotos.core.errors import BadImage, ErrorReport
from clipphotos.core.photo import PhotoFacts
from clipphotos.library.content import FileContent, read_content
from clipphotos.library.decoding.decode import DecodedPhoto, all_memory, decode

Decoder = Callable[[bytes, int], DecodedPhoto]
"""Like `decode`; must be importable by name from another process."""

_Answer = tuple[FileContent, PhotoFacts, tuple[int, int], bytes] | ErrorReport
_GRACE_SECONDS = 5.0

MOST_PIXELS = 600_000_000
"""Pixels of a picture that is decoded at all, but for a JPEG that can be decoded at an eighth of its size.

A phone takes 200 million, the largest camera backs 150, a stitched panorama some hundreds.
"""

MOST_MEMORY_BYTES = 4 << 30
"""What a process that decodes one photo may take: `MOST_PIXELS` of four bytes, and half as much to work in.

It is half of the computer's memory at most, so that there is some left for everything else.
"""

SECONDS = 100.0
"""For one photo, the start of the process included; less than what is waited for a reading."""


def decode_large(data: bytes, min_edge: int) -> DecodedPhoto:
    """As `decode`, for pictures of up to `MOST_PIXELS`; for a process of its own."""
    return decode(data, min_edge, most_pixels=MOST_PIXELS)


def decode_of_any_size(path: Path, content: FileContent, min_edge: int) -> tuple[FileContent, DecodedPhoto]:
    """Decode a photo here if it is of a usual size, else in a process of its own, one at a time.

    Args:
        path: The file.
        content: What was read from it.
        min_edge: As for `decode`.

    Returns:
        The content that was decoded, perhaps without its data, and the photo.

    Raises:
        BadImage: What `decode` and `decode_isolated` raise.
    """
    try:
        return content, decode(content.data, min_edge)
    except BadImage as error:
        megapixels = error.params.get("detail", "")
        is_too_large = error.error_code == "image-too-large" and megapixels.isdecimal()
        if not is_too_large or int(megapixels) >= MOST_PIXELS // 1_000_000:
            raise
    with all_memory():
        return decode_isolated(path, min_edge)


def decode_isolated(
    path: Path,
    min_edge: int,
    timeout_seconds: float = SECONDS,
    max_memory_bytes: int = MOST_MEMORY_BYTES,
    decoder: Decoder = decode_large,
) -> tuple[FileContent, DecodedPhoto]:
    """Read and decode a photo in a child process.

    The calling process must not be a daemonic one of `multiprocessing`: those may have no children.

    Args:
        path: The file.
        min_edge: As for `decode`.
        timeout_seconds: The child is killed after this long, its start included.
        max_memory_bytes: Address space the child may use. Linux alone enforces it; elsewhere the number of
            pixels is the limit.
        decoder: What decodes; another one in tests.

    Returns:
        The file's identity, its data left out, and the decoded photo.

    Raises:
        BadImage: What `read_content` and `decode` raise, and ``image-crashed-decoder``, ``image-timed-out``
            or ``image-out-of-memory``.
    """
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(
        target=_work,
        args=(sender, path, min_edge, max_memory_bytes, decoder),
        name="clipphotos-decode",
        daemon=True,
    )
    with receiver:
        try:
            with sender:
                child.start()
            answer = _receive(receiver, child, timeout_seconds)
        finally:
            if child.pid is not None:
                child.kill()
                child.join(_GRACE_SECONDS)
                if child.exitcode is not None:
                    child.close()
    if isinstance(answer, ErrorReport):
        raise BadImage(answer.code, **answer.params)
    content, facts, size, pixels = answer
    return content, DecodedPhoto(Image.frombytes("RGB", size, pixels), facts)


def _receive(receiver: Connection, child: SpawnProcess, timeout_seconds: float) -> _Answer:
    try:
        if not receiver.poll(timeout_seconds):
            return ErrorReport("image-timed-out")
        return receiver.recv()
    except (EOFError, OSError):
        # The child's end closed without a word. Nobody but a system short of memory kills it from outside.
        child.join(_GRACE_SECONDS)
        was_killed = child.exitcode == -getattr(signal, "SIGKILL", 9)
        return ErrorReport("image-out-of-memory" if was_killed else "image-crashed-decoder")


def _work(sender: Connection, path: Path, min_edge: int, max_memory_bytes: int, decoder: Decoder) -> None:
    """Decode one photo: what the child process runs."""
    _limit(max_memory_bytes)
    answer: _Answer
    try:
        content = read_content(path)
        photo = decoder(content.data, min_edge)
        answer = (replace(content, data=b""), photo.facts, photo.image.size, photo.image.tobytes())
    except BadImage as error:
        answer = error.report()
    except MemoryError:
        answer = ErrorReport("image-out-of-memory")
    sender.send(answer)


def _limit(max_memory_bytes: int) -> None:
    """Bound the memory of this process, and leave no core file behind when it crashes."""
    try:
        import resource
    except ImportError:  # Windows.
        return
    memory_bytes = min(max_memory_bytes, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2)
    for kind, limit in ((resource.RLIMIT_AS, memory_bytes), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(kind)[1]
        bounded = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        try:
            resource.setrlimit(kind, (bounded, hard))
        except (OSError, ValueError):  # macOS refuses some.
            continue
