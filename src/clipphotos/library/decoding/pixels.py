"""Turns decoded pictures of any mode into small, upright sRGB ones without holding several copies of them."""

import numpy as np
from PIL import Image

from clipphotos.library.decoding.colour import to_srgb
from clipphotos.library.decoding.levels import Scale, float_scale, whole_scale
from clipphotos.library.decoding.transparency import has_transparency, on_paper, paper_for

_BAND_PIXELS = 4_000_000
"""Pixels converted at a time, so that a large picture exists in full in one mode only."""

_SAMPLE_EDGE = 1024

_TRANSPOSE = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def upright(image: Image.Image, orientation: int) -> Image.Image:
    """Apply an EXIF orientation.

    Args:
        image: As stored.
        orientation: 1-8.

    Returns:
        The picture as it was seen.
    """
    method = _TRANSPOSE.get(orientation)
    return image if method is None else image.transpose(method)


def to_small_srgb(image: Image.Image, min_edge: int) -> Image.Image:
    """Shrink a picture by a whole factor, put it on plain paper, and bring its colours to sRGB.

    Args:
        image: Loaded, of any mode.
        min_edge: Pixels that the smaller edge keeps, where the picture has that many; at least 1.

    Returns:
        RGB.
    """
    factor = max(1, min(image.size) // max(1, min_edge))
    profile = image.info.get("icc_profile")
    return to_srgb(_shrunk(image, factor), profile if isinstance(profile, bytes) else None)


def _shrunk(image: Image.Image, factor: int) -> Image.Image:
    """The picture in L, RGB, CMYK or LAB, `factor` times smaller."""
    if image.mode.startswith("I") and "transparency" in image.info:
        image = _with_key_as_alpha(image)
    if image.mode in ("LA", "RGBA") and image.getextrema()[-1] == (0, 0):
        # Some programs leave the alpha channel empty; a picture of which nothing shows is meant to be seen.
        image = image.convert("L" if image.mode == "LA" else "RGB")
    if _is_plain(image):
        return image.reduce(factor) if factor > 1 else image
    scale = _number_scale(image)
    paper = paper_for(image)
    if image.width * image.height <= _BAND_PIXELS:
        plain = _plain(image, scale, paper)
        return plain.reduce(factor) if factor > 1 else plain
    rows = max(1, _BAND_PIXELS // (image.width * factor)) * factor
    result: Image.Image | None = None
    for top in range(0, image.height, rows):
        band = image.crop((0, top, image.width, min(top + rows, image.height)))
        band = _plain(band, scale, paper)
        band = band.reduce(factor) if factor > 1 else band
        if result is None:
            result = Image.new(band.mode, (band.width, -(-image.height // factor)))
        result.paste(band, (0, top // factor))
    assert result is not None  # noqa: S101  # A loaded picture has at least one row.
    return result


def _is_plain(image: Image.Image) -> bool:
    return image.mode in ("CMYK", "LAB") or (image.mode in ("L", "RGB") and "transparency" not in image.info)


def _plain(image: Image.Image, scale: Scale, paper: int) -> Image.Image:
    """L, RGB, CMYK or LAB, with anything transparent put on paper of that grey level."""
    if image.mode == "F" or image.mode.startswith("I"):
        return _numbers_to_grey(image, scale)
    if has_transparency(image):
        return on_paper(image, paper)
    if image.mode in ("1", "L"):
        return image.convert("L")
    return image if image.mode == "RGB" else image.convert("RGB")


def _number_scale(image: Image.Image) -> Scale:
    """How a picture of whole or floating-point numbers becomes one of greys."""
    if image.mode == "F":
        step = max(1, max(image.size) // _SAMPLE_EDGE)
        return float_scale(np.asarray(image)[::step, ::step])
    if image.mode.startswith("I"):
        low, high = _extrema(image)
        return whole_scale(low, high, 31 if image.mode == "I" else 16)
    return Scale(0.0, 1.0)


def _with_key_as_alpha(image: Image.Image) -> Image.Image:
    """A picture of numbers, one of which stands for what is transparent, as greys with alpha."""
    key, scale = image.info["transparency"], _number_scale(image)
    result = Image.new("LA", image.size)
    rows = max(1, _BAND_PIXELS // image.width)
    for top in range(0, image.height, rows):
        numbers = np.asarray(image.crop((0, top, image.width, min(top + rows, image.height))))
        seen = np.where(numbers == key, 0, 255).astype(np.uint8)
        band = Image.merge("LA", [Image.fromarray(scale.levels(numbers)), Image.fromarray(seen)])
        result.paste(band, (0, top))
    return result


def _extrema(image: Image.Image) -> tuple[int, int]:
    """Least and greatest number, looked for in bands."""
    rows = max(1, _BAND_PIXELS // image.width)
    bands = (
        np.asarray(image.crop((0, top, image.width, min(top + rows, image.height))))
        for top in range(0, image.height, rows)
    )
    extrema = [(int(band.min()), int(band.max())) for band in bands]
    return min(low for low, _ in extrema), max(high for _, high in extrema)


def _numbers_to_grey(image: Image.Image, scale: Scale) -> Image.Image:
    return Image.fromarray(scale.levels(np.asarray(image)))
