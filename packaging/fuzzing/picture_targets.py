"""Readers of what strangers' photos say of themselves, and of formats that the program reads itself."""

import io
import math
from collections.abc import Callable, Iterable

import numpy as np
import tifffile
from PIL import Image

from fuzzing.target import Target, promise

_WIDTH, _HEIGHT = 24, 16
_MOST_PIXELS = 1 << 20
_LONGEST_CAMERA = 120


def _picture() -> Image.Image:
    return Image.linear_gradient("L").resize((_WIDTH, _HEIGHT)).convert("RGB")


def _exif() -> Image.Exif:
    exif = Image.Exif()
    exif[271], exif[272], exif[274], exif[306] = "Acme", "Acme One", 6, "2024:05:06 07:08:09"
    exif.get_ifd(0x8769)[36867] = "2024:05:06 07:08:09"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (48.0, 51.0, 30.0), "E", (2.0, 17.0, 40.0)
    return exif


_XMP = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
photoshop:DateCreated="2013-01-02T10:20:30" exif:GPSLatitude="48,51.5N" exif:GPSLongitude="2,17,40E"/>
</rdf:RDF></x:xmpmeta>"""
_IPTC = b"\x1c\x02\x37\x00\x0820130102\x1c\x02\x3c\x00\x0b102030+0000"


def _metadata() -> Callable[[bytes], None]:
    from clipphotos.library import metadata
    from clipphotos.library.embedded import xmp_and_iptc

    def check(exif: Image.Exif) -> None:
        orientation = metadata.orientation_of(exif)
        facts = metadata.facts_from(exif, 40, 30, orientation)
        promise(1 <= facts.orientation <= 8, facts)
        promise(len(facts.camera) <= _LONGEST_CAMERA and facts.camera.isprintable(), facts)
        promise(facts.taken_at is None or math.isfinite(facts.taken_at), facts)
        promise((facts.latitude is None) == (facts.longitude is None), facts)
        promise(facts.latitude is None or abs(facts.latitude) <= 90, facts)
        promise(facts.longitude is None or abs(facts.longitude) <= 180, facts)

    def read(data: bytes) -> None:
        check(metadata.parse_exif(data))
        for tag in (xmp_and_iptc.XMP, xmp_and_iptc.IPTC, xmp_and_iptc.PHOTOSHOP):
            exif = Image.Exif()
            exif[tag] = data
            check(exif)
        xmp_and_iptc.xmp_values(data)
        xmp_and_iptc.iptc_moment(data)
        xmp_and_iptc.iptc_in_photoshop(data)

    return read


METADATA = Target(
    "EXIF, XMP and IPTC",
    _metadata,
    lambda: [
        _exif().tobytes().removeprefix(b"Exif\0\0"),
        _XMP,
        _IPTC,
        b"8BIM\x04\x04\x00\x00" + len(_IPTC).to_bytes(4, "big") + _IPTC,
    ],
)


def _headers() -> Callable[[bytes], None]:
    from clipphotos.library.decoding import formats, jpeg_structure, raw

    def read(data: bytes) -> None:
        name = formats.sniff(data[: formats.SNIFF_BYTES])
        promise(name is None or name.isprintable(), name)
        structure = jpeg_structure.jpeg_structure(data)
        promise(structure is not None, data)
        jpeg_structure.largest_jpeg(data)
        raw.is_raw_tiff(data)
        raw.first_size(data)

    return read


def _saved(kind: str, mode: str = "RGB", **options: object) -> bytes:
    buffer = io.BytesIO()
    _picture().convert("L").convert(mode).save(buffer, kind, **options)  # type: ignore[arg-type]
    return buffer.getvalue()


def _all_small() -> Iterable[bytes]:
    import pillow_heif

    pillow_heif.register_heif_opener()
    plain = [
        _saved(kind) for kind in ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP", "TGA", "PCX", "PPM", "ICO")
    ]
    return [
        *plain,
        _saved("HEIF"),
        _saved("AVIF"),
        _saved("JPEG2000"),
        _saved("JPEG", exif=_exif(), xmp=_XMP),
    ]


HEADERS = Target("beginnings of files, markers of JPEG, directories of TIFF", _headers, _all_small)


def _decoder(*names: str) -> Callable[[], Callable[[bytes], None]]:
    """Decodes whatever is of one of these formats: it raises `BadImage` or gives an upright picture."""

    def prepare() -> Callable[[bytes], None]:
        from clipphotos.core.errors import BadImage
        from clipphotos.library.decoding.decode import decode
        from clipphotos.library.decoding.formats import SNIFF_BYTES, sniff

        def read(data: bytes) -> None:
            if sniff(data[:SNIFF_BYTES]) not in names:
                return
            try:
                photo = decode(data, 32, most_pixels=_MOST_PIXELS)
            except BadImage:
                return
            promise(photo.image.mode == "RGB" and photo.facts.width > 0, photo)

        return read

    return prepare


def _tiffs() -> Iterable[bytes]:
    """One of each kind: those that Pillow reads, and those that it is not asked for."""
    for mode in ("1", "L", "P", "RGB", "RGBA", "CMYK"):
        yield _saved("TIFF", mode)
    for compression in ("tiff_lzw", "tiff_deflate", "packbits", "jpeg"):
        yield _saved("TIFF", compression=compression)
    for kind in (np.float32, np.uint32, np.int16):
        numbers = np.arange(_WIDTH * _HEIGHT * 3, dtype=kind).reshape(_HEIGHT, _WIDTH, 3)
        for options in ({}, {"planarconfig": "separate"}, {"tile": (16, 16)}, {"bigtiff": True}):
            buffer = io.BytesIO()
            data = np.moveaxis(numbers, -1, 0) if "planarconfig" in options else numbers
            tifffile.imwrite(buffer, data, photometric="rgb", **options)
            yield buffer.getvalue()


TIFF = Target("TIFF", _decoder("TIFF"), _tiffs, 8192)


def _read_by_ourselves() -> Iterable[bytes]:
    from support.photoshop_files import document

    yield document(_picture())
    yield document(_picture().convert("L"), depth=16, packed=False)
    yield document(_picture().convert("CMYK"), big=True)
    yield b"P7\nWIDTH 2\nHEIGHT 1\nDEPTH 3\nMAXVAL 255\nENDHDR\n" + b"\1" * 6
    yield b"PF\n2 1\n-1.0\n" + b"\0\0\x80\x3f" * 6
    yield _saved("ICO", sizes=[(16, 16)])
    for mode in ("1", "L", "P", "RGB", "RGBA"):
        # The missing rows are made up.
        yield _saved("PNG", mode)[:-30]


OWN_READERS = Target(
    "PSD, PAM, PFM, icons and PNG that is cut off",
    _decoder("PSD", "PAM", "PFM", "ICO", "CUR", "PNG"),
    _read_by_ourselves,
)


def _boxes() -> Callable[[bytes], None]:
    from clipphotos.library.decoding import boxes, formats
    from clipphotos.library.decoding.readers import heif_pictures

    def read(data: bytes) -> None:
        formats.sniff(data)
        boxes.jp2_profile(data)
        part = boxes.avif_part(data, (_WIDTH, _HEIGHT))
        promise(
            part is None or (0 <= part[0] < part[2] <= _WIDTH and 0 <= part[1] < part[3] <= _HEIGHT), part
        )
        heif_pictures.with_primary_picture(data)

    return read


BOXES = Target("boxes of HEIF, AVIF and JPEG 2000", _boxes, lambda: list(_all_small())[10:13])
