"""Small files that ask for much work or memory."""

import io
import re
import struct
import zlib
from collections.abc import Callable

from PIL import Image, PngImagePlugin

MEGABYTE = 1 << 20
PICTURE = Image.linear_gradient("L").resize((64, 48)).convert("RGB")


def written(format_name: str, picture: Image.Image = PICTURE, **options: object) -> bytes:
    """A picture as a file."""
    file = io.BytesIO()
    picture.save(file, format_name, **options)
    return file.getvalue()


def jpeg_of_scans(edge: int, scans: int, between: bytes = b"") -> bytes:
    """A progressive JPEG whose last scan is there again and again, with something before each."""
    whole = written("JPEG", Image.new("L", (edge, edge), 90), progressive=True, quality=5)
    last = [found.start() for found in re.finditer(b"\xff\xda", whole)][-1]
    scan = whole[whole.rfind(b"\xff\xc4", 0, last) : -2]
    return whole[:-2] + (between + scan) * scans + b"\xff\xd9"


def jpeg_with(marker: int, content: bytes, times: int = 1) -> bytes:
    """A JPEG with a part in its header, perhaps many times."""
    whole = written("JPEG")
    part = struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content
    return whole[:2] + part * times + whole[2:]


def tags(entries: list[tuple[int, int, int, int]], behind: bytes, following: int = 0) -> bytes:
    """A block of one directory: code, type, count and value or place of each tag."""
    directory = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *each) for each in entries)
    return b"II*\x00\x08\x00\x00\x00" + directory + struct.pack("<I", following) + behind


def overlapping_tags(count: int, length: int) -> bytes:
    """So many tags that are each the whole rest of the block."""
    begin = 8 + 2 + 12 * count + 4
    return tags([(code + 1, 7, length, begin) for code in range(count)], bytes(length))


def long_text_tag(length: int) -> bytes:
    """A camera's name of so many letters, most of which have to be cleaned away."""
    return tags([(271, 2, length, 8 + 2 + 12 + 4)], b"\x01A" * (length // 2))


def png_chunk(name: bytes, content: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I4s", len(content), name) + content + struct.pack(">I", zlib.crc32(name + content))


def png_with(*chunks: bytes) -> bytes:
    """A PNG with chunks before its pixels."""
    whole = written("PNG")
    after_header = 8 + 12 + 13
    return whole[:after_header] + b"".join(chunks) + whole[after_header:]


def zipped(length: int) -> bytes:
    """So many spaces, packed."""
    return zlib.compress(b" " * length, 9)


def webp_with_exif(block: bytes) -> bytes:
    """A WebP with EXIF."""
    return written("WEBP", exif=b"Exif\0\0" + block)


def xmp_of(body: str) -> bytes:
    """XMP in a JPEG, as far as that takes it; in a PNG otherwise."""
    information = PngImagePlugin.PngInfo()
    information.add_itxt("XML:com.adobe.xmp", body)
    return written("PNG", pnginfo=information)


def gif_with_comments(pieces: int) -> bytes:
    """A GIF with a comment of many pieces before its picture."""
    whole = written("GIF", PICTURE.convert("P"))
    at = 13 + (3 << ((whole[10] & 7) + 1) if whole[10] & 0x80 else 0)
    return whole[:at] + b"\x21\xfe" + (b"\xff" + b"x" * 255) * pieces + b"\0" + whole[at:]


def gif_of_frames(frames: int) -> bytes:
    """An animation of many frames."""
    small = Image.new("P", (8, 8))
    return written("GIF", small, save_all=True, append_images=[small] * frames, loop=0, optimize=False)


def tiff_with(extra: list[tuple[int, int, int, int]], behind: bytes = b"", following: int = 0) -> bytes:
    """A grey TIFF of 16 by 16 with more tags."""
    plain = [
        (256, 3, 1, 16), (257, 3, 1, 16), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (277, 3, 1, 1),
        (278, 3, 1, 16), (279, 4, 1, 256),
    ]  # fmt: skip
    entries = sorted([*plain, (273, 4, 1, 0), *extra])
    begin = 8 + 2 + 12 * len(entries) + 4
    entries = [each if each[0] != 273 else (273, 4, 1, begin) for each in entries]
    return tags(entries, bytes(range(256)) + behind, following)


def tiff_that_follows_itself() -> bytes:
    """A TIFF whose directory is followed by itself, and which leads to itself."""
    return tiff_with([(330, 4, 1, 8), (0x8769, 4, 1, 8), (0x8825, 4, 1, 8), (254, 4, 1, 1)], following=8)


def tiff_of_many_directories(count: int) -> bytes:
    """A TIFF whose directory leads to very many others, all of them the same."""
    begin = 8 + 2 + 12 * 11 + 4 + 256
    return tiff_with([(330, 4, count, begin), (254, 4, 1, 1)], struct.pack("<I", 8) * count)


def icon_of_the_same(count: int, length: int) -> bytes:
    """An icon whose entries each lead to the whole file."""
    entry = struct.pack("<BBBBHHII", 16, 16, 0, 0, 1, 32, length, 6)
    return struct.pack("<HHH", 0, 1, count) + entry * count + bytes(length)


def boxes(first: bytes, count: int) -> bytes:
    """A file of the container of HEIF and JPEG XL, with very many empty boxes."""
    return first + struct.pack(">I4s", 8, b"free") * count


def heif_of_items(count: int, brand: bytes) -> bytes:
    """A HEIF or AVIF file that says it has very many items, and describes them all the same."""

    def box(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I4s", 8 + len(content), name) + content

    entries = b"".join(box(b"infe", struct.pack(">IHH4sB", 2 << 24, 1, 0, b"hvc1", 0)) for _ in range(count))
    items = box(b"iinf", struct.pack(">II", 1 << 24, 0xFFFFFFFF) + entries)
    associated = box(b"ipma", struct.pack(">II", 0, 0xFFFFFFFF) + struct.pack(">HBB", 1, 1, 1) * count)
    described = box(b"iprp", box(b"ipco", box(b"free", b"") * count) + associated)
    handler = box(b"hdlr", bytes(8) + b"pict" + bytes(13))
    meta = box(b"meta", bytes(4) + handler + box(b"pitm", struct.pack(">IH", 0, 1)) + items + described)
    return box(b"ftyp", brand + bytes(4) + b"mif1" + brand) + meta


def photoshop_of_resources(count: int) -> bytes:
    """A document with very many resources that are empty."""
    resource = b"8BIM" + struct.pack(">HHI", 1058, 0, 0)
    head = b"8BPS" + struct.pack(">H6xHIIHH", 1, 1, 16, 16, 8, 1)
    return head + struct.pack(">I", 0) + struct.pack(">I", len(resource) * count) + resource * count


NESTED = "<a>x" * 500_000
BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    + "]><x>&m;</x>"
)

ATTACKS: dict[str, Callable[[], bytes]] = {
    "scans without end": lambda: jpeg_of_scans(6000, 400),
    "scans behind rubbish": lambda: jpeg_of_scans(6000, 400, b"\x00\x12\x00"),
    "scans behind filling": lambda: jpeg_of_scans(6000, 400, b"\xff" * 9),
    "scans that each begin with comments": lambda: jpeg_of_scans(6000, 400, b"\xff\xfe\x00\x04\xff\xd9"),
    "many comments in a JPEG": lambda: jpeg_with(0xFE, b"", 200_000),
    "overlapping EXIF tags": lambda: jpeg_with(0xE1, b"Exif\0\0" + overlapping_tags(2000, 38_000)),
    "overlapping EXIF tags in several parts": lambda: jpeg_with(
        0xE1, b"Exif\0\0" + overlapping_tags(2000, 38_000), 8
    ),
    "overlapping tags in the list of pictures": lambda: jpeg_with(
        0xE2, b"MPF\0" + overlapping_tags(2000, 38_000)
    ),
    "EXIF text of 30 MB in a PNG": lambda: png_with(png_chunk(b"eXIf", long_text_tag(30 * MEGABYTE))),
    "EXIF text of 30 MB in a WebP": lambda: webp_with_exif(long_text_tag(30 * MEGABYTE)),
    "EXIF text of 30 MB in a TIFF": lambda: tiff_with(
        [(271, 2, 30 * MEGABYTE, 8 + 2 + 12 * 10 + 4 + 256)], b"\x01A" * (15 * MEGABYTE)
    ),
    "overlapping EXIF tags in a PNG": lambda: png_with(png_chunk(b"eXIf", overlapping_tags(9000, MEGABYTE))),
    "EXIF as text in a PNG": lambda: png_with(
        png_chunk(
            b"zTXt",
            b"Raw profile type exif\0\0"
            + zlib.compress(b"\nexif\n9\n" + overlapping_tags(9000, MEGABYTE).hex().encode()),
        )
    ),
    "packed texts": lambda: png_with(*[png_chunk(b"zTXt", b"a\0\0" + zipped(16 * MEGABYTE))] * 30),
    "packed international texts": lambda: png_with(
        *[png_chunk(b"iTXt", b"a\0\1\0\0\0" + zipped(16 * MEGABYTE))] * 30
    ),
    "a packed profile": lambda: png_with(png_chunk(b"iCCP", b"a\0\0" + zipped(200 * MEGABYTE))),
    "many chunks": lambda: png_with(png_chunk(b"tEXt", b"a\0b") * 40_000),
    "nested XMP": lambda: xmp_of(NESTED),
    "XMP with entities": lambda: xmp_of(BOMB),
    "XMP of 12 MB": lambda: xmp_of("<x>" + "y" * (12 * MEGABYTE)),
    "a comment in pieces": lambda: gif_with_comments(60_000),
    "an animation": lambda: gif_of_frames(3000),
    "a TIFF that follows itself": tiff_that_follows_itself,
    "a TIFF of a million directories": lambda: tiff_of_many_directories(1_000_000),
    "a TIFF of overlapping tags": lambda: tiff_with(
        [(40_000 + n, 7, 4 * MEGABYTE, 100) for n in range(20_000)], bytes(4 * MEGABYTE)
    ),
    "an icon of the same": lambda: icon_of_the_same(60_000, 4 * MEGABYTE),
    "boxes in a JPEG XL": lambda: boxes(b"\x00\x00\x00\x0cJXL \r\n\x87\n", 1_000_000),
    "boxes in a JPEG 2000": lambda: boxes(b"\x00\x00\x00\x0cjP  \r\n\x87\n", 100_000),
    "items in a HEIF": lambda: heif_of_items(50_000, b"heic"),
    "items in an AVIF": lambda: heif_of_items(50_000, b"avif"),
    "resources in a PSD": lambda: photoshop_of_resources(300_000),
    "IPTC without end": lambda: jpeg_with(
        0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", 60_000) + b"\x1c\x02\x37\0\0" * 12_000
    ),
}
"""What each is, and its bytes."""
