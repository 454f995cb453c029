"""GIF files that are cut off: how far their first picture goes, and an ending for them."""

import io
import struct
from typing import NamedTuple

import numpy as np
from PIL import GifImagePlugin, Image

_HEADER_BYTES = 13
_EXTENSION, _PICTURE = 0x21, 0x2C
_END = b"\x00;"
_HAS_TABLE = 0x80
_INTERLACED = 0x40
_PASSES = ((0, 8), (4, 8), (2, 4), (1, 2))
"""First row and distance of the rows of each pass."""
_PIECE = 255
_MOST_BITS = 8
_MOST_CODES = 1 << 12
_MOST_BYTES = 4 << 20
"""Of a longer picture the codes are not counted: that would take too long."""


class _Codes(NamedTuple):
    """The codes of the first picture, as far as they are there.

    Attributes:
        width: Pixels.
        height: Pixels.
        is_interlaced: Whether the rows come in four passes, each between those before.
        bits: How many bits its colours have.
        content: The codes.
        start: Where the first piece of them begins in the file.
    """

    width: int
    height: int
    is_interlaced: bool
    bits: int
    content: bytes
    start: int

    @property
    def pixels(self) -> int:
        """How many it has in all."""
        return max(1, self.width * self.height)


class _Counted(NamedTuple):
    """What codes stand for.

    Attributes:
        pixels: How many pixels.
        end: Behind how many bits the last whole code ends.
        width: How many bits the next one would have.
    """

    pixels: int
    end: int
    width: int


def completed_gif(data: bytes) -> tuple[bytes, float] | None:
    """Give a file that is cut off within its first picture the pixels that it lacks, of its first colour.

    Args:
        data: The file's bytes.

    Returns:
        The file with an ending, and the share of the picture that was there; None if it is not cut off there.
    """
    try:
        codes = _first_codes(data)
    except (IndexError, struct.error):
        return None
    if codes is None or len(codes.content) > _MOST_BYTES or not 1 <= codes.bits <= _MOST_BITS:
        return None
    counted = _counted(codes)
    kept = int.from_bytes(codes.content, "little") & ((1 << counted.end) - 1)
    filled, width = _plain(codes, counted)
    content = (kept | filled << counted.end).to_bytes((counted.end + width + 7) // 8, "little")
    pieces = (content[at : at + _PIECE] for at in range(0, len(content), _PIECE))
    packed = b"".join(bytes([len(piece)]) + piece for piece in pieces)
    ended = data[: codes.start] + packed + _END
    if codes.is_interlaced:
        ended = _with_rows_between(ended, codes, counted.pixels // max(1, codes.width))
    return ended, min(1.0, counted.pixels / codes.pixels)


def _with_rows_between(ended: bytes, codes: _Codes, rows: int) -> bytes:
    """The same picture with the rows that are missing between others taken from above.

    Args:
        ended: A file that its decoder accepts.
        codes: Of its first picture.
        rows: How many rows are there, in the order in which they are stored.
    """
    image = GifImagePlugin.GifImageFile(io.BytesIO(ended))
    image.load()
    if image.size != (codes.width, codes.height) or image.mode not in ("P", "L"):
        return ended
    order = [row for first, step in _PASSES for row in range(first, codes.height, step)]
    is_there = np.zeros(codes.height, bool)
    is_there[order[:rows]] = True
    nearest = np.maximum.accumulate(np.where(is_there, np.arange(codes.height), 0))
    filled = Image.fromarray(np.asarray(image)[nearest])
    if image.palette is not None:
        filled.putpalette(image.palette.getdata()[1], image.palette.mode)
    buffer = io.BytesIO()
    kept = {name: image.info[name] for name in ("transparency",) if name in image.info}
    filled.save(buffer, "GIF", interlace=0, optimize=False, **kept)
    return buffer.getvalue()


def _first_codes(data: bytes) -> _Codes | None:
    """None if the first picture is whole, or is not reached."""
    at = _HEADER_BYTES + _table_bytes(data[10])
    while data[at] == _EXTENSION:
        at += 2
        while data[at]:
            at += data[at] + 1
        at += 1
    if data[at] != _PICTURE:
        return None
    width, height, flags = struct.unpack_from("<4xHHB", data, at + 1)
    at += 10 + _table_bytes(flags)
    bits, start = data[at], at + 1
    at = start
    pieces: list[bytes] = []
    while at < len(data):
        if data[at] == 0:
            return None
        pieces.append(data[at + 1 : at + 1 + data[at]])
        at += data[at] + 1
    return _Codes(width, height, bool(flags & _INTERLACED), bits, b"".join(pieces), start)


def _table_bytes(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & _HAS_TABLE else 0


def _counted(codes: _Codes) -> _Counted:
    """Count the pixels that codes stand for; only their lengths are needed, not the colours."""
    clear = 1 << codes.bits
    lengths = [1] * clear + [0, 0]
    width, before, count, end = codes.bits + 1, 0, 0, 0
    held = bits = 0
    for byte in codes.content:
        held |= byte << bits
        bits += 8
        while bits >= width:
            code = held & ((1 << width) - 1)
            if code == clear + 1 or code > len(lengths) or (code == len(lengths) and not before):
                return _Counted(count, end, width)
            held >>= width
            bits -= width
            end += width
            if code == clear:
                del lengths[clear + 2 :]
                width, before = codes.bits + 1, 0
                continue
            length = lengths[code] if code < len(lengths) else before + 1
            count += length
            if before and len(lengths) < _MOST_CODES:
                lengths.append(before + 1)
                if len(lengths) == 1 << width < _MOST_CODES:
                    width += 1
            before = length
    return _Counted(count, end, width)


def _plain(codes: _Codes, counted: _Counted) -> tuple[int, int]:
    """Codes for pixels of one colour, as many as are missing, as a number and how many bits it has."""
    clear = 1 << codes.bits
    value, bits, width = clear, counted.width, codes.bits + 1
    left = codes.pixels - counted.pixels
    code, length = clear + 2, 1
    while left > 0:
        # The first code is the colour itself; each further one stands for one pixel more than the one before.
        value |= (0 if length == 1 else code) << bits
        bits += width
        left -= length
        code += length > 1
        length += 1
        if code + 1 >= 1 << width:
            # Begin anew rather than widen the codes.
            value |= clear << bits
            bits += width
            code, length = clear + 2, 1
    value |= (clear + 1) << bits
    return value, bits + width
