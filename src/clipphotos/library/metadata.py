"""What EXIF, XMP and IPTC tell about a photo. They are often broken: what cannot be read counts as absent."""

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

from PIL import Image

from clipphotos.core.photo import PhotoFacts
from clipphotos.library.embedded.exif_tags import essential_tags
from clipphotos.library.embedded.xmp_and_iptc import (
    IPTC,
    PHOTOSHOP,
    XMP,
    XMP_DATES,
    blocks_beside_exif,
    iptc_in_photoshop,
    iptc_moment,
    xmp_values,
)

_MAKE, _MODEL, _ORIENTATION, _DATE_TIME = 271, 272, 274, 306
_EXIF_IFD, _GPS_IFD = 0x8769, 0x8825
_DATE_TIME_ORIGINAL, _DATE_TIME_DIGITIZED = 36867, 36868
_LATITUDE_REF, _LATITUDE, _LONGITUDE_REF, _LONGITUDE = 1, 2, 3, 4

MAX_CAMERA_CHARACTERS = 120
_DATE = re.compile(
    r"\s*(\d{4})(?:[:\-/.](\d{1,2})(?:[:\-/.](\d{1,2})"
    r"(?:[ T]+(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?)?)?)?(?!\d)"
)
"""Of a day, or of a month or year without one, the beginning counts."""
_XMP_DEGREES = re.compile(r"\s*(\d+),(\d+(?:\.\d+)?)(?:,(\d+(?:\.\d+)?))?\s*([NSEW])", re.IGNORECASE)
_EARLIEST_YEAR, _LATEST_YEAR = 1826, 2200
"""From the oldest surviving photograph on."""

MOST_BLOCK_BYTES = 8 << 20
"""Of EXIF beside a picture; what stands behind is not read."""
_EXIF_AS_TEXT = "Raw profile type exif"
_MOST_LETTERS = 4096

Tags = Mapping[int, Any]
_T = TypeVar("_T")


def read_exif(image: Image.Image) -> Image.Exif:
    """A picture's EXIF; empty if there is none or it is broken. Reads the header only, no pixels.

    XMP and IPTC that the picture has elsewhere are added, as the tags that they are in a TIFF.
    """
    _cap_blocks(image.info)
    exif = _forgiving(image.getexif, Image.Exif())
    blocks: dict[int, bytes] = _forgiving(lambda: blocks_beside_exif(image.info), {})
    for tag, block in blocks.items():
        exif[tag] = block
    return exif


def _cap_blocks(info: dict[Any, Any]) -> None:
    """Leave of a picture's EXIF what matters, before Pillow takes all of it apart."""
    as_text = info.pop(_EXIF_AS_TEXT, None)
    if isinstance(as_text, str) and "exif" not in info:
        lines = as_text[:MOST_BLOCK_BYTES].split("\n")[3:]
        info["exif"] = _forgiving(lambda: bytes.fromhex("".join(lines)), b"")
    block = info.get("exif")
    if isinstance(block, bytes):
        info["exif"] = essential_tags(block[:MOST_BLOCK_BYTES])


def parse_exif(data: bytes) -> Image.Exif:
    """The EXIF of a file with TIFF inside, such as most raw files; empty if there is none.

    Args:
        data: The file's bytes.

    Returns:
        Its tags.
    """
    exif = Image.Exif()
    # Some makers put a number of their own where TIFF has 42.
    header = {b"II": b"II*\x00", b"MM": b"MM\x00*"}.get(data[:2])
    if header is not None:
        _forgiving(lambda: exif.load(essential_tags(header + data[4:])), None)
    return exif


def orientation_of(exif: Tags) -> int:
    """EXIF orientation, 1-8; 1 for anything else."""
    value = _first(_forgiving(lambda: exif.get(_ORIENTATION), None))
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def facts_from(exif: Image.Exif, width: int, height: int, orientation: int) -> PhotoFacts:
    """Put together what is known of a photo.

    Args:
        exif: Its tags.
        width: Pixels, upright.
        height: Pixels, upright.
        orientation: EXIF orientation 1-8 as stored in the file.

    Returns:
        The facts; what EXIF does not tell, or tells wrongly, is absent.
    """
    details: Tags = _forgiving(lambda: exif.get_ifd(_EXIF_IFD), {})
    gps: Tags = _forgiving(lambda: exif.get_ifd(_GPS_IFD), {})
    xmp = _forgiving(lambda: xmp_values(_block(exif.get(XMP))), {})
    # The last change of the file comes last: a photo's day is not that of its last editing.
    dates = (
        details.get(_DATE_TIME_ORIGINAL),
        details.get(_DATE_TIME_DIGITIZED),
        *(xmp.get(name) for name in XMP_DATES),
        _forgiving(lambda: _iptc_date(exif), ""),
        exif.get(_DATE_TIME),
    )
    latitude, longitude = _place(
        _degrees(gps.get(_LATITUDE), gps.get(_LATITUDE_REF), "S", 90),
        _degrees(gps.get(_LONGITUDE), gps.get(_LONGITUDE_REF), "W", 180),
    )
    if latitude is None:
        latitude, longitude = _place(
            _xmp_degrees(xmp.get("exif:GPSLatitude", ""), "S", 90),
            _xmp_degrees(xmp.get("exif:GPSLongitude", ""), "W", 180),
        )
    return PhotoFacts(
        width=width,
        height=height,
        orientation=orientation,
        taken_at=next((moment for date in dates if (moment := _moment(date)) is not None), None),
        latitude=latitude,
        longitude=longitude,
        camera=_camera(exif.get(_MAKE), exif.get(_MODEL))
        or _camera(xmp.get("tiff:Make"), xmp.get("tiff:Model")),
    )


def _block(value: object) -> bytes:
    """A tag's bytes, however Pillow has read them."""
    if not isinstance(value, tuple):
        return value if isinstance(value, bytes) else b""
    numbers = cast("tuple[Any, ...]", value)
    # IPTC is often said to be numbers of 32 bits, in the file's order; this is what it begins with.
    little = b"".join(int(each).to_bytes(4, "little") for each in numbers)
    return little if little[:1] == b"\x1c" else b"".join(int(each).to_bytes(4, "big") for each in numbers)


def _iptc_date(exif: Tags) -> str:
    iptc = _block(exif.get(IPTC)) or iptc_in_photoshop(_block(exif.get(PHOTOSHOP)))
    return iptc_moment(iptc)


def _place(latitude: float | None, longitude: float | None) -> tuple[float | None, float | None]:
    """Both, or neither."""
    if latitude is None or longitude is None or (latitude, longitude) == (0.0, 0.0):
        # Receivers without a fix write zeros.
        return None, None
    return latitude, longitude


def _xmp_degrees(value: str, negative: str, limit: int) -> float | None:
    """As `_degrees`, of ``48,51.5N`` or ``48,51,30N``."""
    match = _XMP_DEGREES.match(value)
    if match is None:
        return None
    return _degrees(tuple(float(part or 0) for part in match.groups()[:3]), match[4], negative, limit)


def _forgiving(read: Callable[[], _T], otherwise: _T) -> _T:
    try:
        return read()
    except Exception:  # noqa: BLE001  # Pillow's EXIF reader raises nearly everything on broken tags.
        return otherwise


def _first(value: object) -> object:
    """A tag that should hold one value sometimes holds several."""
    if isinstance(value, tuple):
        values = cast("tuple[object, ...]", value)
        return values[0] if values else None
    return value


def _text(value: object) -> str:
    """A tag's text without padding and control characters."""
    value = _first(value)
    if isinstance(value, bytes):
        value = value[:_MOST_LETTERS].decode("utf-8", errors="replace")
    if not isinstance(value, str):
        return ""
    value = value[:_MOST_LETTERS].partition("\x00")[0]
    printable = (letter if letter.isprintable() else " " for letter in value)
    return " ".join("".join(printable).split())


def _camera(make: object, model: object) -> str:
    maker, name = _text(make), _text(model)
    # Most makers repeat their name in the model's: "Canon" + "Canon EOS 40D".
    first_word = maker.split(" ", 1)[0].casefold()
    repeats = bool(first_word) and name.casefold().startswith(first_word)
    return (name if repeats else f"{maker} {name}").strip()[:MAX_CAMERA_CHARACTERS].strip()


def _moment(value: object) -> float | None:
    """Seconds since the epoch, the camera's clock read as UTC; None for anything but a date."""
    match = _DATE.match(_text(value))
    if match is None:
        return None
    year, month, day = (int(part or 1) for part in match.groups()[:3])
    hour, minute, second = (int(part or 0) for part in match.groups()[3:])
    if not _EARLIEST_YEAR <= year <= _LATEST_YEAR:
        return None
    try:
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC).timestamp()
    except ValueError:
        return None


def _degrees(value: object, reference: object, negative: str, limit: int) -> float | None:
    """Degrees, minutes and seconds as signed degrees; None unless they make sense."""
    if not isinstance(value, tuple):
        return None
    parts = cast("tuple[Any, ...]", value)
    degrees = 0.0
    try:
        for part, unit in zip(parts, (1, 60, 3600), strict=False):
            degrees += float(part) / unit
    except (TypeError, ValueError, ArithmeticError):
        return None
    if not parts or not math.isfinite(degrees) or abs(degrees) > limit:
        return None
    return -degrees if _text(reference).upper().startswith(negative) else degrees
