"""A PNG's pixels are shown, whatever is wrong with what accompanies them."""

import io
import struct
import zlib
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image

from clipphotos.core.errors import BadImage
from clipphotos.library.decoding.decode import decode
from clipphotos.library.decoding.png_repair import without_bad_chunks
from support.colour_profiles import rgb_profile
from support.format_samples import pattern

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(name: bytes, content: bytes, *, check: int | None = None) -> bytes:
    check = zlib.crc32(name + content) if check is None else check
    return struct.pack(">I4s", len(content), name) + content + struct.pack(">I", check)


def chunks_of(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at < len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        yield name, data[at + 8 : at + 8 + length]
        at += 12 + length


def png(image: Image.Image, *, extra: bytes = b"", behind: bytes = b"IHDR", **options: object) -> bytes:
    """The picture as PNG with more bytes behind one of its chunks."""
    file = io.BytesIO()
    image.save(file, "PNG", **options)
    result = SIGNATURE
    for name, content in chunks_of(file.getvalue()):
        result += chunk(name, content) + (extra if name == behind else b"")
    return result


def pixels(data: bytes) -> np.ndarray:
    return np.asarray(decode(data, 1000).image)


def same(data: bytes, image: Image.Image) -> bool:
    return bool((pixels(data) == np.asarray(image.convert("RGB"))).all())


TOO_MUCH_TEXT = zlib.compress(bytes(20_000_000))


@pytest.mark.parametrize(
    "bad",
    [
        chunk(b"zTXt", b"Comment\0\0" + TOO_MUCH_TEXT),
        chunk(b"zTXt", b"Comment\0\7" + TOO_MUCH_TEXT),
        chunk(b"iTXt", b"Comment\0\1\0\0\0" + TOO_MUCH_TEXT),
        chunk(b"tEXt", b"Title\0a picture", check=1),
        chunk(b"iCCP", b"profile\0\0" + TOO_MUCH_TEXT),
        chunk(b"iCCP", b"profile\0\7" + zlib.compress(rgb_profile("sRGB"))),
        chunk(b"iCCP", b""),
        chunk(b"iCCP", b"no end"),
        chunk(b"cHRM", bytes(5)),
        chunk(b"cHRM", bytes(32), check=1),
        chunk(b"sRGB", b""),
        chunk(b"pHYs", bytes(3)),
        chunk(b"gAMA", bytes(2)),
        chunk(b"gAMA", struct.pack(">I", 45455), check=1),
        chunk(b"tRNS", b"\0"),
        chunk(b"acTL", b"\0"),
        chunk(b"acTL", struct.pack(">II", 2, 0)) + chunk(b"fcTL", bytes(26), check=1),
        chunk(b"acTL", struct.pack(">II", 2, 0)) + chunk(b"fdAT", bytes(30)),
        chunk(b"acTL", struct.pack(">II", 1, 0)) * 2 + chunk(b"fcTL", bytes(4)),
        chunk(b"fcTL", struct.pack(">IIIIIHHBB", 5, 240, 160, 0, 0, 1, 10, 0, 0)),
        chunk(b"acTL", struct.pack(">II", 2, 0))
        + chunk(b"fcTL", struct.pack(">IIIIIHHBB", 0, 9999, 160, 0, 0, 1, 10, 0, 0)),
        chunk(b"eXIf", b"Exif", check=1),
        chunk(b"tIME", b"", check=1),
    ],
)
@pytest.mark.parametrize("behind", [b"IHDR", b"IDAT"])
def test_a_bad_chunk_does_not_cost_the_photo(bad: bytes, behind: bytes):
    assert same(png(pattern(), extra=bad, behind=behind), pattern())


@pytest.mark.parametrize("length", [0, 3, 40, 1000, 10**6, 2**32 - 1])
@pytest.mark.parametrize("name", [b"tEXt", b"pHYs", b"vpAg", b"iCCP"])
@pytest.mark.parametrize("pieces", [1 << 10, 1 << 20])
def test_a_chunk_may_say_a_wrong_length(name: bytes, length: int, pieces: int):
    wrong = struct.pack(">I4s", length, name) + b"Comment\0a picture" + b"\1\2\3\4"
    parts = dict(chunks_of(png(pattern())))
    stream = parts[b"IDAT"]
    data = SIGNATURE + chunk(b"IHDR", parts[b"IHDR"]) + wrong
    data += b"".join(chunk(b"IDAT", stream[at : at + pieces]) for at in range(0, len(stream), pieces))
    assert same(data + chunk(b"IEND", b""), pattern())


def test_large_profiles_are_applied():
    linear = rgb_profile("linear", gamma=1.0)
    padded = linear + np.random.default_rng(0).bytes(3_000_000)
    picture = Image.new("RGB", (40, 20), (100, 100, 100))
    shown = decode(png(picture, icc_profile=struct.pack(">I", len(padded)) + padded[4:]), 100).image
    assert shown.getpixel((5, 5)) == pytest.approx((168, 168, 168), abs=2)


@pytest.mark.parametrize("name", [b"IHDR", b"IDAT", b"IEND"])
def test_wrong_checksums_do_not_matter(name: bytes):
    data = png(pattern())
    at = data.index(name)
    end = at + 4 + struct.unpack_from(">I", data, at - 4)[0]
    assert same(data[:end] + b"\1\2\3\4" + data[end + 4 :], pattern())


def test_what_is_called_like_pixels_inside_another_chunk_is_not_looked_at():
    """A wrong checksum alone does not make a chunk end elsewhere than it says."""
    text = chunk(b"tEXt", b"Comment\0" + chunk(b"IDAT", b"no pixels"), check=1)
    assert same(png(pattern(), extra=text + chunk(b"vpAg", bytes(9))), pattern())


def test_the_checksum_inside_the_pixels_does_not_matter():
    parts = dict(chunks_of(png(pattern())))
    parts[b"IDAT"] = parts[b"IDAT"][:-4] + b"\0\0\0\0"
    data = SIGNATURE + b"".join(chunk(name, content) for name, content in parts.items())
    assert same(data, pattern())


@pytest.mark.parametrize(
    ("mode", "content", "is_of_use"),
    [
        ("L", b"\0", False),
        ("L", b"\0\x50\0\0", True),
        ("RGB", b"\0\xff\0", False),
        ("P", bytes(300), True),
        ("P", b"\xff\x00", True),
    ],
)
def test_broken_transparency_is_mended_or_left_out(mode: str, content: bytes, is_of_use: bool):
    picture = pattern().convert(mode)
    behind = b"PLTE" if mode == "P" else b"IHDR"
    # The bad checksum makes sure that the file is mended in every case.
    data = png(picture, extra=chunk(b"gAMA", b"") + chunk(b"tRNS", content, check=1), behind=behind)
    mended = without_bad_chunks(data)
    assert mended is not None
    assert (b"tRNS" in dict(chunks_of(mended))) is is_of_use
    assert decode(data, 1000).image.size == picture.size
    if not is_of_use:
        assert same(data, picture)


def test_a_palette_keeps_its_transparency():
    picture = Image.new("P", (20, 10), 1)
    picture.putpalette([0, 0, 0, 200, 30, 30, 0, 0, 255])
    picture.paste(2, (10, 0, 20, 10))
    mended = pixels(png(picture, extra=chunk(b"gAMA", b"") + chunk(b"tRNS", b"\xff\x00"), behind=b"PLTE"))
    assert (mended[5, 5].tolist(), mended[5, 15].tolist()) == ([255] * 3, [0, 0, 255])


def test_profile_and_orientation_are_kept_where_they_are_whole():
    exif = Image.Exif()
    exif[274] = 6
    linear = rgb_profile("any", gamma=1.0)
    picture = Image.new("RGB", (40, 20), (100, 100, 100))
    bad = chunk(b"zTXt", b"Comment\0\0" + TOO_MUCH_TEXT)
    photo = decode(png(picture, extra=bad, exif=exif.tobytes(), icc_profile=linear), 1000)
    assert (photo.image.size, photo.facts.orientation) == ((20, 40), 6)
    assert photo.image.getpixel((5, 5)) == pytest.approx((168, 168, 168), abs=2)


@pytest.mark.parametrize(
    "data",
    [b"", SIGNATURE, SIGNATURE + chunk(b"IHDR", bytes(13)), SIGNATURE + chunk(b"IDAT", b"x"), bytes(99)],
)
def test_where_there_are_no_pixels_there_is_nothing_to_mend(data: bytes):
    assert without_bad_chunks(data) is None


@pytest.mark.parametrize("share", [0.2, 0.5])
def test_what_is_cut_off_is_still_said_to_be(share: float):
    data = png(pattern(), extra=chunk(b"gAMA", b""))
    with pytest.raises(BadImage) as caught:
        decode(data[: int(len(data) * share)], 64)
    assert caught.value.error_code == "image-truncated"
