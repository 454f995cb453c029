"""TGA, PCX, icons and cursors are told from each other, and from anything else."""

import io
import struct

import numpy as np
import pytest
from PIL import Image

from clipphotos.library.decoding.decode import decode
from clipphotos.library.decoding.formats import sniff
from support.format_samples import pattern


def saved(kind: str, mode: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    pattern().convert(mode).save(buffer, kind, **options)  # type: ignore[arg-type]
    return buffer.getvalue()


@pytest.mark.parametrize("compression", [None, "tga_rle"])
@pytest.mark.parametrize("mode", ["L", "P", "RGB", "RGBA"])
def test_a_tga_is_one(mode: str, compression: str | None):
    data = saved("TGA", mode, compression=compression)
    assert sniff(data[:4096]) == "TGA"
    one = np.asarray(decode(data, 1000).image, float)
    assert np.abs(one - np.asarray(pattern().convert(mode).convert("RGB"), float)).mean() < 2


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB"])
def test_a_pcx_is_one(mode: str):
    data = saved("PCX", mode)
    assert sniff(data[:4096]) == "PCX"
    one = np.asarray(decode(data, 1000).image, float)
    assert np.abs(one - np.asarray(pattern().convert(mode).convert("RGB"), float)).mean() < 2


@pytest.mark.parametrize("mode", ["1", "L", "I;16", "RGB", "F"])
def test_netpbm_is_shown(mode: str):
    picture = pattern().convert("L")
    if mode == "I;16":
        picture = Image.fromarray(np.asarray(picture).astype(np.uint16) * 257)
    elif mode == "F":
        picture = Image.fromarray(np.asarray(picture).astype(np.float32) / 255)
    else:
        picture = pattern().convert(mode)
    buffer = io.BytesIO()
    picture.save(buffer, "PPM")
    expected = pattern().convert(mode if mode in ("1", "RGB") else "L").convert("RGB")
    one = np.asarray(decode(buffer.getvalue(), 1000).image, float)
    assert np.abs(one - np.asarray(expected, float)).mean() < 2


@pytest.mark.parametrize(
    "data",
    [
        bytes(4096),
        b"\0\0\2\0" + bytes(4092),
        b"\0\0\1\0" + bytes(4092),
        b"\n" + bytes(4095),
        b"\n\nThese are words after two empty lines, and no picture. " * 9,
        struct.pack("<3I", 0, 1, 2) * 300,
        b"\0\1\0\0" + bytes(200),
    ],
)
def test_numbers_alone_are_no_picture(data: bytes):
    assert sniff(data) is None
