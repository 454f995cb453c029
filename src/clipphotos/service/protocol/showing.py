"""What can be asked of the photo service to have something to look at."""

from dataclasses import dataclass

from clipphotos.service.protocol.command import Command


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


@dataclass(frozen=True, slots=True)
class MakeThumbnails(Command[tuple[int, ...]]):
    """Make the thumbnails of these photos that the store lacks, the visible ones first.

    The answer is the ids of the photos that have one now; the others cannot be decoded.
    """

    photo_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MakePreview(Command[Preview]):
    """Decode one photo for the viewer.

    Attributes:
        photo_id: Catalogue key.
        edge: Pixels of the larger edge wanted; the photo is never enlarged.
    """

    photo_id: int
    edge: int
