"""Icons and cursors are shown by their largest picture."""

import io
import struct
import zlib

import pytest
from PIL import Image

from clipphotos.core.errors import BadImage
from clipphotos.library.decoding.decode import decode


def icon(*entries: bytes, kind: int = 1) -> bytes:
    at = 6 + 16 * len(entries)
    head, body = struct.pack("<HHH", 0, kind, len(entries)), b""
    for entry in entries:
        # What the directory says of the size is often wrong, and is not believed.
        head += struct.pack("<BBBBHHII", 7, 7, 0, 0, 1, 32, len(entry), at + len(body))
        body += entry
    return head + body


def png(size: int, colour: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (size, size), colour).save(buffer, "PNG")
    return buffer.getvalue()


def bitmap(size: int, colour: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGBA", (size, size), colour).save(buffer, "DIB")
    head = bytearray(buffer.getvalue())
    head[8:12] = struct.pack("<I", 2 * size)
    return bytes(head) + bytes(-(-size // 32) * 4 * size)


@pytest.mark.parametrize("kind", [1, 2])
@pytest.mark.parametrize(
    ("entries", "size", "colour"),
    [
        ([bitmap(16, "red"), bitmap(48, "blue")], 48, (0, 0, 255)),
        ([bitmap(48, "red"), png(256, "blue")], 256, (0, 0, 255)),
        ([png(32, "red"), bitmap(256, "blue")], 256, (0, 0, 255)),
        ([b"rubbish", bitmap(16, "red")], 16, (255, 0, 0)),
    ],
)
def test_the_largest_picture_counts(entries: list[bytes], kind: int, size: int, colour: tuple[int, int, int]):
    photo = decode(icon(*entries, kind=kind), 1000)
    assert (photo.facts.width, photo.facts.height) == (size, size)
    assert photo.image.getpixel((size // 2, size // 2)) == colour


def test_a_bomb_in_an_icon_is_one():
    bomb = bytearray(png(32, "red"))
    bomb[16:24] = struct.pack(">II", 30_000, 30_000)
    bomb[29:33] = struct.pack(">I", zlib.crc32(bomb[12:29]))
    with pytest.raises(BadImage) as caught:
        decode(icon(bytes(bomb)), 100)
    assert caught.value.error_code == "image-too-large"


def test_an_icon_of_nothing_is_refused():
    with pytest.raises(BadImage):
        decode(icon(b"rubbish" * 9), 100)
