"""How content gives away its format."""

import struct

import pytest

from clipphotos.library.decoding.formats import OTHER_EXTENSIONS, PICTURE_EXTENSIONS, extension, sniff


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a.JPG", "jpg"), ("a.b.Png", "png"), (".hidden", ""), ("none", ""), ("a.", ""), ("", "")],
)
def test_extensions(name: str, expected: str):
    assert extension(name) == expected


def test_no_extension_is_both_a_pictures_and_another_files():
    assert not PICTURE_EXTENSIONS & OTHER_EXTENSIONS


def box(*brands: bytes, size: int | None = None) -> bytes:
    """The first box of a file in the container of AVIF, HEIF and films: major brand, version, the others."""
    major, *others = brands
    content = b"ftyp" + major + b"\0\0\0\0" + b"".join(others)
    return struct.pack(">I", len(content) + 4 if size is None else size) + content


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"\xff\xd8\xff\xf7", "JPEG-LS"),
        (b"\xff\xd8", None),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "WEBP"),
        (b"RIFF\0\0\0\0WAVE", None),
        (b"XXXX\0\0\0\0WEBP", None),
        (b"II*\0", "TIFF"),
        (b"II*\0\x10\0\0\0CR\x02", "RAW"),
        (b"\0" * 128 + b"DICM", "DICOM"),
        (box(b"avif"), "AVIF"),
        (box(b"mif1", b"avif"), "AVIF"),
        (box(b"mif1", b"heic"), "HEIF"),
        (box(b"heic"), "HEIF"),
        (box(b"ABCD", b"heic"), "HEIF"),
        (box(b"ABCD", b"EFGH", b"mif1"), "HEIF"),
        (box(b"ABCD", b"avif"), None),
        (box(b"isom", b"mp41"), None),
        (box(b"crx ", b"isom"), "RAW"),
        # What lies behind the box is no brand of it.
        (box(b"isom", b"mp41") + b"heic" * 4, None),
        (box(b"isom", size=0) + b"heic", None),
        (box(b"isom", b"heic", size=2**31), "HEIF"),
        (box(b"isom", b"heic", size=19), None),
        (b"BM" + bytes(12) + struct.pack("<I", 40), "BMP"),
        (b"BM" + bytes(12) + struct.pack("<I", 41), None),
        (b"BM" + bytes(12) + struct.pack("<I", 40)[:3], None),
        (b"BMW is a make of cars", None),
        (b"P6\n1 1\n255\n", "PPM"),
        (b"P1 1 1", "PPM"),
        (b"PF\t", "PFM"),
        (b"P7\n", "PAM"),
        (b"\xff\x0a", "JPEG-XL"),
        (b"8BPS\0\1", "PSD"),
        (b"P8\n", None),
        (b"P6x", None),
        (b"X6\n", None),
        (b"<svg xmlns=''/>", "SVG"),
        (b"\xef\xbb\xbf \n<svg>", "SVG"),
        (b"<?xml version='1.0'?><svg>", "SVG"),
        (b"<?xml version='1.0'?><html>", None),
        (b"text <svg>", None),
        (b"", None),
    ],
)
def test_content_decides(head: bytes, expected: str | None):
    assert sniff(head) == expected
