"""Nothing that a picture shows is lost on the ground that it is put on."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageDraw

from clipphotos.library.decoding.decode import decode
from clipphotos.library.decoding.transparency import GREY, WHITE, on_paper, paper_for


def drawing(
    colour: tuple[int, int, int], mode: str = "RGBA", size: tuple[int, int] = (200, 120)
) -> Image.Image:
    image = Image.new("RGBA", size, (*colour, 0))
    ImageDraw.Draw(image).ellipse((60, 30, 140, 90), fill=(*colour, 255))
    return image.convert(mode)


def decoded(image: Image.Image, **options: object) -> np.ndarray:
    file = io.BytesIO()
    image.save(file, "PNG", **options)
    return np.asarray(decode(file.getvalue(), 100).image).astype(int)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
@pytest.mark.parametrize("colour", [(255, 255, 255), (250, 250, 240), (230, 230, 230), (255, 255, 190)])
def test_light_drawings_are_seen(colour: tuple[int, int, int], mode: str):
    pixels = decoded(drawing(colour, mode))
    assert np.abs(pixels[60, 100] - pixels[5, 5]).max() > 80
    np.testing.assert_array_equal(pixels[5, 5], [GREY] * 3)
    grey = sum(colour) // 3
    assert np.abs(pixels[60, 100] - (grey if mode == "LA" else colour)).max() <= 20


@pytest.mark.parametrize("colour", [(0, 0, 0), (200, 30, 30), (30, 60, 200)])
def test_dark_drawings_stay_on_white(colour: tuple[int, int, int]):
    pixels = decoded(drawing(colour))
    assert (pixels[5, 5].tolist(), pixels[60, 100].tolist()) == ([255] * 3, list(colour))


def test_white_beside_another_colour_is_seen_too():
    image = drawing((200, 30, 30))
    ImageDraw.Draw(image).ellipse((85, 40, 130, 80), fill="white")
    assert decoded(image)[60, 100].tolist() == [255] * 3
    assert decoded(image)[5, 5].tolist() == [GREY] * 3


def test_one_transparent_colour_of_an_opaque_picture():
    image = Image.new("RGB", (50, 50), (0, 255, 0))
    image.paste((255, 255, 255), (10, 10, 40, 40))
    pixels = decoded(image, transparency=(0, 255, 0))
    assert (pixels[2, 2].tolist(), pixels[20, 20].tolist()) == ([GREY] * 3, [255] * 3)


def png_of_samples(samples: np.ndarray, bits: int, key: np.ndarray) -> bytes:
    """Greys or colours of so many bits, one of which is transparent."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I4s", len(content), name) + content + struct.pack(">I", zlib.crc32(name + content))
        )

    height, width, channels = samples.shape
    kind = {1: 0, 3: 2}[channels]
    rows = b""
    for row in samples:
        digits = "".join(format(int(sample), f"0{bits}b") for sample in row.ravel())
        digits += "0" * (-len(digits) % 8)
        rows += b"\0" + int(digits, 2).to_bytes(len(digits) // 8, "big")
    header = struct.pack(">IIBBBBB", width, height, bits, kind, 0, 0, 0)
    transparent = struct.pack(f">{channels}H", *(int(sample) for sample in key))
    chunks = ((b"IHDR", header), (b"tRNS", transparent), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(name, content) for name, content in chunks)


@pytest.mark.parametrize("is_light", [False, True])
@pytest.mark.parametrize(("channels", "bits"), [(1, 1), (1, 2), (1, 4), (1, 8), (1, 16), (3, 8), (3, 16)])
def test_one_transparent_colour_of_any_number_of_bits(channels: int, bits: int, is_light: bool):
    most = (1 << bits) - 1
    samples = np.random.default_rng(bits).integers(0, most + 1, (9, 13, channels))
    samples[0] = samples[:4, 0] = most if is_light else 0
    samples[1, 1] = most  # 16 bits are not taken for fewer.
    key = np.array([most - most // 3 if bits > 1 else 1 - is_light] * channels)
    samples[5, 3:9] = key
    is_key = (samples == key).all(axis=-1, keepdims=True)
    levels = np.repeat(np.rint(samples * 255 / most), 3 if channels == 1 else 1, axis=-1)
    shown = np.asarray(decode(png_of_samples(samples, bits, key), 100).image, float)
    paper = int(shown[5, 5, 0])
    assert paper in (WHITE, GREY)
    assert np.abs(shown - np.where(is_key, paper, levels)).max() <= 1


def test_large_light_drawings_are_put_on_one_ground(monkeypatch: pytest.MonkeyPatch):
    from clipphotos.library.decoding import pixels

    whole = decoded(drawing((255, 255, 255)))
    monkeypatch.setattr(pixels, "_BAND_PIXELS", 3000)
    np.testing.assert_array_equal(decoded(drawing((255, 255, 255))), whole)


@pytest.mark.parametrize(
    ("image", "paper"),
    [
        (Image.new("RGB", (4, 4), "white"), WHITE),
        (Image.new("RGBA", (4, 4), (255, 255, 255, 0)), WHITE),
        (Image.new("RGBA", (4, 4), (255, 255, 255, 9)), GREY),
        (Image.new("RGBA", (4, 4), (215, 215, 215, 255)), WHITE),
        (Image.new("RGBA", (4, 4), (216, 216, 216, 255)), GREY),
        (Image.new("La", (4, 4), (100, 100)), GREY),
    ],
)
def test_paper_is_white_unless_nothing_would_be_seen_on_it(image: Image.Image, paper: int):
    assert paper_for(image) == paper


def test_half_transparent_colours_mix_with_the_paper():
    assert on_paper(Image.new("LA", (1, 1), (255, 128)), 128).getpixel((0, 0)) == 192
    assert on_paper(Image.new("RGBA", (1, 1), (255, 0, 0, 128)), 128).getpixel((0, 0)) == (192, 64, 64)
