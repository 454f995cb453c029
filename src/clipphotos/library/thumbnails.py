"""Encodes small pictures for the grid and the viewer."""

import io

from PIL import Image

THUMBNAIL_EDGE = 384
"""Pixels of a thumbnail's larger edge."""

_THUMBNAIL_QUALITY = 85
_PREVIEW_QUALITY = 90


def encode_thumbnail(image: Image.Image, edge: int = THUMBNAIL_EDGE) -> bytes:
    """A thumbnail as JPEG.

    Args:
        image: RGB, upright.
        edge: Pixels of the larger edge; a smaller picture is not enlarged.

    Returns:
        JPEG bytes, quality 85, aspect kept.
    """
    # Half the work of Lanczos, with next to no loss in pictures that small.
    return _encode(image, edge, _THUMBNAIL_QUALITY, Image.Resampling.HAMMING)


def encode_preview(image: Image.Image, edge: int) -> bytes:
    """A picture for the viewer as JPEG.

    Args:
        image: RGB, upright.
        edge: Pixels of the larger edge; a smaller picture is not enlarged.

    Returns:
        JPEG bytes, quality 90, aspect kept.
    """
    return _encode(image, edge, _PREVIEW_QUALITY, Image.Resampling.LANCZOS)


def _encode(image: Image.Image, edge: int, quality: int, how: Image.Resampling) -> bytes:
    # JPEG ends at 65,500 pixels.
    edge = min(edge, 65_500)
    larger = max(image.size)
    if larger > edge:
        # A picture of 1 x 10,000 must keep one pixel of width.
        size = (max(1, round(image.width * edge / larger)), max(1, round(image.height * edge / larger)))
        image = image.resize(size, how, reducing_gap=2.0)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()
