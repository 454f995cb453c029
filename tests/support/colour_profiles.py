"""ICC profiles of matrix and curves, made by hand: colour spaces under any name."""

import struct
from collections.abc import Sequence

Primaries = Sequence[tuple[float, float, float]]

SRGB: Primaries = ((0.43607, 0.22249, 0.01392), (0.38515, 0.71687, 0.09708), (0.14307, 0.06061, 0.7141))
"""XYZ of red, green and blue, adapted to the light that profiles are made for."""
DISPLAY_P3: Primaries = ((0.5151, 0.2412, -0.0011), (0.2920, 0.6922, 0.0419), (0.1571, 0.0666, 0.7841))
ADOBE_RGB: Primaries = ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457))
_LIGHT = (0.9642, 1.0, 0.8249)
_SRGB_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)


def rgb_profile(name: str, primaries: Primaries = SRGB, gamma: float | None = None) -> bytes:
    """A profile of an RGB colour space.

    Args:
        name: What its description says.
        primaries: XYZ of red, green and blue.
        gamma: Of its tone curves; None for the curve of sRGB.
    """
    curve = _curve(gamma)
    tags = {b"desc": _description(name), b"cprt": _text("none"), b"wtpt": _xyz(_LIGHT)}
    for letter, primary in zip(b"rgb", primaries, strict=True):
        tags[bytes([letter]) + b"XYZ"] = _xyz(primary)
        tags[bytes([letter]) + b"TRC"] = curve
    return _profile(b"RGB ", tags)


def grey_profile(name: str, gamma: float) -> bytes:
    """A profile of greys."""
    tags = {b"desc": _description(name), b"cprt": _text("none"), b"wtpt": _xyz(_LIGHT)}
    return _profile(b"GRAY", tags | {b"kTRC": _curve(gamma)})


def _profile(space: bytes, tags: dict[bytes, bytes]) -> bytes:
    offset = 128 + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for name, content in tags.items():
        table += name + struct.pack(">II", offset + len(body), len(content))
        body += content + b"\0" * (-len(content) % 4)
    header = bytearray(128)
    header[:4] = struct.pack(">I", offset + len(body))
    header[8:24] = b"\x02\x10\0\0mntr" + space + b"XYZ "
    header[24:40] = struct.pack(">6H", 2020, 1, 1, 0, 0, 0) + b"acsp"
    header[68:80] = _xyz(_LIGHT)[8:]
    return bytes(header) + table + body


def _fixed(*numbers: float) -> bytes:
    return struct.pack(f">{len(numbers)}i", *(round(number * 65536) for number in numbers))


def _xyz(value: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + _fixed(*value)


def _text(text: str) -> bytes:
    return b"text\0\0\0\0" + text.encode() + b"\0"


def _description(text: str) -> bytes:
    encoded = text.encode() + b"\0"
    return b"desc\0\0\0\0" + struct.pack(">I", len(encoded)) + encoded + bytes(78)


def _curve(gamma: float | None) -> bytes:
    if gamma is None:
        return b"para\0\0\0\0" + struct.pack(">HH", 3, 0) + _fixed(*_SRGB_CURVE)
    return b"curv\0\0\0\0" + struct.pack(">IHH", 1, round(gamma * 256), 0)
