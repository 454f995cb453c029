"""The boxes of JPEG 2000, JPEG XL, HEIF and AVIF files, and what they say that Pillow does not read."""

import struct
from collections.abc import Iterator
from fractions import Fraction

_ENUMERATED_COLOURS = 1
_PROFILE_AT = 3
_MOST_BOXES = 10_000
_FULL_BOX_BYTES = 4
"""The version and flags that some boxes begin with."""


def jp2_profile(data: bytes) -> bytes | None:
    """The ICC profile of a JPEG 2000 file; None if it has none.

    Args:
        data: The file's bytes.
    """
    for colours in _contents(first_box(data, b"jp2h"), b"colr"):
        # Two methods, one of them for simple profiles only, hold one; the others name or describe colours.
        if len(colours) > _PROFILE_AT and colours[0] in (2, 3):
            return colours[_PROFILE_AT:]
        if colours[:1] == bytes([_ENUMERATED_COLOURS]):
            return None
    return None


def avif_part(data: bytes, size: tuple[int, int]) -> tuple[int, int, int, int] | None:
    """The part of an AVIF picture that is meant to be seen.

    Args:
        data: The file's bytes.
        size: Of the stored picture, in pixels.

    Returns:
        Left, top, right and bottom, before any turning; None for all of it.
    """
    try:
        apertures = [content for name, content in _primary_properties(data) if name == b"clap"]
        if not apertures:
            return None
        numbers = struct.unpack(">8i", apertures[0][:32])
        width, height, across, down = (Fraction(*numbers[at : at + 2]) for at in (0, 2, 4, 6))
    except (struct.error, IndexError, ZeroDivisionError):
        return None
    left = Fraction(size[0] - 1, 2) + across - (width - 1) / 2
    top = Fraction(size[1] - 1, 2) + down - (height - 1) / 2
    part = (round(left), round(top), round(left + width), round(top + height))
    is_inside = 0 <= part[0] < part[2] <= size[0] and 0 <= part[1] < part[3] <= size[1]
    return part if is_inside and part != (0, 0, *size) else None


def _primary_properties(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and content of each property of the picture that a file is about."""
    meta = first_box(data, b"meta")[_FULL_BOX_BYTES:]
    primary = first_box(meta, b"pitm")
    number = struct.unpack_from(">H" if primary[0] == 0 else ">I", primary, _FULL_BOX_BYTES)[0]
    described = first_box(meta, b"iprp")
    properties = list(each_box(first_box(described, b"ipco")))
    for associations in _contents(described, b"ipma"):
        for item, place in _associated(associations):
            if item == number and 0 < place <= len(properties):
                yield properties[place - 1]


def _associated(content: bytes) -> Iterator[tuple[int, int]]:
    """Which item has which property, counted from 1."""
    has_long_items, has_long_places = content[0] > 0, content[3] & 1
    (items,) = struct.unpack_from(">I", content, _FULL_BOX_BYTES)
    at = 2 * _FULL_BOX_BYTES
    for _ in range(items):
        item = struct.unpack_from(">I" if has_long_items else ">H", content, at)[0]
        at += 4 if has_long_items else 2
        places = content[at]
        at += 1
        for _ in range(places):
            # The highest bit says whether the property may be ignored.
            if has_long_places:
                yield item, struct.unpack_from(">H", content, at)[0] & 0x7FFF
            else:
                yield item, content[at] & 0x7F
            at += 2 if has_long_places else 1


def first_box(data: bytes, name: bytes) -> bytes:
    """The content of the first box of a name; empty without one."""
    return next(_contents(data, name), b"")


def _contents(data: bytes, name: bytes) -> Iterator[bytes]:
    return (content for each, content in each_box(data) if each == name)


def each_box(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and content of each box, as far as they are in order."""
    at = 0
    for _ in range(_MOST_BOXES):
        if at + 8 > len(data):
            return
        length, name = struct.unpack_from(">I4s", data, at)
        header = 8
        if length == 1 and at + 16 <= len(data):
            length, header = struct.unpack_from(">Q", data, at + 8)[0], 16
        elif length == 0:
            length = len(data) - at
        if length < header:
            return
        yield name, data[at + header : at + length]
        at += length
