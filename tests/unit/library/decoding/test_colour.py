"""Colours become sRGB by what their profile says in numbers, whatever it is called."""

import numpy as np
import pytest
from PIL import Image, ImageCms

from clipphotos.library.decoding.colour import to_srgb
from support.colour_profiles import ADOBE_RGB, DISPLAY_P3, SRGB, Primaries, grey_profile, rgb_profile

COLOURS = np.array(
    [[(33, 120, 200), (200, 40, 30)], [(90, 160, 60), (128, 128, 128)], [(250, 220, 180), (10, 20, 30)]],
    np.uint8,
)
NAMES = ["GIMP built-in Linear sRGB", "sRGB-elle-V2-g10.icc", "sRGB IEC61966-2.1", "Camera RGB", ""]


def decoded(values: np.ndarray, gamma: float | None) -> np.ndarray:
    """Stored levels as amounts of light."""
    shares = values / 255
    if gamma is not None:
        return shares**gamma
    return np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)


def expected_srgb(values: np.ndarray, primaries: Primaries, gamma: float | None) -> np.ndarray:
    """What the levels of a colour space are in sRGB, computed without a colour library."""
    xyz = decoded(values, gamma) @ np.array(primaries)
    light = np.clip(xyz @ np.linalg.inv(np.array(SRGB)), 0, 1)
    shares = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return shares * 255


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("primaries", "gamma"),
    [(SRGB, 1.0), (SRGB, 1.8), (DISPLAY_P3, None), (DISPLAY_P3, 2.2), (ADOBE_RGB, 2.2)],
    ids=["linear", "gamma 1.8", "P3", "P3 gamma 2.2", "Adobe"],
)
def test_the_numbers_of_a_profile_count_and_not_its_name(
    name: str, primaries: Primaries, gamma: float | None
):
    shown = to_srgb(Image.fromarray(COLOURS), rgb_profile(name, primaries, gamma))
    expected = expected_srgb(COLOURS, primaries, gamma)
    assert np.abs(np.asarray(shown) - expected).max() <= 3


@pytest.mark.parametrize("name", NAMES)
def test_what_is_srgb_under_any_name_stays_as_it_is(name: str):
    image = Image.fromarray(COLOURS)
    assert to_srgb(image, rgb_profile(name)) is image
    assert to_srgb(image, ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()) is image


@pytest.mark.parametrize("gamma", [1.0, 1.8])
def test_greys_have_profiles_too(gamma: float):
    levels = np.arange(32, 256, dtype=np.uint8).reshape(14, 16)
    shown = np.asarray(to_srgb(Image.fromarray(levels), grey_profile("sRGB grey", gamma)), float)
    expected = expected_srgb(np.repeat(levels[..., None], 3, axis=-1), SRGB, gamma)
    assert np.abs(shown - expected).max() <= 3


@pytest.mark.parametrize("profile", [None, b"", b"rubbish", bytes(300), grey_profile("grey", 1.0)])
def test_a_profile_of_no_use_changes_nothing(profile: bytes | None):
    image = Image.fromarray(COLOURS)
    assert to_srgb(image, profile) is image
