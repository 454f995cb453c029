"""What stands behind a picture's transparent parts."""

from typing import cast

import numpy as np
from PIL import Image

_SAMPLE_EDGE = 256
_LIGHT = 216
"""Grey levels from here on are lost on white."""

_SHARE_LOST = 0.25
"""How much of what a picture shows may be lost on white before it is put on grey."""

WHITE, GREY = 255, 128


def has_transparency(image: Image.Image) -> bool:
    """Whether some of a picture's pixels may be transparent."""
    return image.mode in ("LA", "La", "PA", "RGBA", "RGBa") or "transparency" in image.info


def scale_key_colour(image: Image.Image, bits: int) -> None:
    """Bring the one transparent colour of a PNG to the levels of its pixels.

    Pillow gives it as it is stored, but scales the pixels to 8 bits.

    Args:
        image: L, RGB or of numbers, which are not scaled.
        bits: Of a sample in the file.
    """
    key = image.info.get("transparency")
    if image.mode == "L" and bits in (2, 4) and isinstance(key, int):
        image.info["transparency"] = key * 255 // ((1 << bits) - 1)
    elif image.mode == "RGB" and bits == 16 and isinstance(key, tuple):
        image.info["transparency"] = tuple(sample >> 8 for sample in cast("tuple[int, ...]", key))


def with_alpha(image: Image.Image) -> Image.Image:
    """A picture that has transparency in a mode that keeps it apart: LA or RGBA."""
    if image.mode == "La":
        return image.convert("LA")
    return image if image.mode in ("LA", "RGBA") else image.convert("RGBA")


def paper_for(image: Image.Image) -> int:
    """The grey level to put behind a picture: white, unless what it shows could not be seen on white.

    Args:
        image: Of any mode.

    Returns:
        `WHITE`, or `GREY` for drawings in white and other light colours.
    """
    if not has_transparency(image):
        return WHITE
    edges = (min(image.width, _SAMPLE_EDGE), min(image.height, _SAMPLE_EDGE))
    sample = with_alpha(image.resize(edges, Image.Resampling.NEAREST)).convert("LA")
    levels, alpha = np.moveaxis(np.asarray(sample), -1, 0)
    seen = int(alpha.sum(dtype=np.int64))
    lost = int(alpha[levels >= _LIGHT].sum(dtype=np.int64))
    return GREY if seen and lost >= _SHARE_LOST * seen else WHITE


def on_paper(image: Image.Image, paper: int) -> Image.Image:
    """Put a picture on a plain ground.

    Args:
        image: A picture that has transparency.
        paper: The ground's grey level.

    Returns:
        L or RGB.
    """
    image = with_alpha(image)
    opaque = "L" if image.mode == "LA" else "RGB"
    ground = Image.new(opaque, image.size, paper if opaque == "L" else (paper, paper, paper))
    ground.paste(image.convert(opaque), mask=image.getchannel("A"))
    return ground
