"""Pictures of any mode made small, upright and sRGB."""

import numpy as np
import pytest
from PIL import Image, ImageCms

from clipphotos.library.decoding import pixels
from clipphotos.library.decoding.pixels import to_small_srgb, upright

CORNERS = np.array([[1, 2], [3, 4]], np.uint8) * 60


@pytest.mark.parametrize(
    ("orientation", "expected"),
    [
        (1, [[1, 2], [3, 4]]),
        (2, [[2, 1], [4, 3]]),
        (3, [[4, 3], [2, 1]]),
        (4, [[3, 4], [1, 2]]),
        (5, [[1, 3], [2, 4]]),
        (6, [[3, 1], [4, 2]]),
        (7, [[4, 2], [3, 1]]),
        (8, [[2, 4], [1, 3]]),
        (0, [[1, 2], [3, 4]]),
    ],
)
def test_every_orientation_is_put_upright(orientation: int, expected: list[list[int]]):
    turned = upright(Image.fromarray(CORNERS), orientation)
    assert (np.asarray(turned) // 60).tolist() == expected


@pytest.mark.parametrize(
    ("size", "min_edge", "expected"),
    [
        ((40, 30), 10, (14, 10)),
        ((40, 30), 15, (20, 15)),
        ((40, 30), 16, (40, 30)),
        ((40, 30), 31, (40, 30)),
        ((40, 30), 0, (2, 1)),
        ((30, 40), 10, (10, 14)),
    ],
)
def test_a_picture_shrinks_by_a_whole_factor(size: tuple[int, int], min_edge: int, expected: tuple[int, int]):
    for mode in ("RGB", "L", "P", "RGBA", "I;16", "F", "1", "CMYK"):
        small = to_small_srgb(Image.new(mode, size), min_edge)
        assert (small.mode, small.size) == ("RGB", expected)


def shown(image: Image.Image) -> tuple[int, int, int]:
    pixel = to_small_srgb(image, 1000).getpixel((0, 0))
    assert isinstance(pixel, tuple)
    return pixel


def image_of(mode: str, colour: object, size: tuple[int, int] = (4, 4)) -> Image.Image:
    return Image.new(mode, size, colour)  # type: ignore[arg-type]


def with_transparency(mode: str, colour: object, transparency: object) -> Image.Image:
    image = image_of(mode, colour)
    image.info["transparency"] = transparency
    return image


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (image_of("L", 90), (90, 90, 90)),
        (image_of("1", 1), (255, 255, 255)),
        # What is transparent is put on white, in part or as a whole.
        (image_of("RGBA", (255, 0, 0, 255)), (255, 0, 0)),
        (image_of("RGBA", (255, 0, 0, 128)), (255, 127, 127)),
        (image_of("LA", (0, 128)), (127, 127, 127)),
        (image_of("La", (0, 128)), (127, 127, 127)),
        (image_of("RGBa", (128, 0, 0, 128)), (255, 127, 127)),
        (with_transparency("RGB", (255, 0, 0), (255, 0, 0)), (255, 255, 255)),
        (with_transparency("L", 7, 7), (255, 255, 255)),
        (with_transparency("L", 7, 8), (7, 7, 7)),
        # A picture of which nothing shows is meant to be seen.
        (image_of("RGBA", (255, 0, 0, 0)), (255, 0, 0)),
        (image_of("LA", (90, 0)), (90, 90, 90)),
        (image_of("CMYK", (0, 255, 255, 0)), (255, 0, 0)),
        (image_of("YCbCr", (76, 85, 255)), (254, 0, 0)),
    ],
)
def test_every_mode_is_brought_to_colours(image: Image.Image, expected: tuple[int, int, int]):
    assert shown(image) == pytest.approx(expected, abs=1)


def test_an_empty_alpha_channel_is_one_that_is_empty_everywhere():
    image = image_of("RGBA", (255, 0, 0, 0))
    image.putpixel((3, 3), (0, 0, 255, 255))
    assert shown(image) == (255, 255, 255)


@pytest.mark.parametrize(
    ("values", "mode", "expected"),
    [
        # Whole numbers: as many bits as the largest value needs, of those that devices deliver.
        ([0, 255], "I;16", [0, 255]),
        ([0, 256], "I;16", [0, 64]),
        ([0, 1023], "I;16", [0, 255]),
        ([0, 1024], "I;16", [0, 64]),
        ([0, 4095], "I;16", [0, 255]),
        ([0, 4096], "I;16", [0, 16]),
        ([0, 65535], "I;16", [0, 255]),
        ([0, 65535], "I", [0, 255]),
        ([0, 65536], "I", [0, 255]),
        ([-100, 100], "I", [0, 255]),
        # Numbers with a point: shares, bytes, or anything.
        ([0.0, 0.5], "F", [0, 128]),
        ([0.5, 1.0], "F", [128, 255]),
        ([0.0, 51.0], "F", [0, 51]),
        ([0.0, 255.0], "F", [0, 255]),
        ([0.0, 256.0], "F", [0, 255]),
        ([-1.0, 1.0], "F", [0, 255]),
        ([1000.0, 1000.0], "F", [0, 0]),
        ([0.5, float("nan")], "F", [128, 0]),
        ([0.5, float("inf")], "F", [128, 255]),
        ([float("nan"), float("nan")], "F", [0, 0]),
    ],
)
@pytest.mark.parametrize("band", [4_000_000, 2])
def test_numbers_become_greys(
    values: list[float], mode: str, expected: list[int], band: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(pixels, "_BAND_PIXELS", band)
    kind = {"I;16": np.uint16, "I": np.int32, "F": np.float32}[mode]
    image = Image.fromarray(np.array([values] * 3, kind))
    assert image.mode == mode
    small = to_small_srgb(image, 1000)
    assert np.asarray(small)[2, :, 0].tolist() == expected


@pytest.mark.parametrize("band", [1, 100, 500, 4_000_000])
@pytest.mark.parametrize("mode", ["RGBA", "I;16", "P"])
def test_in_bands_it_is_the_same_as_at_once(mode: str, band: int, monkeypatch: pytest.MonkeyPatch):
    values = np.random.default_rng(0).integers(0, 256, (37, 23, 4), np.uint8)
    whole = Image.fromarray(values)
    image = Image.fromarray(values[..., 0].astype(np.uint16) * 256) if mode == "I;16" else whole.convert(mode)
    expected = to_small_srgb(image, 5)
    monkeypatch.setattr(pixels, "_BAND_PIXELS", band)
    np.testing.assert_array_equal(np.asarray(to_small_srgb(image, 5)), np.asarray(expected))


def profile(kind: str) -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile(kind)).tobytes()  # type: ignore[arg-type]


@pytest.mark.parametrize("icc", [b"garbage", b"", "text", profile("sRGB"), profile("XYZ"), profile("LAB")])
def test_a_profile_that_says_nothing_changes_nothing(icc: object):
    image = image_of("RGB", (200, 100, 50))
    image.info["icc_profile"] = icc
    assert shown(image) == (200, 100, 50)


def test_a_picture_in_lab_is_converted_with_a_profile_and_without():
    lab = ImageCms.profileToProfile(
        image_of("RGB", (200, 100, 50)),
        ImageCms.createProfile("sRGB"),
        ImageCms.createProfile("LAB"),
        outputMode="LAB",
    )
    assert lab is not None
    lab.info.pop("icc_profile", None)
    assert shown(lab) == pytest.approx((200, 100, 50), abs=3)
    lab.info["icc_profile"] = profile("LAB")
    assert shown(lab) == pytest.approx((200, 100, 50), abs=3)
