"""HEIF files as phones write them, made box by box: many tiles, each a picture of its own."""

import io
import struct

import pillow_heif
from PIL import Image

from clipphotos.library.decoding.boxes import first_box

pillow_heif.register_heif_opener()


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), name) + content


def grid(tile: Image.Image, columns: int, rows: int) -> bytes:
    """A picture that shows the same tile many times; each is stored on its own."""
    buffer = io.BytesIO()
    tile.save(buffer, "HEIF", quality=60)
    single = buffer.getvalue()
    described = first_box(first_box(first_box(single, b"meta")[4:], b"iprp"), b"ipco")
    sample, tiles = first_box(single, b"mdat"), range(1, columns * rows + 1)
    whole = len(tiles) + 1
    size = struct.pack(">II", columns * tile.width, rows * tile.height)
    layout = struct.pack(">BBBB", 0, 1, rows - 1, columns - 1) + size
    properties = (
        box(b"hvcC", first_box(described, b"hvcC"))
        + box(b"ispe", struct.pack(">III", 0, *tile.size))
        + box(b"ispe", bytes(4) + size)
    )
    associated = b"".join(struct.pack(">HBBB", item, 2, 0x81, 2) for item in tiles)
    entries = b"".join(
        box(b"infe", struct.pack(">IHH", (2 << 24) | 1, item, 0) + b"hvc1\0") for item in tiles
    )
    entries += box(b"infe", struct.pack(">IHH", 2 << 24, whole, 0) + b"grid\0")
    parts = struct.pack(">HH", whole, len(tiles)) + b"".join(struct.pack(">H", item) for item in tiles)

    def meta(at: int) -> bytes:
        places = struct.pack(">HHHII", whole, 0, 1, at, len(layout)) + b"".join(
            struct.pack(">HHHII", item, 0, 1, at + len(layout) + (item - 1) * len(sample), len(sample))
            for item in tiles
        )
        return box(
            b"meta",
            bytes(4)
            + box(b"hdlr", bytes(8) + b"pict" + bytes(13))
            + box(b"pitm", struct.pack(">IH", 0, whole))
            + box(b"iloc", struct.pack(">IBBH", 0, 0x44, 0, whole) + places)
            + box(b"iinf", struct.pack(">IH", 0, whole) + entries)
            + box(b"iref", bytes(4) + box(b"dimg", parts))
            + box(
                b"iprp",
                box(b"ipco", properties)
                + box(b"ipma", struct.pack(">II", 0, whole) + associated + struct.pack(">HBB", whole, 1, 3)),
            ),
        )

    brands = box(b"ftyp", b"heic\0\0\0\0mif1heic")
    start = len(brands) + len(meta(0)) + 8
    return brands + meta(start) + box(b"mdat", layout + sample * len(tiles))
