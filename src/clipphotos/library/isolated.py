"""Decodes a photo in a process of its own, which may crash, hang or run out of memory without harm.

Slow (a process start for each photo): only for files that were being decoded when something went wrong.
"""

import multiprocessing
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

from PIL import Image

from clipphotos.core.errors import BadImage, ErrorReport
from clipphotos.core.photo import PhotoFacts
from clipphotos.library.content import FileContent, read_content
from clipphotos.library.decoding.decode import DecodedPhoto, decode

Decoder = Callable[[bytes, int], DecodedPhoto]
"""Like `decode`; must be importable by name from another process."""

_Answer = tuple[FileContent, PhotoFacts, tuple[int, int], bytes] | ErrorReport
_GRACE_SECONDS = 5.0


def decode_isolated(
    path: Path,
    min_edge: int,
    timeout_seconds: float = 60,
    max_memory_bytes: int = 3 << 30,
    decoder: Decoder = decode,
) -> tuple[FileContent, DecodedPhoto]:
    """Read and decode a photo in a child process.

    The calling process must not be a daemonic one of `multiprocessing`: those may have no children.

    Args:
        path: The file.
        min_edge: As for `decode`.
        timeout_seconds: The child is killed after this long, its start included.
        max_memory_bytes: Address space the child may use; not enforced on Windows.
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
            answer = _receive(receiver, timeout_seconds)
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


def _receive(receiver: Connection, timeout_seconds: float) -> _Answer:
    try:
        if not receiver.poll(timeout_seconds):
            return ErrorReport("image-timed-out")
        return receiver.recv()
    except (EOFError, OSError):
        # The child's end closed without a word.
        return ErrorReport("image-crashed-decoder")


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
    for kind, limit in ((resource.RLIMIT_AS, max_memory_bytes), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(kind)[1]
        bounded = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        try:
            resource.setrlimit(kind, (bounded, hard))
        except (OSError, ValueError):  # macOS refuses some.
            continue
