"""HEIF files that name no picture as theirs, such as bursts and films of still pictures: their first one.

libheif opens a file by its primary picture. So the file gets one: a second description of its contents is put
behind everything else, where nothing that is already in the file has to move.
"""

import struct

from clipphotos.library.decoding.boxes import each_box, first_box

_PICTURES = (b"hvc1", b"grid", b"av01", b"iden", b"iovl", b"jpeg")
"""Kinds of items that can be seen."""
_CODINGS = (b"hvc1", b"hev1")
_SAMPLE_ENTRY_BYTES = 78
"""Of a film's description of its pictures, before the boxes in it."""
_ITEM = 1


def with_primary_picture(data: bytes) -> bytes | None:
    """The same file with its first picture as its primary one; None if it has one or has no picture."""
    meta = first_box(data, b"meta")
    if first_box(meta[4:], b"pitm"):
        return None
    described = _with_primary_item(meta) if meta else None
    if described is None:
        described = _first_of_film(first_box(data, b"moov"))
    if described is None:
        return None
    ended = bytearray(data)
    # It says that it is a still picture, and no film: else libheif looks for one.
    brands = len(first_box(data, b"ftyp")) // 4
    ended[8:12] = b"heic"
    ended[16 : 8 + 4 * brands] = b"mif1" * (brands - 2)
    # What it was described by before is passed over from now on.
    for name in (b"meta", b"moov"):
        at = _place_of(data, name)
        if at is not None:
            ended[at + 4 : at + 8] = b"free"
    return bytes(ended) + _box(b"meta", described)


def _with_primary_item(meta: bytes) -> bytes | None:
    """The description of a file with the first of its items that can be seen as the primary one."""
    items = first_box(meta[4:], b"iinf")
    if not items:
        return None
    # The number of items has four bytes from the second version of this box on.
    for name, entry in each_box(items[8 if items[0] else 6 :]):
        if name != b"infe" or len(entry) < 12 or entry[0] < 2:
            continue
        is_hidden = entry[3] & 1
        long = entry[0] >= 3
        item = struct.unpack_from(">I" if long else ">H", entry, 4)[0]
        kind = entry[10:14] if long else entry[8:12]
        if kind in _PICTURES and not is_hidden:
            primary = struct.pack(">I", 1 << 24) + struct.pack(">I", item)
            return meta + _box(b"pitm", primary)
    return None


def _first_of_film(movie: bytes) -> bytes | None:
    """A description of the first picture of a film's first track of pictures."""
    for name, track in each_box(movie):
        if name != b"trak":
            continue
        table = first_box(first_box(first_box(track, b"mdia"), b"minf"), b"stbl")
        for coding, entry in each_box(first_box(table, b"stsd")[8:]):
            configuration = first_box(entry[_SAMPLE_ENTRY_BYTES:], b"hvcC")
            place = _first_sample(table)
            if coding in _CODINGS and configuration and place is not None:
                width, height = struct.unpack_from(">HH", entry, 24)
                return _description(configuration, width, height, *place)
    return None


def _first_sample(table: bytes) -> tuple[int, int] | None:
    """Where in the file the first picture of a track is, and how many bytes it has."""
    sizes, chunks, long_chunks = (first_box(table, name) for name in (b"stsz", b"stco", b"co64"))
    if len(sizes) < 12 or max(len(chunks), len(long_chunks)) < 12:
        return None
    size = struct.unpack_from(">I", sizes, 4)[0]
    if size == 0:
        size = struct.unpack_from(">I", sizes, 12)[0] if len(sizes) >= 16 else 0
    offset = struct.unpack_from(">I", chunks, 8)[0] if chunks else struct.unpack_from(">Q", long_chunks, 8)[0]
    return (offset, size) if size else None


def _description(configuration: bytes, width: int, height: int, offset: int, size: int) -> bytes:
    """What a HEIF file of one picture says of itself."""
    handler = _box(b"hdlr", bytes(8) + b"pict" + bytes(13))
    primary = _box(b"pitm", struct.pack(">IH", 0, _ITEM))
    # Offsets of eight bytes, lengths of four.
    location = _box(b"iloc", struct.pack(">IBBHHHHQI", 0, 0x84, 0, 1, _ITEM, 0, 1, offset, size))
    entry = _box(b"infe", struct.pack(">IHH", 2 << 24, _ITEM, 0) + b"hvc1\0")
    items = _box(b"iinf", struct.pack(">IH", 0, 1) + entry)
    properties = _box(b"hvcC", configuration) + _box(b"ispe", struct.pack(">III", 0, width, height))
    # Both properties belong to the item, and the first one cannot be done without.
    associated = _box(b"ipma", struct.pack(">IIHBBB", 0, 1, _ITEM, 2, 0x81, 0x02))
    return (
        bytes(4)
        + handler
        + primary
        + location
        + items
        + _box(b"iprp", _box(b"ipco", properties) + associated)
    )


def _place_of(data: bytes, wanted: bytes) -> int | None:
    """Where a box begins."""
    at = 0
    while at + 16 <= len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        if name == wanted:
            return at
        length = struct.unpack_from(">Q", data, at + 8)[0] if length == 1 else length
        if length < 8:
            break
        at += length
    return None


def _box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), name) + content
