"""What the photo service answers with something to look at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preview:
    """A decoded photo for the viewer.

    Attributes:
        photo_id: Catalogue key.
        jpeg: JPEG bytes, upright, sRGB.
        width: Pixels of the original, upright.
        height: Pixels of the original, upright.
    """

    photo_id: int
    jpeg: bytes
    width: int
    height: int
