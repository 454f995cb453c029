"""Files in many formats and states, made on the spot: those that open, and those that are refused."""

import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import imagecodecs
import numpy as np
import pillow_heif
from PIL import Image

from support.photoshop_files import document
from support.raw_files import dng

pillow_heif.register_heif_opener()

RAW_CAMERA = "Acme One"
RAW_SIZE = (768, 512)
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""How a picture is stored so that the orientation of that number brings it upright."""


@dataclass(frozen=True, slots=True)
class FormatSample:
    """A file.

    Attributes:
        name: Its path below a folder.
        read: Gives its bytes.
        code: The error it is refused with; empty if it can be shown; None if either will do.
    """

    name: str
    read: Callable[[], bytes]
    code: str | None = ""


def pattern(width: int = 240, height: int = 160, seed: int = 0) -> Image.Image:
    """A picture of soft blots in many colours."""
    blots = np.random.default_rng(seed).integers(0, 256, (6, 9, 3), np.uint8)
    return Image.fromarray(blots).resize((width, height), Image.Resampling.BICUBIC)


def oriented(orientation: int, *, portrait: bool) -> bytes:
    """A JPEG of one picture, stored turned and said to be so; 0 says nothing."""
    upright = pattern(120, 180) if portrait else pattern(180, 120)
    stored = upright.transpose(TURNS[orientation]) if orientation in TURNS else upright
    exif = Image.Exif()
    if orientation:
        exif[274] = orientation
    return _saved(stored, "JPEG", quality=95, exif=exif.tobytes())


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)  # type: ignore[arg-type]
    return buffer.getvalue()


def _in_mode(kind: str, mode: str, **options: object) -> Callable[[], bytes]:
    def read() -> bytes:
        if mode == "I;16":
            levels = np.asarray(pattern().convert("L"), np.uint16) * 257
            return _saved(Image.fromarray(levels), kind, **options)
        return _saved(pattern().convert(mode), kind, **options)

    return read


def _several(kind: str) -> Callable[[], bytes]:
    def read() -> bytes:
        others = [pattern(seed=seed) for seed in (1, 2)]
        return _saved(pattern(), kind, save_all=True, append_images=others)

    return read


def _jpeg_xl() -> bytes:
    return bytes(imagecodecs.jpegxl_encode(np.asarray(pattern())))


def _raw() -> bytes:
    return dng(RAW_SIZE, (90, 160, 220), preview=pattern(36, 24))


def _cut(read: Callable[[], bytes], share: float = 0.3) -> Callable[[], bytes]:
    def cut() -> bytes:
        whole = read()
        return whole[: round(share * len(whole))]

    return cut


def _spoilt(read: Callable[[], bytes], seed: int) -> Callable[[], bytes]:
    def spoilt() -> bytes:
        content, random = bytearray(read()), np.random.default_rng(seed)
        for place in random.integers(32, len(content), 12):
            content[place] = random.integers(0, 256)
        return bytes(content)

    return spoilt


def _png_bomb() -> bytes:
    """A gigapixel of black, in a file of some hundred kilobytes."""
    edge = 30_000

    def chunk(name: bytes, content: bytes) -> bytes:
        check = zlib.crc32(name + content)
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", edge, edge, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((edge // 8 + 1) * edge), 1)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _large_jpeg() -> bytes:
    return _saved(Image.new("L", (9000, 6000), 128), "JPEG")


_JPEG = _in_mode("JPEG", "RGB")
_PNG = _in_mode("PNG", "RGB")
_WEBP = _in_mode("WEBP", "RGB")
_TIFF = _in_mode("TIFF", "RGB", compression="tiff_lzw")

SAMPLES = (
    *(FormatSample(f"jpeg/{mode}.jpg", _in_mode("JPEG", mode)) for mode in ("L", "RGB", "CMYK")),
    FormatSample("jpeg/progressive.jpg", _in_mode("JPEG", "RGB", progressive=True)),
    FormatSample("jpeg/54-megapixels.jpg", _large_jpeg),
    FormatSample("jpeg/several.mpo", _several("MPO")),
    *(
        FormatSample(f"png/{mode.replace(';', '')}.png", _in_mode("PNG", mode))
        for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")
    ),
    *(
        FormatSample(f"tiff/{mode.replace(';', '')}.tif", _in_mode("TIFF", mode))
        for mode in ("1", "L", "P", "RGB", "RGBA", "CMYK", "I;16")
    ),
    *(
        FormatSample(f"tiff/{name}.tif", _in_mode("TIFF", "RGB", compression=name))
        for name in ("tiff_lzw", "tiff_deflate", "packbits", "jpeg")
    ),
    FormatSample("tiff/several.tif", _several("TIFF")),
    FormatSample("gif/animated.gif", _several("GIF")),
    FormatSample("webp/lossy.webp", _WEBP),
    FormatSample("webp/lossless.webp", _in_mode("WEBP", "RGBA", lossless=True)),
    FormatSample("webp/animated.webp", _several("WEBP")),
    FormatSample("bmp/RGB.bmp", _in_mode("BMP", "RGB")),
    FormatSample("avif/RGB.avif", _in_mode("AVIF", "RGB")),
    FormatSample("heif/RGB.heic", _in_mode("HEIF", "RGB")),
    FormatSample("jpeg2000/RGB.jp2", _in_mode("JPEG2000", "RGB")),
    FormatSample("raw/mosaic.dng", _raw),
    FormatSample("jpeg-xl/RGB.jxl", _jpeg_xl),
    FormatSample("psd/RGB.psd", lambda: document(pattern())),
    FormatSample("psd/CMYK16.psb", lambda: document(pattern().convert("CMYK"), depth=16, big=True)),
    FormatSample("ico/RGBA.ico", _in_mode("ICO", "RGBA")),
    FormatSample("tga/RGB.tga", _in_mode("TGA", "RGB")),
    FormatSample("tga/packed.tga", _in_mode("TGA", "RGB", compression="tga_rle")),
    FormatSample("pcx/RGB.pcx", _in_mode("PCX", "RGB")),
    *(FormatSample(f"netpbm/{mode}.pnm", _in_mode("PPM", mode)) for mode in ("1", "L", "RGB")),
    FormatSample("refused/empty.jpg", bytes, "image-empty"),
    FormatSample("refused/text.jpg", lambda: b"These are words, and no picture.\n", "image-unrecognised"),
    FormatSample("refused/layers.xcf", lambda: b"gimp xcf v011\0" + bytes(64), "image-unsupported"),
    FormatSample("refused/bomb.png", _png_bomb, "image-too-large"),
    FormatSample("refused/cut.png", _cut(_PNG), "image-truncated"),
    FormatSample("refused/cut.webp", _cut(_WEBP), "image-damaged"),
    FormatSample("refused/cut.tif", _cut(_TIFF), "image-damaged"),
    *(
        FormatSample(f"spoilt/{seed}.{name}", _spoilt(read, seed), None)
        for name, read in (("jpg", _JPEG), ("png", _PNG), ("webp", _WEBP), ("tif", _TIFF))
        for seed in range(3)
    ),
)
