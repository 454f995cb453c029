"""Photos whose file ends too early: what is there of them, if that is most of the picture.

A decoder refuses such a file. So it is given an ending, and what was made up is told from what was there: by
two different endings, and the rows in which both agree.
"""

import io
import random
import struct
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, JpegImagePlugin, TiffImagePlugin

from clipphotos.library.decoding.jpeg_structure import Ending, JpegStructure, jpeg_structure
from clipphotos.library.decoding.partial.gif_ending import completed_gif
from clipphotos.library.decoding.partial.jpeg2000_ending import completed_jpeg2000
from clipphotos.library.decoding.partial.png_rows import completed_png
from clipphotos.library.decoding.partial.tiff_ending import completed_tiff

LEAST_SHARE = 0.5
"""The share of a picture that has to be there. With less, a photo is rather lost than cut off."""

_END_OF_JPEG = b"\xff\xd9"
_NOISE = random.Random(0).randbytes(1 << 16)  # noqa: S311  # Nothing secret, and the same every time.
_ROOM_BYTES = 1024
_FEWEST_ZEROS = 64
"""Zeros at the end that were never written: a download or a copy that was broken off leaves them."""

_Pixels = NDArray[np.uint8]


class Completed(NamedTuple):
    """A file that was cut off, with an ending.

    Attributes:
        data: What its decoder accepts.
        share: Which share of the picture was there before, 0 to 1.
    """

    data: bytes
    share: float


def completed(
    data: bytes, name: str, decode: Callable[[bytes], Image.Image], most_pixels: int
) -> Completed | None:
    """Give a file that is cut off an ending.

    Args:
        data: A file that its decoder refuses.
        name: Its format, as `sniff` says.
        decode: Decodes a file of that format; may raise anything.
        most_pixels: Larger pictures are not completed.

    Returns:
        The file with an ending; None if it does not end too early, or if less than half of the picture is
        there.
    """
    written = data.rstrip(b"\x00")
    if len(data) - len(written) < _FEWEST_ZEROS:
        written = data
    if name == "JPEG":
        result = _completed_jpeg(written)
    elif name == "PNG":
        png = completed_png(written, LEAST_SHARE, most_pixels)
        result = None if png is None else Completed(*png)
    else:
        ended = _ENDINGS[name](written) if name in _ENDINGS else None
        if ended is not None:
            result = Completed(*ended)
        else:
            result = _filled_up(_with_room(data) if name == "WEBP" else data, name, decode)
    return result if result is not None and result.share >= LEAST_SHARE else None


_ENDINGS: dict[str, Callable[[bytes], tuple[bytes, float] | None]] = {
    "GIF": completed_gif,
    "JPEG2000": completed_jpeg2000,
    "TIFF": completed_tiff,
}
"""What knows a format well enough to tell what is missing."""


def share_of_tiles(data: bytes, name: str) -> float:
    """Which share of a picture is there that its decoder takes without complaint; 1 for all of it.

    Phones store a picture as many tiles. libheif leaves out those that are missing, and says nothing.

    Args:
        data: A file that was decoded.
        name: Its format, as `sniff` says.
    """
    at = 0
    while name == "HEIF" and at + 16 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        size = struct.unpack_from(">Q", data, at + 8)[0] if size == 1 else size
        if size < 8:
            break
        if kind == b"mdat" and at + size > len(data):
            return (len(data) - at) / size
        at += size
    return 1.0


def _completed_jpeg(data: bytes) -> Completed | None:
    structure = jpeg_structure(data)
    if structure.ending is Ending.WHOLE or (structure.ending is Ending.BETWEEN and not structure.whole_scans):
        return None
    whole = data[: structure.end] + _END_OF_JPEG
    return Completed(whole, _share_of_jpeg(data, whole, structure))


def _share_of_jpeg(data: bytes, whole: bytes, structure: JpegStructure) -> float:
    """Which share of a JPEG's rows is there.

    With an ending, libjpeg makes the missing rows grey; without one, it leaves them black. A progressive
    picture is there, if only blurred, once its first scan is.
    """
    if structure.whole_scans:
        return 1.0
    ended, unended = _small_jpeg(whole), _small_jpeg(data)
    if ended is None or unended is None or ended.shape != unended.shape:
        return 0.0
    return _share_of_equal_rows(ended, unended)


def _small_jpeg(data: bytes) -> _Pixels | None:
    """An eighth of a JPEG, as far as it could be decoded."""
    image = JpegImagePlugin.JpegImageFile(io.BytesIO(data))
    image.draft(None, (1, 1))
    with suppress(OSError):
        image.load()
    # Nothing is left to be decoded, so the picture can be looked at.
    image.tile = []
    try:
        return np.asarray(image)
    except OSError:
        return None


def _filled_up(data: bytes, name: str, decode: Callable[[bytes], Image.Image]) -> Completed | None:
    """A file with as many bytes behind it as it says that it has."""
    missing = _missing_bytes(data, name)
    # Of a file that says it has three times as much, there is less than half in any case.
    if not 0 < missing <= 2 * len(data):
        return None
    decoded: list[tuple[bytes, _Pixels]] = []
    for ending in _endings(missing):
        # Not every decoder takes everything for an ending.
        with suppress(Exception):
            decoded.append((data + ending, np.asarray(decode(data + ending))))
    if not decoded or len({pixels.shape for _, pixels in decoded}) > 1:
        return None
    (whole, first), *others = decoded
    # Two endings may happen to mean the same; a third one then tells. With one only, the bytes are counted.
    shares = [_share_of_equal_rows(first, other) for _, other in others]
    return Completed(whole, min(shares, default=len(data) / len(whole)))


def _endings(length: int) -> Iterator[bytes]:
    """So many bytes of several kinds; zeros, which decoders find the easiest to take, come first."""
    yield bytes(length)
    yield (_NOISE[:16] + bytes(length))[:length]
    yield b"\x55" * length
    yield b"\xff" * length
    yield (_NOISE * (length // len(_NOISE) + 1))[:length]


def _with_room(data: bytes) -> bytes:
    """A WebP file that says it has some bytes more: an ending may need more than what is missing."""
    at = 12
    while at + 8 <= len(data):
        size = struct.unpack_from("<I", data, at + 4)[0]
        if at + 8 + size > len(data):
            longer = bytearray(data)
            struct.pack_into("<I", longer, at + 4, size + _ROOM_BYTES)
            struct.pack_into("<I", longer, 4, at + size + size % 2 + _ROOM_BYTES)
            return bytes(longer)
        at += 8 + size + size % 2
    return data


def _share_of_equal_rows(one: _Pixels, other: _Pixels) -> float:
    rows = (one == other).reshape(len(one), -1).all(axis=1)
    return float(rows.mean())


def _missing_bytes(data: bytes, name: str) -> int:
    """How many bytes a file lacks, by what its header says."""
    if name == "WEBP":
        return struct.unpack_from("<I", data, 4)[0] + 8 - len(data)
    if name == "BMP":
        return struct.unpack_from("<I", data, 2)[0] - len(data)
    if name in ("HEIF", "AVIF"):
        return _end_of_boxes(data) - len(data)
    if name == "TIFF":
        return _end_of_strips(data) - len(data)
    # These do not say how long they are. More than enough does no harm.
    return len(data) if name in ("PSD", "PPM", "PAM", "PFM", "PCX", "TGA") else 0


def _end_of_boxes(data: bytes) -> int:
    """Where the last box of a file in the container of HEIF ends."""
    at = 0
    while at + 16 <= len(data):
        size = struct.unpack_from(">I", data, at)[0]
        if size == 1:
            size = struct.unpack_from(">Q", data, at + 8)[0]
        if size < 8:
            break
        at += size
    return at


def _end_of_strips(data: bytes) -> int:
    """Where the last strip or tile of the first picture in a TIFF ends."""
    tags = TiffImagePlugin.TiffImageFile(io.BytesIO(data)).tag_v2
    for offsets, lengths in ((273, 279), (324, 325)):
        starts, counts = tags.get(offsets), tags.get(lengths)
        if starts and counts:
            return max(start + count for start, count in zip(starts, counts, strict=False))
    return 0
