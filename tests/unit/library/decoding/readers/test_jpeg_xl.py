"""JPEG XL, bare and in a container."""

import struct

import imagecodecs
import numpy as np
import pytest
from PIL import Image

from clipphotos.core.errors import BadImage
from clipphotos.library.decoding.decode import decode
from clipphotos.library.decoding.readers.jpeg_xl import open_jpeg_xl
from support.format_samples import pattern


def jxl(numbers: np.ndarray, **options: object) -> bytes:
    return bytes(imagecodecs.jpegxl_encode(numbers, **options))


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + name + content


def contained(codestream: bytes, exif: bytes = b"", *, parts: bool = False) -> bytes:
    start = box(b"JXL ", b"\r\n\x87\n") + box(b"ftyp", b"jxl \0\0\0\0jxl ")
    if exif:
        start += box(b"Exif", b"\0\0\0\0" + exif)
    if not parts:
        return start + box(b"jxlc", codestream)
    half = len(codestream) // 2
    first, last = b"\0\0\0\0" + codestream[:half], b"\x80\0\0\1" + codestream[half:]
    return start + box(b"jxlp", first) + box(b"jxlp", last)


def difference(data: bytes, expected: Image.Image) -> float:
    photo = decode(data, 1000)
    assert (photo.facts.width, photo.facts.height) == expected.size
    one, other = np.asarray(photo.image, float), np.asarray(expected.convert("RGB"), float)
    return float(np.abs(one - other).mean())


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
@pytest.mark.parametrize("lossless", [True, False])
def test_is_shown(mode: str, lossless: bool):
    picture = pattern().convert(mode)
    data = jxl(np.asarray(picture), lossless=lossless)
    assert difference(data, picture) < 4
    assert difference(contained(data), picture) < 4
    assert difference(contained(data, parts=True), picture) < 4


def test_sixteen_bits_are_shown():
    assert difference(jxl(np.asarray(pattern(), np.uint16) * 257, lossless=True), pattern()) < 2


@pytest.mark.parametrize(
    "size",
    [(8, 8), (256, 256), (240, 160), (400, 300), (160, 90), (1000, 3), (3, 1000), (8200, 2), (500, 250)],
)
def test_the_size_is_known_from_the_header(size: tuple[int, int]):
    picture = open_jpeg_xl(jxl(np.zeros((size[1], size[0], 3), np.uint8)))
    assert (picture.width, picture.height) == size


def test_facts_are_read():
    exif = Image.Exif()
    exif[271] = "Acme"
    data = contained(jxl(np.asarray(pattern())), exif.tobytes()[6:])
    assert decode(data, 100).facts.camera == "Acme"


def test_more_pixels_than_allowed_are_refused_before_decoding():
    data = jxl(np.zeros((400, 400, 3), np.uint8))
    with pytest.raises(BadImage) as caught:
        decode(data, 100, most_pixels=400 * 400)
    assert caught.value.error_code == "image-too-large"


@pytest.mark.parametrize("share", [0.01, 0.3, 0.9])
def test_what_is_cut_off_is_refused(share: float):
    data = jxl(np.asarray(pattern()))
    with pytest.raises(BadImage):
        decode(data[: max(2, round(share * len(data)))], 100)
