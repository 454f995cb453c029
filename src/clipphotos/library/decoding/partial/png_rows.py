"""Completes a PNG that is cut off: its rows as far as they are there, and grey ones below."""

import struct
import zlib
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_PALETTE = 3
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""Of an interlaced picture: first column and row of each pass, and the steps to the next ones."""
_NO_FILTER, _LAST_FILTER = b"\x00", b"\x04"
_PIECE_BYTES = 1 << 20
_PACKED_BYTES = 1 << 12
"""Unpacked at a time: what is in the piece with the damage is lost."""
_MOST_EXPANDED = 1032
"""So many bytes can come of one byte of deflated data, at most (zlib's technical details)."""


def completed_png(data: bytes, least_share: float, most_pixels: int) -> tuple[bytes, float] | None:
    """A PNG with its missing rows filled in.

    Args:
        data: A file that ends too early.
        least_share: The share of the picture's data that has to be there, 0 to 1.
        most_pixels: Of a larger picture nothing is made up.

    Returns:
        A whole file, and which share of the picture's data was there; None if it is not cut off, if it is
        cut off before its pixels, or if there cannot be as much as has to be.
    """
    kept: list[bytes] = [SIGNATURE]
    stored: list[bytes] = []
    header = b""
    for name, content, raw in _chunks(data):
        if name == b"IHDR":
            header = content
        if name == b"IDAT":
            stored.append(content)
        elif not stored:
            kept.append(raw)
    if len(header) != 13 or not stored:
        return None
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    if width * height > most_pixels:
        return None
    bits = depth * _CHANNELS.get(colour, 1)
    rows = list(_row_lengths(width, height, bits, interlaced=bool(interlaced)))
    # A damaged header may claim rows without end; they are not made up one by one to find that out.
    most_there = _MOST_EXPANDED * sum(map(len, stored))
    if least_share * sum(length * count for length, count in rows) > most_there:
        return None
    # Middle grey, and the first colour of a palette.
    grey = b"\x80" if depth >= 8 and colour != _PALETTE else b"\x00"
    packed, share = _completed_rows(stored, rows, grey)
    return b"".join((*kept, _chunk(b"IDAT", packed), _chunk(b"IEND", b""))), share


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Name, content and all bytes of each chunk; of one that is cut off, only if it has rows."""
    at = len(SIGNATURE)
    while at + 8 <= len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        after = at + 12 + length
        if after > len(data) and name != b"IDAT":
            return
        yield name, data[at + 8 : at + 8 + length], data[at:after]
        at = after


def _completed_rows(stored: list[bytes], rows: list[tuple[int, int]], grey: bytes) -> tuple[bytes, float]:
    """The compressed rows, completed, and which share of them was there."""
    total = sum(length * count for length, count in rows)
    packer = zlib.compressobj(1)
    packed: list[bytes] = []
    there, is_there = 0, True
    unpacked = _Reader(_unpacked(stored))
    for length, count in rows:
        for _row in range(count):
            row = unpacked.read(length) if is_there else b""
            # What is rubbish cannot be told from pixels, but for the number of the filter that begins a row.
            if row[:1] > _LAST_FILTER:
                row = b""
            is_there = len(row) == length
            there += len(row)
            packed.append(packer.compress(row or _NO_FILTER))
            packed.append(packer.compress(grey * (length - max(1, len(row)))))
    packed.append(packer.flush())
    return b"".join(packed), there / total if total else 0.0


class _Reader:
    """Reads so many bytes at a time of what comes in pieces."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._read = bytearray()

    def read(self, count: int) -> bytes:
        """The next bytes; fewer at the end."""
        while len(self._read) < count and (piece := next(self._pieces, None)) is not None:
            self._read += piece
        row = bytes(self._read[:count])
        del self._read[:count]
        return row


def _row_lengths(width: int, height: int, bits: int, *, interlaced: bool) -> Iterator[tuple[int, int]]:
    """Bytes of a row, its filter among them, and how many rows have so many."""
    for column, row, across, down in _PASSES if interlaced else ((0, 0, 1, 1),):
        columns, rows = -(-(width - column) // across), -(-(height - row) // down)
        if columns > 0 and rows > 0:
            yield 1 + (columns * bits + 7) // 8, rows


def _unpacked(stored: list[bytes]) -> Iterator[bytes]:
    """The rows, in pieces, as far as they can be unpacked."""
    unpacker = zlib.decompressobj()
    for content in stored:
        for at in range(0, len(content), _PACKED_BYTES):
            packed = content[at : at + _PACKED_BYTES]
            while packed and not unpacker.eof:
                try:
                    yield unpacker.decompress(packed, _PIECE_BYTES)
                except zlib.error:
                    return
                packed = unpacker.unconsumed_tail


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
