"""JPEG 2000 of more than 8 bits keeps its lights."""

import imagecodecs
import numpy as np
import pytest

from clipphotos.core.errors import BadImage
from clipphotos.library.decoding.decode import decode
from clipphotos.library.decoding.readers.jpeg2000 import deep_jpeg2000
from support.colour_profiles import rgb_profile
from support.format_samples import pattern

COLOURS = np.asarray(pattern(90, 60)).copy()
COLOURS[:10] = 255
COLOURS[10:20] = 254
COLOURS[20:25] = 0
GREYS = COLOURS[..., :1]
OPAQUE = np.full_like(GREYS, 255)


def jpeg2000(levels: np.ndarray, bits: int, **options: object) -> bytes:
    samples = np.rint(levels * (((1 << bits) - 1) / 255)).astype(np.uint8 if bits == 8 else np.uint16)
    return imagecodecs.jpeg2k_encode(
        samples.squeeze(), bitspersample=bits, reversible=True, level=0, **options
    )


@pytest.mark.parametrize("container", ["jp2", "j2k"])
@pytest.mark.parametrize("bits", [8, 10, 12, 16])
@pytest.mark.parametrize(
    "levels",
    [GREYS, COLOURS, np.dstack([GREYS, OPAQUE]), np.dstack([COLOURS, OPAQUE])],
    ids=["grey", "colours", "grey with transparency", "colours with transparency"],
)
def test_every_level_is_what_was_put_in(levels: np.ndarray, bits: int, container: str):
    shown = np.asarray(decode(jpeg2000(levels, bits, codecformat=container), 1000).image, int)
    expected = levels[..., : 3 if levels.shape[-1] >= 3 else 1]
    assert np.abs(shown - expected).max() <= 1


def test_a_profile_is_applied_to_many_bits_too():
    data = jpeg2000(np.full((32, 32, 3), 100, np.uint8), 16)
    linear = b"\2\0\0" + rgb_profile("sRGB, linear", gamma=1.0)
    start = data.index(b"colr") - 4
    end = start + int.from_bytes(data[start : start + 4], "big")
    colours = (len(linear) + 8).to_bytes(4, "big") + b"colr" + linear
    header = data.index(b"jp2h") - 4
    length = int.from_bytes(data[header : header + 4], "big") - (end - start) + len(colours)
    data = data[:header] + length.to_bytes(4, "big") + data[header + 4 : start] + colours + data[end:]
    assert decode(data, 32).image.getpixel((5, 5)) == pytest.approx((168, 168, 168), abs=2)


def test_what_pillow_reads_right_is_left_to_it():
    assert deep_jpeg2000(jpeg2000(COLOURS, 8)) is None
    assert deep_jpeg2000(jpeg2000(GREYS, 16)) is None
    assert deep_jpeg2000(b"\xff\x4f\xff\x51") is None
    assert deep_jpeg2000(b"") is None


def test_what_is_spoilt_is_damaged():
    data = jpeg2000(COLOURS, 16)
    with pytest.raises(BadImage):
        decode(data[: len(data) // 5], 64)
