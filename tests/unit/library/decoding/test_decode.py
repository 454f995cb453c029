"""Every format, mode and orientation comes out as upright RGB; everything else as one worded reason."""

import io
import threading
import time
import warnings

import numpy as np
import pillow_heif
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw, ImageFile

from clipphotos.core.errors import BadImage
from clipphotos.core.wording.errors import WORDING
from clipphotos.library.decoding import decode as decode_module
from clipphotos.library.decoding.decode import decode
from clipphotos.library.decoding.pixel_budget import PixelBudget

pillow_heif.register_heif_opener()

FORMATS = ["JPEG", "PNG", "WEBP", "TIFF", "GIF", "BMP", "MPO", "AVIF", "HEIF", "JPEG2000"]
LOSSLESS = {"JPEG2000": {}, "WEBP": {"lossless": True}, "AVIF": {"quality": 100}, "HEIF": {"quality": -1}}
ORIENT = {
    1: [],
    2: [Image.Transpose.FLIP_LEFT_RIGHT],
    3: [Image.Transpose.ROTATE_180],
    4: [Image.Transpose.FLIP_TOP_BOTTOM],
    5: [Image.Transpose.TRANSPOSE],
    6: [Image.Transpose.ROTATE_90],
    7: [Image.Transpose.TRANSVERSE],
    8: [Image.Transpose.ROTATE_270],
}


def scene(width: int = 96, height: int = 64) -> Image.Image:
    """Four corners of different colours: no turn or flip of it looks like another."""
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 2 - 1, height // 2 - 1), fill="red")
    draw.rectangle((width // 2, 0, width, height // 2 - 1), fill="lime")
    draw.rectangle((0, height // 2, width // 2 - 1, height), fill="blue")
    return image


def saved(image: Image.Image, format_name: str, **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format_name, **options)
    return buffer.getvalue()


def with_orientation(value: int) -> bytes:
    exif = Image.Exif()
    exif[274] = value
    return exif.tobytes()


def looks_like(image: Image.Image, expected: Image.Image, tolerance: float = 12) -> bool:
    assert image.mode == "RGB"
    one = np.asarray(image.resize((16, 16)), dtype=float)
    other = np.asarray(expected.convert("RGB").resize((16, 16)), dtype=float)
    return float(np.abs(one - other).mean()) < tolerance


def refusal(data: bytes, min_edge: int = 64) -> BadImage:
    with pytest.raises(BadImage) as caught:
        decode(data, min_edge)
    assert caught.value.error_code in WORDING
    assert len(caught.value.params.get("detail", "")) <= 120
    return caught.value


def attempt(data: bytes) -> str:
    try:
        decode(data, 32)
    except BadImage as error:
        return error.error_code
    return "decoded"


@pytest.mark.parametrize("format_name", FORMATS)
def test_decodes_every_format(format_name):
    photo = decode(saved(scene(), format_name), 64)
    assert (photo.facts.width, photo.facts.height) == photo.image.size == (96, 64)
    assert looks_like(photo.image, scene())
    assert type(photo.image) is Image.Image  # Holds pixels only, no file.


@pytest.mark.parametrize("format_name", ["GIF", "PNG", "WEBP", "TIFF", "MPO", "AVIF", "HEIF"])
def test_only_the_first_picture_counts(format_name):
    data = saved(scene(), format_name, save_all=True, append_images=[Image.new("RGB", (96, 64), "black")])
    assert looks_like(decode(data, 64).image, scene())


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
@given(orientation=st.integers(1, 8), width=st.integers(12, 80), height=st.integers(12, 80))
@settings(max_examples=12, deadline=None)
def test_every_orientation_comes_out_upright(format_name, orientation, width, height):
    stored = scene(width * 2, height * 2)
    for turn in ORIENT[orientation]:
        stored = stored.transpose(turn)
    options = LOSSLESS.get(format_name, {})
    photo = decode(saved(stored, format_name, exif=with_orientation(orientation), **options), 1000)
    assert photo.image.size == (width * 2, height * 2) == (photo.facts.width, photo.facts.height)
    assert photo.facts.orientation == orientation
    assert looks_like(photo.image, scene(width * 2, height * 2), tolerance=20)


@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.parametrize("min_edge", [40, 100, 300, 5000])
def test_the_smaller_edge_keeps_what_was_asked_for(format_name, min_edge):
    photo = decode(saved(scene(900, 600), format_name), min_edge)
    assert (photo.facts.width, photo.facts.height) == (900, 600)
    assert min(photo.image.size) >= min(min_edge, 600)
    assert min(photo.image.size) < max(2 * min_edge, 601) or format_name in ("JPEG", "MPO")
    assert photo.image.width / photo.image.height == pytest.approx(1.5, rel=0.03)
    assert looks_like(photo.image, scene())


def test_no_minimum_size():
    assert decode(saved(Image.new("RGB", (1, 1), "red"), "PNG"), 512).image.getpixel((0, 0)) == (255, 0, 0)


@pytest.mark.parametrize(
    "mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "I", "F", "CMYK", "YCbCr", "LAB", "PA"]
)
def test_every_mode_keeps_light_and_dark(mode):
    grey = Image.linear_gradient("L")
    if mode in ("I;16", "I"):
        image = Image.fromarray(np.asarray(grey).astype(np.uint16) * 257).convert(mode)
    elif mode == "F":
        image = Image.fromarray(np.asarray(grey).astype(np.float32) / 255)
    elif mode == "LAB":
        lab = ImageCms.createProfile("LAB")
        image = ImageCms.profileToProfile(
            grey.convert("RGB"), ImageCms.createProfile("sRGB"), lab, outputMode="LAB"
        )
    elif mode == "PA":
        image = grey.convert("LA").convert("PA")
    else:
        image = grey.convert(mode)
    photo = decode(saved(image, "PNG" if mode in ("P", "LA", "RGBA") else "TIFF"), 256)
    levels = np.asarray(photo.image.convert("L").resize((1, 8), Image.Resampling.BOX)).ravel().astype(int)
    assert levels[0] < 40
    assert levels[-1] > 215
    assert (np.diff(levels) > 0).all()


@pytest.mark.parametrize(
    ("high", "expected"), [(255, 255), (1023, 255), (4095, 255), (65535, 255), (30000, 117)]
)
def test_sixteen_bits_that_hold_fewer_are_not_black(high, expected):
    array = np.linspace(0, high, 4096, dtype=np.uint16).reshape(64, 64)
    photo = decode(saved(Image.fromarray(array), "TIFF"), 64)
    assert photo.image.getextrema()[0] == (0, expected)


def test_numbers_that_are_none_do_no_harm():
    array = np.full((8, 8), np.nan, dtype=np.float32)
    array[0] = [np.inf, -np.inf, 0, 100, 200, 300, 400, 500]
    assert decode(saved(Image.fromarray(array), "TIFF"), 8).image.getpixel((7, 0)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparency_is_put_on_white(mode):
    image = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (0, 0, 32, 64))
    photo = decode(saved(image.convert(mode), "PNG"), 64).image
    assert (photo.getpixel((8, 8)), photo.getpixel((50, 8))) == ((0, 0, 0), (255, 255, 255))


def test_a_picture_that_is_transparent_everywhere_is_shown_as_if_it_were_not():
    image = scene().convert("RGBA")
    image.putalpha(0)
    assert looks_like(decode(saved(image, "PNG"), 64).image, scene())


def test_large_pictures_are_converted_in_bands_without_seams():
    image = Image.linear_gradient("L").resize((3000, 2500)).convert("LA")
    small = decode(saved(image, "PNG", compress_level=1), 500).image
    assert small.size == (600, 500)
    levels = np.asarray(small)[:, 300, 0].astype(int)
    assert (np.diff(levels) >= 0).all()
    assert np.diff(levels).max() <= 1


def profile_with_red_and_blue_exchanged() -> bytes:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile.replace(b"rXYZ", b"????", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"????", b"bXYZ", 1)


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
def test_embedded_profiles_are_applied(format_name):
    data = saved(scene(), format_name, icc_profile=profile_with_red_and_blue_exchanged())
    red, green, blue = scene().split()
    assert looks_like(decode(data, 64).image, Image.merge("RGB", (blue, green, red)))


@pytest.mark.parametrize(
    "profile",
    [
        ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
        ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes(),
        b"rubbish",
    ],
    ids=["sRGB", "of another space", "broken"],
)
def test_profiles_of_no_use_change_nothing(profile):
    assert looks_like(decode(saved(scene(), "JPEG", icc_profile=profile), 64).image, scene())


@pytest.mark.parametrize(
    "exif", [b"Exif\0\0rubbish", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0", b"x" * 60]
)
@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP"])
def test_broken_exif_does_not_reject_a_picture(format_name, exif):
    photo = decode(saved(scene(), format_name, exif=exif), 64)
    assert photo.facts.orientation == 1
    assert looks_like(photo.image, scene())


class TestRefusals:
    def test_nothing(self):
        assert refusal(b"").error_code == "image-empty"

    def test_no_picture(self):
        assert refusal(b"Dear diary, ...").error_code == "image-unrecognised"

    @pytest.mark.parametrize(
        ("data", "name"),
        [
            (b"gimp xcf v011\0" + bytes(40), "XCF"),
            (b"%!PS-Adobe-3.0 EPSF-3.0\n", "EPS"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
            (b"qoif" + bytes(40), "QOI"),
            (b"SIMPLE  =                    T", "FITS"),
        ],
    )
    def test_formats_beyond_the_list_are_named(self, data, name):
        error = refusal(data)
        assert (error.error_code, error.params) == ("image-unsupported", {"detail": name})

    @pytest.mark.parametrize("format_name", ["JPEG", "PNG", "TIFF", "BMP", "MPO"])
    def test_cut_off_pictures_are_not_shown_in_part(self, format_name):
        noise = Image.effect_noise((200, 200), 90).convert("RGB")
        data = saved(noise, format_name)
        assert refusal(data[: len(data) // 3]).error_code == "image-truncated"

    @pytest.mark.parametrize("format_name", FORMATS)
    def test_cut_off_anywhere_is_an_orderly_refusal_or_a_picture(self, format_name):
        data = saved(Image.effect_noise((64, 64), 90).convert("RGB"), format_name)
        for length in range(1, len(data), max(1, len(data) // 40)):
            assert attempt(data[:length]) in {"decoded", *WORDING}

    @pytest.mark.parametrize("format_name", FORMATS)
    @given(st.data())
    @settings(max_examples=25, deadline=None)
    def test_flipped_bytes_are_an_orderly_refusal_or_a_picture(self, format_name, data):
        spoilt = bytearray(saved(scene(32, 32), format_name))
        for _ in range(data.draw(st.integers(1, 8))):
            # Sizes are left alone: a picture that claims 100 megapixels takes its time.
            spoilt[data.draw(st.integers(80, len(spoilt) - 1))] = data.draw(st.integers(0, 255))
        assert attempt(bytes(spoilt)) in {"decoded", *WORDING}

    def test_too_many_pixels_are_refused_before_decoding(self):
        started = time.perf_counter()
        error = refusal(saved(Image.new("1", (20_000, 8_000)), "PNG"))
        assert (error.error_code, error.params) == ("image-too-large", {"detail": "160"})
        assert time.perf_counter() - started < 5

    @pytest.mark.parametrize(
        ("progressive", "most_pixels", "refused"),
        [
            (False, 640 * 480 // 64, False),
            (False, 640 * 480 // 64 - 1, True),
            (True, 640 * 480, False),
            (True, 640 * 480 - 1, True),
        ],
    )
    def test_what_counts_is_what_is_held(self, progressive: bool, most_pixels: int, refused: bool):
        """A JPEG is decoded at an eighth of its edges; a progressive one is held in full before that."""
        data = saved(scene(640, 480), "JPEG", progressive=progressive)
        if refused:
            with pytest.raises(BadImage, match="image-too-large"):
                decode(data, 32, most_pixels=most_pixels)
        else:
            assert decode(data, 32, most_pixels=most_pixels).facts.width == 640

    def test_a_header_that_lies_is_refused(self):
        data = bytearray(saved(scene(), "BMP"))
        data[18:22] = (2_000_000).to_bytes(4, "little")
        data[22:26] = (1_000_000).to_bytes(4, "little")
        assert refusal(bytes(data)).error_code == "image-too-large"

    def test_paths_and_addresses_stay_inside(self, monkeypatch):
        def failing(_):
            raise OSError(
                "cannot read <_io.BytesIO object at 0x7f> of /home/someone/a b.jpg\nat all " + "x" * 500
            )

        monkeypatch.setattr(decode_module, "openers", lambda: {"PNG": failing})
        detail = refusal(saved(scene(), "PNG")).params["detail"]
        assert "someone" not in detail
        assert "0x7f" not in detail
        assert "\n" not in detail

    @pytest.mark.parametrize(
        "raised", [MemoryError(), KeyError("x"), NotImplementedError(), RecursionError(), EOFError()]
    )
    def test_whatever_a_decoder_raises_is_worded(self, monkeypatch, raised):
        def failing(_):
            raise raised

        monkeypatch.setattr(decode_module, "openers", lambda: {"PNG": failing})
        refusal(saved(scene(), "PNG"))


def test_many_threads_at_once_warn_of_nothing():
    data = [saved(scene(400, 300), name) for name in FORMATS] * 3
    results: list[bool] = []

    def work(chunk):
        results.extend(looks_like(decode(item, 64).image, scene()) for item in chunk)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        threads = [threading.Thread(target=work, args=(data[start::4],)) for start in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert results == [True] * len(data)


@pytest.mark.parametrize("format_name", FORMATS)
def test_no_pixels_are_decoded_outside_the_budget(format_name, monkeypatch):
    class Exhausted(PixelBudget):
        def reserve(self, pixels):  # noqa: ARG002
            raise BadImage("image-out-of-memory")

    def loading(_):
        raise AssertionError("decoded without asking")

    data = (
        saved(scene(), format_name, exif=with_orientation(6))
        if format_name != "BMP"
        else saved(scene(), "BMP")
    )
    monkeypatch.setattr(decode_module, "_budget", Exhausted(0))
    monkeypatch.setattr(ImageFile.ImageFile, "load", loading)
    assert refusal(data).error_code == "image-out-of-memory"


class TestPixelBudget:
    def test_holds_back_what_does_not_fit(self):
        budget, order = PixelBudget(10), []

        def ask():
            with budget.reserve(8):
                order.append("second")

        with budget.reserve(5):
            thread = threading.Thread(target=ask)
            thread.start()
            thread.join(0.05)
            assert thread.is_alive()
            order.append("first")
        thread.join(5)
        assert order == ["first", "second"]

    def test_lets_one_through_that_is_larger_than_all(self):
        budget = PixelBudget(10)
        with budget.reserve(1000):
            pass
        with budget.reserve(10):
            pass
