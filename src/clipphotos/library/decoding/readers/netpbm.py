"""Netpbm's formats that Pillow does not read: PAM, and PFM in colours."""

import io

import numpy as np
from PIL import Image

from clipphotos.library.decoding.readers.numbers import picture_of, to_bytes
from clipphotos.library.decoding.readers.picture import ReadablePicture

_MOST_HEADER_BYTES = 4096


def open_pam(data: bytes) -> ReadablePicture:
    """A PAM file: grey or colours, with or without transparency."""
    head = data[:_MOST_HEADER_BYTES]
    lines, mark, _ = head.partition(b"\nENDHDR\n")
    if not mark:
        raise SyntaxError("the header has no end")
    start = len(lines) + len(mark)
    words = [line.split(None, 1) for line in lines.split(b"\n")[1:] if not line.startswith(b"#")]
    values = {pair[0]: pair[1] for pair in words if len(pair) == 2}
    width, height, depth, most = (
        int(values.get(name, b"0")) for name in (b"WIDTH", b"HEIGHT", b"DEPTH", b"MAXVAL")
    )
    if min(width, height, depth) < 1 or not 1 <= most <= 0xFFFF:
        raise SyntaxError("impossible header")
    kind = np.dtype(np.uint8 if most < 256 else ">u2")

    def read(_min_edge: int) -> Image.Image:
        numbers = _numbers(data, start, kind, width * height * depth)
        return picture_of(to_bytes(numbers.reshape(height, width, depth), most))

    return ReadablePicture(width, height, width * height * depth * (kind.itemsize + 5), read)


def open_pfm(data: bytes) -> ReadablePicture:
    """A PFM file in colours: floating-point numbers that count light, from the bottom row up."""
    file = io.BytesIO(data[:_MOST_HEADER_BYTES])
    file.readline()
    width, height = (int(word) for word in file.readline().split())
    scale = float(file.readline())
    if min(width, height) < 1 or not scale:
        raise SyntaxError("impossible header")
    kind = np.dtype("<f4" if scale < 0 else ">f4")
    start = file.tell()

    def read(_min_edge: int) -> Image.Image:
        numbers = _numbers(data, start, kind, width * height * 3).reshape(height, width, 3)
        return picture_of(to_bytes(numbers[::-1], 1.0, is_linear=True))

    return ReadablePicture(width, height, width * height * 3 * 13, read)


def _numbers(data: bytes, start: int, kind: np.dtype[np.generic], count: int) -> np.ndarray:
    if start + count * kind.itemsize > len(data):
        raise EOFError("the file is truncated")
    return np.frombuffer(data, kind, count, start)
