"""What the program knows about picture formats: names, extensions and how content gives itself away.

Content decides how a file is read; an extension only decides whether a file is looked at.
"""

import re
import struct

from clipphotos.library.decoding.plain_headers import sniff_without_magic

SNIFF_BYTES = 4096
"""How much of a file's beginning `sniff` wants to see."""

_COMMON = ("JPEG", "PNG", "WEBP", "TIFF", "GIF", "BMP", "AVIF", "HEIF", "JPEG2000", "JPEG-XL", "RAW")
_LESS_COMMON = ("PSD", "ICO", "CUR", "TGA", "PCX", "PPM", "PAM", "PFM")

DECODABLE = frozenset((*_COMMON, *_LESS_COMMON))
"""Formats that are decoded. Everything else is refused by name: fewer decoders, fewer holes."""

_DECODED = (
    "jpg jpeg jpe jif jfif jfi mpo png apng webp tif tiff gif bmp dib avif avifs jp2 j2k j2c jpc jpf jpx"
    " jxl psd psb ico cur tga icb vda vst pcx ppm pgm pbm pnm pam pfm"
)
_DECODED_HEIF = "heic heif heics heifs hif"
_DECODED_RAW = """
    3fr ari arw bay cap cr2 cr3 crw cs1 dcr dcs dng drf eip erf fff gpr iiq k25 kc2 kdc mdc mef mos mrw nef
    nrw orf pef ptx pxn qtk raf raw rw2 rwl rwz sr2 srf srw sti x3f
"""
_NOT_DECODED = """
    xcf kra svg svgz icns dcx hdr exr dds jxr jpm wdp hdp qoi
    jng sgi rgb bw ras sun eps fits fit wmf emf dcm pict pct clip afphoto
"""

PICTURE_EXTENSIONS = frozenset(f"{_DECODED} {_DECODED_HEIF} {_DECODED_RAW} {_NOT_DECODED}".split())
"""Pictures, those that cannot be decoded too: they are listed with the reason."""

_SIDECARS_AND_DATA = """
    xmp aae thm pp3 dop on1 cos vrd lrcat lrdata lrprev tsv csv json jsonl xml yaml yml toml ini cfg conf
    plist
    db sqlite sqlite3 db-wal db-shm db-journal nfo log lnk url webloc desktop directory dat bin idx pkl npy
    npz h5 hdf5 parquet safetensors pt pth onnx
"""
_TEXTS_AND_CODE = """
    txt md rst rtf tex pdf doc docx odt xls xlsx ods ppt pptx odp epub mobi html htm css js mjs ts map
    py pyc pyi ipynb c h cc cpp hpp rs go java class jar rb php pl sh bash bat cmd ps1 sql lock
"""
_FILMS_AND_SOUND = """
    mov mp4 m4v avi mkv webm wmv flv mpg mpeg mts m2ts 3gp 3g2 ogv vob lrv insv
    mp3 m4a aac wav flac ogg opus wma aiff aif mid midi amr
"""
_ARCHIVES_AND_PROGRAMS = """
    zip 7z rar tar gz tgz bz2 xz zst lz4 iso dmg img vmdk exe msi dll so dylib app apk deb rpm cab
    ttf otf woff woff2 eot stl obj fbx blend gltf glb ply
"""
_LEFTOVERS = """
    part crdownload download tmp temp bak backup bkp swp swo old orig original partial sav save undo
"""

OTHER_EXTENSIONS = frozenset(
    f"{_SIDECARS_AND_DATA} {_TEXTS_AND_CODE} {_FILMS_AND_SOUND} {_ARCHIVES_AND_PROGRAMS} {_LEFTOVERS}".split()
)
"""Files that are no pictures; they are not even looked at."""

_BACKUP_WORDS = f"(?:{'|'.join(_LEFTOVERS.split())})"
_BACKUP_NAME = re.compile(
    # As editors do it: a.jpg~, a.jpg.~1~, #a.jpg#, a.jpg#.
    r".*[~#]"
    # As ExifTool does it, which keeps the whole name: a.jpg_original, and so also a_original.
    r"|.*_original"
    # A picture's whole name, then a word, a number or a date: a.jpg.1, a.jpg-bak2, a.jpg.bak.2024-05-01.
    rf"|.+\.(?:{'|'.join(sorted(PICTURE_EXTENSIONS))})(?:[._ -]?{_BACKUP_WORDS})?(?:[._ -]?\d+)*",
    re.IGNORECASE | re.DOTALL,
)

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff\xf7", "JPEG-LS"),
    (0, b"\xff\xd8\xff", "JPEG"),
    (0, b"\x89PNG\r\n\x1a\n", "PNG"),
    (0, b"GIF87a", "GIF"),
    (0, b"GIF89a", "GIF"),
    (0, b"\x00\x00\x00\x0cjP  \r\n\x87\n", "JPEG2000"),
    (0, b"\xff\x4f\xff\x51", "JPEG2000"),
    # Raw files that are not TIFF inside, or say so in the header.
    (8, b"CR\x02", "RAW"),
    (6, b"HEAPCCDR", "RAW"),
    (0, b"FUJIFILMCCD-RAW", "RAW"),
    (0, b"IIRO", "RAW"),
    (0, b"IIRS", "RAW"),
    (0, b"MMOR", "RAW"),
    (0, b"IIU\x00", "RAW"),
    (0, b"FOVb", "RAW"),
    (0, b"\x00MRM", "RAW"),
    (4, b"ftypcrx ", "RAW"),
    (0, b"II*\x00", "TIFF"),
    (0, b"MM\x00*", "TIFF"),
    (0, b"II+\x00", "TIFF"),
    (0, b"MM\x00+", "TIFF"),
    (0, b"8BPS", "PSD"),
    (0, b"\xff\x0a", "JPEG-XL"),
    (0, b"\x00\x00\x00\x0cJXL \r\n\x87\n", "JPEG-XL"),
    # Known by name only.
    (0, b"gimp xcf", "XCF"),
    (0, b"%!PS", "EPS"),
    (0, b"\xc5\xd0\xd3\xc6", "EPS"),
    (0, b"DDS ", "DDS"),
    (0, b"v/1\x01", "OpenEXR"),
    (0, b"#?RADIANCE", "HDR"),
    (0, b"II\xbc", "JPEG XR"),
    (0, b"qoif", "QOI"),
    (0, b"icns", "ICNS"),
    (0, b"SIMPLE  =", "FITS"),
    (0, b"\x8bJNG\r\n\x1a\n", "JNG"),
    (0, b"\x59\xa6\x6a\x95", "SUN"),
    (0, b"\x01\xda\x00\x01", "SGI"),
    (0, b"\x01\xda\x01\x01", "SGI"),
    (128, b"DICM", "DICOM"),
    (0, b"\xd7\xcd\xc6\x9a", "WMF"),
)

_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_HEIF_BRANDS = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
)
_NETPBM = dict.fromkeys((b"1", b"2", b"3", b"4", b"5", b"6", b"f"), "PPM") | {b"7": "PAM", b"F": "PFM"}
_BMP_HEADER_SIZES = frozenset({12, 16, 40, 52, 56, 64, 108, 124})


def extension(name: str) -> str:
    """The extension of a file name in lower case, without its dot; empty if there is none."""
    stem, dot, ending = name.rpartition(".")
    return ending.lower() if dot and stem else ""


def is_backup_copy(name: str) -> bool:
    """Whether a file name is what another program calls the copy that it keeps of a file it changes.

    Such a copy holds a picture, and nobody wants to see it beside the photo it was made of. A name with the
    extension of a picture is never one: what a person called ``a_original.jpg`` is a photo.

    Args:
        name: A file name, such as ``a.jpg_original``, ``a.jpg~``, ``#a.jpg#`` or ``a.jpg.1``.
    """
    return extension(name) not in PICTURE_EXTENSIONS and _BACKUP_NAME.fullmatch(name) is not None


def sniff(head: bytes) -> str | None:
    """Which picture format a file's beginning belongs to.

    Raw files that look like ordinary TIFF from here are told apart by `clipphotos.library.decoding.raw`.

    Args:
        head: The first `SNIFF_BYTES` bytes of the file, or all of it.

    Returns:
        A member of `DECODABLE`, the name of a picture format that is not decoded (``"PSD"``), or None.
    """
    for offset, magic, name in _MAGIC:
        if head.startswith(magic, offset):
            return name
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp":
        return _sniff_isobmff(head)
    if _is_bmp(head):
        return "BMP"
    if head[:1] == b"P" and head[2:3] in b"\n\r\t " and head[1:2] in _NETPBM:
        return _NETPBM[head[1:2]]
    return sniff_without_magic(head) or _sniff_svg(head)


def _sniff_isobmff(head: bytes) -> str | None:
    """AVIF and HEIF share a container with films; the brands in its first box tell which it is."""
    size = min(struct.unpack(">I", head[:4])[0], len(head))
    major = head[8:12]
    brands = {head[at : at + 4] for at in range(16, size - 3, 4)} | {major}
    if major in _AVIF_BRANDS or (brands & _AVIF_BRANDS and major in _HEIF_BRANDS):
        return "AVIF"
    # Some encoders name their own brand first and HEIF's among the compatible ones.
    return "HEIF" if brands & _HEIF_BRANDS else None


def _is_bmp(head: bytes) -> bool:
    """Two letters alone would take many a text for a picture, so the header that follows counts."""
    return head[:2] == b"BM" and len(head) >= 18 and struct.unpack("<I", head[14:18])[0] in _BMP_HEADER_SIZES


def _sniff_svg(head: bytes) -> str | None:
    text = head[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    return "SVG" if text.startswith(b"<svg") or (text.startswith(b"<?xml") and b"<svg" in head) else None
