"""What is done to a picture before a model's own preprocessing."""

from PIL import Image

_LONGEST_SHAPE = {"shortest": 8, "longest": 100}


def without_extremes(image: Image.Image, resize_mode: str) -> Image.Image:
    """Cut the ends off a picture so long and thin that resizing it would need gigabytes or leave no pixel.

    For ``shortest`` the part that is cut would be cropped away after resizing anyhow.

    Args:
        image: Any size from 1 x 1.
        resize_mode: open_clip's ``shortest``, ``longest`` or ``squash``.

    Returns:
        RGB; the same picture unless it is extreme.
    """
    short, long = sorted(image.size)
    limit = short * _LONGEST_SHAPE.get(resize_mode, long)
    if long > limit:
        # As many pixels at either end, so that the centre stays where it is.
        margin = (long - limit) // 2
        width, height = image.size
        across = (margin, 0, width - margin, height)
        along = (0, margin, width, height - margin)
        image = image.crop(across if width > height else along)
    return image if image.mode == "RGB" else image.convert("RGB")
