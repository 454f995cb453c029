"""Formats that begin with plain numbers: TGA, PCX, icons and cursors.

No letters give them away, so every number has to be a possible one. Otherwise any file of zeros were
a picture.
"""

import struct

_ICON_KINDS = {1: "ICO", 2: "CUR"}
_ICON_ENTRY_BYTES = 16

_TGA_DEPTHS = {1: (8, 16), 2: (15, 16, 24, 32), 3: (8, 16)}
"""Bits of a pixel by kind: with a palette, in colours, grey. Packed ones have a number that is 8 higher."""
_TGA_PALETTE_DEPTHS = (15, 16, 24, 32)
_TGA_ALPHA_BITS = {8: (0,), 15: (0, 1), 16: (0, 1, 8), 24: (0,), 32: (0, 8)}

_PCX_VERSIONS = (0, 2, 3, 4, 5)
_PCX_PIXELS = {(1, 1), (1, 2), (1, 3), (1, 4), (2, 1), (4, 1), (8, 1), (8, 3), (8, 4)}
"""Bits and planes that occur together."""


def sniff_without_magic(head: bytes) -> str | None:
    """Which of these formats a file's beginning belongs to, or None."""
    return _icon(head) or _pcx(head) or _tga(head)


def _icon(head: bytes) -> str | None:
    if len(head) < 6 + _ICON_ENTRY_BYTES:
        return None
    reserved, kind, count = struct.unpack_from("<HHH", head)
    length, offset = struct.unpack_from("<II", head, 14)
    # The first picture stands behind the list of all; a TGA has zeros where an icon counts its pictures.
    is_icon = reserved == 0 and count > 0 and length > 0 and offset >= 6 + count * _ICON_ENTRY_BYTES
    return _ICON_KINDS.get(kind) if is_icon else None


def _pcx(head: bytes) -> str | None:
    if len(head) < 128 or head[0] != 0x0A:
        return None
    version, packing, bits = head[1:4]
    left, top, right, bottom = struct.unpack_from("<HHHH", head, 4)
    planes, row_bytes = struct.unpack_from("<BH", head, 65)
    is_possible = version in _PCX_VERSIONS and packing <= 1 and (bits, planes) in _PCX_PIXELS
    is_large_enough = row_bytes * 8 >= (right - left + 1) * bits
    return "PCX" if is_possible and left <= right and top <= bottom and is_large_enough else None


def _tga(head: bytes) -> str | None:
    if len(head) < 18:
        return None
    _, has_palette, kind, _, colours, colour_bits = struct.unpack_from("<BBBHHB", head)
    width, height, bits, descriptor = struct.unpack_from("<HHBB", head, 12)
    if kind in (1, 9):
        is_palette_right = has_palette == 1 and colours > 0 and colour_bits in _TGA_PALETTE_DEPTHS
    else:
        # Some programs leave a palette in a picture that does not need one.
        is_palette_right = has_palette == 0 and head[3:8] == bytes(5)
    is_possible = bits in _TGA_DEPTHS.get(kind & ~8, ()) and kind & ~8 and descriptor & 0xC0 == 0
    is_alpha_right = descriptor & 0x0F in _TGA_ALPHA_BITS.get(bits, ())
    return "TGA" if is_palette_right and is_possible and is_alpha_right and width and height else None
