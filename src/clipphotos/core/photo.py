"""Photos and library roots as plain data."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from clipphotos.core.operations.annotation import Flag

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class PhotoState(StrEnum):
    """Where a photo stands.

    PENDING: to be read, since it is new or its file has changed. OK: read; searchable once the current model
    has a vector for it. UNREADABLE: cannot be decoded, with a reason. MISSING: the file was not there at the
    last scan. EXCLUDED: it lies in a folder that is left out; what is known of it is kept, and not shown.
    """

    PENDING = "new"  # as the catalogue has called it since its first version
    OK = "ok"
    UNREADABLE = "unreadable"
    MISSING = "missing"
    EXCLUDED = "excluded"


AWAY = frozenset({PhotoState.MISSING, PhotoState.EXCLUDED})
"""States of photos that are not shown, searched, sorted or counted."""


@dataclass(frozen=True, slots=True)
class LibraryRoot:
    """A folder the user added, with everything below it.

    Attributes:
        id: Catalogue key.
        path: Absolute path.
        case_sensitive: Whether ``A.jpg`` and ``a.jpg`` are two files there.
        online: Whether the folder could be reached at the last scan.
        photo_count: Photos below it that are neither missing nor excluded.
        last_scan_at: Seconds since the epoch of the last complete scan, or None.
    """

    id: int
    path: Path
    case_sensitive: bool
    online: bool
    photo_count: int = 0
    last_scan_at: float | None = None


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo file as the catalogue knows it.

    Attributes:
        id: Catalogue key; stays the same when the file is moved or renamed.
        path: Absolute path.
        state: See `PhotoState`.
        size: Bytes.
        mtime_ns: Modification time in nanoseconds.
        width: Pixels, after EXIF orientation; 0 while unknown.
        height: Pixels, after EXIF orientation; 0 while unknown.
        taken_at: Capture time as seconds since the epoch, the camera's clock read as UTC; None if unknown.
        error_code: Why the photo is unreadable, else empty.
        error_detail: The decoder's own words, else empty.
        content_hash: 32 bytes, BLAKE2b of the file's bytes; empty while unknown.
        camera: Maker and model, or empty.
        rating: The user's stars, 1 to 5; 0 for none.
        flag: The user's flag.
        note: What is wrong with the picture although it can be shown, as a code in words; else empty.
    """

    id: int
    path: Path
    state: PhotoState
    size: int
    mtime_ns: int
    width: int = 0
    height: int = 0
    taken_at: float | None = None
    error_code: str = ""
    error_detail: str = ""
    content_hash: bytes = b""
    camera: str = ""
    rating: int = 0
    flag: Flag = Flag.NONE
    note: str = ""


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """What decoding a file tells about the photo besides its pixels.

    Attributes:
        width: Pixels, after EXIF orientation.
        height: Pixels, after EXIF orientation.
        orientation: EXIF orientation 1-8 as stored in the file.
        taken_at: Capture time as seconds since the epoch, the camera's clock read as UTC, or None.
        latitude: Degrees north, -90 to 90, or None.
        longitude: Degrees east, -180 to 180, or None.
        camera: Maker and model, at most 120 characters, or empty.
        note: What is wrong with the picture although it can be shown, as a code in words; else empty.
        is_due: Whether an earlier version of the program read the metadata: it is to be read again.
    """

    width: int
    height: int
    orientation: int = 1
    taken_at: float | None = None
    latitude: float | None = None
    longitude: float | None = None
    camera: str = ""
    note: str = ""
    is_due: bool = False


def day_taken(taken_at: float | None) -> date | None:
    """The day of a capture time, see `PhotoFacts.taken_at`; None if it is unknown or on no calendar."""
    if taken_at is None:
        return None
    try:
        # Added up, since not every system knows moments before the epoch.
        return (_EPOCH + timedelta(seconds=taken_at)).date()
    except (OverflowError, ValueError):
        return None
