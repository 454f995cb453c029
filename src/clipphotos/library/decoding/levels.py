"""Numbers of any kind as the 256 levels of a screen: what counts as black, and what as white."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[Any]

_DEVICE_BITS = (8, 10, 12, 16)
"""How many bits scanners, cameras and detectors deliver; they store them in more."""

_FULL_SCALE_BITS = 24
"""Values of 32 and 64 bits that need fewer than these are measurements, not shares of the full range."""

_BRIGHTEST_LIGHT = 16.0
"""How far beyond white the lights of a photo in floating-point numbers may reach."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How numbers become levels.

    Attributes:
        low: The number that is black.
        factor: Levels a unit.
    """

    low: float
    factor: float

    def levels(self, numbers: Numbers) -> npt.NDArray[np.uint8]:
        """Each number's level, 0-255; what is no number is black."""
        with np.errstate(over="ignore", invalid="ignore"):
            levels = (numbers.astype(np.float64) - self.low) * self.factor
        levels = np.nan_to_num(levels, nan=0.0, posinf=255.0, neginf=0.0)
        return np.clip(np.rint(levels), 0, 255).astype(np.uint8)


def whole_scale(low: float, high: float, bits: int, *, may_be_fewer: bool = True) -> Scale:
    """The scale of whole numbers.

    Args:
        low: The least of them.
        high: The greatest of them.
        bits: How many bits a positive number may have.
        may_be_fewer: Whether they may be of a device that delivers fewer bits. The greatest number tells:
            without a larger one anywhere the picture would be black.
    """
    if low < 0:
        return _stretched(low, high)
    if bits > _DEVICE_BITS[-1] and 1 << _DEVICE_BITS[-1] <= high < 1 << _FULL_SCALE_BITS:
        return _stretched(low, high)
    usual = [count for count in _DEVICE_BITS if count < bits] if may_be_fewer else []
    filled = next((count for count in usual if high < 1 << count), bits)
    return Scale(0.0, 255 / ((1 << filled) - 1))


def float_scale(numbers: Numbers) -> Scale:
    """The scale of floating-point numbers: shares from 0 to 1, levels from 0 to 255, or anything.

    Shares of light may reach a little below black and far above white.

    Args:
        numbers: A sample of them.
    """
    finite = numbers[np.isfinite(numbers)].astype(np.float64)
    if not finite.size:
        return Scale(0.0, 0.0)
    low, high = float(finite.min()), float(finite.max())
    if low >= 0 and high <= 1:
        return Scale(0.0, 255.0)
    middle, light = float(np.median(finite)), float(np.quantile(finite, 0.99))
    are_whole = bool((finite == np.rint(finite)).all())
    if not are_whole and low > -1 and 0 <= middle <= 1 and light <= _BRIGHTEST_LIGHT:
        return Scale(0.0, 255.0)
    if low >= 0 and high <= 255:
        return Scale(0.0, 1.0)
    return _stretched(low, high)


def _stretched(low: float, high: float) -> Scale:
    return Scale(low, 255 / (high - low) if high > low else 0.0)
