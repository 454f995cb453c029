"""A picture that one of our own readers has looked at, and not read yet."""

from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import Image


@dataclass(frozen=True, slots=True)
class ReadablePicture:
    """What the header of a file tells, and how to read the rest.

    Attributes:
        width: Pixels.
        height: Pixels.
        held_bytes: What reading it takes in memory.
        read: Reads the picture, upright, perhaps smaller: the smaller edge keeps as many pixels as it is
            told, where the picture has that many.
        exif: What the file tells about the photo.
    """

    width: int
    height: int
    held_bytes: int
    read: Callable[[int], Image.Image]
    exif: Image.Exif = field(default_factory=Image.Exif)


def parsed_exif(data: bytes) -> Image.Exif:
    """EXIF from its bytes; empty if they are broken."""
    exif = Image.Exif()
    try:
        exif.load(data)
    except Exception:  # noqa: BLE001  # Pillow's EXIF reader raises nearly everything on broken tags.
        return Image.Exif()
    return exif
