"""Processes that decode: used again, replaced when they end, and never believed more than they should be."""

import json
import os
import pickle
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from PIL import Image

from clipphotos.core.errors import BadImage
from clipphotos.core.photo import PhotoFacts
from clipphotos.library.decoding import decode as decoding
from clipphotos.library.decoding.decode import DecodedPhoto
from clipphotos.library.isolated import decode_large
from clipphotos.library.isolation import child, messages
from clipphotos.library.isolation.process import DecoderProcess, DecoderProcesses
from support.attacks import PICTURE, written

MEMORY = 1 << 30


def say(*parts: bytes) -> None:
    """Say something that was not asked for."""
    for part in parts:
        decoding._budget._channel.send_bytes(part)  # pyright: ignore[reportAttributeAccessIssue]


def half_a_message() -> None:
    channel = decoding._budget._channel  # pyright: ignore[reportAttributeAccessIssue]
    os.write(channel.fileno(), b"\0\0\1\0half")
    threading.Event().wait()


def fail(error: Exception) -> None:
    raise error


SMALL = messages.decoded((2, 2), PhotoFacts(2, 2))
ORDERS: dict[str, Callable[[], object]] = {
    "": lambda: None,
    "crash": os.abort,
    "hang": lambda: threading.Event().wait(),
    "fail": lambda: fail(BadImage("image-damaged")),
    "memory": lambda: bytearray(4 << 30),
    "bug": lambda: fail(RuntimeError()),
    "idle end": lambda: os._exit(child.IDLE_CODE),
    "lie about the size": lambda: say(SMALL, bytes(5)),
    "send too much": lambda: say(SMALL, bytes(5000)),
    "talk without end": lambda: say(b"F" + bytes(1 << 20)),
    "send an object": lambda: say(pickle.dumps(BadImage("x"))),
    "begin and stop": half_a_message,
}


def told(data: bytes, min_edge: int) -> DecodedPhoto:
    """Does what its file says, and tells the process that it is in."""
    order = json.loads(data)
    if isinstance(order, list):
        for pixels in order:
            with decoding._budget.reserve(pixels):
                pass
    else:
        ORDERS[order]()
    return DecodedPhoto(Image.new("RGB", (min_edge, 1)), PhotoFacts(os.getpid(), 1))


@pytest.fixture
def processes() -> Iterator[DecoderProcesses]:
    processes = DecoderProcesses(told, MEMORY)
    yield processes
    processes.close()


def ask(processes: DecoderProcesses, order: object, seconds: float = 60) -> int:
    """The number of the process that has answered."""
    return processes.decode(json.dumps(order).encode(), 3, seconds, None).facts.width


def refusal(processes: DecoderProcesses, order: object, seconds: float = 60) -> str:
    with pytest.raises(BadImage) as caught:
        ask(processes, order, seconds)
    return caught.value.error_code


def test_one_process_decodes_many_photos(processes: DecoderProcesses):
    first = ask(processes, "")
    assert first != os.getpid()
    assert refusal(processes, "fail") == "image-damaged"
    assert refusal(processes, "memory") == "image-out-of-memory"
    assert ask(processes, "") == first


@pytest.mark.parametrize(
    ("order", "code"),
    [
        ("crash", "image-crashed-decoder"),
        ("bug", "image-crashed-decoder"),
        ("idle end", "image-crashed-decoder"),
        ("lie about the size", "image-crashed-decoder"),
        ("send too much", "image-crashed-decoder"),
        ("talk without end", "image-crashed-decoder"),
        ("send an object", "image-crashed-decoder"),
        ("hang", "image-timed-out"),
        ("begin and stop", "image-timed-out"),
    ],
)
def test_one_that_misbehaves_costs_one_photo(processes: DecoderProcesses, order: str, code: str):
    first = ask(processes, "")
    seconds = 1 if code == "image-timed-out" else 60
    assert refusal(processes, order, seconds) == code
    assert ask(processes, "") != first


def test_one_that_ended_because_it_was_idle_is_replaced(processes: DecoderProcesses):
    first = ask(processes, "")
    (process,) = processes._idle
    process._process.kill()
    process._process.join()
    assert ask(processes, "") != first


def test_threads_have_a_process_each(processes: DecoderProcesses):
    both = threading.Barrier(2)
    found: list[int] = []

    @contextmanager
    def reserve(_pixels: int) -> Iterator[None]:
        both.wait(60)
        yield

    def work() -> None:
        found.append(processes.decode(b"[1]", 3, 60, reserve).facts.width)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 2


def test_memory_is_asked_for_and_given_back(processes: DecoderProcesses):
    held: list[int] = []
    most: list[int] = []

    def reserve(pixels: int) -> AbstractContextManager[None]:
        @contextmanager
        def holding() -> Iterator[None]:
            held.append(pixels)
            most.append(sum(held))
            yield
            held.remove(pixels)

        return holding()

    processes.decode(b"[5, 7, 6]", 3, 60, reserve)
    assert (held, most) == ([], [5, 7, 6])


def test_a_worn_one_is_replaced(processes: DecoderProcesses, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("clipphotos.library.isolation.process._MOST_PHOTOS", 2)
    assert len({ask(processes, "") for _ in range(4)}) == 2


def test_pictures_come_across_as_they_are():
    process = DecoderProcess(decode_large, MEMORY)
    try:
        for kind in ("TIFF", "PNG", "JPEG2000"):
            data = written(kind, PICTURE)
            here, there = decode_large(data, 20), process.decode(data, 20, 60, None)
            assert there.facts == here.facts
            assert there.image.tobytes() == here.image.tobytes()
    finally:
        process.stop()
