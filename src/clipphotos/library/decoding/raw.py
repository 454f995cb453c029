"""Raw files: how they are recognised among TIFFs, and the quickest good picture that is in them."""

import contextlib
import io
import struct
from collections.abc import Iterator
from typing import Any, NamedTuple

from PIL import Image

from clipphotos.core.errors import BadImage
from clipphotos.library.decoding.jpeg_structure import largest_jpeg
from clipphotos.library.decoding.pixels import upright
from clipphotos.library.metadata import orientation_of, parse_exif, read_exif

_WIDTH, _HEIGHT = 256, 257
_SUBFILE_TYPE, _COMPRESSION, _PHOTOMETRIC, _MAKE, _SUB_IFDS, _DNG_VERSION = 254, 259, 262, 271, 330, 50706
_COLOUR_FILTER_ARRAY, _LINEAR_RAW = 32803, 34892
_RAW_COMPRESSIONS = frozenset({32767, 34713, 65000, 65535})
_TYPE_BYTES = {3: "H", 4: "I", 13: "I"}
_MAX_IFDS = 12

_LEAST_PREVIEW_EDGE = 100
"""Pixels. Cameras write a thumbnail of 160 by 120 into every file."""

_HELD, _HELD_OF_HALF = 3.25, 1.2
"""What LibRaw holds of each pixel, in pixels of four bytes: the raw value, four colours and the result."""

_FLIP_ORIENTATION = {0: 1, 3: 3, 5: 8, 6: 6}
"""LibRaw's flip as EXIF orientation."""


class RawPicture(NamedTuple):
    """What was taken out of a raw file.

    Attributes:
        image: Upright, any mode.
        exif: The embedded preview's EXIF, or None.
        width: Pixels of the full picture, upright.
        height: Pixels of the full picture, upright.
        orientation: EXIF orientation 1-8 of the stored picture.
    """

    image: Image.Image
    exif: Image.Exif | None
    width: int
    height: int
    orientation: int


def is_raw_tiff(data: bytes) -> bool:
    """Whether a file with TIFF inside is a raw file.

    Pillow opens most raw files as the tiny TIFF preview at their beginning. A raw file gives itself away by a
    colour filter array, a DNG version, a camera maker's own compression, or by a first picture that a camera
    says is only a reduced one. A photo saved as TIFF by an editor keeps the camera's name but none of these.

    Args:
        data: The file's bytes.
    """
    for number, tags in enumerate(_directories(data)):
        if _DNG_VERSION in tags or tags.get(_PHOTOMETRIC) in (_COLOUR_FILTER_ARRAY, _LINEAR_RAW):
            return True
        if tags.get(_COMPRESSION) in _RAW_COMPRESSIONS and _MAKE in tags:
            return True
        if number == 0 and _MAKE in tags and tags.get(_SUBFILE_TYPE, 0) & 1 and _SUB_IFDS in tags:
            return True
    return False


def first_size(data: bytes) -> tuple[int, int]:
    """Pixels of the first picture in a TIFF, as it says; 0 where it does not."""
    tags = next(_directories(data), dict[int, int]())
    return tags.get(_WIDTH, 0), tags.get(_HEIGHT, 0)


def decode_raw(data: bytes, min_edge: int, most_pixels: int) -> RawPicture:
    """The picture in a raw file: its embedded preview if that is large enough, else developed.

    Args:
        data: The file's bytes.
        min_edge: Pixels that the smaller edge should have, where the file has that many.
        most_pixels: How many pixels of four bytes may be held in memory.

    Returns:
        The picture and what is known about it.

    Raises:
        BadImage: ``image-too-large``, if it has to be developed and has too many pixels for that.
        rawpy.LibRawError: If LibRaw cannot read the file; also whatever else Pillow and rawpy raise.
    """
    import rawpy

    with rawpy.imread(io.BytesIO(data)) as raw:
        sizes = raw.sizes
        width, height = sizes.iwidth or sizes.width, sizes.iheight or sizes.height
        orientation = _FLIP_ORIENTATION.get(sizes.flip, 1)
        preview = _preview(raw, orientation, min_edge)
        # Previews are often a little smaller than the picture.
        wanted = min(min_edge, min(width, height) * 9 // 10)
        if preview is not None and min(preview[0].size) >= wanted:
            image, exif = preview
        else:
            is_half_enough = min(width, height) // 2 >= min_edge
            pixels = max(width * height, sizes.raw_width * sizes.raw_height)
            if pixels * (_HELD_OF_HALF if is_half_enough else _HELD) > most_pixels:
                raise BadImage("image-too-large", detail=pixels // 1_000_000)
            array = raw.postprocess(use_camera_wb=True, half_size=is_half_enough, output_bps=8)
            image, exif = Image.fromarray(array), preview[1] if preview is not None else None
        if (image.width > image.height) != (width > height) and image.width != image.height:
            width, height = height, width
        return RawPicture(image, exif, width, height, orientation)


def embedded_preview(data: bytes, min_edge: int) -> RawPicture | None:
    """The largest JPEG in a raw file that LibRaw cannot read; None if there is none that is worth showing.

    Args:
        data: The file's bytes.
        min_edge: Pixels that the smaller edge should have, where the preview has that many.
    """
    preview = largest_jpeg(data)
    if preview is None:
        return None
    image = Image.open(io.BytesIO(preview), formats=["JPEG"])
    size = image.size
    if min(size) < _LEAST_PREVIEW_EDGE:
        return None
    exif = read_exif(image)
    image.draft("RGB", (min_edge, min_edge))
    image.load()
    own = orientation_of(exif)
    orientation = own if own != 1 else orientation_of(parse_exif(data))
    width, height = size if orientation < 5 else size[::-1]
    return RawPicture(upright(image, orientation), exif, width, height, orientation)


def _preview(raw: Any, orientation: int, min_edge: int) -> tuple[Image.Image, Image.Exif | None] | None:
    """The embedded preview, upright, and its EXIF; None if there is none that can be read."""
    import rawpy

    with contextlib.suppress(Exception):
        thumbnail = raw.extract_thumb()
        if thumbnail.format == rawpy.ThumbFormat.JPEG:
            image = Image.open(io.BytesIO(thumbnail.data), formats=["JPEG"])
            exif = read_exif(image)
            image.draft("RGB", (min_edge, min_edge))
            image.load()
            own = orientation_of(exif)
            return upright(image, own if own != 1 else orientation), exif
        if thumbnail.format == rawpy.ThumbFormat.BITMAP:
            return upright(Image.fromarray(thumbnail.data), orientation), None
    return None


def _directories(data: bytes) -> Iterator[dict[int, int]]:
    """The directories at a TIFF's beginning: tag to first value, 0 if that is no whole number."""
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None or len(data) < 8:
        return
    pending = [struct.unpack(order + "I", data[4:8])[0]]
    seen: set[int] = set()
    while pending and len(seen) < _MAX_IFDS:
        offset = pending.pop(0)
        if offset in seen or not 8 <= offset <= len(data) - 2:
            continue
        seen.add(offset)
        count = struct.unpack_from(order + "H", data, offset)[0]
        tags: dict[int, int] = {}
        for at in range(offset + 2, min(offset + 2 + count * 12, len(data) - 11), 12):
            tag, kind, number = struct.unpack_from(order + "HHI", data, at)
            values = _values(data, order, kind, number, at + 8) if tag != _MAKE else [0]
            tags[tag] = values[0] if values else 0
            if tag == _SUB_IFDS:
                pending += values
        yield tags
        after = offset + 2 + count * 12
        if after + 4 <= len(data):
            pending.append(struct.unpack_from(order + "I", data, after)[0])


def _values(data: bytes, order: str, kind: int, number: int, at: int) -> list[int]:
    """At most four whole numbers of a TIFF entry."""
    letter = _TYPE_BYTES.get(kind)
    if letter is None:
        return []
    size = struct.calcsize(letter)
    if size * number > 4:
        at = struct.unpack_from(order + "I", data, at)[0]
    number = min(number, 4)
    if at + size * number > len(data):
        return []
    return list(struct.unpack_from(f"{order}{number}{letter}", data, at))
