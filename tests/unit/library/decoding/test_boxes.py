"""The profile of a JPEG 2000 file, and the part of an AVIF picture that is meant to be seen."""

import io
import struct

import numpy as np
import pytest
from PIL import Image

from clipphotos.library.decoding.boxes import avif_part, jp2_profile
from clipphotos.library.decoding.decode import decode
from support.colour_profiles import DISPLAY_P3, grey_profile, rgb_profile
from support.format_samples import pattern

TURNED = {1: None, 3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_270, 8: Image.Transpose.ROTATE_90}


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", len(content) + 8, name) + content


def jp2(image: Image.Image, colours: bytes) -> bytes:
    """A JPEG 2000 file with these colour boxes instead of its own."""
    file = io.BytesIO()
    image.save(file, "JPEG2000", irreversible=False)
    data = file.getvalue()
    start = data.index(b"colr") - 4
    end = start + struct.unpack_from(">I", data, start)[0]
    header = data.index(b"jp2h") - 4
    length = struct.unpack_from(">I", data, header)[0] - (end - start) + len(colours)
    return data[:header] + struct.pack(">I", length) + data[header + 4 : start] + colours + data[end:]


def avif(image: Image.Image, aperture: tuple[int, ...], *, orientation: int = 1) -> bytes:
    """An AVIF with a clean aperture, which takes the place of a profile that is as long."""
    exif = Image.Exif()
    exif[274] = orientation
    file = io.BytesIO()
    image.save(file, "AVIF", quality=100, subsampling="4:4:4", icc_profile=b"!" * 28, exif=exif.tobytes())
    clap = box(b"clap", struct.pack(">8i", *aperture))
    profile = box(b"colr", b"prof" + b"!" * 28)
    assert len(clap) == len(profile)
    data = file.getvalue()
    assert data.count(profile) == 1
    result = bytearray(data.replace(profile, clap))
    # A reader that does not know a clean aperture must not show the picture: the highest bit says so.
    number = names_below(result, b"ipco").index(b"clap") + 1
    at = result.index(b"ipma") + 12
    places = slice(at + 3, at + 3 + result[at + 2])
    result[places] = bytes(place | 0x80 if place & 0x7F == number else place for place in result[places])
    return bytes(result)


def names_below(data: bytes | bytearray, name: bytes) -> list[bytes]:
    """The names of the boxes in a box."""
    start = data.index(name)
    end, at, names = start - 4 + struct.unpack_from(">I", data, start - 4)[0], start + 4, []
    while at < end:
        length, each = struct.unpack_from(">I4s", data, at)
        names.append(each)
        at += length
    return names


class TestJp2Profile:
    @pytest.mark.parametrize("method", [2, 3])
    def test_it_is_applied(self, method: int):
        linear = rgb_profile("sRGB, but linear", gamma=1.0)
        image = Image.new("RGB", (64, 64), (100, 40, 200))
        shown = decode(jp2(image, box(b"colr", bytes([method, 0, 0]) + linear)), 64).image
        assert shown.getpixel((9, 9)) == pytest.approx((168, 110, 229), abs=2)

    def test_other_primaries_too(self):
        image = Image.new("RGB", (64, 64), (200, 100, 50))
        shown = decode(jp2(image, box(b"colr", b"\2\0\0" + rgb_profile("P3", DISPLAY_P3))), 64).image
        assert shown.getpixel((9, 9)) == pytest.approx((215, 94, 31), abs=4)

    def test_greys_too(self):
        linear = box(b"colr", b"\2\0\0" + grey_profile("grey", 1.0))
        assert decode(jp2(Image.new("L", (64, 64), 100), linear), 64).image.getpixel((9, 9)) == pytest.approx(
            (168, 168, 168), abs=2
        )

    @pytest.mark.parametrize("content", [b"\1\0\0\0\0\0\x10", b"\2\0\0rubbish", b"", b"\5\0\0what"])
    def test_without_one_colours_stay(self, content: bytes):
        image = pattern(64, 64)
        data = jp2(image, box(b"colr", content) if content else b"")
        np.testing.assert_array_equal(np.asarray(decode(data, 64).image), np.asarray(image))

    def test_the_first_one_that_can_be_read_counts(self):
        named, profile = box(b"colr", b"\1\0\0\0\0\0\x10"), box(b"colr", b"\2\0\0profile")
        unknown = box(b"colr", b"\5\0\0\0")
        assert jp2_profile(box(b"jp2h", unknown + profile)) == b"profile"
        assert jp2_profile(box(b"jp2h", named + profile)) is None
        assert jp2_profile(b"\xff\x4f\xff\x51" + bytes(50)) is None


class TestAvifPart:
    @pytest.mark.parametrize("orientation", TURNED)
    @pytest.mark.parametrize(
        ("aperture", "part"),
        [
            ((60, 1, 40, 1, 0, 1, 0, 1), (18, 12, 78, 52)),
            ((96, 1, 40, 1, 0, 1, -12, 1), (0, 0, 96, 40)),
            ((120, 2, 64, 1, -18, 1, 0, 4), (0, 0, 60, 64)),
            ((95, 1, 63, 1, 1, 2, 1, 2), (1, 1, 96, 64)),
        ],
    )
    def test_the_rest_is_cut_off(self, aperture: tuple[int, ...], part: tuple[int, ...], orientation: int):
        image = pattern(96, 64)
        photo = decode(avif(image, aperture, orientation=orientation), 1000)
        turn = TURNED[orientation]
        cropped = image.crop(part)  # type: ignore[arg-type]
        expected = cropped if turn is None else cropped.transpose(turn)
        assert photo.image.size == expected.size == (photo.facts.width, photo.facts.height)
        difference = np.asarray(photo.image, int) - np.asarray(expected, int)
        assert np.abs(difference).mean() < 3

    @pytest.mark.parametrize(
        "aperture",
        [
            (96, 1, 64, 1, 0, 1, 0, 1),
            (200, 1, 64, 1, 0, 1, 0, 1),
            (60, 1, 40, 1, 50, 1, 0, 1),
            (60, 0, 40, 1, 0, 1, 0, 1),
            (0, 1, 40, 1, 0, 1, 0, 1),
            (-60, 1, 40, 1, 0, 1, 0, 1),
        ],
    )
    def test_a_part_that_makes_no_sense_is_all(self, aperture: tuple[int, ...]):
        assert decode(avif(pattern(96, 64), aperture), 1000).image.size == (96, 64)

    def test_what_is_cut_off_or_spoilt_says_nothing(self):
        data = avif(pattern(96, 64), (60, 1, 40, 1, 0, 1, 0, 1))
        assert avif_part(data, (96, 64)) == (18, 12, 78, 52)
        for length in range(0, data.index(b"mdat"), 3):
            avif_part(data[:length], (96, 64))
        spoilt = np.random.default_rng(0)
        for _ in range(300):
            other = bytearray(data)
            other[spoilt.integers(0, data.index(b"mdat"))] = spoilt.integers(0, 256)
            avif_part(bytes(other), (96, 64))
        assert avif_part(b"", (96, 64)) is None
