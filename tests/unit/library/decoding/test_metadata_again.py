"""Metadata is read without the pixels, and tells the same as a decoding of the whole file."""

import io
from dataclasses import replace

import pillow_heif
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from clipphotos.core.photo import PhotoFacts
from clipphotos.library.decoding.decode import decode
from clipphotos.library.decoding.metadata_again import metadata_again
from support.format_samples import pattern

pillow_heif.register_heif_opener()

XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"'
    b' photoshop:DateCreated="2013-03-03T03:03:03"/></rdf:RDF></x:xmpmeta>'
)
CHANGED, SHOT = 1_670_846_400.0, 1_362_279_783.0
"""What EXIF says of the last change, and XMP of the shot."""


def saved(kind: str) -> bytes:
    exif = Image.Exif()
    exif[271], exif[306] = "Acme", "2022:12:12 12:00:00"
    options: dict[str, object] = {"exif": exif, "xmp": XMP}
    if kind == "PNG":
        texts = PngInfo()
        texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
        options = {"exif": exif, "pnginfo": texts}
    elif kind == "TIFF":
        exif[700] = XMP
        options = {"exif": exif}
    buffer = io.BytesIO()
    pattern(120, 80).save(buffer, kind, **options)  # type: ignore[arg-type]
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP", "AVIF", "HEIF"])
def test_the_same_is_told_as_by_a_decoding(kind: str):
    data = saved(kind)
    whole = decode(data, 8).facts
    assert (whole.taken_at, whole.camera) == (SHOT, "Acme")
    before = replace(whole, taken_at=CHANGED, camera="", note="picture-cut-off", is_due=True)
    assert metadata_again(io.BytesIO(data), before) == replace(whole, note="picture-cut-off")


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_no_pixel_is_needed(kind: str):
    data = saved(kind)
    at = data.index(b"\xff\xda" if kind == "JPEG" else b"IDAT") + 20
    assert metadata_again(io.BytesIO(data[:at]), PhotoFacts(120, 80, taken_at=CHANGED)).taken_at == SHOT


def test_what_stands_behind_the_pixels_of_a_png_is_found():
    data = saved("PNG")
    start, end = data.index(b"IDAT") - 4, data.index(b"IEND") - 4
    head = 8 + 25
    turned = data[:head] + data[start:end] + data[head:start] + data[end:]
    assert metadata_again(io.BytesIO(turned), PhotoFacts(120, 80, taken_at=CHANGED)).taken_at == SHOT


@pytest.mark.parametrize("data", [b"FUJIFILMCCD-RAW " + bytes(90), b"no picture", b"BM" + bytes(60)])
def test_what_is_not_told_any_more_stays(data: bytes):
    known = PhotoFacts(3, 4, 6, CHANGED, 1.0, 2.0, "Acme", "", is_due=True)
    assert metadata_again(io.BytesIO(data), known) == replace(known, is_due=False)
