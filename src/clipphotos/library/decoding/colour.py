"""Brings decoded pictures to sRGB, as the colour profile that came with them says."""

import io
from functools import lru_cache
from typing import Any, cast

import numpy as np
from PIL import Image, ImageCms

_cms = cast("Any", ImageCms)  # Its type hints are incomplete.

_PROFILE_SPACES = {"RGB": "RGB ", "L": "GRAY", "CMYK": "CMYK", "LAB": "Lab "}
"""The colour space a profile must be made for, by the mode of the picture it comes with."""

_INVISIBLE_LEVELS = 2
"""A profile that moves no colour further than this is taken for sRGB."""

MOST_PROFILE_BYTES = 16 << 20
"""The largest profiles, of presses and scanners, have some megabytes."""

_PROBE_STEPS = (0, 8, 26, 64, 128, 192, 255)


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Turn a picture's colours into sRGB.

    Args:
        image: L, RGB, CMYK or LAB.
        profile: The ICC profile that came with it. One that is broken, or made for another colour space, is
            ignored: it costs the exact colours, not the photo.

    Returns:
        RGB.
    """
    if profile and len(profile) <= MOST_PROFILE_BYTES:
        image = _through_profile(image, profile)
    if image.mode == "LAB":
        image = _converted(image, _cms.createProfile("LAB"))
    return image if image.mode == "RGB" else image.convert("RGB")


def _through_profile(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = _cms.ImageCmsProfile(io.BytesIO(profile))
        if source.profile.xcolor_space != _PROFILE_SPACES.get(image.mode):
            return image
        if image.mode == "RGB" and _is_srgb(profile):
            return image
        return _converted(image, source)
    except Exception:  # noqa: BLE001  # LittleCMS raises nearly everything on broken profiles.
        return image


@lru_cache(maxsize=8)
def _is_srgb(profile: bytes) -> bool:
    """Whether an RGB profile leaves colours as they are.

    Its name says nothing about that: "Linear sRGB" and "Display P3 (sRGB TRC)" are other colour spaces. So a
    sample of all colours is sent through it.
    """
    steps = np.array(_PROBE_STEPS, np.uint8)
    colours = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(len(steps), -1, 3)
    shown = _converted(Image.fromarray(colours), _cms.ImageCmsProfile(io.BytesIO(profile)))
    moved = np.abs(np.asarray(shown, np.int16) - colours.astype(np.int16))
    return int(moved.max()) <= _INVISIBLE_LEVELS


def _converted(image: Image.Image, source: Any) -> Image.Image:
    converted = _cms.profileToProfile(image, source, _cms.createProfile("sRGB"), outputMode="RGB")
    return image.convert("RGB") if converted is None else converted
