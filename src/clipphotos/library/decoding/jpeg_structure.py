"""How a JPEG is put together: its size, its scans, where it ends, and which ones are in another file.

No pixel is decoded.
"""

import re
import struct
from dataclasses import dataclass
from enum import Enum, auto

_START_OF_SCAN, _END_OF_IMAGE = 0xDA, 0xD9
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WITHOUT_CONTENT = frozenset({0x01, *range(0xD0, 0xD9)})
_START = b"\xff\xd8\xff"
_USUAL_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
_MOST_TRIED = 1000
"""Raw values look like the beginning of a JPEG now and then."""

_AFTER_A_SCAN = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")
"""What ends the data of a scan: a marker that is neither a stuffed byte nor a restart."""


class Ending(Enum):
    """How a JPEG ends: as it should, within the data of a scan, or anywhere else."""

    WHOLE = auto()
    IN_SCAN = auto()
    BETWEEN = auto()


@dataclass(frozen=True, slots=True)
class JpegStructure:
    """What the markers of a JPEG tell.

    Attributes:
        width: Pixels; 0 if the file ends before it says so.
        height: Pixels; likewise.
        frame: The marker of its frame, which names the process: 0xC0 to 0xC2 are the usual ones.
        whole_scans: Scans whose data is there to its end.
        end: Position behind the last complete part, or behind everything if the file ends within a scan.
        ending: How it ends.
    """

    width: int
    height: int
    frame: int
    whole_scans: int
    end: int
    ending: Ending


def jpeg_structure(data: bytes, start: int = 0) -> JpegStructure:
    """Walk through the markers of a JPEG.

    Args:
        data: A file that holds a JPEG.
        start: Where in it the JPEG begins.

    Returns:
        What was found before its end, before the end of the file, or before something that is no JPEG.
    """
    width = height = frame = scans = 0
    at = start + 2
    while True:
        begin = at
        while data[at : at + 1] == b"\xff":
            at += 1
        if at == begin or at >= len(data):
            return JpegStructure(width, height, frame, scans, begin, Ending.BETWEEN)
        marker = data[at]
        at += 1
        if marker == _END_OF_IMAGE:
            return JpegStructure(width, height, frame, scans, at, Ending.WHOLE)
        if marker in _WITHOUT_CONTENT:
            continue
        length = struct.unpack_from(">H", data, at)[0] if at + 2 <= len(data) else 0
        if length < 2 or at + length > len(data):
            return JpegStructure(width, height, frame, scans, begin, Ending.BETWEEN)
        if marker in _FRAMES and length >= 7:
            frame = marker
            height, width = struct.unpack_from(">HH", data, at + 3)
        at += length
        if marker == _START_OF_SCAN:
            after = _AFTER_A_SCAN.search(data, at)
            if after is None:
                return JpegStructure(width, height, frame, scans, len(data), Ending.IN_SCAN)
            scans += 1
            at = after.start()


def largest_jpeg(data: bytes) -> bytes | None:
    """The largest whole JPEG in a file of any format, such as the preview in a raw file; None without one.

    Raw values that are compressed as lossless JPEG do not count: nobody shows them as they are.
    """
    largest: tuple[int, int, int] | None = None
    at = data.find(_START)
    for _ in range(_MOST_TRIED):
        if at < 0:
            break
        found = jpeg_structure(data, at)
        is_picture = found.ending is Ending.WHOLE and found.frame in _USUAL_FRAMES and found.whole_scans > 0
        if is_picture and (largest is None or found.width * found.height > largest[0]):
            largest = (found.width * found.height, at, found.end)
        at = data.find(_START, found.end if is_picture else at + len(_START))
    return data[largest[1] : largest[2]] if largest is not None else None
