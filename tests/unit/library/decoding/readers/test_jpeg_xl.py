"""JPEG XL, bare and in a container."""

import struct

import imagecodecs
import numpy as np
import pytest
from PIL import Image

from clipphotos.core.errors import BadImage
from clipphotos.library.decoding.colour import to_srgb
from clipphotos.library.decoding.decode import decode
from clipphotos.library.decoding.readers.jpeg_xl import open_jpeg_xl
from support.colour_profiles import ADOBE_RGB, DISPLAY_P3, rgb_profile
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
    """This encoder says of them that they are light itself."""
    shown = to_srgb(pattern(), rgb_profile("linear", gamma=1.0))
    assert difference(jxl(np.asarray(pattern(), np.uint16) * 257, lossless=True), shown) < 2


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


# --- colours ------------------------------------------------------------------------------------------


def number(value: int, count: int) -> str:
    """A number as bits, the lowest first."""
    return "".join(str(value >> place & 1) for place in range(count))


def choice(value: int) -> str:
    """One of a list, as headers have it."""
    if value < 2:
        return number(value, 2)
    return number(2, 2) + number(value - 2, 4) if value < 18 else number(3, 2) + number(value - 18, 6)


def custom(*coordinates: float) -> str:
    """Chromaticities that are in no list."""
    cases = ((0, 19), (524_288, 19), (1_048_576, 20))
    bits = ""
    for each in coordinates:
        packed = round(each * 1_000_000) * 2
        which = max(case for case in range(3) if cases[case][0] <= packed)
        bits += number(which, 2) + number(packed - cases[which][0], cases[which][1])
    return bits


def with_colours(numbers: np.ndarray, bits: str) -> bytes:
    """A picture of 200 × 160 pixels whose header says what its colours mean."""
    data = jxl(numbers, lossless=True)
    # A size of nine bits, and then nine that say: 8 bits, no more channels, and colours as they are.
    before = "".join(number(byte, 8) for byte in data[2:5])[:18]
    header = before + bits + "001"
    header += "0" * (-len(header) % 8)
    packed = bytes(int(header[at : at + 8][::-1], 2) for at in range(0, len(header), 8))
    return data[:2] + packed + data[5:]


SRGB = "00" + choice(0) + choice(1) + choice(1)
P3 = "00" + choice(0) + choice(1) + choice(11)
SRGB_CURVE, NO_INTENT = "0" + choice(13), choice(1)
ADOBE = "00" + choice(0) + choice(1) + choice(2) + custom(0.64, 0.33, 0.21, 0.71, 0.15, 0.06)
GAMMA_2_2 = "1" + number(4_545_455, 24)


@pytest.mark.parametrize(
    ("bits", "profile"),
    [
        ("1", rgb_profile("sRGB")),
        (P3 + SRGB_CURVE + NO_INTENT, rgb_profile("P3", DISPLAY_P3)),
        (P3 + GAMMA_2_2 + NO_INTENT, rgb_profile("P3", DISPLAY_P3, 2.2)),
        (ADOBE + GAMMA_2_2 + NO_INTENT, rgb_profile("Adobe", ADOBE_RGB, 2.2)),
        (SRGB + "0" + choice(8) + NO_INTENT, rgb_profile("linear", gamma=1.0)),
        (SRGB + SRGB_CURVE + NO_INTENT, rgb_profile("sRGB")),
    ],
    ids=["default", "P3", "P3 2.2", "Adobe RGB", "linear", "sRGB"],
)
def test_colours_are_shown_as_the_header_means_them(bits: str, profile: bytes):
    pixels = np.asarray(pattern(200, 160))
    shown = to_srgb(Image.fromarray(pixels), profile)
    assert difference(with_colours(pixels, bits), shown) < 1
    assert difference(contained(with_colours(pixels, bits)), shown) < 1


@pytest.mark.parametrize("curve", [16, 18])
def test_high_dynamic_range_is_neither_dark_nor_pale(curve: int):
    """Paper white is white, and black is black."""
    pixels = np.zeros((160, 200, 3), np.uint8)
    pixels[:80] = {16: 149, 18: 192}[curve]
    bits = "00" + choice(0) + choice(1) + choice(9) + "0" + choice(curve) + NO_INTENT
    shown = np.asarray(decode(with_colours(pixels, bits), 1000).image)
    assert shown[:70].min() > 245
    assert shown[90:].max() < 5
