"""A decoder that crashes, hangs or eats memory costs one photo and nothing else."""

import os
import sys
import threading
import time

import pytest
from PIL import Image

from clipphotos.core.errors import BadImage
from clipphotos.library.content import hash_bytes
from clipphotos.library.decoding.decode import DecodedPhoto
from clipphotos.library.isolated import decode_isolated


def aborting(data: bytes, min_edge: int) -> DecodedPhoto:
    os.abort()


def leaving(data: bytes, min_edge: int) -> DecodedPhoto:
    os._exit(3)


def hanging(data: bytes, min_edge: int) -> DecodedPhoto:
    threading.Event().wait()
    raise AssertionError


def greedy(data: bytes, min_edge: int) -> DecodedPhoto:
    bytearray(4 << 30)
    raise AssertionError


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "é.png"
    Image.linear_gradient("L").resize((640, 480)).convert("RGB").save(path)
    return path


def code_of(path, **options) -> str:
    with pytest.raises(BadImage) as caught:
        decode_isolated(path, 64, **options)
    return caught.value.error_code


def test_decodes_like_the_usual_way(photo):
    content, decoded = decode_isolated(photo, 240)
    assert content.content_hash == hash_bytes(photo.read_bytes())
    assert (content.size, content.mtime_ns) == (photo.stat().st_size, photo.stat().st_mtime_ns)
    assert decoded.image.size == (320, 240)
    assert (decoded.facts.width, decoded.facts.height) == (640, 480)
    assert decoded.image.getpixel((5, 0))[0] < 10 < decoded.image.getpixel((5, 230))[0]


def test_reasons_come_back(photo, tmp_path):
    photo.write_bytes(photo.read_bytes()[:300])
    assert code_of(photo) == "image-truncated"
    assert code_of(tmp_path / "gone.png") == "file-unreadable"


@pytest.mark.parametrize("decoder", [aborting, leaving])
def test_a_crash_is_reported(photo, decoder):
    assert code_of(photo, decoder=decoder) == "image-crashed-decoder"


def test_a_hang_is_ended(photo):
    started = time.monotonic()
    assert code_of(photo, decoder=hanging, timeout_seconds=2) == "image-timed-out"
    assert time.monotonic() - started < 20


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="memory cannot be limited there")
def test_memory_is_limited(photo):
    assert code_of(photo, decoder=greedy) == "image-out-of-memory"
