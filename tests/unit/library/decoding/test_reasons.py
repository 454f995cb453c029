"""What decoders raise, in words that are true and that people can read."""

import struct

import pytest
from PIL import Image, UnidentifiedImageError

from clipphotos.core.errors import BadImage
from clipphotos.core.wording.errors import WORDING
from clipphotos.library.decoding.reasons import translated, worded


def reason(error: Exception) -> tuple[str, str]:
    with pytest.raises(BadImage) as caught, translated("TIFF"):
        raise error
    assert caught.value.error_code in WORDING
    return caught.value.error_code, caught.value.params.get("detail", "")


@pytest.mark.parametrize(
    "error",
    [
        SyntaxError("unknown pixel mode"),
        OSError("Unsupported BMP compression (5)"),
        OSError("Windows Media Photo files not yet supported"),
        SyntaxError("cannot handle 12-bit layers"),
        ValueError("Sorry, can not handle images with 12-bit samples"),
        SyntaxError("unable to determine J2K image mode"),
        NotImplementedError(),
        NotImplementedError("chroma subsampling"),
    ],
)
def test_what_no_decoder_knows_is_not_called_damaged(error: Exception):
    assert reason(error) == ("image-kind-unsupported", "TIFF")


@pytest.mark.parametrize(
    "error",
    [
        OSError("image file is truncated (3 bytes not processed)"),
        EOFError(),
        OSError("Truncated File Read"),
        ValueError("not enough image data"),
        OSError("Image was incomplete"),
    ],
)
def test_what_ends_too_early_is_cut_off(error: Exception):
    assert reason(error)[0] == "image-truncated"


@pytest.mark.parametrize(
    ("error", "detail"),
    [
        (OSError("broken data stream when reading image file"), "broken data stream when reading image file"),
        (SyntaxError("broken PNG file (chunk b'\\x00\\x01ab')"), "broken PNG file"),
        (SyntaxError("not a TIFF file (header b'II*\\x00' not valid)"), "not a TIFF file"),
        (SyntaxError('bad header checksum in b"IHDR"'), "bad header checksum in"),
        (UnidentifiedImageError("cannot identify <_io.BytesIO object at 0x7f>"), "cannot identify …"),
        (OSError("reading /home/someone/a.jpg"), "reading …"),
        (OSError(5, "Input or output error"), "Input or output error"),
    ],
)
def test_decoders_words_are_kept_without_bytes_paths_and_addresses(error: Exception, detail: str):
    assert reason(error) == ("image-damaged", detail)


@pytest.mark.parametrize(
    "error",
    [
        KeyError(65000),
        IndexError("list index out of range"),
        TypeError("'NoneType' object is not subscriptable"),
        AttributeError("'NoneType' object has no attribute 'read'"),
        struct.error("unpack requires a buffer of 4 bytes"),
        ValueError("not enough values to unpack (expected 2, got 0)"),
        ValueError("invalid literal for int() with base 10: 'x'"),
        ValueError("cannot reshape array of size 3 into shape (2,2)"),
        ValueError("bytes must be in range(0, 256)"),
        ValueError("buffer is smaller than requested size"),
        ValueError("corrupted strip cannot be reshaped from (8,) to (1, 64)"),
        RuntimeError("imcd_packints_decode returned -1"),
        SyntaxError(KeyError(34712)),
        ValueError("0"),
        ValueError("negative seek value -5"),
        ValueError("I/O operation on closed file"),
        OverflowError("Python int too large to convert to C long"),
        ZeroDivisionError("division by zero"),
        AssertionError(),
        RuntimeError(),
        RecursionError("maximum recursion depth exceeded"),
        UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"),
    ],
)
def test_pythons_own_words_are_not(error: Exception):
    assert reason(error) == ("image-damaged", "invalid data")


def test_what_was_worded_already_stays():
    with pytest.raises(BadImage, match="image-empty"), translated("TIFF"):
        raise BadImage("image-empty")


def test_too_much_is_said_to_be():
    assert reason(Image.DecompressionBombError("Image size (2000000000 pixels) exceeds")) == (
        "image-too-large",
        "2000",
    )
    assert reason(MemoryError()) == ("image-out-of-memory", "")


def test_a_long_message_is_cut():
    assert len(worded(OSError("word " * 100))) <= 120
