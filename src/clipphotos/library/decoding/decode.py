"""Decodes photos of every supported format, at reduced size, and says in one way what goes wrong.

It sets Pillow's limits.
"""

import io
import logging
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from typing import Protocol

from PIL import Image, PngImagePlugin

from clipphotos.core.errors import BadImage
from clipphotos.core.photo import PhotoFacts
from clipphotos.library.decoding.boxes import avif_part, jp2_profile
from clipphotos.library.decoding.formats import DECODABLE, SNIFF_BYTES, sniff
from clipphotos.library.decoding.limits.labour import bounded_jpeg
from clipphotos.library.decoding.openers import READERS, openers, silence_pillow
from clipphotos.library.decoding.partial.cut_off import LEAST_SHARE, completed, share_of_tiles
from clipphotos.library.decoding.pixel_budget import PixelBudget
from clipphotos.library.decoding.pixels import to_small_srgb, upright
from clipphotos.library.decoding.png_repair import MOST_UNPACKED_BYTES, without_bad_chunks
from clipphotos.library.decoding.raw import (
    RawPicture,
    decode_raw,
    embedded_preview,
    first_size,
    is_raw_tiff,
)
from clipphotos.library.decoding.readers.jpeg2000 import deep_jpeg2000
from clipphotos.library.decoding.readers.picture import ReadablePicture
from clipphotos.library.decoding.reasons import is_unsupported, translated, worded
from clipphotos.library.decoding.tiff import TiffPicture, main_picture, read_picture
from clipphotos.library.decoding.transparency import scale_key_colour
from clipphotos.library.embedded.exif_tags import asks_for_too_much
from clipphotos.library.metadata import facts_from, orientation_of, parse_exif, read_exif

_log = logging.getLogger(__name__)

MAX_JPEG_PIXELS = 512_000_000
"""Pixels a JPEG may claim: it is decoded at an eighth of its size."""

MAX_PIXELS = 150_000_000
"""Pixels that may be in memory at once: 600 MB at four bytes. Larger pictures get a process of their own."""

_BYTES_OF_A_PIXEL = 4
"""What a pixel takes in memory as Pillow holds it; the budget counts in such pixels."""

_PNG_BITS_AT = 24
"""Where a PNG file says how many bits a sample has."""

_RAW_PIXELS = MAX_PIXELS // 2
"""Pixels a raw file counts for in the budget; their true number is known only when they are in memory."""

# Above twice this Pillow refuses to open a file. Its warning below that is of no use: the limits are here.
Image.MAX_IMAGE_PIXELS = MAX_JPEG_PIXELS // 2
PngImagePlugin.MAX_TEXT_CHUNK = MOST_UNPACKED_BYTES
PngImagePlugin.MAX_TEXT_MEMORY = 2 * MOST_UNPACKED_BYTES


class Memory(Protocol):
    """Gives out the memory that pictures take while they are decoded."""

    def reserve(self, pixels: int) -> AbstractContextManager[None]:
        """Wait until there is room for that many pixels, and keep it for the block."""
        ...


_budget: Memory = PixelBudget(MAX_PIXELS)


@contextmanager
def all_memory() -> Generator[None, None, None]:
    """Have nothing else decoded during the block: another process needs the memory."""
    with _budget.reserve(MAX_PIXELS):
        yield


def memory_for(pixels: int) -> AbstractContextManager[None]:
    """Have so many pixels decoded elsewhere during the block, out of the memory that all share."""
    return _budget.reserve(pixels)


def ask_for_memory(memory: Memory) -> None:
    """Have somebody else say when there is memory: a process of its own shares it with those beside it."""
    global _budget  # noqa: PLW0603 - as many as there are processes
    _budget = memory


@dataclass(frozen=True, slots=True)
class DecodedPhoto:
    """A photo's pixels and facts.

    Attributes:
        image: RGB, upright, sRGB, possibly smaller than the original.
        facts: What the file tells about the photo, its original size among it.
    """

    image: Image.Image
    facts: PhotoFacts


def decode(data: bytes, min_edge: int, *, most_pixels: int = MAX_PIXELS) -> DecodedPhoto:
    """Decode a photo. May be called from several threads at once.

    Args:
        data: The file's bytes.
        min_edge: Pixels that the smaller edge of the result has at least, where the original has that many.
        most_pixels: How many pixels may be held in memory.

    Returns:
        The picture (the first one of an animation or a multi-picture file) and its facts.

    Raises:
        BadImage: ``image-empty``, ``image-unrecognised``, ``image-unsupported``, ``image-truncated``,
            ``image-too-large``, ``image-out-of-memory``, ``image-kind-unsupported`` or ``image-damaged``;
            nothing else, whatever the bytes are.
    """
    if not data:
        raise BadImage("image-empty")
    name = sniff(data[:SNIFF_BYTES])
    if name is None:
        raise BadImage("image-unrecognised")
    if name not in DECODABLE:
        raise BadImage("image-unsupported", detail=name)
    silence_pillow()
    with translated(name):
        try:
            photo = _decode_whole(data, name, min_edge, most_pixels)
        except (BadImage, MemoryError, Image.DecompressionBombError):
            raise
        except Exception:
            beginning = _decode_cut_off(data, name, min_edge, most_pixels)
            if beginning is None:
                raise
            return beginning
        share = share_of_tiles(data, name)
        if share < LEAST_SHARE:
            raise BadImage("image-truncated", detail="tiles are missing")
        return photo if share == 1 else _noted(photo, "picture-cut-off")


def _decode_whole(data: bytes, name: str, min_edge: int, most_pixels: int) -> DecodedPhoto:
    if name == "RAW" or (name == "TIFF" and is_raw_tiff(data)):
        try:
            return _decode_raw_file(data, min_edge, most_pixels)
        except (BadImage, MemoryError):
            raise
        except Exception as error:  # LibRaw raises nearly everything.
            _log.debug("LibRaw cannot read a file: %s", worded(error))
            photo = _decode_what_is_no_raw(data, name, min_edge, most_pixels)
            if photo is None:
                raise
            return photo
    if name == "PNG":
        return _decode_png(data, min_edge, most_pixels)
    if name == "TIFF":
        return _decode_tiff(data, min_edge, most_pixels)
    if name in READERS:
        return _decode_readable(READERS[name](data), min_edge, most_pixels)
    return _decode_picture(data, name, min_edge, most_pixels)


def _decode_what_is_no_raw(data: bytes, name: str, min_edge: int, most_pixels: int) -> DecodedPhoto | None:
    """What is in a file that LibRaw cannot read: a preview, or the TIFF that it may be after all; else None.

    A TIFF of a raw converter has odd tags, and its picture is larger than its preview. In a raw file, the
    TIFF is the smaller one.
    """
    preview = embedded_preview(data, min_edge)
    if name == "TIFF":
        width, height = first_size(data)
        if preview is None or preview.width * preview.height < width * height:
            return _decode_tiff(data, min_edge, most_pixels)
    if preview is None:
        return None
    return _noted(_photo_of_raw(data, preview, min_edge), "picture-preview-only")


def _decode_cut_off(data: bytes, name: str, min_edge: int, most_pixels: int) -> DecodedPhoto | None:
    """What is there of a photo whose file ends too early, if that is most of it."""

    def decode_ended(ended: bytes) -> DecodedPhoto:
        return _decode_whole(ended, name, min_edge, most_pixels)

    try:
        ended = completed(data, name, lambda each: decode_ended(each).image, most_pixels)
        if ended is None:
            return None
        photo = decode_ended(ended.data)
    except Exception as error:  # noqa: BLE001  # What went wrong at first is the reason that counts.
        _log.debug("nothing is left of a photo: %s", worded(error))
        return None
    return _noted(photo, "picture-cut-off")


def _noted(photo: DecodedPhoto, note: str) -> DecodedPhoto:
    return replace(photo, facts=replace(photo.facts, note=note))


def _decode_png(data: bytes, min_edge: int, most_pixels: int) -> DecodedPhoto:
    """What accompanies the pixels may be broken; then they are decoded without it."""
    try:
        return _decode_picture(data, "PNG", min_edge, most_pixels)
    except (BadImage, MemoryError, Image.DecompressionBombError):
        raise
    except Exception as error:
        mended = without_bad_chunks(data)
        if mended is None:
            raise
        _log.debug("decoded without what is broken: %s", worded(error))
    return _decode_picture(mended, "PNG", min_edge, most_pixels)


def _decode_tiff(data: bytes, min_edge: int, most_pixels: int) -> DecodedPhoto:
    """By Pillow what it reads as it is meant; the rest, and what it fails at, by another reader."""
    try:
        picture = main_picture(data)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  # tifffile raises nearly everything on damaged files.
        _log.debug("left to Pillow: %s", worded(error))
        return _decode_picture(data, "TIFF", min_edge, most_pixels)
    refusal: Exception | None = None
    if picture.is_for_pillow:
        exif = None if picture.is_first else parse_exif(data)
        try:
            return _decode_picture(picture.data, "TIFF", min_edge, most_pixels, exif)
        except (BadImage, MemoryError, Image.DecompressionBombError):
            raise
        except Exception as error:  # noqa: BLE001
            refusal = error
    try:
        return _decode_tiff_numbers(data, picture, min_edge, most_pixels)
    except (BadImage, MemoryError):
        raise
    except Exception:
        if refusal is not None and not is_unsupported(refusal):
            raise refusal from None
        raise


def _decode_tiff_numbers(data: bytes, picture: TiffPicture, min_edge: int, most_pixels: int) -> DecodedPhoto:
    pixels = picture.width * picture.height
    held = max(pixels, picture.held_bytes // _BYTES_OF_A_PIXEL)
    if held > most_pixels:
        raise BadImage("image-too-large", detail=pixels // 1_000_000)
    with _budget.reserve(held):
        image = to_small_srgb(read_picture(picture), min_edge)
    turned = picture.orientation >= 5
    size = (picture.height, picture.width) if turned else (picture.width, picture.height)
    facts = facts_from(parse_exif(data), *size, picture.orientation)
    return DecodedPhoto(upright(image, picture.orientation), facts)


def _decode_readable(picture: ReadablePicture, min_edge: int, most_pixels: int) -> DecodedPhoto:
    pixels = picture.width * picture.height
    held = max(pixels, picture.held_bytes // _BYTES_OF_A_PIXEL)
    if held > most_pixels:
        raise BadImage("image-too-large", detail=pixels // 1_000_000)
    with _budget.reserve(held):
        image = picture.read(min_edge)
        # Some sizes are those before a turn that is made while reading.
        is_turned = image.width != image.height and (image.width > image.height) != (
            picture.width > picture.height
        )
        size = (picture.height, picture.width) if is_turned else (picture.width, picture.height)
        small = to_small_srgb(image, min_edge)
    return DecodedPhoto(small, facts_from(picture.exif, *size, orientation_of(picture.exif)))


def _decode_picture(
    data: bytes, name: str, min_edge: int, most_pixels: int, exif: Image.Exif | None = None
) -> DecodedPhoto:
    if name == "JPEG":
        data = bounded_jpeg(data)
    elif name == "TIFF" and asks_for_too_much(data):
        raise SyntaxError("impossible directory")
    # Not in a with-block: that would keep the picture in memory to its end, and bytes need no closing.
    image = openers()[name](io.BytesIO(data))
    is_jpeg = name == "JPEG"
    _check_pixels(image.size, MAX_JPEG_PIXELS if is_jpeg else most_pixels)
    width, height = image.size
    # The TIFF reader forgets the orientation once it has applied it; the PNG reader decodes all to know EXIF.
    if exif is None:
        exif = Image.Exif() if name == "PNG" else read_exif(image)
    orientation = orientation_of(exif)
    image.draft("RGB", (min_edge, min_edge))
    # A progressive JPEG is held in full, whatever the size it is decoded to.
    is_whole = not is_jpeg or "progressive" in image.info
    held = (width, height) if is_whole else image.size
    _check_pixels(held, most_pixels)
    with _budget.reserve(held[0] * held[1]):
        image = _loaded(image, name, data)
        if name == "PNG":
            exif = read_exif(image)
            orientation = orientation_of(exif)
        elif name == "AVIF":
            width, height = image.size
        # libheif and Pillow's TIFF reader turn pictures themselves, and give the turned size from the start.
        turn = 1 if name in ("HEIF", "TIFF") else orientation
        orientation = image.info.get("original_orientation") or orientation
        facts = facts_from(exif, *((height, width) if turn >= 5 else (width, height)), orientation)
        small = to_small_srgb(image, min_edge)
        if small is image:
            small = image.copy()  # One that does not hold on to the file's bytes.
        del image  # Before the next copy is made.
        return DecodedPhoto(upright(small, turn), facts)


def _loaded(image: Image.Image, name: str, data: bytes) -> Image.Image:
    """A picture with its pixels, and with what Pillow leaves out."""
    if name == "JPEG2000" and (deep := deep_jpeg2000(data)) is not None:
        image = deep
    image.load()
    if name == "PNG":
        scale_key_colour(image, data[_PNG_BITS_AT])
    elif name == "JPEG2000" and (profile := jp2_profile(data)):
        image.info["icc_profile"] = profile
    elif name == "AVIF" and (part := avif_part(data, image.size)):
        return image.crop(part)
    return image


def _decode_raw_file(data: bytes, min_edge: int, most_pixels: int) -> DecodedPhoto:
    _check_pixels((_RAW_PIXELS, 1), most_pixels)
    with _budget.reserve(_RAW_PIXELS):
        return _photo_of_raw(data, decode_raw(data, min_edge, most_pixels), min_edge)


def _photo_of_raw(data: bytes, picture: RawPicture, min_edge: int) -> DecodedPhoto:
    exif = parse_exif(data)
    if not exif and picture.exif is not None:
        exif = picture.exif
    facts = facts_from(exif, picture.width, picture.height, picture.orientation)
    return DecodedPhoto(to_small_srgb(picture.image, min_edge), facts)


def _check_pixels(size: tuple[int, int], limit: int) -> None:
    pixels = size[0] * size[1]
    if pixels > limit:
        raise BadImage("image-too-large", detail=pixels // 1_000_000)
