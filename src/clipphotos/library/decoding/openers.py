"""What opens a picture of each format and looks at its header: Pillow, or a reader of our own."""

import importlib
import io
import re
import warnings
from collections.abc import Callable
from functools import cache
from typing import Any, BinaryIO

from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    Jpeg2KImagePlugin,
    JpegImagePlugin,
    PcxImagePlugin,
    PngImagePlugin,
    PpmImagePlugin,
    TgaImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from clipphotos.library.decoding.readers.heif_pictures import with_primary_picture
from clipphotos.library.decoding.readers.icons import open_icon
from clipphotos.library.decoding.readers.jpeg_xl import open_jpeg_xl
from clipphotos.library.decoding.readers.netpbm import open_pam, open_pfm
from clipphotos.library.decoding.readers.photoshop import open_photoshop
from clipphotos.library.decoding.readers.picture import ReadablePicture

READERS: dict[str, Callable[[bytes], ReadablePicture]] = {
    "JPEG-XL": open_jpeg_xl,
    "PAM": open_pam,
    "PFM": open_pfm,
    "PSD": open_photoshop,
}
"""Our own readers, by format."""


@cache
def openers() -> dict[str, Callable[[BinaryIO], Image.Image]]:
    """What opens each format. `Image.open` would try others too, and swallow the reason of a failure."""
    return {
        "AVIF": AvifImagePlugin.AvifImageFile,
        "BMP": BmpImagePlugin.BmpImageFile,
        "CUR": open_icon,
        "GIF": GifImagePlugin.GifImageFile,
        "HEIF": _open_heif,
        "ICO": open_icon,
        "JPEG": JpegImagePlugin.jpeg_factory,
        "JPEG2000": Jpeg2KImagePlugin.Jpeg2KImageFile,
        "PCX": PcxImagePlugin.PcxImageFile,
        "PNG": PngImagePlugin.PngImageFile,
        "PPM": PpmImagePlugin.PpmImageFile,
        "TGA": TgaImagePlugin.TgaImageFile,
        "TIFF": TiffImagePlugin.TiffImageFile,
        "WEBP": WebPImagePlugin.WebPImageFile,
    }


def _open_heif(file: BinaryIO) -> Image.Image:
    # Untyped, and needed by those only who have such photos.
    plugin: Any = importlib.import_module("pi_heif")
    # Photos are decoded side by side already.
    plugin.options.DECODE_THREADS = 1
    open_heif = importlib.import_module("pi_heif.as_plugin").HeifImageFile
    try:
        return open_heif(file)
    except Exception:
        file.seek(0)
        named = with_primary_picture(file.read())
        if named is None:
            raise
    return open_heif(io.BytesIO(named))


_PILLOW = re.compile(r"(PIL|pi_heif)\b")
_PILLOW_FILTER = ("ignore", None, Warning, _PILLOW, 0)


def silence_pillow() -> None:
    """Ignore Pillow's warnings, all of them about odd metadata or its own pixel limit.

    `warnings.catch_warnings` swaps a list that all threads share, so the filter is added once and stays.
    Whoever swaps the list meanwhile, as test runners do, loses it; so its presence is checked each time.
    """
    if _PILLOW_FILTER not in warnings.filters:
        warnings.filterwarnings("ignore", module=_PILLOW.pattern)
