"""A photo whose file ends too early is shown as far as it is there, unless that is less than half of it."""

import io
import struct
from collections.abc import Callable
from typing import Any

import numpy as np
import pillow_heif
import pytest
import tifffile
from PIL import Image

from clipphotos.core.errors import BadImage
from clipphotos.core.wording.errors import WORDING
from clipphotos.library.decoding.decode import DecodedPhoto, decode
from clipphotos.library.decoding.jpeg_structure import Ending, jpeg_structure
from clipphotos.library.decoding.partial.cut_off import LEAST_SHARE
from clipphotos.library.decoding.partial.png_rows import completed_png
from support.format_samples import pattern
from support.heif_files import grid

pillow_heif.register_heif_opener()

SIZE = (400, 600)
SLACK = {"PNG": 12, "GIF": 3}
"""Bytes at the end of a file that nobody needs."""
KINDS: dict[str, tuple[str, str, dict[str, object]]] = {
    "JPEG": ("JPEG", "RGB", {}),
    "grey JPEG": ("JPEG", "L", {}),
    "CMYK JPEG": ("JPEG", "CMYK", {}),
    "JPEG with restarts": ("JPEG", "RGB", {"restart_marker_rows": 2}),
    "PNG": ("PNG", "RGB", {}),
    "PNG with transparency": ("PNG", "RGBA", {}),
    "PNG with a palette": ("PNG", "P", {}),
    "BMP": ("BMP", "RGB", {}),
    "TIFF": ("TIFF", "RGB", {}),
    "WebP": ("WEBP", "RGB", {}),
    "lossless WebP": ("WEBP", "RGB", {"lossless": True}),
    "HEIF": ("HEIF", "RGB", {}),
    "AVIF": ("AVIF", "RGB", {}),
    "GIF": ("GIF", "P", {"interlace": 0}),
    "grey GIF": ("GIF", "L", {"interlace": 0}),
    "GIF with transparency": ("GIF", "P", {"interlace": 0, "transparency": 3}),
    "JPEG 2000": ("JPEG2000", "RGB", {}),
    "JPEG 2000 with losses": ("JPEG2000", "RGB", {"irreversible": True, "quality_layers": [40, 20, 10]}),
    "JPEG 2000 by position": ("JPEG2000", "RGB", {"progression": "PCRL", "precinct_size": (64, 64)}),
    "grey JPEG 2000": ("JPEG2000", "L", {}),
    "JPEG 2000 in tiles": ("JPEG2000", "RGB", {"tile_size": (128, 128)}),
    "JPEG 2000 without boxes": ("JPEG2000", "RGB", {"no_jp2": True}),
    "TIFF, LZW": ("tiff", "RGB", {"compression": "lzw", "predictor": 2}),
    "TIFF, LZW, 16 bits": ("tiff", "RGB", {"compression": "lzw", "dtype": "uint16"}),
    "TIFF, deflate": ("tiff", "RGB", {"compression": "zlib"}),
    "TIFF, deflate, one strip": ("tiff", "RGB", {"compression": "zlib", "rowsperstrip": 600}),
    "TIFF, LZW, one strip": ("tiff", "RGB", {"compression": "lzw", "rowsperstrip": 600}),
    "TIFF, deflate, tiles": ("tiff", "RGB", {"compression": "zlib", "tile": (64, 64)}),
    "TIFF, LZW, grey tiles": ("tiff", "L", {"compression": "lzw", "tile": (64, 64)}),
    "TIFF, JPEG, tiles": ("tiff", "RGB", {"compression": "jpeg", "tile": (64, 64)}),
    "TIFF, JPEG": ("tiff", "L", {"compression": "jpeg"}),
    "TIFF, PackBits": ("tiff", "RGB", {"compression": "packbits"}),
    "TIFF, Zstandard": ("tiff", "RGB", {"compression": "zstd"}),
    "BigTIFF, deflate": ("tiff", "RGB", {"compression": "zlib", "bigtiff": True}),
    "big-endian TIFF, deflate": ("tiff", "RGB", {"compression": "zlib", "byteorder": ">"}),
}


def saved(kind: str) -> bytes:
    name, mode, options = KINDS[kind]
    image = pattern(*SIZE).convert(mode)
    if name == "tiff":
        return tiff(image, **options)
    buffer = io.BytesIO()
    image.save(buffer, name, **options)  # type: ignore[arg-type]
    return buffer.getvalue()


def tiff(image: Image.Image, **options: Any) -> bytes:
    """A file whose strips come last, as of a camera or a scanner; Pillow writes what describes them last."""
    buffer = io.BytesIO()
    pixels = np.asarray(image).astype(options.pop("dtype", "uint8"))
    pixels = pixels * 257 if pixels.itemsize == 2 else pixels
    kind = "minisblack" if pixels.ndim == 2 else "rgb"
    if "tile" not in options:
        options = {"rowsperstrip": 16} | options
    files = {name: options.pop(name) for name in ("bigtiff", "byteorder") if name in options}
    with tifffile.TiffWriter(buffer, **files) as file:
        file.write(pixels, photometric=kind, metadata=None, **options)
    return buffer.getvalue()


def progressive() -> bytes:
    buffer = io.BytesIO()
    pattern(*SIZE).save(buffer, "JPEG", progressive=True)
    return buffer.getvalue()


def cut(data: bytes, share: float) -> bytes:
    return data[: round(len(data) * share)]


def beginning(photo: DecodedPhoto, whole: DecodedPhoto, share: float) -> float:
    """How far a photo's first rows are from those of the whole one, on average."""
    rows = round(whole.image.height * share)
    one, other = (np.asarray(each.image, float)[:rows] for each in (photo, whole))
    return float(np.abs(one - other).mean())


def refusal(data: bytes) -> str:
    with pytest.raises(BadImage) as caught:
        decode(data, 1000)
    return caught.value.error_code


@pytest.mark.parametrize("missing", [1, 2, 3, 40])
@pytest.mark.parametrize("kind", [*KINDS, "progressive JPEG"])
def test_a_few_bytes_less_cost_next_to_nothing(kind: str, missing: int):
    data = progressive() if kind == "progressive JPEG" else saved(kind)
    whole, photo = decode(data, 1000), decode(data[:-missing], 1000)
    assert photo.image.size == SIZE
    assert (photo.facts.width, photo.facts.height) == SIZE
    slack = next((each for name, each in SLACK.items() if name in kind), 0)
    assert photo.facts.note == ("" if missing < slack else "picture-cut-off")
    assert photo.facts.note == "" or photo.facts.note in WORDING
    first = 0.05 if kind == "BMP" else 0  # It is stored from the bottom up.
    rows = slice(round(SIZE[1] * first), round(SIZE[1] * 0.9))
    assert np.abs(np.asarray(photo.image, float)[rows] - np.asarray(whole.image, float)[rows]).mean() < 1


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "BMP"])
def test_what_is_there_is_shown(kind: str):
    data = saved(kind)
    photo = decode(cut(data, 0.8), 1000)
    assert photo.facts.note == "picture-cut-off"
    assert beginning(photo, decode(data, 1000), 0.55) < 1


@pytest.mark.parametrize("kind", KINDS)
def test_less_than_half_stays_an_error(kind: str):
    assert refusal(cut(saved(kind), 0.35)) in ("image-truncated", "image-damaged")


def test_an_interlaced_gif_is_filled_up_between_its_rows():
    buffer = io.BytesIO()
    pattern(*SIZE).convert("P").save(buffer, "GIF", interlace=1)
    whole, photo = decode(buffer.getvalue(), 1000), decode(cut(buffer.getvalue(), 0.8), 1000)
    assert photo.facts.note == "picture-cut-off"
    assert beginning(photo, whole, 1) < 10
    even = np.abs(np.asarray(photo.image, float) - np.asarray(whole.image, float))[::2]
    assert even.mean() == 0


def test_all_tile_parts_of_a_tile_are_made_up():
    """Two parts a tile, in turn: the first of all tiles, then the second of all."""
    data = saved("JPEG 2000 in tiles")
    start = data.index(b"\xff\x90")
    halves: tuple[list[bytes], list[bytes]] = ([], [])
    at = start
    while data[at : at + 2] == b"\xff\x90":
        number, length = struct.unpack_from(">HI", data, at + 4)
        content = data[at + 14 : at + length]
        # Zeros in place of a second half are empty packets.
        for part, each in enumerate((content, bytes(300))):
            header = b"\xff\x90" + struct.pack(">HHIBB", 10, number, 14 + len(each), part, 2)
            halves[part].append(header + b"\xff\x93" + each)
        at += length
    parted = data[:start] + b"".join(halves[0]) + b"".join(halves[1]) + b"\xff\xd9"
    whole = decode(parted, 1000)
    photo = decode(data[:start] + b"".join(halves[0]) + b"".join(halves[1][:3]), 1000)
    assert photo.facts.note == "picture-cut-off"
    assert beginning(photo, whole, 1) == 0


@pytest.mark.parametrize("share", [0.4, 0.6, 0.95])
def test_a_progressive_picture_is_there_once_it_can_be_seen_blurred(share: float):
    photo = decode(cut(progressive(), share), 1000)
    assert photo.facts.note == "picture-cut-off"
    assert beginning(photo, decode(progressive(), 1000), 1) < 15


def test_of_a_progressive_picture_that_ends_in_its_first_scan_nothing_is_left():
    data = progressive()
    first = jpeg_structure(data[: data.index(b"\xff\xda") + 50])
    assert (first.whole_scans, first.ending) == (0, Ending.IN_SCAN)
    assert refusal(data[: first.end]) == "image-truncated"


@pytest.mark.parametrize("level", [0, 128, 255])
def test_plain_pictures_are_not_taken_for_missing_ones(level: int):
    buffer = io.BytesIO()
    Image.new("L", SIZE, level).save(buffer, "JPEG")
    assert decode(buffer.getvalue()[:-2], 1000).image.getpixel((5, 5)) == (level,) * 3


@pytest.mark.parametrize("read", [lambda: saved("JPEG"), lambda: saved("PNG")], ids=["JPEG", "PNG"])
def test_a_download_that_was_broken_off_leaves_zeros(read: Callable[[], bytes]):
    data = read()
    photo = decode(cut(data, 0.7) + bytes(len(data) - len(cut(data, 0.7))), 1000)
    assert photo.facts.note == "picture-cut-off"
    assert beginning(photo, decode(data, 1000), 0.6) < 1
    assert refusal(cut(data, 0.3) + bytes(len(data))) in ("image-truncated", "image-damaged")


def test_a_png_whose_end_is_rubbish_is_shown_to_there():
    data = bytearray(saved("PNG"))
    data[round(0.8 * len(data)) :] = b"\x5a" * (len(data) - round(0.8 * len(data)))
    assert decode(bytes(data), 1000).facts.note == "picture-cut-off"


def test_rows_that_a_damaged_png_only_claims_are_not_made_up():
    data = bytearray(saved("PNG"))
    whole = len(data)
    struct.pack_into(">II", data, 16, 20_000, whole)  # deflated data cannot hold so many rows
    assert completed_png(bytes(data[:-20]), LEAST_SHARE, 1 << 40) is None
    struct.pack_into(">II", data, 16, *SIZE)
    assert completed_png(bytes(data[:-20]), LEAST_SHARE, SIZE[0] * SIZE[1]) is not None
    assert completed_png(bytes(data[:-20]), LEAST_SHARE, SIZE[0] * SIZE[1] - 1) is None


def test_an_interlaced_png_is_completed_pass_by_pass():
    data = interlaced_png(np.asarray(pattern(64, 64)))
    assert decode(data, 64).facts.note == ""
    photo = decode(cut(data, 0.8), 64)
    assert photo.facts.note == "picture-cut-off"
    # The last pass holds every other row.
    even = np.asarray(photo.image)[::2].astype(float) - np.asarray(pattern(64, 64))[::2]
    assert np.abs(even).mean() < 1


def interlaced_png(pixels: np.ndarray) -> bytes:
    import zlib

    passes = (
        (0, 0, 8, 8),
        (4, 0, 8, 8),
        (0, 4, 4, 8),
        (2, 0, 4, 4),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    )
    rows = b"".join(
        b"\0" + row.tobytes() for x, y, across, down in passes for row in pixels[y::down, x::across]
    )

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    header = struct.pack(">IIBBBBB", pixels.shape[1], pixels.shape[0], 8, 2, 0, 0, 1)
    stored = zlib.compress(rows, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", stored) + chunk(b"IEND", b"")


def test_missing_tiles_are_noticed_though_the_decoder_says_nothing():
    data = grid(pattern(128, 128), 2, 6)
    whole = decode(data, 1000)
    assert (whole.image.size, whole.facts.note) == ((256, 768), "")
    for share in (0.9, 0.6):
        photo = decode(cut(data, share), 1000)
        assert (photo.image.size, photo.facts.note) == ((256, 768), "picture-cut-off")
        assert beginning(photo, whole, 0.4) < 1
    assert refusal(cut(data, 0.4)) == "image-truncated"
    # What some phones put behind the picture is no box, whatever it looks like.
    assert decode(data + b"\0\xff\0\0SEFH" + bytes(40), 1000).facts.note == ""


def test_facts_survive():
    exif = Image.Exif()
    exif[271], exif[274] = "Acme", 6
    buffer = io.BytesIO()
    pattern(*SIZE).save(buffer, "JPEG", exif=exif)
    photo = decode(cut(buffer.getvalue(), 0.9), 1000)
    assert (photo.facts.camera, photo.facts.orientation, photo.image.size) == ("Acme", 6, SIZE[::-1])
