"""Photoshop documents, made byte by byte."""

import struct

import numpy as np
from PIL import Image

MODES = {"L": 1, "RGB": 3, "CMYK": 4, "LAB": 9, "P": 2}


def resource(number: int, content: bytes) -> bytes:
    padded = content + bytes(len(content) % 2)
    return b"8BIM" + struct.pack(">HHI", number, 0, len(content)) + padded


def document(
    image: Image.Image,
    *,
    depth: int = 8,
    big: bool = False,
    packed: bool = True,
    resources: bytes = b"",
    alpha: Image.Image | None = None,
    says_transparent: bool = False,
) -> bytes:
    """A document of one picture, without layers."""
    planes = [np.asarray(band) for band in image.split()]
    if image.mode == "CMYK":
        planes = [255 - plane for plane in planes]
    if alpha is not None:
        planes.append(np.asarray(alpha))
    rows = [[_numbers(row, depth) for row in plane] for plane in planes]
    palette = b""
    if image.mode == "P":
        colours = np.frombuffer(bytes(image.getpalette() or ()).ljust(768, b"\0"), np.uint8)
        palette = colours.reshape(256, 3).T.tobytes()
    flat = [row for plane in rows for row in plane]
    if packed:
        lines = [_packed(row) for row in flat]
        lengths = b"".join(struct.pack(">I" if big else ">H", len(line)) for line in lines)
        pixels = struct.pack(">H", 1) + lengths + b"".join(lines)
    else:
        pixels = struct.pack(">H", 0) + b"".join(flat)
    wide = ">Q" if big else ">I"
    layers = struct.pack(wide, 2) + struct.pack(">h", -1 if says_transparent else 1)
    return b"".join(
        (
            b"8BPS"
            + struct.pack(
                ">H6xHIIHH", 2 if big else 1, len(planes), image.height, image.width, depth, MODES[image.mode]
            ),
            struct.pack(">I", len(palette)) + palette,
            struct.pack(">I", len(resources)) + resources,
            struct.pack(wide, len(layers)) + layers,
            pixels,
        )
    )


def _numbers(row: np.ndarray, depth: int) -> bytes:
    if depth == 8:
        return row.astype(np.uint8).tobytes()
    if depth == 16:
        return (row.astype(">u2") * 257).astype(">u2").tobytes()
    share = row.astype(float) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return linear.astype(">f4").tobytes()


def _packed(row: bytes) -> bytes:
    """PackBits, with runs and without."""
    out = bytearray()
    at = 0
    while at < len(row):
        run = 1
        while at + run < len(row) and run < 128 and row[at + run] == row[at]:
            run += 1
        if run > 1:
            out += bytes((257 - run, row[at]))
        else:
            out += bytes((0, row[at]))
        at += run
    return bytes(out)
