"""Small files that ask for much: each costs little here, or is decoded where it can be ended."""

import sys
import tracemalloc
from collections.abc import Callable

import pytest
from PIL import Image, JpegImagePlugin

from clipphotos.core.errors import BadImage
from clipphotos.library.decoding.decode import decode
from clipphotos.library.decoding.limits.labour import WORK_HERE, is_laborious, jpeg_labour
from clipphotos.library.embedded import xmp_and_iptc
from clipphotos.library.embedded.xmp_and_iptc import xmp_values
from clipphotos.library.isolated import is_decoded_apart
from support.attacks import ATTACKS, MEGABYTE, NESTED, PICTURE, jpeg_of_scans, jpeg_with, written

MOST_LINES = 200_000
"""Lines of Python that decoding a small file takes; of an ordinary one, about a thousand."""
MOST_BYTES = 80 * MEGABYTE
"""Beside three times the file."""


class Effort:
    """Counts lines of Python, and ends what takes too many."""

    def __init__(self) -> None:
        self.lines = 0

    def trace(self, *_: object) -> Callable[..., object]:
        self.lines += 1
        if self.lines > MOST_LINES:
            raise KeyboardInterrupt
        return self.trace


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_costs_little_or_can_be_ended(name: str):
    data = ATTACKS[name]()
    effort = Effort()
    before = sys.gettrace()
    tracemalloc.start()
    try:
        if is_decoded_apart(data):
            apart = True
        else:
            apart = False
            sys.settrace(effort.trace)
        photo = decode(data, 64) if not apart else None
    except BadImage:
        photo = None
    except KeyboardInterrupt:
        pytest.fail("too many steps for what cannot be ended")
    finally:
        sys.settrace(before)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < MOST_BYTES + 3 * len(data)
    assert apart or photo is None or len(photo.facts.camera) <= 120


@pytest.mark.parametrize("name", [name for name in ATTACKS if "scans" not in name and "comments" not in name])
def test_even_apart_it_takes_little_memory(name: str):
    """The process would bear it; the computer is spared."""
    data = ATTACKS[name]()
    tracemalloc.start()
    try:
        decode(data, 64)
    except BadImage:
        pass
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < MOST_BYTES + 5 * len(data)


class TestScans:
    @pytest.mark.parametrize("name", [name for name in ATTACKS if name.startswith("scans")])
    def test_far_too_many_are_refused_before_one_is_decoded(self, name: str, monkeypatch: pytest.MonkeyPatch):
        def decoded(*_: object) -> None:
            raise AssertionError

        monkeypatch.setattr(JpegImagePlugin.JpegImageFile, "load", decoded)
        with pytest.raises(BadImage) as caught:
            decode(ATTACKS[name](), 64)
        assert caught.value.error_code == "image-too-laborious"

    @pytest.mark.parametrize(("edge", "scans", "apart"), [(1000, 400, False), (2000, 400, True)])
    def test_many_are_decoded_where_they_can_be_ended(self, edge: int, scans: int, apart: bool):
        data = jpeg_of_scans(edge, scans)
        assert is_decoded_apart(data) is apart
        assert (jpeg_labour(data).work > WORK_HERE) is apart
        assert decode(data, 64).facts.width == edge

    @pytest.mark.parametrize(
        "options",
        [{}, {"progressive": True}, {"progressive": True, "quality": 100}, {"restart_marker_rows": 1}],
    )
    def test_ordinary_photos_are_decoded_here(self, options: dict[str, object]):
        noise = Image.effect_noise((1500, 1000), 80).convert("RGB")
        data = written("JPEG", noise, **options)
        assert not is_decoded_apart(data)
        assert jpeg_labour(data).scans <= 20

    def test_a_thumbnail_and_a_second_picture_count_for_nothing(self):
        scans = jpeg_of_scans(200, 300)
        inside = jpeg_with(0xE1, b"Exif\0\0" + scans[:60_000]) + scans
        assert jpeg_labour(inside).scans == 1


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "BMP", "JPEG"])
def test_the_common_formats_are_decoded_here(kind: str):
    assert not is_decoded_apart(written(kind, PICTURE))


@pytest.mark.parametrize("kind", ["TIFF", "AVIF", "JPEG2000", "ICO", "PCX", "TGA", "PPM"])
def test_the_others_are_not(kind: str):
    assert is_decoded_apart(written(kind, PICTURE))


@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff", b"\xff\xd8\xff\xda", b"GIF89a", b"\x89PNG\r\n\x1a\n"])
@pytest.mark.parametrize("name", ["JPEG", "PNG", "GIF"])
def test_what_ends_at_once_is_not_laborious(data: bytes, name: str):
    assert not is_laborious(data, name)


def test_nested_elements_have_an_end(monkeypatch: pytest.MonkeyPatch):
    begun = 0
    begin = xmp_and_iptc._XmpReader.begin

    def counted(*arguments: object) -> None:
        nonlocal begun
        begun += 1
        begin(*arguments)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(xmp_and_iptc._XmpReader, "begin", counted)
    assert xmp_values(NESTED.encode()) == {}
    assert begun < 1000
