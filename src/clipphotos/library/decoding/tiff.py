"""TIFF files beyond what Pillow reads: other numbers, other orders, and other pictures than the first one.

Pillow reads samples of 8 bits, and most of 16. It takes some others for what they are not, without a word, so
whether it is asked at all is decided by the file's tags. What it is not asked for is read by tifffile, and by
libtiff where colours are stored in ways of their own.
"""

import io
import itertools
import logging
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from clipphotos.library.decoding.levels import Numbers, Scale, float_scale, whole_scale

_WHITE_IS_ZERO, _BLACK_IS_ZERO, _RGB, _PALETTE, _MASK, _SEPARATED = range(6)
_YCBCR, _CIELAB, _ICCLAB, _LINEAR_RAW = 6, 8, 9, 34892
_READ_BY_PILLOW_16 = (_BLACK_IS_ZERO, _RGB, _SEPARATED)
_RAW, _JPEG, _WEBP = 1, 7, 50001
_BY_LIBTIFF_ONLY = frozenset({2, 3, 4, 5, 32773})
"""Fax, LZW and PackBits, whose decoders in tifffile trust the file: a damaged one may crash them."""

_PLANAR = 2
_REDUCED, _TRANSPARENCY_MASK = 1, 4
_OLD_SUBFILE_TYPE, _OLD_REDUCED = 255, 2
_PHOTOMETRIC, _ORIENTATION, _INK_SET, _PROFILE = 262, 274, 332, 34675
_CMYK_INKS = 1
_ASSOCIATED, _UNASSOCIATED = 1, 2
_UNSIGNED, _FLOAT = "u", "f"
_MOST_PICTURES = 16
_MOST_SAMPLES = 64
_BAND_ROWS = 256
_SAMPLE_EDGE = 512


@dataclass(frozen=True, slots=True)
class TiffPicture:
    """The picture of a TIFF file that is meant to be seen.

    Attributes:
        data: The file's bytes, which begin with this picture.
        is_first: Whether it was the first one from the start.
        is_for_pillow: Whether Pillow reads it as it is meant.
        width: Pixels, as stored.
        height: Pixels, as stored.
        held_bytes: How many bytes its numbers take in memory.
        orientation: EXIF orientation 1-8.
    """

    data: bytes
    is_first: bool
    is_for_pillow: bool
    width: int
    height: int
    held_bytes: int
    orientation: int


def main_picture(data: bytes) -> TiffPicture:
    """Find the picture that a TIFF file is about: the first one, or what that is a reduced copy of.

    Args:
        data: The file's bytes.

    Raises:
        tifffile.TiffFileError: If it is no TIFF file; also whatever else tifffile raises.
    """
    with open_tiff(data) as file:
        first = file.pages[0]
        page = first
        if _is_secondary(first):
            candidates = [each for each in _pages(file) if not _is_secondary(each)]
            page = max(candidates, key=lambda each: each.imagewidth * each.imagelength, default=first)
        if page.imagewidth < 1 or page.imagelength < 1 or not 1 <= page.samplesperpixel <= _MOST_SAMPLES:
            raise ValueError("the size of the picture is invalid")
        is_first = page is first
        # A picture behind or below the first one is turned as that is, unless it says otherwise.
        orientation = page.tags.valueof(_ORIENTATION, default=first.tags.valueof(_ORIENTATION, default=1))
        return TiffPicture(
            data=data if is_first else _beginning_with(data, page.offset, is_big=file.is_bigtiff),
            is_first=is_first,
            is_for_pillow=_is_for_pillow(page) and (is_first or _ORIENTATION in page.tags),
            width=page.imagewidth,
            height=page.imagelength,
            held_bytes=page.nbytes,
            orientation=orientation if isinstance(orientation, int) and 1 <= orientation <= 8 else 1,
        )


def read_picture(picture: TiffPicture) -> Image.Image:
    """Read a picture's numbers as levels of 8 bits.

    Args:
        picture: As `main_picture` found it.

    Returns:
        L, LA, RGB, RGBA, CMYK or LAB, as stored (not turned), with its colour profile.

    Raises:
        NotImplementedError: If it is of a kind that nobody reads.
        ValueError: If it is damaged; also whatever else tifffile and libtiff raise.
    """
    with open_tiff(picture.data) as file:
        page = file.pages[0]
        _check_whole(page, len(picture.data))
        image = _from_numbers(page, picture.data)
        if image is None:
            image = _from_libtiff(picture.data, page)
        profile = page.tags.valueof(_PROFILE)
        if isinstance(profile, bytes):
            image.info["icc_profile"] = profile
        return image


def open_tiff(data: bytes) -> Any:
    """A file of tifffile's, to be closed."""
    import tifffile

    # It complains of odd tags in its log, one line each.
    logging.getLogger("tifffile").setLevel(logging.CRITICAL)
    return tifffile.TiffFile(io.BytesIO(data))


def _pages(file: Any) -> Iterator[Any]:
    """The pictures of a file, with those below others."""
    for number, page in enumerate(file.pages):
        if number == _MOST_PICTURES:
            return
        full = file.pages[number] if not hasattr(page, "tags") else page
        yield full
        yield from itertools.islice(full.pages or (), _MOST_PICTURES)


def _is_secondary(page: Any) -> bool:
    """Whether a picture is a reduced copy of another, or says where another is transparent."""
    if page.subfiletype & (_REDUCED | _TRANSPARENCY_MASK):
        return True
    return page.tags.valueof(_OLD_SUBFILE_TYPE) == _OLD_REDUCED


def _beginning_with(data: bytes, offset: int, *, is_big: bool) -> bytes:
    """The same file with another picture as its first."""
    order = "<" if data[:2] == b"II" else ">"
    at, pointer = (8, struct.pack(order + "Q", offset)) if is_big else (4, struct.pack(order + "I", offset))
    return data[:at] + pointer + data[at + len(pointer) :]


def _is_for_pillow(page: Any) -> bool:
    if page.dtype is None or page.dtype.kind not in (_UNSIGNED, "b") or page.compression == _WEBP:
        return False
    is_planar = page.planarconfig == _PLANAR and page.samplesperpixel > 1
    if page.bitspersample > 8:
        return page.bitspersample == 16 and page.photometric in _READ_BY_PILLOW_16 and not is_planar
    if is_planar and page.photometric in (_WHITE_IS_ZERO, _BLACK_IS_ZERO, _PALETTE):
        return False
    if page.photometric == _SEPARATED and not _has_print_inks(page):
        return False
    if page.photometric == _PALETTE:
        return page.colormap is None or int(page.colormap.max()) > 255
    if page.photometric == _YCBCR and page.compression == _RAW:
        # Fewer bytes are there where several pixels share their colour.
        return sum(page.databytecounts) >= page.imagewidth * page.imagelength * page.samplesperpixel
    return True


def _check_whole(page: Any, size: int) -> None:
    """Refuse a file that ends before its pixels do: the rest would be black, without a word."""
    ends = (at + length for at, length in zip(page.dataoffsets, page.databytecounts, strict=False))
    is_too_short = max(ends, default=0) > size
    if page.compression == _RAW and not page.is_tiled and page.photometric != _YCBCR:
        needed = page.imagewidth * page.imagelength * page.samplesperpixel * page.bitspersample // 8
        is_too_short = is_too_short or sum(page.databytecounts) < needed
    if is_too_short:
        raise EOFError("the file is truncated")


def _from_numbers(page: Any, data: bytes) -> Image.Image | None:
    """The picture by tifffile; None if its colours are stored in a way that only libtiff knows."""
    kind = page.photometric
    if kind == _YCBCR and page.compression == _JPEG:
        kind = _RGB  # Decoders of JPEG convert it.
    if kind not in (*range(_YCBCR), _CIELAB, _ICCLAB, _LINEAR_RAW, None) or page.dtype is None:
        return None
    if page.compression in _BY_LIBTIFF_ONLY and page.bitspersample < 8:
        return None  # Of these it gives the numbers wrongly, but paints them right.
    if page.dtype.kind == "c":
        raise NotImplementedError("complex numbers")
    colours = _colours(kind, page)
    samples = _samples(page, data)[..., : colours + 1]
    alpha = _alpha_kind(page) if samples.shape[-1] > colours else 0
    if kind == _PALETTE:
        return Image.fromarray(_painted(samples[..., 0], page.colormap))
    if kind in (_CIELAB, _ICCLAB):
        return _image("LAB", _lab_levels(samples[..., :3], page))
    levels = _levels(samples[..., :colours], page)
    if kind == _WHITE_IS_ZERO:
        levels = 255 - levels
    mode = {1: "L", 3: "RGB", 4: "CMYK"}[colours]
    if mode == "CMYK" or alpha not in (_ASSOCIATED, _UNASSOCIATED):
        return _image(mode, levels)
    opacity = _levels(samples[..., colours:], page, is_alpha=True)
    mode += "a" if alpha == _ASSOCIATED else "A"
    image = _image(mode, np.concatenate((levels, opacity), axis=-1))
    return image.convert(mode.upper()) if alpha == _ASSOCIATED else image


def _alpha_kind(page: Any) -> int:
    if len(page.extrasamples):
        return page.extrasamples[0]
    # Some programs do not say what the fourth sample is.
    return _UNASSOCIATED if page.photometric == _RGB and page.samplesperpixel == 4 else 0


def _colours(kind: int | None, page: Any) -> int:
    """How many of a pixel's samples are its colour."""
    if kind in (_RGB, _LINEAR_RAW, _CIELAB, _ICCLAB) and page.samplesperpixel >= 3:
        return 3
    if kind == _SEPARATED:
        if not _has_print_inks(page):
            raise NotImplementedError("other inks than those of print")
        return 4
    return 1


def _has_print_inks(page: Any) -> bool:
    """Whether the inks of a picture are cyan, magenta, yellow and black."""
    return page.samplesperpixel >= 4 and page.tags.valueof(_INK_SET, default=_CMYK_INKS) == _CMYK_INKS


def _samples(page: Any, data: bytes) -> Numbers:
    """A page's numbers: rows, columns, samples."""
    if page.compression in _BY_LIBTIFF_ONLY:
        import imagecodecs

        # Called greys, so that nothing is converted.
        numbers = imagecodecs.tiff_decode(_with_tag(data, page, _PHOTOMETRIC, _BLACK_IS_ZERO))
    else:
        numbers = page.asarray(maxworkers=1)
    planes = numbers.reshape(page.shaped)[:, 0]  # Of a volume, the first slice.
    return planes[0] if len(planes) == 1 else np.moveaxis(planes[..., 0], 0, -1)


def _levels(samples: Numbers, page: Any, *, is_alpha: bool = False) -> npt.NDArray[np.uint8]:
    """Samples as levels, a band at a time so that the large numbers on the way need little memory."""
    if samples.dtype.kind == "b":
        return samples.astype(np.uint8) * np.uint8(255)
    scale = _scale(samples, page, is_alpha=is_alpha)
    result = np.empty(samples.shape, np.uint8)
    for top in range(0, len(samples), _BAND_ROWS):
        result[top : top + _BAND_ROWS] = scale.levels(samples[top : top + _BAND_ROWS])
    return result


def _scale(samples: Numbers, page: Any, *, is_alpha: bool) -> Scale:
    if samples.dtype.kind == _FLOAT:
        step = max(1, max(samples.shape[:2]) // _SAMPLE_EDGE)
        return Scale(0.0, 255.0) if is_alpha else float_scale(samples[::step, ::step])
    bits = page.bitspersample - (samples.dtype.kind != _UNSIGNED)
    # Of colours and inverted greys few are large: a dark photo is no photo of fewer bits.
    may_be_fewer = bits > 16 or (
        samples.shape[-1] == 1 and not is_alpha and page.photometric == _BLACK_IS_ZERO
    )
    return whole_scale(int(samples.min()), int(samples.max()), bits, may_be_fewer=may_be_fewer)


def _painted(indices: Numbers, colours: Numbers | None) -> npt.NDArray[np.uint8]:
    """The colours of a palette, which has 16 bits by the book and 8 in the files of some programs."""
    if colours is None:
        raise ValueError("no palette")
    palette = colours if int(colours.max()) <= 255 else colours >> 8
    return np.moveaxis(palette.astype(np.uint8), 0, -1)[np.minimum(indices, palette.shape[1] - 1)]


def _lab_levels(samples: Numbers, page: Any) -> npt.NDArray[np.uint8]:
    """Lightness as 0-255, and the two colour axes as bytes with a sign, which is what Pillow unpacks."""
    if samples.shape[-1] != 3:
        raise NotImplementedError("lightness without colours")
    levels = samples.astype(np.float64)
    if samples.dtype.kind == _FLOAT:
        levels[..., 0] *= 2.55
    else:
        levels[..., 0] *= 255 / ((1 << page.bitspersample) - 1)
        levels[..., 1:] /= 1 << (page.bitspersample - 8)
        if page.photometric == _ICCLAB:
            levels[..., 1:] -= 128
        # Numbers whose type has no sign hold those below zero from the upper end.
        levels[..., 1:] = (levels[..., 1:] + 128) % 256 - 128
    lightness = np.clip(np.rint(levels[..., :1]), 0, 255).astype(np.uint8)
    axes = np.clip(np.rint(levels[..., 1:]), -128, 127).astype(np.int8)
    return np.concatenate((lightness, axes.view(np.uint8)), axis=-1)


def _image(mode: str, levels: npt.NDArray[np.uint8]) -> Image.Image:
    height, width = levels.shape[:2]
    return Image.frombytes(mode, (width, height), np.ascontiguousarray(levels).tobytes())


def _from_libtiff(data: bytes, page: Any) -> Image.Image:
    """The picture as libtiff paints it on a screen, not turned."""
    import imagecodecs

    upright = _with_tag(data, page, _ORIENTATION, 1)
    painted: npt.NDArray[np.uint8] = imagecodecs.tiff_decode(upright, asrgb=True)
    return Image.fromarray(painted).convert("RGB")


def _with_tag(data: bytes, page: Any, code: int, value: int) -> bytes:
    """The same file with another number in a tag, if it has that tag."""
    tag = page.tags.get(code)
    if tag is None:
        return data
    at, length = tag.valueoffset, tag.valuebytecount
    order = "little" if data[:2] == b"II" else "big"
    return data[:at] + value.to_bytes(length, order) + data[at + length :]
