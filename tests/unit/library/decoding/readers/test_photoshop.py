"""Photoshop documents of every kind that photographers have."""

import io
from contextlib import suppress

import numpy as np
import pytest
from PIL import Image, ImageCms

from clipphotos.core.errors import BadImage
from clipphotos.library.decoding.decode import decode
from support.format_samples import pattern
from support.photoshop_files import document, resource


def difference(data: bytes, expected: Image.Image, edge: int = 1000) -> float:
    photo = decode(data, edge)
    assert (photo.facts.width, photo.facts.height) == (240, 160)
    one, other = (np.asarray(each.convert("RGB").resize((60, 40)), float) for each in (photo.image, expected))
    return float(np.abs(one - other).mean())


KINDS = [(mode, depth) for mode in ("RGB", "L", "CMYK") for depth in (8, 16, 32)]
KINDS.remove(("CMYK", 32))  # there are none


@pytest.mark.parametrize(("mode", "depth"), KINDS)
@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("big", [True, False])
def test_every_kind_is_shown(mode: str, depth: int, packed: bool, big: bool):
    picture = pattern().convert(mode)
    assert difference(document(picture, depth=depth, packed=packed, big=big), picture) < 2


def test_a_palette_is_used():
    picture = pattern().quantize(16)
    assert difference(document(picture), picture) < 2


def test_lab_is_brought_to_colours():
    lab = ImageCms.createProfile("LAB")
    picture = ImageCms.profileToProfile(pattern(), ImageCms.createProfile("sRGB"), lab, outputMode="LAB")
    assert picture is not None
    assert difference(document(picture), pattern()) < 4


def test_large_ones_are_read_smaller():
    assert decode(document(pattern()), 40).image.size == (60, 40)


def test_a_saved_selection_is_no_transparency():
    nothing = Image.new("L", (240, 160))
    assert difference(document(pattern(), alpha=nothing), pattern()) < 2
    half = Image.new("L", (240, 160), 255)
    half.paste(0, (0, 0, 120, 160))
    photo = decode(document(pattern(), alpha=half, says_transparent=True), 1000)
    left = np.asarray(photo.image)[:, :100]
    assert left.std(axis=(0, 1)).max() < 30, "what is transparent shows the ground alone"


def test_without_a_picture_there_is_the_thumbnail_or_a_reason():
    empty = resource(1057, b"\0\0\0\1\0" + bytes(10))
    thumbnail = io.BytesIO()
    pattern().resize((120, 80)).save(thumbnail, "JPEG")
    white = Image.new("RGB", (240, 160), "white")
    with_thumbnail = document(white, resources=empty + resource(1036, bytes(28) + thumbnail.getvalue()))
    assert difference(with_thumbnail, pattern()) < 10
    with pytest.raises(BadImage) as caught:
        decode(document(white, resources=empty), 100)
    assert caught.value.error_code == "image-kind-unsupported"


def test_facts_and_profile_are_read():
    exif = Image.Exif()
    exif[271] = "Acme"
    swapped = Image.merge("RGB", pattern().split()[::-1])
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    profile = profile.replace(b"rXYZ", b"????", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"????", b"bXYZ", 1)
    data = document(pattern(), resources=resource(1058, exif.tobytes()) + resource(1039, profile))
    assert decode(data, 100).facts.camera == "Acme"
    assert difference(data, swapped) < 4


@pytest.mark.parametrize("packed", [True, False])
def test_what_is_cut_off_is_an_orderly_refusal(packed: bool):
    data = document(pattern(), packed=packed)
    for length in range(4, len(data), len(data) // 30):
        with suppress(BadImage):
            assert decode(data[:length], 100).facts.note == "picture-cut-off"
