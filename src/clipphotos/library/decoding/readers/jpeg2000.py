"""JPEG 2000 pictures of more than 8 bits in several channels.

Pillow rounds their samples up without a limit: what is white becomes black.
"""

import struct
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from clipphotos.library.decoding.boxes import jp2_profile
from clipphotos.library.decoding.levels import whole_scale

_START = b"\xff\x4f\xff\x51"
"""The beginning of a codestream, and of the segment that describes its samples."""

_COUNT_AT, _SAMPLES_AT, _SAMPLE_BYTES = 40, 42, 3
_BITS = 0x7F
_MODES = {2: "LA", 3: "RGB", 4: "RGBA"}
_BAND_ROWS = 256


def deep_jpeg2000(data: bytes) -> Image.Image | None:
    """Decode a picture that has more than 8 bits in each of several channels.

    Args:
        data: The bytes of a JPEG 2000 file.

    Returns:
        LA, RGB or RGBA; None if Pillow reads this file as it is meant.

    Raises:
        imagecodecs.Jpeg2kError: If the file is damaged.
    """
    bits = _deep_bits(data)
    if bits is None:
        return None
    import imagecodecs

    # With the whole file, its profile would be applied: here it is left to whoever shows the picture.
    stream = data[data.index(_START) :] if jp2_profile(data) else data
    samples: npt.NDArray[Any] = imagecodecs.jpeg2k_decode(stream)
    if samples.ndim != 3 or samples.shape[2] not in _MODES:
        return None
    if samples.dtype.kind == "i":
        samples = samples.astype(np.int32) + (1 << (bits - 1))
    scale = whole_scale(0, (1 << bits) - 1, bits, may_be_fewer=False)
    bands = [scale.levels(samples[top : top + _BAND_ROWS]) for top in range(0, len(samples), _BAND_ROWS)]
    height, width, channels = samples.shape
    return Image.frombytes(_MODES[channels], (width, height), b"".join(band.tobytes() for band in bands))


def _deep_bits(data: bytes) -> int | None:
    """How many bits each of several channels has, if it is the same number for all, and more than 8."""
    start = data.find(_START)
    if start < 0 or start + _SAMPLES_AT > len(data):
        return None
    (count,) = struct.unpack_from(">H", data, start + _COUNT_AT)
    first = start + _SAMPLES_AT
    described = data[first : first + count * _SAMPLE_BYTES]
    kinds = set(described[::_SAMPLE_BYTES])
    if count not in _MODES or len(described) < count * _SAMPLE_BYTES or len(kinds) != 1:
        return None
    bits = (kinds.pop() & _BITS) + 1
    return bits if bits > 8 else None
