"""What the bits at the beginning of a JPEG XL picture say: its size, and what its colours mean.

A whole ICC profile may stand there, too; it is packed in a way that only libjxl unpacks.
"""

from dataclasses import dataclass

CODESTREAM = b"\xff\x0a"
_HEADER_BYTES = 4096
"""Enough for all but names of channels that nobody gives."""

_RATIOS = ((1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))
_ENUM = ((0, 0), (1, 0), (2, 4), (18, 6))
"""For each of four cases the least number, and how many bits are added to it; so below."""
_EDGE = ((1, 9), (1, 13), (1, 18), (1, 30))
_DEPTH, _FLOAT_DEPTH = ((8, 0), (10, 0), (12, 0), (1, 6)), ((32, 0), (16, 0), (24, 0), (1, 6))
_CHANNELS, _SHIFT = ((0, 0), (1, 0), (2, 4), (1, 12)), ((0, 0), (3, 0), (4, 0), (1, 3))
_NAME, _MOSAIC = ((0, 0), (0, 4), (16, 5), (48, 10)), ((1, 0), (0, 2), (3, 4), (19, 8))
_CHROMATICITY = ((0, 19), (524_288, 19), (1_048_576, 20), (2_097_152, 21))
_PREVIEW, _PREVIEW_8 = ((1, 6), (65, 8), (321, 10), (1345, 12)), ((16, 0), (32, 0), (1, 5), (33, 9))
_TICKS = ((100, 0), (1000, 0), (1, 10), (1, 30))
_PER_TICK, _LOOPS = ((1, 0), (1001, 0), (1, 8), (1, 10)), ((0, 0), (0, 3), (0, 16), (0, 32))
_ALPHA, _SPOT_COLOUR, _COLOUR_FILTER = 0, 2, 5
_RGB, _GREY, _XYB = 0, 1, 2
_CUSTOM = 2
_WHITES = {1: (0.3127, 0.3290), 10: (1 / 3, 1 / 3), 11: (0.314, 0.351)}
_PRIMARIES = {
    1: ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06)),
    9: ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046)),
    11: ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),
}

Chromaticity = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Colours:
    """What the numbers of a picture mean.

    Attributes:
        white: Chromaticity of white.
        primaries: Of red, green and blue; None for a grey picture.
        transfer: Number of the curve between numbers and light, as in ITU-T H.273; 0 if `gamma` says it.
        gamma: The exponent with which light becomes numbers.
    """

    white: Chromaticity
    primaries: tuple[Chromaticity, Chromaticity, Chromaticity] | None
    transfer: int
    gamma: float = 0.0


def picture_size(codestream: bytes) -> tuple[int, int]:
    """Width and height, upright or not.

    Raises:
        SyntaxError: If it is no codestream.
    """
    return _size(_bits_of(codestream))


def colours_of(codestream: bytes) -> Colours | None:
    """What the colours mean; None for sRGB, and where that is not said in numbers.

    Raises:
        SyntaxError: If it is no codestream.
    """
    bits = _bits_of(codestream)
    _size(bits)
    if bits.flag():
        return None
    if bits.flag():
        _pass_over_extra_fields(bits)
    _pass_over_depth(bits)
    bits.take(1)
    for _ in range(bits.number(_CHANNELS)):
        _pass_over_channel(bits)
    bits.take(1)
    return _colours(bits)


class _Bits:
    """Reads numbers from the lowest bit on."""

    def __init__(self, data: bytes) -> None:
        self._left = int.from_bytes(data, "little")

    def take(self, count: int) -> int:
        value = self._left & ((1 << count) - 1)
        self._left >>= count
        return value

    def flag(self) -> bool:
        return bool(self.take(1))

    def number(self, cases: tuple[tuple[int, int], ...]) -> int:
        least, count = cases[self.take(2)]
        return least + self.take(count)


def _bits_of(codestream: bytes) -> _Bits:
    if not codestream.startswith(CODESTREAM):
        raise SyntaxError("invalid header")
    return _Bits(codestream[2:_HEADER_BYTES])


def _size(bits: _Bits) -> tuple[int, int]:
    is_small = bits.flag()

    def edge() -> int:
        return (bits.take(5) + 1) * 8 if is_small else bits.number(_EDGE)

    height = edge()
    ratio = bits.take(3)
    if ratio == 0:
        return edge(), height
    across, down = _RATIOS[ratio - 1]
    return height * across // down, height


def _pass_over_extra_fields(bits: _Bits) -> None:
    bits.take(3)
    if bits.flag():
        _size(bits)
    if bits.flag():
        edges = _PREVIEW_8 if bits.flag() else _PREVIEW
        bits.number(edges)
        if bits.take(3) == 0:
            bits.number(edges)
    if bits.flag():
        for cases in (_TICKS, _PER_TICK, _LOOPS):
            bits.number(cases)
        bits.take(1)


def _pass_over_depth(bits: _Bits) -> None:
    if bits.flag():
        bits.number(_FLOAT_DEPTH)
        bits.take(4)
    else:
        bits.number(_DEPTH)


def _pass_over_channel(bits: _Bits) -> None:
    if bits.flag():
        return
    kind = bits.number(_ENUM)
    _pass_over_depth(bits)
    bits.number(_SHIFT)
    bits.take(8 * bits.number(_NAME))
    if kind == _ALPHA:
        bits.take(1)
    elif kind == _SPOT_COLOUR:
        bits.take(4 * 16)
    elif kind == _COLOUR_FILTER:
        bits.number(_MOSAIC)


def _colours(bits: _Bits) -> Colours | None:
    if bits.flag() or bits.flag():
        return None  # sRGB, or a packed profile
    space = bits.number(_ENUM)
    if space not in (_RGB, _GREY):
        return None
    white_kind = bits.number(_ENUM)
    white = _chromaticity(bits) if white_kind == _CUSTOM else _WHITES.get(white_kind)
    primaries = None
    if space == _RGB:
        kind = bits.number(_ENUM)
        if kind == _CUSTOM:
            primaries = (_chromaticity(bits), _chromaticity(bits), _chromaticity(bits))
        else:
            primaries = _PRIMARIES.get(kind)
        if primaries is None:
            return None
    if white is None:
        return None
    if bits.flag():
        return Colours(white, primaries, 0, bits.take(24) / 10_000_000)
    return Colours(white, primaries, bits.number(_ENUM))


def _chromaticity(bits: _Bits) -> Chromaticity:
    def coordinate() -> float:
        packed = bits.number(_CHROMATICITY)
        return (-(packed + 1) // 2 if packed & 1 else packed // 2) / 1_000_000

    return coordinate(), coordinate()
