"""Small pictures keep their shape, are never enlarged, and are valid JPEG."""

import io

import pytest
from PIL import Image

from clipphotos.library.thumbnails import encode_preview, encode_thumbnail


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    assert image.format == "JPEG"
    image.load()
    return image


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((4000, 3000), (384, 288)),
        ((300, 600), (192, 384)),
        ((100, 50), (100, 50)),
        ((1, 10_000), (1, 384)),
        ((1, 1), (1, 1)),
    ],
)
def test_fits_the_edge_and_keeps_the_shape(size, expected):
    assert opened(encode_thumbnail(Image.new("RGB", size, "red"))).size == expected


def test_colours_survive():
    red, green, blue = opened(encode_thumbnail(Image.new("RGB", (1000, 1000), (200, 100, 50)))).getpixel(
        (9, 9)
    )
    assert abs(red - 200) + abs(green - 100) + abs(blue - 50) < 9


def test_previews_take_any_edge():
    image = Image.new("RGB", (3000, 1000))
    assert opened(encode_preview(image, 1500)).size == (1500, 500)
    assert opened(encode_preview(image, 10_000)).size == (3000, 1000)


def test_more_than_jpeg_can_hold_is_shrunk():
    assert opened(encode_preview(Image.new("RGB", (70_000, 2)), 100_000)).width == 65_500
