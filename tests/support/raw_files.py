"""Small raw files, made byte by byte: TIFF directories, and a DNG that LibRaw develops."""

import io
import struct
from collections.abc import Mapping, Sequence

import numpy as np
from PIL import Image

Tags = Mapping[int, tuple[int, Sequence[int] | bytes]]
"""Kind (1 byte, 2 text, 3 short, 4 long, 5 rational, 10 signed rational) and values of each tag."""
_LETTERS = {1: "B", 2: "B", 3: "H", 4: "I", 5: "I", 10: "i"}
SUB_IFDS = 330


def tiff(*directories: Tags, order: str = "<", below: Tags | None = None, blob: bytes = b"") -> bytes:
    """A TIFF of directories one after another.

    Args:
        *directories: Each with its tags; an offset of 0 in the strip offsets (273) stands for the blob.
        order: Of bytes, ``<`` or ``>``.
        below: A directory that the first one names as its sub-directory.
        blob: Put at the end.
    """
    every = [dict(each) for each in directories]
    if below is not None:
        every[0][SUB_IFDS] = (4, [0])
        every.append(dict(below))
    for _ in range(2):  # the second time with the offsets that the first one found
        data = bytearray((b"II" if order == "<" else b"MM") + struct.pack(order + "HI", 42, 8))
        starts: list[int] = []
        for number, tags in enumerate(every):
            starts.append(len(data))
            is_last = number >= len(directories) - 1
            data += _directory(tags, order, len(data), is_last=is_last)
        if below is not None:
            every[0][SUB_IFDS] = (4, [starts[-1]])
        for tags in every:
            if 273 in tags and tags[273][1][0] == 0:
                tags[273] = (4, [len(data)])
    return bytes(data) + blob


def _directory(tags: Tags, order: str, at: int, *, is_last: bool) -> bytes:
    entries, after = b"", b""
    behind = at + 2 + 12 * len(tags) + 4
    for tag, (kind, values) in sorted(tags.items()):
        packed = struct.pack(f"{order}{len(values)}{_LETTERS[kind]}", *values)
        count = len(values) // 2 if kind in (5, 10) else len(values)
        if len(packed) > 4:
            elsewhere = struct.pack(order + "I", behind + len(after))
            after += packed + b"\0" * (len(packed) % 2)
            packed = elsewhere
        entries += struct.pack(order + "HHI", tag, kind, count) + packed.ljust(4, b"\0")
    following = 0 if is_last else behind + len(after)
    return struct.pack(order + "H", len(tags)) + entries + struct.pack(order + "I", following) + after


def dng(
    size: tuple[int, int] = (64, 48),
    colour: tuple[int, int, int] = (255, 0, 0),
    *,
    orientation: int = 1,
    preview: Image.Image | None = None,
) -> bytes:
    """A raw photo of one colour, uncompressed, with an embedded JPEG if one is given."""
    width, height = size
    sensor = np.zeros((height, width), np.uint16)
    for row, column, channel in ((0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 2)):
        sensor[row::2, column::2] = colour[channel] * 200
    pixels = sensor.tobytes()
    jpeg = b""
    if preview is not None:
        file = io.BytesIO()
        preview.save(file, "JPEG", quality=95, exif=preview.getexif())
        # As cameras write it, without what Pillow puts before the EXIF data.
        jpeg = file.getvalue().replace(file.getvalue()[2:20], b"", 1)
    raw: dict[int, tuple[int, Sequence[int] | bytes]] = {
        254: (4, [0]), 256: (4, [width]), 257: (4, [height]), 258: (3, [16]), 259: (3, [1]),
        262: (3, [32803]), 273: (4, [0]), 277: (3, [1]), 278: (4, [height]), 279: (4, [len(pixels)]),
        33421: (3, [2, 2]), 33422: (1, [0, 1, 1, 2]), 50717: (4, [51000]),
    }  # fmt: skip
    camera: dict[int, tuple[int, Sequence[int] | bytes]] = {
        271: (2, b"Acme\0"), 272: (2, b"One\0"), 274: (3, [orientation]), 50706: (1, [1, 4, 0, 0]),
        50707: (1, [1, 1, 0, 0]), 50708: (2, b"Acme One\0"), 50728: (5, [1, 1] * 3),
        50721: (10, [n for row in np.eye(3, dtype=int).tolist() for value in row for n in (value, 1)]),
    }  # fmt: skip
    if preview is None:
        return tiff(raw | camera, blob=pixels)
    thumbnail: dict[int, tuple[int, Sequence[int] | bytes]] = {
        254: (4, [1]), 256: (4, [preview.width]), 257: (4, [preview.height]), 258: (3, [8, 8, 8]),
        259: (3, [7]), 262: (3, [6]), 273: (4, [0]), 277: (3, [3]), 278: (4, [preview.height]),
        279: (4, [len(jpeg)]),
    }  # fmt: skip
    shell = tiff(thumbnail | camera, below=raw)
    # The preview comes first behind the directories, the sensor's values behind it.
    raw[273] = (4, [len(shell) + len(jpeg)])
    return tiff(thumbnail | camera, below=raw, blob=jpeg + pixels)
