"""The tags that matter of a block of EXIF, whatever else is in it.

Its directories say how long each tag is, and where it is. In a block of 64 KB, five thousand tags can each be
the whole block; a text can have thirty megabytes; and a directory can follow itself. So what is needed is
taken out, never more of it than it can be worth, and only that is handed on.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

_EXIF, _GPS = 0x8769, 0x8825
_XMP, _IPTC, _PHOTOSHOP = 700, 33723, 34377
_TEXT_BYTES = 4096
_NUMBERS_BYTES = 64
_MOST = {
    271: _TEXT_BYTES, 272: _TEXT_BYTES, 306: _TEXT_BYTES, 274: _NUMBERS_BYTES,
    _XMP: 4 << 20, _IPTC: 1 << 20, _PHOTOSHOP: 1 << 20,
}  # fmt: skip
"""Of the first directory: maker, model, date, orientation, and the blocks of other standards."""
_MOST_IN: dict[int, dict[int, int]] = {
    _EXIF: {36867: _TEXT_BYTES, 36868: _TEXT_BYTES},
    _GPS: dict.fromkeys((1, 2, 3, 4), _NUMBERS_BYTES),
}
_UNIT_BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8}
_LONG = 4
_MOST_TAGS = 4096
_PREFIX = b"Exif\x00\x00"
_HEADER_BYTES = 8


class _Tag(NamedTuple):
    code: int
    kind: int
    length: int
    content: bytes


def essential_tags(block: bytes) -> bytes:
    """A small block with the tags that matter, none longer than it can be worth; empty if there are none.

    Args:
        block: As in a picture, or a whole TIFF file.
    """
    start = len(_PREFIX) if block.startswith(_PREFIX) else 0
    order = {b"II": "<", b"MM": ">"}.get(block[start : start + 2])
    if order is None or len(block) < start + _HEADER_BYTES:
        return b""
    first = int.from_bytes(block[start + 4 : start + 8], "little" if order == "<" else "big")
    tags: list[_Tag] = []
    inner: dict[int, list[_Tag]] = {}
    for tag in _directory(block, start, first, order, _MOST | dict.fromkeys(_MOST_IN, 4)):
        if tag.code not in _MOST_IN:
            tags.append(tag)
        elif len(tag.content) == 4:
            at = struct.unpack(order + "I", tag.content)[0]
            inner[tag.code] = list(_directory(block, start, at, order, _MOST_IN[tag.code]))
    return _written(tags, inner, order)


def asks_for_too_much(block: bytes) -> bool:
    """Whether the tags of a block's first directory claim more bytes than there are: no honest one does.

    Args:
        block: As in a picture, or a whole TIFF file.
    """
    start = len(_PREFIX) if block.startswith(_PREFIX) else 0
    order = {b"II": "<", b"MM": ">"}.get(block[start : start + 2])
    if order is None or len(block) < start + _HEADER_BYTES:
        return False
    pending = [struct.unpack_from(order + "I", block, start + 4)[0]]
    claimed = 0
    for at in pending:
        for _, code, kind, count, place in _entries(block, start, at, order):
            if code in _MOST_IN and len(pending) <= len(_MOST_IN):
                pending.append(struct.unpack_from(order + "I", block, place)[0])
            size = _UNIT_BYTES.get(kind, 0) * count
            # What does not lie in the block is not read.
            claimed += size if size <= len(block) else 0
    return claimed > 2 * len(block) + _TEXT_BYTES


def _entries(
    block: bytes, start: int, directory: int, order: str
) -> Iterator[tuple[int, int, int, int, int]]:
    """Each entry of a directory: its place, code, kind, count, and where its four bytes of content are."""
    at = start + directory
    if directory < _HEADER_BYTES or at + 2 > len(block):
        return
    (entries,) = struct.unpack_from(order + "H", block, at)
    for place in range(at + 2, min(at + 2 + 12 * entries, len(block) - 11), 12):
        yield (place, *struct.unpack_from(order + "HHI", block, place), place + 8)


def _directory(block: bytes, start: int, at: int, order: str, most: dict[int, int]) -> Iterator[_Tag]:
    """The tags of a directory that are wanted, cut to so many bytes."""
    found = 0
    for _, code, kind, count, place in _entries(block, start, at, order):
        unit = _UNIT_BYTES.get(kind)
        if code not in most or unit is None or count == 0:
            continue
        found += 1
        if found > _MOST_TAGS:
            return
        if unit * count > 4:
            where = start + struct.unpack_from(order + "I", block, place)[0]
            if where + unit * count > len(block):
                continue
        else:
            where = place
        kept = min(count, most[code] // unit)
        yield _Tag(code, kind, kept, block[where : where + unit * kept])


def _written(tags: list[_Tag], inner: dict[int, list[_Tag]], order: str) -> bytes:
    """A block of directories, the first one before those that it leads to."""
    mark = b"II*\x00" if order == "<" else b"MM\x00*"
    # The last of those with the same code counts, as for Pillow.
    first = {tag.code: tag for tag in tags}
    for code in inner:
        first[code] = _Tag(code, _LONG, 1, bytes(4))
    if not first:
        return b""
    size = _size_of(first)
    at = _HEADER_BYTES + size
    behind = b""
    for code, directory in inner.items():
        first[code] = _Tag(code, _LONG, 1, struct.pack(order + "I", at + len(behind)))
        kept = {tag.code: tag for tag in directory}
        behind += _packed(kept, at + len(behind), order)
    return mark + struct.pack(order + "I", _HEADER_BYTES) + _packed(first, _HEADER_BYTES, order) + behind


def _size_of(tags: dict[int, _Tag]) -> int:
    longer = sum(len(tag.content) for tag in tags.values() if len(tag.content) > 4)
    return 2 + 12 * len(tags) + 4 + longer


def _packed(tags: dict[int, _Tag], at: int, order: str) -> bytes:
    """A directory and what is in it, to stand at a place of its block."""
    entries, contents = struct.pack(order + "H", len(tags)), b""
    begin = at + 2 + 12 * len(tags) + 4
    for tag in sorted(tags.values()):
        value = tag.content.ljust(4, b"\0")
        if len(tag.content) > 4:
            value = struct.pack(order + "I", begin + len(contents))
            contents += tag.content
        entries += struct.pack(order + "HHI", tag.code, tag.kind, tag.length) + value
    return entries + bytes(4) + contents
