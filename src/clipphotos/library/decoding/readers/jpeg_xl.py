"""JPEG XL: size and EXIF from the file itself, the pixels by libjxl."""

import importlib
from typing import Any

import numpy as np
from PIL import Image

from clipphotos.library.decoding.boxes import each_box
from clipphotos.library.decoding.readers.jpeg_xl_header import (
    CODESTREAM,
    Colours,
    colours_of,
    picture_size,
)
from clipphotos.library.decoding.readers.numbers import picture_of, to_bytes
from clipphotos.library.decoding.readers.picture import ReadablePicture, parsed_exif

_HELD_BYTES = 24
"""What libjxl holds of each pixel: it computes with three or four floating-point numbers."""
_STEPS = 4096
"""Of a curve; in between, lines are straight."""
_BROADCAST, _LINEAR, _SRGB, _PQ, _CINEMA, _HLG = 1, 8, 13, 16, 17, 18
_PAPER_NITS, _HLG_PAPER = 203, 0.265
"""How bright the white of paper is in pictures of high dynamic range; what is brighter is shown as white."""


def open_jpeg_xl(data: bytes) -> ReadablePicture:
    """Look at a file, bare or in a container."""
    boxes = dict(reversed(list(each_box(data)))) if not data.startswith(CODESTREAM) else {}
    codestream = data if not boxes else boxes.get(b"jxlc") or boxes.get(b"jxlp", b"")[4:]
    width, height = picture_size(codestream)
    colours = colours_of(codestream)
    # Before EXIF stands where in the box it begins.
    return ReadablePicture(
        width,
        height,
        width * height * _HELD_BYTES,
        lambda _min_edge: _read(data, colours),
        parsed_exif(boxes.get(b"Exif", b"")[4:]),
    )


def _read(data: bytes, colours: Colours | None) -> Image.Image:
    # Untyped, and needed by those only who have such photos. The first picture of an animation; upright.
    codecs: Any = importlib.import_module("imagecodecs")
    numbers: np.ndarray[Any, Any] = np.asarray(codecs.jpegxl_decode(data, index=0, numthreads=1))
    most = 1.0 if numbers.dtype.kind == "f" else float(np.iinfo(numbers.dtype).max)
    image = picture_of(to_bytes(numbers, most))
    profile = None if colours is None else _profile(colours, codecs)
    if profile is not None:
        image.info["icc_profile"] = profile
    return image


def _profile(colours: Colours, codecs: Any) -> bytes | None:
    """An ICC profile that says the same; None for a curve that nobody knows."""
    light = _light(colours)
    if light is None:
        return None
    curve = np.rint(np.clip(light, 0, 1) * 65535).astype(np.uint16)
    white = [*colours.white, 1.0]
    if colours.primaries is None:
        return bytes(codecs.cms_profile("gray", whitepoint=white, transferfunction=curve))
    primaries = [number for each in colours.primaries for number in (*each, 1.0)]
    return bytes(
        codecs.cms_profile(
            "rgb", whitepoint=white, primaries=primaries, transferfunction=np.stack([curve] * 3)
        )
    )


def _light(colours: Colours) -> np.ndarray[Any, Any] | None:
    """How much light equally spaced numbers from 0 to 1 stand for."""
    numbers = np.linspace(0, 1, _STEPS)
    if colours.transfer == 0:
        return numbers ** (1 / colours.gamma) if colours.gamma > 0 else None
    if colours.transfer == _LINEAR:
        return numbers
    if colours.transfer == _SRGB:
        return np.where(numbers <= 0.04045, numbers / 12.92, ((numbers + 0.055) / 1.055) ** 2.4)
    if colours.transfer == _BROADCAST:
        return np.where(numbers < 0.081, numbers / 4.5, ((numbers + 0.099) / 1.099) ** (1 / 0.45))
    if colours.transfer == _CINEMA:
        return numbers**2.6
    if colours.transfer == _PQ:
        root = numbers ** (32 / 2523)
        nits = 10_000 * (np.maximum(root - 107 / 128, 0) / (2413 / 128 - 2392 / 128 * root)) ** (8192 / 1305)
        return nits / _PAPER_NITS
    if colours.transfer == _HLG:
        bright = (np.exp((numbers - 0.55991073) / 0.17883277) + 0.28466892) / 12
        return np.where(numbers <= 0.5, numbers**2 / 3, bright) / _HLG_PAPER
    return None
