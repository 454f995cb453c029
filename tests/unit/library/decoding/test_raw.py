"""Raw files among TIFFs, and the picture that is taken out of them; the files are made byte by byte."""

import io
from collections.abc import Callable

import pytest
from PIL import Image, TiffImagePlugin

from clipphotos.core.errors import BadImage
from clipphotos.library.decoding import raw
from clipphotos.library.decoding.decode import decode
from clipphotos.library.decoding.raw import RawPicture, decode_raw, embedded_preview, is_raw_tiff
from support.raw_files import Tags, dng, tiff

PLAIN: Tags = {256: (4, [8]), 257: (4, [8]), 262: (3, [2])}
MAKE: Tags = {271: (2, b"Acme\0")}
REDUCED: Tags = {254: (4, [1])}
FILTERED: Tags = {**PLAIN, 262: (3, [32803])}


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(
    ("directories", "below", "is_raw"),
    [
        ([PLAIN], None, False),
        ([{**PLAIN, **MAKE}], None, False),
        ([FILTERED], None, True),
        ([{**PLAIN, 262: (3, [34892])}], None, True),
        ([{**PLAIN, 262: (4, [32803])}], None, True),
        ([{**PLAIN, 50706: (1, [1, 4, 0, 0])}], None, True),
        # A maker's own compression counts with a maker only.
        ([{**PLAIN, **MAKE, 259: (3, [34713])}], None, True),
        ([{**PLAIN, 259: (3, [34713])}], None, False),
        ([{**PLAIN, **MAKE, 259: (3, [5])}], None, False),
        # A camera's file whose first picture is a reduced one of what lies below.
        ([{**PLAIN, **MAKE, **REDUCED}], PLAIN, True),
        ([{**PLAIN, **MAKE, 254: (4, [3])}], PLAIN, True),
        ([{**PLAIN, **MAKE, 254: (4, [2])}], PLAIN, False),
        ([{**PLAIN, **MAKE, **REDUCED}], None, False),
        ([{**PLAIN, **REDUCED}], PLAIN, False),
        ([{**PLAIN, **MAKE}], PLAIN, False),
        # Found behind and below others.
        ([PLAIN, PLAIN, FILTERED], None, True),
        ([PLAIN], FILTERED, True),
        ([PLAIN, PLAIN], FILTERED, True),
        ([PLAIN, {**PLAIN, **MAKE, **REDUCED, 330: (4, [0])}], None, False),
    ],
)
def test_a_raw_file_gives_itself_away(directories: list[Tags], below: Tags | None, is_raw: bool, order: str):
    assert is_raw_tiff(tiff(*directories, below=below, order=order)) is is_raw


def test_what_is_cut_off_or_goes_in_circles_is_none():
    whole = tiff(PLAIN, FILTERED)
    assert is_raw_tiff(whole)
    for length in range(len(tiff(PLAIN))):
        assert not is_raw_tiff(whole[:length])
    assert not is_raw_tiff(b"\xff\xd8\xff\xe0" + whole)
    assert not is_raw_tiff(b"XX" + whole[2:])
    circle = bytearray(tiff(PLAIN))
    circle[-4:] = (8).to_bytes(4, "little")
    assert not is_raw_tiff(bytes(circle))


@pytest.mark.parametrize(("before", "found"), [(11, True), (12, False)])
def test_only_so_many_directories_are_looked_at(before: int, found: bool):
    assert is_raw_tiff(tiff(*[PLAIN] * before, FILTERED)) is found


@pytest.mark.parametrize(
    ("orientation", "size"), [(1, (64, 48)), (3, (64, 48)), (6, (48, 64)), (8, (48, 64))]
)
def test_without_a_preview_it_is_developed_upright(orientation: int, size: tuple[int, int]):
    data = dng(orientation=orientation)
    assert is_raw_tiff(data)
    picture = decode_raw(data, 48, 10**6)
    assert (picture.image.size, picture.orientation) == (size, orientation)
    assert (picture.width, picture.height) == size
    red, green, blue = picture.image.convert("RGB").getpixel((20, 20))
    assert red > 200
    assert max(green, blue) < 100


@pytest.mark.parametrize(("min_edge", "width"), [(24, 32), (25, 64)])
def test_half_the_pixels_are_developed_where_they_are_enough(min_edge: int, width: int):
    picture = decode_raw(dng(), min_edge, 10**6)
    assert (picture.image.width, picture.width) == (width, 64)


@pytest.mark.parametrize(
    ("preview", "min_edge", "is_used"),
    [
        ((60, 45), 45, True),
        ((60, 45), 200, True),  # nearly as large as the picture itself
        ((58, 43), 200, True),
        ((56, 42), 200, False),
        ((40, 30), 30, True),
        ((40, 30), 31, False),
    ],
)
def test_the_preview_is_used_where_it_is_large_enough(preview: tuple[int, int], min_edge: int, is_used: bool):
    data = dng(preview=Image.new("RGB", preview, "blue"))
    picture = decode_raw(data, min_edge, 10**6)
    assert (picture.image.getpixel((10, 10))[2] > 200) is is_used
    assert picture.exif is not None
    assert (picture.width, picture.height) == (64, 48)


@pytest.mark.parametrize(("own", "turned"), [(1, (45, 60)), (6, (45, 60)), (3, (60, 45))])
def test_a_preview_is_upright_by_its_own_word_or_else_the_files(own: int, turned: tuple[int, int]):
    preview = Image.new("RGB", (60, 45), "blue")
    preview.getexif()[274] = own
    picture = decode_raw(dng(preview=preview, orientation=6), 45, 10**6)
    assert picture.image.size == turned
    assert picture.orientation == 6


def test_more_pixels_than_allowed_are_not_developed():
    assert decode_raw(dng(), 48, 4 * 64 * 48).width == 64
    with pytest.raises(BadImage) as caught:
        decode_raw(dng(), 48, 3 * 64 * 48)
    assert caught.value.error_code == "image-too-large"


def test_half_as_many_rows_take_less_memory():
    assert decode_raw(dng(), 24, 2 * 64 * 48).image.size == (32, 24)


def test_a_preview_needs_no_developing_however_large_the_picture_is():
    data = dng(preview=Image.new("RGB", (60, 45), "blue"))
    assert decode_raw(data, 45, 0).image.size == (60, 45)


def test_a_raw_file_that_is_too_large_is_not_taken_for_an_ordinary_tiff(monkeypatch: pytest.MonkeyPatch):
    """The tiny picture at its beginning would be shown, and the reason be lost."""
    monkeypatch.setattr(raw, "_HELD", 1e9)
    with pytest.raises(BadImage) as caught:
        decode(dng(), 48)
    assert caught.value.error_code == "image-too-large"


def unknown_raw(preview: Image.Image, **options: object) -> bytes:
    """A raw file that LibRaw does not know, with two JPEGs in it."""
    parts = [b"FUJIFILMCCD-RAW " + bytes(200)]
    for picture in (preview.resize((160, 120)), preview):
        buffer = io.BytesIO()
        picture.save(buffer, "JPEG", **options)  # type: ignore[arg-type]
        # Lossless JPEG, as which raw values are compressed, is no preview however large.
        parts += [b"\xff\xd8\xff\xc3\0\x0b\x08\x20\0\x20\0\x01\x01\x11\0", bytes(100), buffer.getvalue()]
    return b"".join(parts)


def test_a_raw_file_that_libraw_cannot_read_is_shown_by_its_preview():
    exif = Image.Exif()
    exif[271], exif[274] = "Acme", 6
    photo = decode(unknown_raw(Image.new("RGB", (600, 400), "blue"), exif=exif), 200)
    assert (photo.facts.width, photo.facts.height, photo.facts.orientation) == (400, 600, 6)
    assert photo.image.size == (200, 300)
    assert photo.image.getpixel((50, 50))[2] > 200
    assert (photo.facts.camera, photo.facts.note) == ("Acme", "picture-preview-only")


@pytest.mark.parametrize("size", [(90, 60), None])
def test_without_a_preview_that_is_worth_it_the_reason_stays(size: tuple[int, int] | None):
    data = b"FUJIFILMCCD-RAW " + bytes(500)
    if size is not None:
        data = unknown_raw(Image.new("RGB", size)).replace(b"\xff\xd8\xff\xe0", b"\0\0\0\0", 1)
    with pytest.raises(BadImage) as caught:
        decode(data, 200)
    assert caught.value.error_code in ("image-damaged", "image-kind-unsupported")


def test_a_raw_file_in_tiff_is_shown_by_its_preview_where_that_is_the_larger_picture():
    buffer = io.BytesIO()
    Image.new("RGB", (600, 400), "blue").save(buffer, "JPEG")
    broken: Tags = {**PLAIN, **MAKE, 259: (3, [34713])}
    photo = decode(tiff(broken) + buffer.getvalue(), 400)
    assert photo.image.size == (600, 400)
    assert photo.facts.note == "picture-preview-only"


def test_a_tiff_with_odd_tags_is_shown_as_it_is_and_not_by_its_thumbnail():
    thumbnail, buffer = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (160, 120), "blue").save(thumbnail, "JPEG")
    options = TiffImagePlugin.ImageFileDirectory_v2()
    options[50706] = b"\1\4\0\0"
    Image.new("RGB", (600, 400), "red").save(buffer, "TIFF", tiffinfo=options)
    photo = decode(buffer.getvalue() + thumbnail.getvalue(), 400)
    assert photo.image.getpixel((9, 9)) == (255, 0, 0)
    assert photo.facts.note == ""


@pytest.mark.parametrize(
    "read", [lambda data: decode_raw(data, 60, 10**6), lambda data: embedded_preview(data, 60)]
)
def test_a_large_preview_is_decoded_no_larger_than_it_is_needed(read: Callable[[bytes], RawPicture]):
    picture = read(dng(preview=Image.new("RGB", (1600, 1200), "blue")))
    assert picture.image.size == (200, 150)
