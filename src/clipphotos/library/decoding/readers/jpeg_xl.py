"""JPEG XL: size and EXIF from the file itself, the pixels by libjxl."""

import importlib
from typing import Any

import numpy as np
from PIL import Image

from clipphotos.library.decoding.boxes import each_box
from clipphotos.library.decoding.readers.numbers import picture_of, to_bytes
from clipphotos.library.decoding.readers.picture import ReadablePicture, parsed_exif

_CODESTREAM = b"\xff\x0a"
_HELD_BYTES = 24
"""What libjxl holds of each pixel: it computes with three or four floating-point numbers."""
_SIZE_BITS = (9, 13, 18, 30)
_RATIOS = ((1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))


def open_jpeg_xl(data: bytes) -> ReadablePicture:
    """Look at a file, bare or in a container."""
    boxes = dict(reversed(list(each_box(data)))) if not data.startswith(_CODESTREAM) else {}
    codestream = data if not boxes else boxes.get(b"jxlc") or boxes.get(b"jxlp", b"")[4:]
    width, height = _size(codestream)
    # Before EXIF stands where in the box it begins.
    return ReadablePicture(
        width,
        height,
        width * height * _HELD_BYTES,
        lambda _min_edge: _read(data),
        parsed_exif(boxes.get(b"Exif", b"")[4:]),
    )


def _read(data: bytes) -> Image.Image:
    # Untyped, and needed by those only who have such photos. The first picture of an animation; upright.
    codecs: Any = importlib.import_module("imagecodecs")
    numbers: np.ndarray[Any, Any] = np.asarray(codecs.jpegxl_decode(data, index=0, numthreads=1))
    most = 1.0 if numbers.dtype.kind == "f" else float(np.iinfo(numbers.dtype).max)
    return picture_of(to_bytes(numbers, most))


def _size(codestream: bytes) -> tuple[int, int]:
    """Width and height, upright or not, from the bits at the beginning."""
    if not codestream.startswith(_CODESTREAM):
        raise SyntaxError("invalid header")
    bits = int.from_bytes(codestream[2:18].ljust(16, b"\0"), "little")

    def take(count: int) -> int:
        nonlocal bits
        value = bits & ((1 << count) - 1)
        bits >>= count
        return value

    is_small = bool(take(1))

    def edge() -> int:
        return (take(5) + 1) * 8 if is_small else take(_SIZE_BITS[take(2)]) + 1

    height = edge()
    ratio = take(3)
    if ratio == 0:
        return edge(), height
    across, down = _RATIOS[ratio - 1]
    return height * across // down, height
