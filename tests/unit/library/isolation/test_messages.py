"""What a process that decodes says is checked before it is believed."""

import json
import pickle
import struct

import pytest

from clipphotos.core.errors import BadImage
from clipphotos.core.photo import PhotoFacts
from clipphotos.library.isolation import messages
from clipphotos.library.isolation.messages import UnbelievableError, read_answer

FACTS = PhotoFacts(4000, 3000, 6, 1.5e9, 48.5, -2.25, "Canon EOS 40D", "picture-cut-off")


def test_what_is_said_comes_across():
    assert messages.read_request(messages.request(512)) == 512
    assert read_answer(messages.memory_needed(12_000_000)) == 12_000_000
    assert read_answer(messages.decoded((640, 480), FACTS)) == ((640, 480), FACTS)
    plain = PhotoFacts(1, 1)
    assert read_answer(messages.decoded((1, 1), plain)) == ((1, 1), plain)
    error = read_answer(messages.failed(BadImage("image-truncated", detail="the end is missing ✂")))
    assert isinstance(error, BadImage)
    assert (error.error_code, error.params) == ("image-truncated", {"detail": "the end is missing ✂"})


def picture(size: object = (2, 2), **facts: object) -> bytes:
    good = {"width": 2, "height": 2}
    return b"D" + json.dumps([size, {**good, **facts}]).encode()


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"X",
        b"M",
        b"M" + bytes(9),
        pickle.dumps(BadImage("x")),
        b"F",
        b"F{}",
        b"F[1, {}]",
        b'F["x", []]',
        b'F["x", {"a b": "c"}]',
        b'F["x", {"a": 1}]',
        b'F["x", {"a": "' + b"y" * 1000 + b'"}]',
        b"F" + b"[" * 60_000,
        picture(size=(0, 1)),
        picture(size=(-1, -1)),
        picture(size=(1 << 30, 1 << 30)),
        picture(size=(100_000, 100_000)),
        picture(size=(2.0, 2)),
        picture(size=(True, True)),
        picture(size="22"),
        picture(width=-1),
        picture(width="2"),
        picture(width=1 << 40),
        picture(orientation=0),
        picture(orientation=9),
        picture(taken_at=float("nan")),
        picture(taken_at=1e300),
        picture(latitude=91.0),
        picture(longitude="7"),
        picture(camera=["x"]),
        picture(camera="x" * 1000),
        picture(note={}),
        picture(unknown=1),
        b"D[[2, 2]]",
        b"D\xff\xfe",
        b"D" + struct.pack("<II", 2, 2),
    ],
)
def test_what_it_would_never_say_is_not_believed(message: bytes):
    with pytest.raises(UnbelievableError):
        read_answer(message)
