"""JPEG 2000 files that are cut off: what is missing of them is filled with packets that say nothing.

A packet that begins with a zero is empty: it adds nothing to what is known of the picture. So zeros for all
that a tile lacks leave it as sharp as it was so far; a tile of nothing but zeros is grey.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

_START = b"\xff\x4f\xff\x51"
_TILE_PART, _DATA, _END, _CODING = b"\xff\x90", b"\xff\x93", b"\xff\xd9", b"\xff\x52"
_HEADER_BYTES = 14
"""Of a tile-part whose header has no more than it must."""
_MOST_ADDED = 64 << 20
_LARGEST_PRECINCT = 15


@dataclass(slots=True)
class _Tile:
    """What is there of a tile.

    Attributes:
        parts: How many tile-parts it has; 0 if that was not said yet.
        seen: How many of them are there.
        share: How much of the last one.
    """

    parts: int = 0
    seen: int = 0
    share: float = 1.0

    @property
    def missing(self) -> int:
        """How many tile-parts are not there."""
        return max(0, self.parts - self.seen) if self.seen else max(1, self.parts)

    @property
    def there(self) -> float:
        """Which share of the tile is there."""
        return (self.seen - 1 + self.share) / max(self.parts, self.seen) if self.seen else 0.0


class _Layout(NamedTuple):
    """What the header says.

    Attributes:
        first: Where the first tile-part begins.
        tiles: How many tiles there are.
        packets: How many packets a tile has at most.
    """

    first: int
    tiles: int
    packets: int


def completed_jpeg2000(data: bytes) -> tuple[bytes, float] | None:
    """Give a file that is cut off what it lacks.

    Args:
        data: The file's bytes.

    Returns:
        The file with an ending, and the share of the picture that was there; None if nobody can tell how long
        it should be, or if it does not end too early.
    """
    start = data.find(_START)
    if start < 0:
        return None
    try:
        layout = _layout(data, start)
        tiles: dict[int, _Tile] = {}
        end, lacking = layout.first, 0
        for at, number, length, part, parts in _tile_parts(data, layout.first):
            if length < _HEADER_BYTES or number >= layout.tiles:
                return None
            tile = tiles.setdefault(number, _Tile())
            tile.parts, tile.seen = max(tile.parts, parts), max(tile.seen, part + 1)
            end, lacking = min(len(data), at + length), max(0, at + length - len(data))
            tile.share = 1 - lacking / length
    except (struct.error, IndexError, ZeroDivisionError):
        return None
    if data[end : end + len(_END)] == _END or not tiles:
        return None
    missing = layout.tiles - len(tiles) + sum(tile.missing for tile in tiles.values())
    if lacking + missing * (layout.packets + _HEADER_BYTES) > _MOST_ADDED:
        return None
    added = b"".join(
        _empty_part(number, part, max(tile.parts, 1), layout.packets)
        for number in range(layout.tiles)
        for tile in (tiles.get(number, _Tile()),)
        for part in range(tile.seen, tile.seen + tile.missing)
    )
    share = sum(tile.there for tile in tiles.values()) / layout.tiles
    return data[:end] + bytes(lacking) + added + _END, share


def _layout(data: bytes, start: int) -> _Layout:
    right, bottom, left, top, width, height, across, down = struct.unpack_from(">8I", data, start + 8)
    (components,) = struct.unpack_from(">H", data, start + 40)
    tiles = -(-(right - across) // width) * -(-(bottom - down) // height)
    packets, at = 0, start + 2
    while data[at : at + 2] != _TILE_PART:
        if data[at : at + 2] == _CODING:
            packets = _packets(data, at, min(width, right - left), min(height, bottom - top)) * components
        at += 2 + struct.unpack_from(">H", data, at + 2)[0]
    return _Layout(at, tiles, packets)


def _packets(data: bytes, at: int, width: int, height: int) -> int:
    """How many packets a tile has for each component, at most."""
    style, layers, levels = struct.unpack_from(">xxxxBxHxB", data, at)
    smallest = (_LARGEST_PRECINCT, _LARGEST_PRECINCT)
    if style & 1:
        sizes = data[at + 14 : at + 15 + levels]
        smallest = (min(size & 15 for size in sizes), min(size >> 4 for size in sizes))
    precincts = ((width >> smallest[0]) + 2) * ((height >> smallest[1]) + 2)
    return layers * (levels + 1) * precincts


def _tile_parts(data: bytes, at: int) -> Iterator[tuple[int, int, int, int, int]]:
    """Where each tile-part begins, its tile, its length, its number and how many there are of its tile."""
    while data[at : at + 2] == _TILE_PART:
        number, length, part, parts = struct.unpack_from(">HIBB", data, at + 4)
        yield at, number, length, part, parts
        at += length


def _empty_part(tile: int, part: int, parts: int, packets: int) -> bytes:
    header = struct.pack(">HHIBB", 10, tile, _HEADER_BYTES + packets, part, parts)
    return _TILE_PART + header + _DATA + bytes(packets)
