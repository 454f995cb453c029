"""Windows icons and cursors: the largest picture of the file."""

import io
import struct
from typing import BinaryIO, NamedTuple

from PIL import IcoImagePlugin, Image, PngImagePlugin

_ENTRY = struct.Struct("<BBBBHHII")
_PNG = b"\x89PNG\r\n\x1a\n"


class _Entry(NamedTuple):
    width: int
    height: int
    depth: int
    content: memoryview


def open_icon(file: BinaryIO) -> Image.Image:
    """Open an icon or a cursor as the largest picture in it, the most colourful of those.

    Raises:
        SyntaxError: If there is no picture in it.
    """
    data = file.read()
    count = struct.unpack_from("<H", data, 4)[0]
    entries = [
        entry for number in range(count) if (entry := _entry(data, 6 + number * _ENTRY.size)) is not None
    ]
    if not entries:
        raise SyntaxError("no picture in the icon")
    entry = max(entries, key=lambda each: (each.width * each.height, each.depth))
    content = bytes(entry.content)
    if content.startswith(_PNG):
        return PngImagePlugin.PngImageFile(io.BytesIO(content))
    # An icon of this one picture. A size of 256 or more does not fit, and is written as 0.
    size = tuple(edge if edge < 256 else 0 for edge in (entry.width, entry.height))
    head = struct.pack("<HHH", 0, 1, 1) + _ENTRY.pack(*size, 0, 0, 1, entry.depth, len(content), 22)
    return IcoImagePlugin.IcoImageFile(io.BytesIO(head + content))


def _entry(data: bytes, at: int) -> _Entry | None:
    """The picture that an entry of the directory leads to, as it says itself; None if it is broken."""
    if at + _ENTRY.size > len(data):
        return None
    length, offset = _ENTRY.unpack_from(data, at)[6:]
    # Not a copy: thousands of entries may each lead to the whole file.
    content = memoryview(data)[offset : offset + length]
    if bytes(content[: len(_PNG)]) == _PNG and len(content) >= 26:
        width, height, bits = struct.unpack_from(">IIB", content, 16)
        return _Entry(width, height, bits * 4, content)
    if len(content) < 40 or struct.unpack_from("<I", content)[0] < 40:
        return None
    # The mask stands below the picture, and counts.
    width, double_height, _, depth = struct.unpack_from("<iiHH", content, 4)
    if not (0 < width <= 256 and 0 < double_height <= 512):
        return None
    return _Entry(width, double_height // 2, depth, content)
