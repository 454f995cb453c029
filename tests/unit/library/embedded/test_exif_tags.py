"""Of EXIF, what matters is taken out as it is."""

import pytest
from PIL import Image

from clipphotos.library.embedded.exif_tags import asks_for_too_much, essential_tags
from support.attacks import long_text_tag, overlapping_tags, tags

WANTED = {271: "Canon", 272: "EOS", 274: 6, 306: "2020:01:02 03:04:05", 700: b"<x/>", 33723: b"\x1c\x02"}


def block(order: str = "<") -> bytes:
    exif = Image.Exif()
    exif.endian = order
    for code, value in {**WANTED, 305: "a program", 270: "words"}.items():
        exif[code] = value
    exif.get_ifd(0x8769).update({36867: "2020:01:02 03:04:05", 37500: b"x" * 500, 33434: 0.5})
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 30.0), 3: "E", 4: (2.0, 17.0, 40.0), 29: "2020"})
    return exif.tobytes()


@pytest.mark.parametrize("order", ["<", ">"])
def test_what_matters_is_kept_and_the_rest_left(order: str):
    small = essential_tags(block(order))
    exif = Image.Exif()
    exif.load(small)
    assert {code: exif.get(code) for code in WANTED} == WANTED
    assert set(exif) == {*WANTED, 0x8769, 0x8825}
    assert dict(exif.get_ifd(0x8769)) == {36867: "2020:01:02 03:04:05"}
    place = exif.get_ifd(0x8825)
    assert (place[1], place[3]) == ("N", "E")
    assert [float(part) for part in place[2]] == [48.0, 51.0, 30.0]
    assert set(place) == {1, 2, 3, 4}
    assert essential_tags(small) == small


def test_a_text_is_cut():
    assert len(essential_tags(long_text_tag(1 << 20))) < 5000


@pytest.mark.parametrize(
    "data",
    [b"", b"II", b"II*\0", b"Exif\0\0", b"XX*\0\x08\0\0\0", b"II*\0\xff\xff\xff\xff", tags([], b"")],
)
def test_what_is_none_is_empty(data: bytes):
    assert essential_tags(data) == b""
    assert not asks_for_too_much(data)


def test_directories_that_lead_to_themselves_have_an_end():
    circle = tags([(271, 2, 4, 0x41414141), (0x8769, 4, 1, 8), (0x8825, 4, 1, 8)], b"", following=8)
    assert len(essential_tags(circle)) < 300


def test_only_what_claims_more_than_there_is_asks_for_too_much():
    assert not asks_for_too_much(block())
    assert not asks_for_too_much(long_text_tag(1 << 16))
    assert asks_for_too_much(overlapping_tags(100, 1000))
    assert asks_for_too_much(b"Exif\0\0" + overlapping_tags(100, 1000))
