"""Dates and places that only XMP or IPTC tell, and what they are worth beside EXIF."""

import io
import struct
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from clipphotos.core.photo import PhotoFacts
from clipphotos.library.decoding.decode import decode
from clipphotos.library.embedded.xmp_and_iptc import iptc_in_photoshop, iptc_moment, xmp_values

SPACES = (
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:exif="http://ns.adobe.com/exif/1.0/"'
    ' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
    ' xmlns:tiff="http://ns.adobe.com/tiff/1.0/"'
)


def xmp(attributes: str = "", elements: str = "") -> bytes:
    return (
        '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        f'<rdf:RDF {SPACES}><rdf:Description rdf:about="" {attributes}>{elements}</rdf:Description></rdf:RDF>'
        f'</x:xmpmeta>{" " * 100}<?xpacket end="w"?>'
    ).encode()


def iptc(**values: str) -> bytes:
    """IPTC with data sets such as ``d55``."""
    sets = (
        bytes([0x1C, 2, int(key[1:])]) + struct.pack(">H", len(value)) + value.encode()
        for key, value in values.items()
    )
    return bytes([0x1C, 1, 90, 0, 3]) + b"\x1b%G" + b"".join(sets)


def photoshop(block: bytes) -> bytes:
    """Image resources: another one with a name, then the IPTC."""
    other = b"8BIM" + struct.pack(">H", 1006) + b"\x03abc" + struct.pack(">I", 3) + b"xyz\0"
    return other + b"8BIM\x04\x04\0\0" + struct.pack(">I", len(block)) + block + b"\0" * (len(block) % 2)


def jpeg(*, xmp_block: bytes = b"", iptc_block: bytes = b"", changed: str = "", **exif_dates: str) -> bytes:
    exif = Image.Exif()
    if changed:
        exif[306] = changed
    numbers = {"original": 36867, "digitized": 36868}
    exif.get_ifd(0x8769).update({numbers[name]: value for name, value in exif_dates.items()})
    buffer = io.BytesIO()
    options: dict[str, Any] = {"xmp": xmp_block} if xmp_block else {}
    Image.new("RGB", (8, 8)).save(buffer, "JPEG", exif=exif, **options)
    data = buffer.getvalue()
    if iptc_block:
        content = b"Photoshop 3.0\0" + photoshop(iptc_block)
        data = data[:2] + b"\xff\xed" + struct.pack(">H", len(content) + 2) + content + data[2:]
    return data


def facts(data: bytes) -> PhotoFacts:
    return decode(data, 8).facts


def moment(*parts: int) -> float:
    return datetime(*parts, tzinfo=UTC).timestamp()  # type: ignore[arg-type, misc]


ORIGINAL, DIGITIZED, CHANGED = "2011:01:01 01:01:01", "2012:02:02 02:02:02", "2022:12:12 12:12:12"
SHOT = xmp('photoshop:DateCreated="2013-03-03T03:03:03" xmp:CreateDate="2014-04-04T04:04:04"')
SENT = iptc(d55="20150505", d60="050505+0200")


@pytest.mark.parametrize(
    ("data", "taken"),
    [
        (
            jpeg(original=ORIGINAL, digitized=DIGITIZED, xmp_block=SHOT, iptc_block=SENT, changed=CHANGED),
            moment(2011, 1, 1, 1, 1, 1),
        ),
        (
            jpeg(digitized=DIGITIZED, xmp_block=SHOT, iptc_block=SENT, changed=CHANGED),
            moment(2012, 2, 2, 2, 2, 2),
        ),
        (jpeg(xmp_block=SHOT, iptc_block=SENT, changed=CHANGED), moment(2013, 3, 3, 3, 3, 3)),
        (jpeg(iptc_block=SENT, changed=CHANGED), moment(2015, 5, 5, 5, 5, 5)),
        (jpeg(changed=CHANGED), moment(2022, 12, 12, 12, 12, 12)),
        (jpeg(original="0000:00:00 00:00:00", iptc_block=SENT, changed=CHANGED), moment(2015, 5, 5, 5, 5, 5)),
    ],
)
def test_the_day_of_the_last_editing_comes_last(data: bytes, taken: float):
    assert facts(data).taken_at == taken


@pytest.mark.parametrize(
    ("block", "taken"),
    [
        (xmp('exif:DateTimeOriginal="2013-01-02T03:04:05"'), moment(2013, 1, 2, 3, 4, 5)),
        (
            xmp(elements="<exif:DateTimeOriginal>2013-01-02T03:04</exif:DateTimeOriginal>"),
            moment(2013, 1, 2, 3, 4),
        ),
        (xmp('xmp:CreateDate="2013-01-02T23:30:00.25+02:00"'), moment(2013, 1, 2, 23, 30)),
        (xmp('xmp:CreateDate="2013-01-02T03:04:05Z"'), moment(2013, 1, 2, 3, 4, 5)),
        (xmp('photoshop:DateCreated="2013-01-02"'), moment(2013, 1, 2)),
        (xmp('photoshop:DateCreated="2013-05"'), moment(2013, 5, 1)),
        (xmp('photoshop:DateCreated="2013"'), moment(2013, 1, 1)),
        (xmp('photoshop:DateCreated="soon" xmp:CreateDate="2013-01-02"'), moment(2013, 1, 2)),
        (xmp('xmp:ModifyDate="2013-01-02"'), None),
        (xmp('photoshop:DateCreated="2013-01-02"')[:-150], moment(2013, 1, 2)),
        (b"\0\0" + xmp('photoshop:DateCreated="2013-01-02"') + b"\0", moment(2013, 1, 2)),
        (b"<?xml", None),
    ],
)
def test_dates_in_xmp(block: bytes, taken: float | None):
    assert facts(jpeg(xmp_block=block)).taken_at == taken


@pytest.mark.parametrize(
    ("block", "text"),
    [
        (iptc(d55="20130102"), "2013-01-02"),
        (iptc(d55="20130102", d60="102030"), "2013-01-02 10:20:30"),
        (iptc(d05="a title", d55="20130102", d60="10"), "2013-01-02"),
        (iptc(d55="20130500", d60="102030"), "2013-05"),
        (iptc(d55="20130000"), "2013"),
        (iptc(d55="00000000", d62="20140304", d63="010203"), "2014-03-04 01:02:03"),
        (iptc(d55="unknown!"), ""),
        (iptc(d55="20130102")[:-3], ""),
        (b"", ""),
        (b"\x1c", ""),
    ],
)
def test_dates_in_iptc(block: bytes, text: str):
    assert iptc_moment(block) == text


@pytest.mark.parametrize("name", ["PNG", "WEBP", "TIFF"])
def test_xmp_of_other_formats(name: str):
    block = xmp('exif:DateTimeOriginal="2013-01-02T03:04:05"')
    buffer = io.BytesIO()
    if name == "PNG":
        from PIL.PngImagePlugin import PngInfo

        text = PngInfo()
        text.add_itxt("XML:com.adobe.xmp", block.decode())
        Image.new("RGB", (8, 8)).save(buffer, name, pnginfo=text)
    elif name == "TIFF":
        Image.new("RGB", (8, 8)).save(buffer, name, tiffinfo={700: block})
    else:
        Image.new("RGB", (8, 8)).save(buffer, name, xmp=block)
    assert facts(buffer.getvalue()).taken_at == moment(2013, 1, 2, 3, 4, 5)


@pytest.mark.parametrize("tag", [33723, 34377])
def test_iptc_of_a_tiff(tag: int):
    from PIL.TiffImagePlugin import ImageFileDirectory_v2

    block = iptc(d55="20130102", d60="030405")
    tags = ImageFileDirectory_v2()
    tags[tag] = block if tag == 33723 else photoshop(block)
    tags.tagtype[tag] = 7
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, "TIFF", tiffinfo=tags)
    assert facts(buffer.getvalue()).taken_at == moment(2013, 1, 2, 3, 4, 5)


def test_places_and_cameras_in_xmp():
    elements = "<tiff:Make>Canon</tiff:Make><tiff:Model>Canon EOS 40D</tiff:Model>"
    found = facts(jpeg(xmp_block=xmp('exif:GPSLatitude="48,51.5N" exif:GPSLongitude="2,30,36W"', elements)))
    assert (found.latitude, found.longitude) == (pytest.approx(48.858333), pytest.approx(-2.51))
    assert found.camera == "Canon EOS 40D"
    half = facts(jpeg(xmp_block=xmp('exif:GPSLatitude="48,51.5N"')))
    assert (half.latitude, half.longitude) == (None, None)
    wrong = facts(jpeg(xmp_block=xmp('exif:GPSLatitude="98,51.5N" exif:GPSLongitude="2,30,36W"')))
    assert (wrong.latitude, wrong.longitude) == (None, None)


def test_a_bomb_is_not_lit():
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    bomb = (
        f'<!DOCTYPE x [<!ENTITY a0 "ha">{entities}]>'
        + xmp("", "<xmp:CreateDate>&a11;</xmp:CreateDate>").decode().partition("?>")[2]
    )
    assert xmp_values(bomb.encode()) == {}


def test_lists_and_long_texts():
    listed = "<rdf:Seq><rdf:li>2013-01-02</rdf:li></rdf:Seq>"
    block = xmp(
        "", f"<photoshop:DateCreated>{listed}</photoshop:DateCreated><tiff:Make>{'x' * 10**6}</tiff:Make>"
    )
    values = xmp_values(block)
    assert values["photoshop:DateCreated"] == "2013-01-02"
    assert len(values["tiff:Make"]) <= 400


@given(st.binary(max_size=300))
def test_nothing_that_is_written_makes_it_fail(data: bytes):
    for start in (b"", iptc(d55="20130102"), b"8BIM"):
        assert isinstance(iptc_moment(start + data), str)
        assert isinstance(iptc_in_photoshop(start + data), bytes)
        assert isinstance(xmp_values(xmp()[:200] + data), dict)
