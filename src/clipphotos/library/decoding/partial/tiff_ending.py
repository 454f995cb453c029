"""TIFF files that are cut off and whose pixels are compressed: those strips and tiles that are there.

What is missing is taken from an empty strip behind the end; the strip in which the file ends is filled up.
"""

import io
import math
import struct
import zlib
from collections.abc import Sequence
from typing import Any

from clipphotos.library.decoding.tiff import main_picture, open_tiff

_LZW, _JPEG, _DEFLATE, _PACK_BITS, _OLD_DEFLATE, _ZSTD = 5, 7, 8, 32773, 32946, 50000
_COMPRESSED = frozenset({_LZW, _JPEG, _DEFLATE, _PACK_BITS, _OLD_DEFLATE, _ZSTD})
_SCAN, _END_OF_JPEG = b"\xff\xda", b"\xff\xd9"
_RUN, _PACKED_RUN = 128, b"\x81\x81"
"""So many bytes of one value, and how PackBits says so: the same wherever one begins to read."""
_PLACES = ((273, 279), (324, 325))
"""Tags that say where strips and tiles are, and how long they are."""
_FORMS = {3: "H", 4: "I", 13: "I", 16: "Q"}
_MOST_BYTES = 1 << 28
"""Of a strip, unpacked."""


def completed_tiff(data: bytes) -> tuple[bytes, float] | None:
    """Give a file that is cut off the strips or tiles that it lacks.

    Args:
        data: The file's bytes.

    Returns:
        The file with an ending, and the share of the picture that was there; None if it lacks none of those,
        or if they are not compressed in a way that is known here.

    Raises:
        tifffile.TiffFileError: If it is no TIFF file; also whatever else tifffile raises.
    """
    data = main_picture(data).data
    with open_tiff(data) as file:
        page = file.pages[0]
        starts, lengths = list(page.dataoffsets), list(page.databytecounts)
        lacking = [
            number
            for number, start in enumerate(starts)
            if lengths[number] and start + lengths[number] > len(data)
        ]
        size = _segment_bytes(page)
        if (
            not lacking
            or page.compression not in _COMPRESSED
            or len(starts) != len(lengths)
            or size > _MOST_BYTES
        ):
            return None
        added = io.BytesIO()
        shares = [1.0] * len(starts)

        def add(segment: bytes) -> tuple[int, int]:
            at = len(data) + added.tell()
            added.write(segment)
            return (at, len(segment)) if segment else (0, 0)

        blank = add(_packed(bytes(size), page.compression))
        for number in lacking:
            part = data[starts[number] :]
            filled, shares[number] = _filled(part, lengths[number], size, page.compression)
            starts[number], lengths[number] = add(filled) if filled else blank
        rewritten = bytearray(data)
        for tags, values in zip(_tags(page), (starts, lengths), strict=True):
            _write(rewritten, tags, values, file.byteorder)
    return bytes(rewritten) + added.getvalue(), sum(shares) / len(shares)


def _segment_bytes(page: Any) -> int:
    """Bytes of a strip or tile, unpacked."""
    if page.is_tiled:
        width, height = page.tilewidth, page.tilelength
    else:
        width, height = page.imagewidth, min(page.rowsperstrip, page.imagelength)
    samples = 1 if page.planarconfig == 2 else page.samplesperpixel
    return math.ceil(width * samples * page.bitspersample / 8) * height


def _packed(pixels: bytes, compression: int) -> bytes:
    """A strip; empty for one that readers take for blank, where there is no way to make one."""
    if compression in (_DEFLATE, _OLD_DEFLATE):
        return zlib.compress(pixels, 1)
    if compression == _PACK_BITS:
        return _PACKED_RUN * (len(pixels) // _RUN + 1)
    if compression in (_LZW, _ZSTD):
        import imagecodecs

        pack = imagecodecs.lzw_encode if compression == _LZW else imagecodecs.zstd_encode
        return bytes(pack(pixels))
    return b""


def _filled(part: bytes, length: int, size: int, compression: int) -> tuple[bytes, float]:
    """The beginning of a strip, filled up, and which share of it is there; empty if it is of no use."""
    if not part:
        return b"", 0.0
    if compression == _PACK_BITS:
        # The piece in which it ends may take up to as many bytes as a run has.
        return part + _PACKED_RUN * (_RUN + size // _RUN), len(part) / length
    if compression == _JPEG:
        return (part + _END_OF_JPEG, len(part) / length) if _SCAN in part[: len(part) // 2] else (b"", 0.0)
    pixels = _unpacked_beginning(part, size, compression)
    return (_packed(pixels.ljust(size, b"\0"), compression), len(pixels) / size) if pixels else (b"", 0.0)


def _unpacked_beginning(part: bytes, size: int, compression: int) -> bytes:
    if compression in (_DEFLATE, _OLD_DEFLATE):
        try:
            return zlib.decompressobj().decompress(part, size)
        except zlib.error:
            return b""
    if compression == _LZW:
        import imagecodecs

        try:
            # The last code may be half of one.
            return bytes(imagecodecs.lzw_decode(part, out=size))[:size][:-1]
        except Exception:  # noqa: BLE001  # Without that strip, then.
            return b""
    return b""


def _tags(page: Any) -> tuple[Any, Any]:
    for start, length in _PLACES:
        if start in page.tags and length in page.tags:
            return page.tags[start], page.tags[length]
    raise ValueError("it is not said where the pixels are")


def _write(data: bytearray, tag: Any, values: Sequence[int], order: str) -> None:
    """Put other numbers into a tag.

    Raises:
        struct.error: If one is too large for it.
    """
    struct.pack_into(f"{order}{len(values)}{_FORMS[int(tag.dtype)]}", data, tag.valueoffset, *values)
