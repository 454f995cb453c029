"""Decides which photos are decoded in processes of their own, which may crash or hang without harm.

Such a process may do nothing but decode, see `clipphotos.library.isolation`. Most kinds of pictures share a
few of them. One that does nothing else is started for a file that was being decoded when something went
wrong, and for a picture that takes more memory than this process should ever have.
"""

from dataclasses import replace
from pathlib import Path

from clipphotos.core.errors import BadImage
from clipphotos.library.content import FileContent, read_content
from clipphotos.library.decoding.decode import DecodedPhoto, all_memory, decode, memory_for
from clipphotos.library.decoding.formats import DECODABLE, SNIFF_BYTES, sniff
from clipphotos.library.decoding.limits.labour import is_laborious
from clipphotos.library.isolation.process import Decoder, DecoderProcess, DecoderProcesses, NotStartedError

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


_APART = DECODABLE - {"JPEG", "PNG", "WEBP", "GIF", "BMP"}
"""Formats whose decoders are large, or trust what they read: they never run where the library is open.

The others are most of all photos, and Pillow reads them by decoders that browsers use on foreign files, too.
"""

_decoders = DecoderProcesses(decode_large, MOST_MEMORY_BYTES)


def is_decoded_apart(data: bytes) -> bool:
    """Whether a file is decoded in a process of its own whatever its size is.

    Args:
        data: The file's bytes.
    """
    name = sniff(data[:SNIFF_BYTES])
    return name in _APART or is_laborious(data, name)


def decode_of_any_size(path: Path, content: FileContent, min_edge: int) -> tuple[FileContent, DecodedPhoto]:
    """Decode a photo here if it is of a usual kind and size, else in a process of its own.

    Args:
        path: The file.
        content: What was read from it.
        min_edge: As for `decode`.

    Returns:
        The content that was decoded, perhaps without its data, and the photo.

    Raises:
        BadImage: What `decode` and `decode_isolated` raise.
    """
    if is_decoded_apart(content.data):
        return content, _decoders.decode(content.data, min_edge, SECONDS, memory_for)
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
    """Read a photo, and decode it in a process that does nothing else.

    The calling process must not be a daemonic one of `multiprocessing`: those may have no children.

    Args:
        path: The file.
        min_edge: As for `decode`.
        timeout_seconds: The process is killed after this long, its start included.
        max_memory_bytes: Address space it may use. Linux alone enforces it; elsewhere the number of pixels is
            the limit.
        decoder: What decodes; another one in tests.

    Returns:
        The file's identity, its data left out, and the decoded photo.

    Raises:
        BadImage: What `read_content` and `decode` raise, and ``image-crashed-decoder``, ``image-timed-out``
            or ``image-out-of-memory``.
    """
    content = read_content(path)
    try:
        process = DecoderProcess(decoder, max_memory_bytes)
    except OSError as error:
        raise BadImage("image-out-of-memory") from error
    try:
        photo = process.decode(content.data, min_edge, timeout_seconds, None)
    except NotStartedError as error:
        raise BadImage("image-crashed-decoder") from error
    finally:
        process.stop()
    return replace(content, data=b""), photo
