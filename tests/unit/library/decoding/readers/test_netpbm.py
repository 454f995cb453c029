"""PAM and coloured PFM."""

import numpy as np
import pytest
from PIL import Image

from clipphotos.core.errors import BadImage
from clipphotos.library.decoding.decode import decode
from support.format_samples import pattern


def pam(mode: str, most: int = 255) -> bytes:
    numbers = np.asarray(pattern().convert(mode)).reshape(160, 240, -1)
    kind = "u1" if most < 256 else ">u2"
    stored = np.rint(numbers.astype(float) * most / 255).astype(kind)
    size = f"WIDTH 240\nHEIGHT 160\nDEPTH {numbers.shape[2]}\nMAXVAL {most}"
    return f"P7\n# made here\n{size}\nTUPLTYPE X\nENDHDR\n".encode() + stored.tobytes()


def difference(data: bytes, expected: Image.Image) -> float:
    one, other = np.asarray(decode(data, 1000).image, float), np.asarray(expected.convert("RGB"), float)
    return float(np.abs(one - other).mean())


@pytest.mark.parametrize("most", [100, 255, 65535])
@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA"])
def test_pam_of_every_kind(mode: str, most: int):
    assert difference(pam(mode, most), pattern().convert(mode)) < 2


@pytest.mark.parametrize(("scale", "kind"), [("-1.0", "<f4"), ("1.0", ">f4")])
def test_colours_that_count_light(scale: str, kind: str):
    share = np.asarray(pattern(), float) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    data = f"PF\n240 160\n{scale}\n".encode() + linear[::-1].astype(kind).tobytes()
    assert difference(data, pattern()) < 1


@pytest.mark.parametrize(
    "data",
    [
        b"P7\nWIDTH 9\n",
        b"P7\nWIDTH 9\nHEIGHT 9\nDEPTH 1\nMAXVAL 0\nENDHDR\n",
        b"PF\nx y\n1\n",
        b"PF\n9 9\n-1\n",
    ],
)
def test_broken_ones_are_refused(data: bytes):
    with pytest.raises(BadImage):
        decode(data, 100)
