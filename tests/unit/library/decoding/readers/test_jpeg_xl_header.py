"""The header of JPEG XL pictures, bit by bit."""

import random

import imagecodecs
import numpy as np
import pytest

from clipphotos.library.decoding.boxes import each_box
from clipphotos.library.decoding.readers.jpeg_xl_header import CODESTREAM, Colours, colours_of, picture_size

SRGB_PRIMARIES = ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06))
D65 = (0.3127, 0.3290)


@pytest.mark.parametrize(
    ("channels", "kind", "colours"),
    [
        (1, np.uint8, Colours(D65, None, 13)),
        (2, np.uint8, Colours(D65, None, 13)),
        (3, np.uint8, None),
        (4, np.uint8, None),
        (3, np.uint16, Colours(D65, SRGB_PRIMARIES, 8)),
        (4, np.uint16, Colours(D65, SRGB_PRIMARIES, 8)),
        (3, np.float32, Colours(D65, SRGB_PRIMARIES, 8)),
    ],
)
@pytest.mark.parametrize("lossless", [True, False])
def test_what_an_encoder_writes_is_understood(
    channels: int, kind: type[np.generic], colours: Colours | None, lossless: bool
):
    numbers = np.zeros((160, 200, channels)[: 2 if channels == 1 else 3], kind)
    data = bytes(imagecodecs.jpegxl_encode(numbers, lossless=lossless))
    codestream = data if data.startswith(CODESTREAM) else dict(each_box(data))[b"jxlc"]
    assert picture_size(codestream) == (200, 160)
    assert colours_of(codestream) == colours


def test_any_bits_are_borne():
    bits = random.Random(1)
    for _ in range(2000):
        colours_of(CODESTREAM + bits.randbytes(40))
    for data in (b"", b"\xff", b"\0" * 20):
        with pytest.raises(SyntaxError):
            colours_of(data)
    assert colours_of(CODESTREAM) is None
