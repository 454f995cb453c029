"""PNG files whose pixels are whole, but not what accompanies them.

Texts, profiles, sizes in metres and the frames of animations are chunks of their own, each with a checksum.
Pillow refuses a file for one bad chunk; the photo is in others.
"""

import re
import struct
import zlib
from collections.abc import Iterator

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_NEEDED = re.compile(rb"(?s).{4}(?=PLTE|tRNS|IDAT|IEND)")
"""A chunk that a picture needs, from its length on."""

_HEADER_BYTES = 13
_GREY, _TRUECOLOUR, _PALETTE = 0, 2, 3
_KEY_COLOUR_BYTES = {_GREY: 2, _TRUECOLOUR: 6}
"""How long the one transparent colour is, by colour type."""

MOST_UNPACKED_BYTES = 16 << 20
"""How much a text or a profile may have. Those of scanners have more than Pillow allows by itself."""

_ZLIB_HEADER_BYTES = 2
_PIECE_BYTES = 1 << 20


def without_bad_chunks(data: bytes) -> bytes | None:
    """The picture of a PNG file alone: header, palette, transparency and pixels, with the right checksums.

    The colour profile and EXIF, which say how the picture is to be seen, are kept where they are whole.

    Args:
        data: The file's bytes.

    Returns:
        The bytes of a PNG file; None if there are no pixels in the file.
    """
    chunks: dict[bytes, bytes] = {}
    pixels: list[bytes] = []
    for name, content, is_whole in _chunks(data):
        if name == b"IDAT":
            pixels.append(content)
        elif name not in chunks and (name in (b"IHDR", b"PLTE", b"tRNS") or is_whole):
            chunks[name] = content
    header = chunks.get(b"IHDR", b"")[:_HEADER_BYTES]
    if len(header) < _HEADER_BYTES or not pixels:
        return None
    palette = chunks.get(b"PLTE", b"")
    palette = palette[: len(palette) // 3 * 3]
    parts = {
        b"IHDR": header,
        b"iCCP": _profile(chunks.get(b"iCCP", b"")),
        b"eXIf": chunks.get(b"eXIf", b""),
        b"PLTE": palette,
        b"tRNS": _transparency(chunks.get(b"tRNS", b""), header[9], len(palette) // 3),
        b"IDAT": _without_checksum(b"".join(pixels)),
    }
    written = b"".join(_chunk(name, content) for name, content in parts.items() if content)
    return _SIGNATURE + written + _chunk(b"IEND", b"")


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes, bool]]:
    """Each chunk's name, content, and whether its checksum is right.

    A chunk may say a wrong length. Then it ends before the next one that a picture needs.
    """
    at = len(_SIGNATURE)
    while at + 8 <= len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        after = at + 12 + length
        check = data[after - 4 : after]
        is_whole = check == struct.pack(">I", zlib.crc32(data[at + 4 : at + 8 + length]))
        if not is_whole and not _may_begin(data, after):
            found = _NEEDED.search(data, at + 8)
            after = found.start() if found is not None else len(data) + 4
        if name.isalpha():
            yield name, data[at + 8 : after - 4], is_whole
        if name == b"IEND":
            return
        at = after


def _may_begin(data: bytes, at: int) -> bool:
    """Whether a chunk may begin at a place: one that lies in the file, or the file's end."""
    if at >= len(data):
        return at == len(data)
    return data[at + 4 : at + 8].isalpha() and at + 12 + int.from_bytes(data[at : at + 4], "big") <= len(data)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", len(content), name) + content + struct.pack(">I", zlib.crc32(name + content))


def _transparency(content: bytes, colour_type: int, colours: int) -> bytes:
    """A transparency chunk as its picture needs it; empty if it is of no use."""
    if colour_type == _PALETTE:
        return content[:colours]
    length = _KEY_COLOUR_BYTES.get(colour_type)
    return content[:length] if length is not None and len(content) >= length else b""


def _profile(content: bytes) -> bytes:
    """A profile chunk that can be unpacked; otherwise nothing."""
    name, _, rest = content.partition(b"\0")
    if not 1 <= len(name) <= 79 or rest[:1] != b"\0":
        return b""
    unpacking = zlib.decompressobj()
    try:
        unpacking.decompress(rest[1:], MOST_UNPACKED_BYTES)
    except zlib.error:
        return b""
    return content if unpacking.eof else b""


def _without_checksum(stream: bytes) -> bytes:
    """A zlib stream without the checksum at its end, which may be wrong; Pillow does not miss it."""
    unpacking = zlib.decompressobj(-zlib.MAX_WBITS)
    rest = stream[_ZLIB_HEADER_BYTES:]
    try:
        while rest and not unpacking.eof:
            unpacking.decompress(rest, _PIECE_BYTES)  # Not all at once: it may be very much.
            rest = unpacking.unconsumed_tail
    except zlib.error:
        return stream
    return stream[: len(stream) - len(unpacking.unused_data)] if unpacking.eof else stream
