"""Photoshop's documents, PSD and PSB: the picture of all layers together that is in them."""

import io
import struct
from dataclasses import dataclass

import numpy as np
from PIL import Image

from clipphotos.core.errors import BadImage
from clipphotos.library.decoding.readers.numbers import to_bytes
from clipphotos.library.decoding.readers.picture import ReadablePicture, parsed_exif

_BITMAP, _GREY, _INDEXED, _RGB, _CMYK, _DUOTONE, _LAB = 0, 1, 2, 3, 4, 8, 9
_MODES = {
    _BITMAP: ("L", 1),
    _GREY: ("L", 1),
    _INDEXED: ("P", 1),
    _RGB: ("RGB", 3),
    _CMYK: ("CMYK", 4),
    _DUOTONE: ("L", 1),
    _LAB: ("LAB", 3),
}
"""Pillow's mode and the number of channels for each of Photoshop's."""
_WITH_TRANSPARENCY = {"L": "LA", "RGB": "RGBA"}
_THUMBNAIL, _PROFILE, _VERSION, _EXIF = 1036, 1039, 1057, 1058
_THUMBNAIL_HEADER_BYTES = 28
_MOST_RESOURCES = 1000
_RAW, _PACKED = 0, 1


@dataclass(frozen=True, slots=True)
class _Document:
    """What stands before the pixels.

    Attributes:
        data: The file's bytes.
        is_big: Whether it is a PSB, which has longer numbers.
        mode: Photoshop's colour mode.
        channels: Channels of the picture, extra ones among them.
        depth: Bits of a number.
        palette: Reds, greens and blues of an indexed picture.
        resources: What accompanies the picture, by number.
        has_transparency: Whether the first extra channel says what is transparent.
        pixels_at: Where the picture begins.
    """

    data: bytes
    is_big: bool
    width: int
    height: int
    mode: int
    channels: int
    depth: int
    palette: bytes
    resources: dict[int, bytes]
    has_transparency: bool
    pixels_at: int


def open_photoshop(data: bytes) -> ReadablePicture:
    """Look at a document.

    Raises:
        BadImage: ``image-kind-unsupported``, if it is of a kind that cannot be shown.
    """
    document = _document(data)
    exif = parsed_exif(document.resources.get(_EXIF, b""))
    if not _holds_picture(document):
        # The user let Photoshop leave the picture out; there is still a small one.
        thumbnail = document.resources.get(_THUMBNAIL, b"")[_THUMBNAIL_HEADER_BYTES:]
        if not thumbnail:
            raise BadImage("image-kind-unsupported", detail="PSD")
        small = Image.open(io.BytesIO(thumbnail), formats=["JPEG"])
        return ReadablePicture(document.width, document.height, 0, lambda _min_edge: small, exif)
    if document.mode not in _MODES or document.depth not in (1, 8, 16, 32):
        raise BadImage("image-kind-unsupported", detail="PSD")
    numbers = document.width * document.height
    held_bytes = numbers * (document.depth + 7) // 8 * 3 + numbers
    return ReadablePicture(
        document.width, document.height, held_bytes, lambda min_edge: _read(document, min_edge), exif
    )


def _document(data: bytes) -> _Document:
    version, channels, height, width, depth, mode = struct.unpack_from(">H6xHIIHH", data, 4)
    if not (width and height and channels):
        raise SyntaxError("no pixels")
    is_big = version == 2
    palette, at = _section(data, 26, "I")
    resources, at = _section(data, at, "I")
    layers, at = _section(data, at, "Q" if is_big else "I")
    return _Document(
        data,
        is_big,
        width,
        height,
        mode,
        channels,
        depth,
        palette,
        dict(_resources(resources)),
        _says_what_is_transparent(layers, is_big=is_big),
        at,
    )


def _section(data: bytes, at: int, letter: str) -> tuple[bytes, int]:
    """A section of the file, and where the next one begins."""
    length = struct.unpack_from(">" + letter, data, at)[0]
    at += struct.calcsize(">" + letter)
    return data[at : at + length], at + length


def _resources(section: bytes) -> list[tuple[int, bytes]]:
    found: list[tuple[int, bytes]] = []
    at = 0
    while section[at : at + 4] == b"8BIM" and at + 12 <= len(section) and len(found) < _MOST_RESOURCES:
        number, name_length = struct.unpack_from(">HB", section, at + 4)
        at += 6 + (1 + name_length + 1) // 2 * 2
        if at + 4 > len(section):
            break
        content, at = _section(section, at, "I")
        found.append((number, content))
        at += len(content) % 2
    return found


def _says_what_is_transparent(layers: bytes, *, is_big: bool) -> bool:
    """Whether the number of layers is negative: that is how a document says it."""
    at = 8 if is_big else 4
    return len(layers) >= at + 2 and struct.unpack_from(">h", layers, at)[0] < 0


def _holds_picture(document: _Document) -> bool:
    version = document.resources.get(_VERSION, b"")
    return len(version) < 5 or version[4] != 0


def _read(document: _Document, min_edge: int) -> Image.Image:
    mode, count = _MODES[document.mode]
    if document.has_transparency and document.channels > count and mode in _WITH_TRANSPARENCY:
        mode, count = _WITH_TRANSPARENCY[mode], count + 1
    factor = max(1, min(document.width, document.height) // max(1, min_edge)) if mode != "P" else 1
    bands = [_band(document, number).reduce(factor) for number in range(count)]
    if mode == "P":
        image = bands[0]
        planes = np.frombuffer(document.palette[:768].ljust(768, b"\0"), np.uint8).reshape(3, 256)
        image.putpalette(planes.T.tobytes())
    else:
        image = bands[0] if count == 1 else Image.merge(mode, bands)
    profile = document.resources.get(_PROFILE)
    if profile:
        image.info["icc_profile"] = profile
    return image


def _band(document: _Document, number: int) -> Image.Image:
    """One channel in eight bits."""
    width, height, depth = document.width, document.height, document.depth
    row_bytes = (width * depth + 7) // 8
    rows = np.frombuffer(_channel(document, number, row_bytes), np.uint8, row_bytes * height)
    rows = rows.reshape(height, row_bytes)
    if depth == 1:
        values = np.unpackbits(rows, axis=1)[:, :width] * np.uint8(255)
    elif depth == 8:
        values = rows
    elif depth == 16:
        values = rows[:, ::2]  # The upper half of each number.
    else:
        values = to_bytes(rows.view(">f4"), 1.0, is_linear=document.mode in (_GREY, _RGB))
    # Bitmaps and inks say how dark it is.
    if document.mode in (_BITMAP, _CMYK):
        values = 255 - values
    return Image.fromarray(np.ascontiguousarray(values))


def _channel(document: _Document, number: int, row_bytes: int) -> bytes:
    """The rows of one channel as they were before packing."""
    data, height = document.data, document.height
    packing = struct.unpack_from(">H", data, document.pixels_at)[0]
    at = document.pixels_at + 2
    if packing == _RAW:
        at += number * row_bytes * height
        if at + row_bytes * height > len(data):
            raise EOFError("the file is truncated")
        return data[at : at + row_bytes * height]
    if packing != _PACKED:
        raise BadImage("image-kind-unsupported", detail="PSD")
    kind = np.dtype(">u4" if document.is_big else ">u2")
    lengths = np.frombuffer(data, kind, document.channels * height, at).reshape(document.channels, height)
    ends = np.cumsum(lengths.sum(axis=1, dtype=np.int64))
    start = at + lengths.nbytes + (int(ends[number - 1]) if number else 0)
    packed = data[start : start + int(lengths[number].sum(dtype=np.int64))]
    return Image.frombytes("L", (row_bytes, height), packed, "packbits", "L").tobytes()
