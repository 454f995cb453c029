"""Reads a photo's metadata anew and none of its pixels: the header of its file is enough for most formats."""

import io
import struct
from dataclasses import replace
from typing import BinaryIO

from PIL import Image

from clipphotos.core.photo import PhotoFacts
from clipphotos.library.decoding.formats import SNIFF_BYTES, sniff
from clipphotos.library.decoding.limits.labour import bounded_jpeg
from clipphotos.library.decoding.openers import READERS, openers, silence_pillow
from clipphotos.library.metadata import facts_from, parse_exif, read_exif

_JPEG_BYTES = 4 << 20
"""Of a JPEG: more than stands before the pixels."""
_BY_HEADER = frozenset({"WEBP", "JPEG2000", "GIF"})
_WHOLE = frozenset({"HEIF", "AVIF"})
"""Read in one go, since what describes them may be anywhere; they are small."""
_PNG_HEADER_BYTES, _PNG_FRAME_BYTES = 8, 12
_PNG_END = b"\0\0\0\0IEND\xae\x42\x60\x82"
_LONGEST_CHUNK, _MOST_CHUNKS = 16 << 20, 20_000


def metadata_again(file: BinaryIO, known: PhotoFacts) -> PhotoFacts:
    """What a file tells about a photo by the rules of this version of the program.

    Args:
        file: As it was when it was decoded.
        known: What was told then. Its size and notes stay, and whatever is not told any more.

    Raises:
        OSError: If it cannot be read.
        Exception: Whatever decoders raise on damaged headers.
    """
    name = sniff(file.read(SNIFF_BYTES))
    file.seek(0)
    exif = _exif(file, name)
    if exif is None:
        return replace(known, is_due=False)
    told = facts_from(exif, known.width, known.height, known.orientation)
    has_place = told.latitude is not None
    return replace(
        known,
        taken_at=known.taken_at if told.taken_at is None else told.taken_at,
        latitude=told.latitude if has_place else known.latitude,
        longitude=told.longitude if has_place else known.longitude,
        camera=told.camera or known.camera,
        is_due=False,
    )


def _exif(file: BinaryIO, name: str | None) -> Image.Exif | None:
    """The tags of a file; None for a format that has none which the rules are about."""
    silence_pillow()
    if name == "TIFF":
        return parse_exif(file.read())
    if name == "JPEG":
        return read_exif(openers()[name](io.BytesIO(bounded_jpeg(file.read(_JPEG_BYTES)))))
    if name in READERS:
        return READERS[name](file.read()).exif
    if name == "PNG":
        return read_exif(openers()[name](io.BytesIO(_png_without_pixels(file))))
    if name in _WHOLE:
        return read_exif(openers()[name](io.BytesIO(file.read())))
    return read_exif(openers()[name](file)) if name in _BY_HEADER else None


def _png_without_pixels(file: BinaryIO) -> bytes:
    """A PNG file's other chunks, wherever they are in it."""
    kept = io.BytesIO()
    kept.write(file.read(_PNG_HEADER_BYTES))
    for _ in range(_MOST_CHUNKS):
        if len(head := file.read(8)) < 8:
            break
        (length,) = struct.unpack_from(">I", head)
        if head[4:] in (b"IDAT", b"fdAT") or length > _LONGEST_CHUNK:
            file.seek(length + _PNG_FRAME_BYTES - len(head), io.SEEK_CUR)
        else:
            kept.write(head + file.read(length + _PNG_FRAME_BYTES - len(head)))
    return kept.getvalue() + _PNG_END
