"""HEIF files without a primary picture are shown by their first one."""

import io
import struct

import numpy as np
import pillow_heif
import pytest

from clipphotos.core.errors import BadImage
from clipphotos.library.decoding.boxes import each_box, first_box
from clipphotos.library.decoding.decode import decode
from clipphotos.library.decoding.readers.heif_pictures import with_primary_picture
from support.format_samples import pattern
from support.heif_files import box

pillow_heif.register_heif_opener()


def still() -> bytes:
    buffer = io.BytesIO()
    pattern().save(buffer, "HEIF", quality=90)
    return buffer.getvalue()


def film(coding: bytes = b"hvc1", *, long: bool = False) -> bytes:
    """A sequence as cameras write it for bursts: pictures in a track, none of them an item."""
    data = still()
    described = first_box(first_box(first_box(data, b"meta")[4:], b"iprp"), b"ipco")
    configuration = first_box(described, b"hvcC")
    sample = first_box(data, b"mdat")
    brands = box(b"ftyp", b"msf1\0\0\0\0msf1hevcheic")
    at = len(brands) + 8
    entry = bytes(24) + struct.pack(">HH", 240, 160) + bytes(50) + box(b"hvcC", configuration)
    chunks = (
        box(b"co64", struct.pack(">IIQ", 0, 1, at)) if long else box(b"stco", struct.pack(">III", 0, 1, at))
    )
    table = (
        box(b"stsd", struct.pack(">II", 0, 1) + box(coding, entry))
        + box(b"stsz", struct.pack(">IIII", 0, 0, 1, len(sample)))
        + box(b"stsc", struct.pack(">IIIII", 0, 1, 1, 1, 1))
        + chunks
    )
    sound = box(b"trak", box(b"mdia", box(b"minf", box(b"stbl", b""))))
    track = box(b"trak", box(b"mdia", box(b"minf", box(b"stbl", table))))
    return brands + box(b"mdat", sample) + box(b"moov", sound + track)


def unnamed() -> bytes:
    """A file with a picture that nothing says is the one to show."""
    data = bytearray(still())
    at = data.index(b"pitm")
    data[at : at + 4] = b"free"
    return bytes(data)


def difference(data: bytes) -> float:
    photo = decode(data, 1000)
    assert (photo.facts.width, photo.facts.height) == (240, 160)
    return float(np.abs(np.asarray(photo.image, float) - np.asarray(pattern(), float)).mean())


@pytest.mark.parametrize(
    "data", [film(), film(long=True), film(b"hev1"), unnamed()], ids=["film", "long", "hev1", "unnamed"]
)
def test_the_first_picture_is_shown(data: bytes):
    assert difference(data) < 4


def test_without_any_picture_it_is_refused():
    data = film()
    names = [name for name, _ in each_box(data)]
    assert names == [b"ftyp", b"mdat", b"moov"]
    with pytest.raises(BadImage):
        decode(data[: data.index(b"moov") - 4], 100)
    with pytest.raises(BadImage):
        decode(film(b"avc1"), 100)


def item(number: int, kind: bytes, *, version: int = 2, flags: int = 0, name: bytes = b"infe") -> bytes:
    form = ">IIH" if version >= 3 else ">IHH"
    return box(name, struct.pack(form, version << 24 | flags, number, 0) + kind + b"\0")


@pytest.mark.parametrize(
    ("passed_over", "first"),
    [
        ([], item(5, b"hvc1")),
        ([item(9, b"hvc1", name=b"free")], item(5, b"grid")),
        ([item(9, b"hvc1", flags=1), item(8, b"Exif")], item(5, b"av01", version=3)),
        ([item(9, b"hvc1", version=1), box(b"infe", bytes([2]) + bytes(10))], item(5, b"jpeg")),
    ],
    ids=["first", "another box", "hidden or no picture", "older or too short"],
)
def test_the_first_item_that_can_be_seen_becomes_the_primary_one(passed_over: list[bytes], first: bytes):
    items = [*passed_over, first, item(7, b"hvc1")]
    listed = box(b"iinf", struct.pack(">IH", 0, len(items)) + b"".join(items))
    data = box(b"ftyp", b"mif1\0\0\0\0mif1heic") + box(b"meta", bytes(4) + listed)
    ended = with_primary_picture(data)
    assert ended is not None
    primary = first_box(first_box(ended, b"meta")[4:], b"pitm")
    assert struct.unpack(">II", primary) == (1 << 24, 5)
