"""A decoder that crashes, hangs or eats memory costs one photo and nothing else."""

import multiprocessing
import os
import signal
import sys
import threading
import time

import pytest
from PIL import Image

from clipphotos.core.errors import BadImage
from clipphotos.library import isolated
from clipphotos.library.content import hash_bytes, read_content
from clipphotos.library.decoding.decode import MAX_PIXELS, DecodedPhoto, decode
from clipphotos.library.isolated import MOST_PIXELS, decode_isolated, decode_of_any_size


def aborting(data: bytes, min_edge: int) -> DecodedPhoto:
    os.abort()


def leaving(data: bytes, min_edge: int) -> DecodedPhoto:
    os._exit(3)


def hanging(data: bytes, min_edge: int) -> DecodedPhoto:
    threading.Event().wait()
    raise AssertionError


def killed(data: bytes, min_edge: int) -> DecodedPhoto:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def greedy(data: bytes, min_edge: int) -> DecodedPhoto:
    bytearray(8 << 30)
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


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
def test_a_process_that_the_system_kills_had_too_little_memory(photo):
    assert code_of(photo, decoder=killed) == "image-out-of-memory"


def test_a_hang_is_ended(photo):
    started = time.monotonic()
    assert code_of(photo, decoder=hanging, timeout_seconds=2) == "image-timed-out"
    assert time.monotonic() - started < 20
    assert not [child for child in multiprocessing.active_children() if child.name == "clipphotos-decode"]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="memory cannot be limited there")
def test_memory_is_limited(photo):
    assert code_of(photo, decoder=greedy) == "image-out-of-memory"


class TestLargePictures:
    """Too large for this process, and small enough for one of their own."""

    @pytest.mark.parametrize(
        ("name", "options"), [("large.png", {}), ("large.jpg", {"progressive": True}), ("large.tif", {})]
    )
    def test_are_shown(self, tmp_path, name, options):
        path = tmp_path / name
        Image.new("1" if name.endswith(("png", "tif")) else "L", (16_000, 10_000), 1).save(path, **options)
        content = read_content(path)
        with pytest.raises(BadImage) as caught:
            decode(content.data, 500)
        assert (caught.value.error_code, caught.value.params) == ("image-too-large", {"detail": "160"})
        same, photo = decode_of_any_size(path, content, 500)
        assert same.content_hash == content.content_hash
        assert (photo.facts.width, photo.facts.height) == (16_000, 10_000)
        assert 500 <= photo.image.height < 1000

    def test_have_an_end(self, tmp_path, monkeypatch):
        def not_even_tried(*_):
            raise AssertionError

        monkeypatch.setattr(isolated, "decode_isolated", not_even_tried)
        path = tmp_path / "bomb.bmp"
        Image.new("1", (8, 8)).save(path)
        data = bytearray(path.read_bytes())
        data[18:22] = data[22:26] = (30_000).to_bytes(4, "little")
        path.write_bytes(data)
        with pytest.raises(BadImage) as caught:
            decode_of_any_size(path, read_content(path), 500)
        assert (caught.value.error_code, caught.value.params) == ("image-too-large", {"detail": "900"})
        assert MAX_PIXELS < MOST_PIXELS < 900_000_000

    def test_have_the_memory_for_themselves(self, photo, monkeypatch):
        """While another process decodes a large one, nothing is decoded here."""
        monkeypatch.setattr(isolated, "decode", lambda *_: refuse())
        order = []

        def elsewhere(*_):
            thread = threading.Thread(target=lambda: order.append(decode(photo.read_bytes(), 64).image.size))
            thread.start()
            thread.join(0.2)
            order.append("large")
            return thread

        def refuse():
            raise BadImage("image-too-large", detail=200)

        monkeypatch.setattr(isolated, "decode_isolated", elsewhere)
        decode_of_any_size(photo, read_content(photo), 64).join(10)
        assert order == ["large", (92, 69)]
