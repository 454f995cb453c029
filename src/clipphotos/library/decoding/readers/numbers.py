"""Whole and floating-point numbers as the eight bits that are shown."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_MODES = ("L", "LA", "RGB", "RGBA")


def to_bytes(numbers: NDArray[Any], most: float, *, is_linear: bool = False) -> NDArray[np.uint8]:
    """Numbers from 0 on as 0 to 255.

    Args:
        numbers: Of any kind.
        most: What is white.
        is_linear: Whether they count light, so that they have to be spread as sRGB does it.
    """
    if numbers.dtype == np.uint8 and most == 255:
        return numbers.view(np.uint8)
    share = np.clip(np.nan_to_num(numbers.astype(np.float32) / most), 0, 1)
    if is_linear:
        share = np.where(share <= 0.0031308, share * 12.92, 1.055 * share ** (1 / 2.4) - 0.055)
    return np.rint(share * 255).astype(np.uint8)


def picture_of(numbers: NDArray[np.uint8]) -> Image.Image:
    """Rows, columns and channels as a picture: grey or colours, with or without transparency."""
    height, width = numbers.shape[:2]
    channels: int = numbers.size // (height * width)
    shown = min(channels, len(_MODES))
    pixels = numbers.reshape(height, width, channels)[:, :, :shown]
    return Image.frombytes(_MODES[shown - 1], (width, height), pixels.tobytes())
