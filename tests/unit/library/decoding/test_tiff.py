"""TIFF files of every kind of number and order come out in the colours that were put in."""

import io
from typing import Any

import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms

from clipphotos.core.errors import BadImage
from clipphotos.library.decoding.decode import decode
from clipphotos.library.decoding.tiff import main_picture, read_picture
from support.colour_profiles import rgb_profile
from support.format_samples import pattern
from support.raw_files import Tags, tiff

COLOURS = np.asarray(pattern(90, 60))
GREYS = np.asarray(pattern(90, 60).convert("L"))
NUMBERS = ["u1", "u2", "u4", "u8", "i1", "i2", "i4", "f2", "f4", "f8"]
WHOLE_NUMBERS = ["u1", "u2", "u4"]
ORDERS = ["<", ">"]
RGB: dict[str, Any] = {"photometric": "rgb"}
GREY: dict[str, Any] = {"photometric": "minisblack"}


def as_numbers(levels: np.ndarray, kind: str) -> np.ndarray:
    """Levels of 8 bits as numbers that use the whole range of their kind."""
    if kind[0] == "u":
        return levels.astype(kind) * np.array(np.iinfo(kind).max // 255, kind)
    return (levels / 255 * (1 if kind[0] == "f" else np.iinfo(kind).max)).astype(kind)


def written(numbers: np.ndarray, **options: Any) -> bytes:
    file = io.BytesIO()
    tifffile.imwrite(file, numbers, **options)
    return file.getvalue()


def shown(data: bytes) -> np.ndarray:
    return np.asarray(decode(data, 1000).image).astype(int)


def furthest(data: bytes, expected: np.ndarray) -> int:
    """By how many levels the worst pixel differs."""
    expected = expected if expected.ndim == 3 else np.repeat(expected[..., None], 3, axis=-1)
    result = shown(data)
    assert result.shape == expected.shape
    return int(np.abs(result - expected).max())


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("kind", NUMBERS)
class TestNumbers:
    @pytest.mark.parametrize("compression", [None, "deflate", "lzw"])
    def test_colours(self, kind: str, order: str, compression: str | None):
        predictor = compression is not None and kind != "u8"
        data = written(
            as_numbers(COLOURS, kind), byteorder=order, compression=compression, predictor=predictor, **RGB
        )
        assert furthest(data, COLOURS) <= 2

    def test_colours_in_planes(self, kind: str, order: str):
        planes = as_numbers(COLOURS.transpose(2, 0, 1), kind)
        assert furthest(written(planes, byteorder=order, planarconfig="separate", **RGB), COLOURS) <= 2

    @pytest.mark.parametrize("planes", ["contig", "separate"])
    def test_colours_in_tiles(self, kind: str, order: str, planes: str):
        numbers = as_numbers(COLOURS if planes == "contig" else COLOURS.transpose(2, 0, 1), kind)
        data = written(numbers, byteorder=order, planarconfig=planes, tile=(32, 16), **RGB)
        assert furthest(data, COLOURS) <= 2

    def test_greys(self, kind: str, order: str):
        assert furthest(written(as_numbers(GREYS, kind), byteorder=order, **GREY), GREYS) <= 2

    def test_greys_with_transparency(self, kind: str, order: str):
        opaque = np.full_like(GREYS, 255)
        opaque[:, :20] = 0
        numbers = np.stack([as_numbers(GREYS, kind), as_numbers(opaque, kind)], axis=-1)
        data = written(numbers, byteorder=order, extrasamples=["unassalpha"], **GREY)
        assert furthest(data, np.where(opaque, GREYS, 255)) <= 2

    def test_colours_with_transparency(self, kind: str, order: str):
        opaque = np.full_like(GREYS, 255)
        opaque[:, :20] = 0
        numbers = np.dstack([as_numbers(COLOURS, kind), as_numbers(opaque, kind)])
        data = written(numbers, byteorder=order, extrasamples=["unassalpha"], **RGB)
        assert furthest(data, np.where(opaque[..., None], COLOURS, 255)) <= 2

    def test_more_samples_than_colours(self, kind: str, order: str):
        numbers = as_numbers(np.dstack([COLOURS, GREYS, GREYS]), kind)
        data = written(numbers, byteorder=order, extrasamples=[0, 0], planarconfig="contig", **RGB)
        assert furthest(data, COLOURS) <= 2


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("kind", WHOLE_NUMBERS)
class TestWholeNumbers:
    def test_white_may_be_zero(self, kind: str, order: str):
        data = written(as_numbers(255 - GREYS, kind), byteorder=order, photometric="miniswhite")
        assert furthest(data, GREYS) <= 2

    @pytest.mark.parametrize("planes", ["contig", "separate"])
    def test_inks(self, kind: str, order: str, planes: str):
        inks = as_numbers(np.dstack([255 - COLOURS, np.zeros_like(GREYS)]), kind)
        inks = inks if planes == "contig" else inks.transpose(2, 0, 1)
        data = written(inks, byteorder=order, planarconfig=planes, photometric="separated")
        assert furthest(data, COLOURS) <= 2


@pytest.mark.parametrize("compression", [None, "deflate", "lzw", "packbits"])
@pytest.mark.parametrize("kind", ["u1", "u2", "f4"])
def test_transparency_in_a_plane_of_its_own(kind: str, compression: str | None):
    opaque = np.full_like(GREYS, 255)
    opaque[:, :20] = 0
    options: dict[str, Any] = {"compression": compression, "extrasamples": [2], "planarconfig": "separate"}
    greys = np.stack([as_numbers(GREYS, kind), as_numbers(opaque, kind)])
    assert furthest(written(greys, **options, **GREY), np.where(opaque, GREYS, 255)) <= 2
    colours = np.stack([*as_numbers(COLOURS.transpose(2, 0, 1), kind), as_numbers(opaque, kind)])
    assert furthest(written(colours, **options, **RGB), np.where(opaque[..., None], COLOURS, 255)) <= 2


@pytest.mark.parametrize(
    "compression",
    ["jpeg", "webp", "zstd", "lzma", "lerc", "jpeg2000", "jpegxl", "packbits"],
)
@pytest.mark.parametrize("tile", [None, (32, 32)])
def test_compressions_that_pillow_knows_and_that_it_does_not(compression: str, tile: tuple[int, int] | None):
    data = written(COLOURS, compression=compression, tile=tile, **RGB)
    assert np.abs(shown(data) - COLOURS).mean() < 6


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("kind", ["u2", "f4"])
def test_transparency_that_is_multiplied_in(kind: str, order: str):
    numbers = np.dstack([as_numbers(COLOURS // 2, kind), as_numbers(np.full_like(GREYS, 128), kind)])
    data = written(numbers, byteorder=order, extrasamples=["assocalpha"], **RGB)
    assert furthest(data, COLOURS // 2 + 127) <= 3


def test_colours_in_bits_that_fill_no_byte():
    twelve = (COLOURS.astype(np.uint32) * 4095 // 255).astype(np.uint16)
    assert furthest(written(twelve, bitspersample=12, **RGB), COLOURS) <= 2


@pytest.mark.parametrize("compression", [None, "packbits", "deflate"])
@pytest.mark.parametrize(("photometric", "is_inverted"), [("minisblack", False), ("miniswhite", True)])
@pytest.mark.parametrize("reader", ["Pillow", "another"])
def test_black_and_white(compression: str | None, photometric: str, is_inverted: bool, reader: str):
    lit = GREYS > 128
    data = written(lit ^ is_inverted, photometric=photometric, compression=compression)
    expected = lit.astype(np.uint8) * 255
    if reader == "Pillow":
        assert furthest(data, expected) == 0
    else:
        levels = np.asarray(read_picture(main_picture(data)).convert("L"))
        np.testing.assert_array_equal(levels, expected)


class TestFloats:
    @pytest.mark.parametrize("size", [np.float16, np.float32, np.float64])
    def test_lights_beyond_white_leave_the_rest_as_it_is(self, size: type):
        numbers = (COLOURS / 255).astype(size)
        numbers[:3, :3] = 7.5
        numbers[3:5, :3] = -0.05
        result, expected = shown(written(numbers, **RGB)), COLOURS.astype(int)
        assert np.abs(result[5:] - expected[5:]).max() <= 1
        assert (result[:3, :3] == 255).all()
        assert (result[3:5, :3] == 0).all()

    def test_levels_may_be_stored_with_a_point(self):
        assert furthest(written(COLOURS.astype(np.float32), **RGB), COLOURS) <= 1

    def test_numbers_that_are_none(self):
        numbers = (GREYS / 255).astype(np.float32)
        numbers[:2] = np.nan
        result = shown(written(numbers, **GREY))
        assert (result[:2] == 0).all()
        assert np.abs(result[2:, :, 0] - GREYS[2:]).max() <= 1


class TestLab:
    @pytest.mark.parametrize("kind", ["u1", "u2", "i2", "f4"])
    def test_lightness_and_two_axes(self, kind: str):
        lab = ImageCms.profileToProfile(
            pattern(90, 60), ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), outputMode="LAB"
        )
        assert lab is not None
        lightness, axes = np.asarray(lab)[..., :1], np.asarray(lab)[..., 1:].view(np.int8)
        if kind == "f4":
            numbers = np.dstack([lightness / 2.55, axes]).astype(np.float32)
        elif kind == "u1":
            numbers = np.dstack([lightness, axes.view(np.uint8)])
        else:
            full = lightness.astype(np.uint16) * 257
            numbers = np.dstack([full, (axes.astype(np.int16) * 256).view(np.uint16)])
        data = written(numbers, photometric="cielab")
        expected = np.asarray(
            ImageCms.profileToProfile(
                lab, ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        )
        assert furthest(data, expected) <= 3
        assert np.abs(shown(data) - COLOURS).mean() < 4


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("kind", ["u1", "u2"])
def test_palettes_of_8_and_of_16_bits(kind: str, bits: int):
    palette = np.random.default_rng(1).integers(0, 256, (3, 1 << (8 * np.dtype(kind).itemsize)), np.uint16)
    indices = np.arange(5400).reshape(60, 90).astype(kind)
    stored = palette if bits == 8 else palette * 257
    data = written(indices, photometric="palette", colormap=stored)
    assert furthest(data, palette[:, indices].transpose(1, 2, 0)) <= 1


@pytest.mark.parametrize("orientation", [1, 3, 6])
def test_pixels_that_share_their_colour(orientation: int):
    """Uncompressed luma of every pixel and chroma of every four: 2 x 2 levels, one of blue, one of red."""
    width, height = 32, 16
    luma, blue, red = (np.full((height, width), value, np.uint8) for value in (150, 90, 190))
    luma[:, : width // 2] = 60
    blocks = (
        luma.reshape(height // 2, 2, width // 2, 2).transpose(0, 2, 1, 3).reshape(height // 2, width // 2, 4)
    )
    stored = np.concatenate([blocks, blue[::2, ::2, None], red[::2, ::2, None]], axis=-1).tobytes()
    tags: Tags = {
        256: (4, [width]), 257: (4, [height]), 258: (3, [8, 8, 8]), 259: (3, [1]), 262: (3, [6]),
        273: (4, [0]), 274: (3, [orientation]), 277: (3, [3]), 278: (4, [height]),
        279: (4, [len(stored)]), 530: (3, [2, 2]),
    }  # fmt: skip
    upright = Image.merge("YCbCr", [Image.fromarray(each) for each in (luma, blue, red)]).convert("RGB")
    turn = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_270}.get(orientation)
    expected = upright if turn is None else upright.transpose(turn)
    assert furthest(tiff(tags, blob=stored), np.asarray(expected)) <= 3


@pytest.mark.parametrize("kind", ["u1", "u2", "f4"])
def test_profile_orientation_and_camera_are_kept(kind: str):
    numbers = as_numbers(np.full((20, 40, 3), 100, np.uint8), kind)
    data = written(
        numbers,
        iccprofile=rgb_profile("sRGB, linear", gamma=1.0),
        extratags=[
            (274, 3, 1, 6, True),
            (271, 2, 5, "Acme", True),
            (306, 2, 20, "2020:05:06 07:08:09", True),
        ],
        metadata=None,
        **RGB,
    )
    photo = decode(data, 1000)
    assert (photo.image.size, photo.facts.width, photo.facts.height) == ((20, 40), 20, 40)
    assert (photo.facts.orientation, photo.facts.camera) == (6, "Acme")
    assert photo.facts.taken_at is not None
    assert photo.image.getpixel((5, 5)) == pytest.approx((168, 168, 168), abs=2)


@pytest.mark.parametrize("is_big", [False, True])
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("kind", ["u1", "u4"])
class TestReducedFirst:
    """The first picture of a file may be a reduced one of another."""

    SMALL = COLOURS[::6, ::6] // 2

    def test_the_full_one_comes_behind(self, kind: str, order: str, is_big: bool):
        file = io.BytesIO()
        with tifffile.TiffWriter(file, byteorder=order, bigtiff=is_big) as writer:
            writer.write(as_numbers(self.SMALL, kind), subfiletype=1, **RGB)
            writer.write(np.ones((200, 300), bool), subfiletype=4, photometric="mask")
            writer.write(as_numbers(COLOURS, kind), subfiletype=0, **RGB)
        assert furthest(file.getvalue(), COLOURS) <= 2

    @pytest.mark.parametrize("orientation", [1, 6])
    def test_the_full_one_is_below(self, kind: str, order: str, is_big: bool, orientation: int):
        file = io.BytesIO()
        with tifffile.TiffWriter(file, byteorder=order, bigtiff=is_big) as writer:
            turned = [(274, 3, 1, orientation, True)]
            writer.write(as_numbers(self.SMALL, kind), subfiletype=1, subifds=1, extratags=turned, **RGB)
            writer.write(as_numbers(COLOURS, kind), subfiletype=0, **RGB)
        expected = COLOURS if orientation == 1 else np.rot90(COLOURS, -1)
        assert furthest(file.getvalue(), expected) <= 2
        assert decode(file.getvalue(), 32).facts.orientation == orientation

    def test_a_full_one_that_comes_first_stays_it(self, kind: str, order: str, is_big: bool):
        file = io.BytesIO()
        with tifffile.TiffWriter(file, byteorder=order, bigtiff=is_big) as writer:
            writer.write(as_numbers(COLOURS, kind), **RGB)
            writer.write(as_numbers(self.SMALL, kind), subfiletype=1, **RGB)
            writer.write(as_numbers(np.tile(GREYS, (2, 2)), kind), **GREY)
        assert furthest(file.getvalue(), COLOURS) <= 2

    def test_reduced_ones_alone_are_better_than_none(self, kind: str, order: str, is_big: bool):
        data = written(as_numbers(COLOURS, kind), byteorder=order, bigtiff=is_big, subfiletype=1, **RGB)
        assert furthest(data, COLOURS) <= 2


def test_pillow_reads_what_it_reads_right():
    """It is quicker, and decodes large files without holding them twice."""
    assert main_picture(written(COLOURS, **RGB)).is_for_pillow
    assert main_picture(written(as_numbers(COLOURS, "u2"), **RGB)).is_for_pillow
    assert not main_picture(written(as_numbers(COLOURS, "f4"), **RGB)).is_for_pillow


class TestRefusals:
    def code(self, data: bytes) -> str:
        with pytest.raises(BadImage) as caught:
            decode(data, 64)
        return caught.value.error_code

    def test_complex_numbers_are_not_damage(self):
        assert self.code(written(np.ones((8, 8), np.complex64))) == "image-kind-unsupported"

    def test_other_inks_are_not_damage(self):
        data = written(
            np.zeros((8, 8, 5), np.uint8), photometric="separated", extratags=[(332, 3, 1, 2, True)]
        )
        assert self.code(data) == "image-kind-unsupported"

    @pytest.mark.parametrize("kind", ["u1", "u4", "f4"])
    def test_what_is_cut_off_is_said_to_be(self, kind: str):
        data = written(as_numbers(COLOURS, kind), **RGB)
        assert self.code(data[: len(data) * 2 // 5]) == "image-truncated"

    @pytest.mark.parametrize("compression", ["deflate", "lzw"])
    def test_what_is_spoilt_is_damaged(self, compression: str):
        data = bytearray(written(as_numbers(COLOURS, "f4"), compression=compression, **RGB))
        page = tifffile.TiffFile(io.BytesIO(data)).pages[0]
        data[page.dataoffsets[0] + 10 : page.dataoffsets[0] + 400] = b"\xff" * 390
        assert self.code(bytes(data)) in ("image-damaged", "image-truncated")

    @pytest.mark.parametrize("second", [0x6E, 0x7F])
    @pytest.mark.parametrize("kind", ["u4", "f4"])
    def test_a_code_that_cannot_come_first_does_not_crash_a_decoder(self, kind: str, second: int):
        data = bytearray(written(as_numbers(COLOURS, kind), compression="lzw", predictor=True, **RGB))
        data[tifffile.TiffFile(io.BytesIO(data)).pages[0].dataoffsets[0] + 1] = second
        assert self.code(bytes(data)) == "image-damaged"

    @pytest.mark.parametrize("field", [256, 257])
    @pytest.mark.parametrize("value", [0, 4000])
    def test_a_size_that_the_pixels_do_not_fill_is_no_picture(self, field: int, value: int):
        data = bytearray(written(as_numbers(COLOURS, "f4"), **RGB))
        tag = tifffile.TiffFile(io.BytesIO(data)).pages[0].tags[field]
        data[tag.valueoffset : tag.valueoffset + 4] = value.to_bytes(4, "little")
        assert self.code(bytes(data)) in ("image-truncated", "image-damaged", "image-kind-unsupported")

    def test_too_large_in_numbers_is_said_before_they_are_read(self):
        data = written(np.zeros((100, 100, 3), np.float64), **RGB)
        with pytest.raises(BadImage, match="image-too-large"):
            decode(data, 64, most_pixels=59_999)
        assert decode(data, 64, most_pixels=60_000).image.size == (100, 100)
