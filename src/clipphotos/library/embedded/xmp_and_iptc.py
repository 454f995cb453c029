"""What XMP and IPTC, written into pictures by programs, tell where EXIF says nothing."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from xml.parsers import expat

XMP, IPTC, PHOTOSHOP = 700, 33723, 34377
"""The numbers of their tags in TIFF, under which a picture's EXIF has them here."""

_MOST_BYTES = 4 << 20
_MOST_LETTERS = 200
_MOST_DEPTH = 200
_IPTC_OF_PHOTOSHOP = 0x0404
_IPTC_MARK, _APPLICATION_RECORD = 0x1C, 2

_NAMES = {
    "http://ns.adobe.com/photoshop/1.0/ DateCreated": "photoshop:DateCreated",
    "http://ns.adobe.com/exif/1.0/ DateTimeOriginal": "exif:DateTimeOriginal",
    "http://ns.adobe.com/exif/1.0/ DateTimeDigitized": "exif:DateTimeDigitized",
    "http://ns.adobe.com/exif/1.0/ GPSLatitude": "exif:GPSLatitude",
    "http://ns.adobe.com/exif/1.0/ GPSLongitude": "exif:GPSLongitude",
    "http://ns.adobe.com/xap/1.0/ CreateDate": "xmp:CreateDate",
    "http://ns.adobe.com/tiff/1.0/ Make": "tiff:Make",
    "http://ns.adobe.com/tiff/1.0/ Model": "tiff:Model",
}

XMP_DATES = (
    "photoshop:DateCreated",
    "exif:DateTimeOriginal",
    "exif:DateTimeDigitized",
    "xmp:CreateDate",
)
"""When a picture was taken, in the order in which they are believed."""


def blocks_beside_exif(info: Mapping[Any, Any]) -> dict[int, bytes]:
    """A picture's XMP and IPTC, by the numbers of their tags in TIFF.

    Args:
        info: What Pillow knows of the picture.
    """
    found: dict[int, bytes] = {}
    xmp = info.get("xmp") or info.get("XML:com.adobe.xmp")
    if isinstance(xmp, str):
        xmp = xmp[:_MOST_BYTES].encode(errors="replace")
    if isinstance(xmp, bytes):
        found[XMP] = xmp
    resources = info.get("photoshop")
    if isinstance(resources, dict):
        iptc: object = resources.get(_IPTC_OF_PHOTOSHOP)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        if isinstance(iptc, bytes):
            found[IPTC] = iptc
    return found


def xmp_values(xmp: bytes) -> dict[str, str]:
    """The properties that matter here, by their usual names; of broken XMP those before the break."""
    reader = _XmpReader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = reader.begin
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.read
    # A document that declares entities may be a bomb.
    parser.StartDoctypeDeclHandler = _refuse
    is_final = True
    with suppress(expat.ExpatError, _RefusedError, ValueError):
        parser.Parse(xmp[:_MOST_BYTES].strip(b"\0 \t\r\n"), is_final)
    return {name: value.strip() for name, value in reader.values.items() if value.strip()}


def iptc_moment(iptc: bytes) -> str:
    """When a picture was taken, as its IPTC says: ``2013-01-02 10:20:30``, or less; empty if it does not."""
    values = _iptc_values(iptc)
    for date, time in ((55, 60), (62, 63)):
        digits = values.get(date, b"")[:8].decode("ascii", errors="replace")
        if len(digits) < 8 or not digits[:4].isdecimal() or int(digits[:4]) == 0:
            continue
        # Zeros stand for what is not known.
        parts = [part for part in (digits[4:6], digits[6:8]) if part.isdecimal() and int(part)]
        clock = values.get(time, b"")[:6].decode("ascii", errors="replace")
        has_clock = len(parts) == 2 and len(clock) == 6 and clock.isdecimal()
        return "-".join([digits[:4], *parts]) + (
            f" {clock[:2]}:{clock[2:4]}:{clock[4:]}" if has_clock else ""
        )
    return ""


def iptc_in_photoshop(resources: bytes) -> bytes:
    """The IPTC among the image resources of Photoshop, as TIFF files have them; empty if there is none."""
    at = 0
    while resources[at : at + 4] == b"8BIM" and at + 12 <= len(resources):
        number = int.from_bytes(resources[at + 4 : at + 6])
        # The name is as long as its first byte says, and padded to an even number with that byte.
        at += 6 + (resources[at + 6] + 2) // 2 * 2
        size = int.from_bytes(resources[at : at + 4])
        if number == _IPTC_OF_PHOTOSHOP:
            return resources[at + 4 : at + 4 + size]
        at += 4 + (size + 1) // 2 * 2
    return b""


class _RefusedError(Exception):
    """A document type is declared, or elements are nested as in no XMP."""


def _refuse(*_: object) -> None:
    raise _RefusedError


class _XmpReader:
    """Notes the first value of each property; the text of lists counts as their property's."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        self._open: list[str | None] = []
        """Of each open element, the property that its text belongs to: its own, or that of one around it."""

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        for attribute, value in attributes.items():
            if attribute in _NAMES:
                self.values.setdefault(_NAMES[attribute], value[:_MOST_LETTERS])
        known = _NAMES.get(name)
        if known is not None and known in self.values:
            known = None
        elif known is not None:
            self.values[known] = ""
        if len(self._open) >= _MOST_DEPTH:
            raise _RefusedError
        self._open.append(known or (self._open[-1] if self._open else None))

    def end(self, _name: str) -> None:
        self._open.pop()

    def read(self, text: str) -> None:
        known = self._open[-1] if self._open else None
        if known is not None and len(self.values[known]) < _MOST_LETTERS:
            self.values[known] += text[:_MOST_LETTERS]


def _iptc_values(iptc: bytes) -> dict[int, bytes]:
    """The first value of each data set of the application record."""
    values: dict[int, bytes] = {}
    at = iptc.find(bytes([_IPTC_MARK]))
    while 0 <= at <= len(iptc) - 5 and iptc[at] == _IPTC_MARK:
        record, number = iptc[at + 1], iptc[at + 2]
        size = int.from_bytes(iptc[at + 3 : at + 5])
        if size & 0x8000:
            break  # longer than any date
        if record == _APPLICATION_RECORD:
            values.setdefault(number, iptc[at + 5 : at + 5 + size])
        at += 5 + size
    return values
