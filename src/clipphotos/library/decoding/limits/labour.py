"""How much work a file asks for, told from how it is put together, before anything is decoded.

A few hundred kilobytes can hold a picture that is painted over four hundred times, or a million empty parts.
"""

import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from clipphotos.core.errors import BadImage
from clipphotos.library.embedded.exif_tags import asks_for_too_much

WORK_HERE = 1_000_000_000
"""Pixels times scans of a JPEG that are decoded where nothing can end it: a second or two.

A photo of fifty megapixels in ten scans, more than most, is half of that.
"""
MOST_WORK = 10_000_000_000
"""The same of one that is decoded at all."""

_MOST_PARTS = 5_000
_MOST_CHUNKS = 20_000
_MOST_HEADER_BYTES = 1 << 20
"""What stands before the pixels is read by Python, part by part."""

_MARKER = re.compile(rb"\xff+([\x01-\xcf\xd8-\xfe])")
"""Neither a stuffed byte nor a restart; whatever stands between markers is passed over, as decoders do."""
_START, _END, _SCAN, _TEMPORARY = 0xD8, 0xD9, 0xDA, 0x01
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_IN_ONE_GO = frozenset({0xC0, 0xC1, 0xC3, 0xC9, 0xCB})
"""Processes that need not be progressive; the others always have several scans."""
_APP1, _APP2, _EXIF, _PICTURES = 0xE1, 0xE2, b"Exif\x00\x00", b"MPF\x00"
_EXTENSION, _IMAGE = 0x21, 0x2C


class Part(NamedTuple):
    """A part of a JPEG: its marker, and where its content begins and ends, the length left out."""

    marker: int
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class JpegLabour:
    """What decoding a JPEG takes.

    Attributes:
        pixels: Of its frame.
        scans: How often they are gone through; 0 if that is more than anybody counts.
        header_bytes: What stands before the first scan.
        parts: Parts before the first scan.
    """

    pixels: int
    scans: int
    header_bytes: int
    parts: int

    @property
    def work(self) -> int:
        """Pixels times scans."""
        return self.pixels * self.scans if self.scans else MOST_WORK + 1


def is_laborious(data: bytes, name: str | None) -> bool:
    """Whether decoding a file might take so long that it should be possible to end it.

    Args:
        data: The file's bytes.
        name: Its format, as `sniff` says.
    """
    if name == "JPEG":
        labour = jpeg_labour(data)
        is_odd = labour.header_bytes > _MOST_HEADER_BYTES or labour.parts >= _MOST_PARTS
        return is_odd or labour.work > WORK_HERE
    if name == "PNG":
        return _has_many_chunks(data)
    return name == "GIF" and _has_much_before_its_picture(data)


def jpeg_parts(data: bytes) -> list[Part]:
    """The parts of a JPEG up to the header of its first scan; not more than a few thousand."""
    parts: list[Part] = []
    at = 2
    while len(parts) < _MOST_PARTS and (part := _next_part(data, at)) is not None:
        parts.append(part)
        at = part.end
        if part.marker == _SCAN:
            break
    return parts


def bounded_jpeg(data: bytes) -> bytes:
    """A JPEG whose EXIF and list of pictures are passed over if they claim more than they have.

    Pillow reads them as soon as it opens a file.

    Raises:
        BadImage: ``image-too-laborious``, if decoding it takes longer than any photo.
    """
    parts = jpeg_parts(data)
    if _labour(data, parts).work > MOST_WORK:
        raise BadImage("image-too-laborious")
    greedy: list[Part] = []
    exif: list[Part] = []
    for part in parts:
        if part.marker not in (_APP1, _APP2):
            continue
        beginning = data[part.begin : part.begin + len(_EXIF)]
        if part.marker == _APP1 and beginning == _EXIF:
            exif.append(part)
        is_list = part.marker == _APP2 and beginning.startswith(_PICTURES)
        if is_list and asks_for_too_much(data[part.begin + len(_PICTURES) : part.end]):
            greedy.append(part)
    # Pillow takes several parts for one block.
    block = b"".join(data[part.begin + len(_EXIF) : part.end] for part in exif)
    if asks_for_too_much(block):
        greedy += exif
    if not greedy:
        return data
    mended = bytearray(data)
    for part in greedy:
        mended[part.begin : part.begin + 4] = bytes(4)
    return bytes(mended)


def jpeg_labour(data: bytes) -> JpegLabour:
    """What decoding a JPEG takes; of a usual one, only its beginning is looked at."""
    return _labour(data, jpeg_parts(data))


def _labour(data: bytes, parts: Sequence[Part]) -> JpegLabour:
    pixels = frame = components = 0
    for part in parts:
        if part.marker in _FRAMES and part.end - part.begin >= 6:
            height, width, count = struct.unpack_from(">HHB", data, part.begin + 1)
            pixels, frame, components = max(pixels, width * height), part.marker, count
    if not parts or parts[-1].marker != _SCAN:
        return JpegLabour(pixels, 1, len(data) if parts else 0, len(parts))
    scan = parts[-1]
    in_scan = data[scan.begin] if scan.begin < len(data) else 0
    scans = 1
    if frame not in _IN_ONE_GO or in_scan < components:
        # Never fewer than there are; the thumbnail of a photo has some, too.
        scans = data.count(bytes((0xFF, _SCAN)), scan.begin) + 1
        if scans * pixels > WORK_HERE:
            scans = _count_scans(data, scan.end)
    return JpegLabour(pixels, scans, scan.begin, len(parts))


def _next_part(data: bytes, at: int) -> Part | None:
    while (found := _MARKER.search(data, at)) is not None:
        marker, at = data[found.start(1)], found.end()
        if marker == _END:
            return None
        if marker in (_START, _TEMPORARY):
            continue
        length = int.from_bytes(data[at : at + 2], "big")
        return Part(marker, at + 2, at + max(2, length))
    return None


def _count_scans(data: bytes, at: int) -> int:
    """All scans, with the first one, whose header ends at a place; 0 if there are very many parts."""
    scans, parts = 1, 0
    while (part := _next_part(data, at)) is not None:
        parts += 1
        scans += part.marker == _SCAN
        at = part.end
        if parts > _MOST_CHUNKS:
            return 0
    return scans


def _has_many_chunks(data: bytes) -> bool:
    at, chunks = 8, 0
    while at + 8 <= len(data):
        chunks += 1
        if chunks > _MOST_CHUNKS:
            return True
        at += 12 + int.from_bytes(data[at : at + 4], "big")
    return False


def _has_much_before_its_picture(data: bytes) -> bool:
    """Whether a GIF has thousands of parts before its first picture, such as the pieces of a comment."""
    flags = data[10] if len(data) > 10 else 0
    at = 13 + (3 << ((flags & 7) + 1) if flags & 0x80 else 0)
    pieces = 0
    while at < len(data) and data[at] != _IMAGE:
        pieces += 1
        at += 1
        if data[at - 1] == _EXTENSION:
            at += 1
            while at < len(data) and data[at] and pieces <= _MOST_PARTS:
                pieces += 1
                at += 1 + data[at]
            at += 1
        if pieces > _MOST_PARTS:
            return True
    return False
