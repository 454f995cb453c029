"""How photos are read ahead of the model, and how many are embedded at once."""

import os
import sys
import threading
from pathlib import Path

import pytest

from clipphotos.service.indexing.embed import STEP_SECONDS, next_size
from clipphotos.service.indexing.reading.reading import PhotoToRead, ReadAhead, Reading


def photo(number: int) -> PhotoToRead:
    return PhotoToRead(number, Path(f"{number}.jpg"), False)


def test_a_batch_can_be_waited_for_until_it_is_full() -> None:
    gate = threading.Event()

    def read(each: PhotoToRead) -> Reading:
        if each.photo_id == 3:
            gate.wait()
        return Reading(each)

    with ReadAhead(read, workers=2) as ahead:
        ahead.add([photo(number) for number in range(1, 6)])
        ahead.wait(60, 2)
        assert ahead.ready(2) == 2
        ahead.wait(0.01, 5)
        assert ahead.ready(5) == 2, "the third is still being read, and those after it wait for their turn"
        gate.set()
        ahead.wait(60, 5)
        assert ahead.ready(5) == 5
        assert ahead.ready(4) == 4
        assert [each.photo.photo_id for each in ahead.take(10)] == [1, 2, 3, 4, 5]
        assert ahead.ready(1) == 0


def test_the_number_of_threads_may_change_on_the_way() -> None:
    together = threading.Barrier(3)

    def read(each: PhotoToRead) -> Reading:
        if each.photo_id > 2:
            together.wait(60)  # three at the same time, or never
        return Reading(each)

    with ReadAhead(read, workers=1) as ahead:
        ahead.add([photo(1), photo(2)])
        ahead.use(3)
        ahead.add([photo(3), photo(4), photo(5)])
        ahead.wait(60, 5)
        assert [each.photo.photo_id for each in ahead.take(10)] == [1, 2, 3, 4, 5]


def test_a_stuck_decoder_is_given_up_whatever_else_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clipphotos.service.indexing.reading.reading.TIMEOUT_SECONDS", 0.0)
    gate = threading.Event()

    def read(each: PhotoToRead) -> Reading:
        if each.photo_id == 1:
            gate.wait()
        return Reading(each)

    with ReadAhead(read, workers=1) as ahead:
        ahead.add([photo(1), photo(2), photo(3)])
        assert ahead.ready(3) == 0
        ahead.wait(0.01, 3)
        assert ahead.ready(3) == 3, "nobody has to wait for a full batch"
        first, *_ = ahead.take(3)
        assert first.error is not None
        assert first.error.code == "image-timed-out"
        ahead.wait(60, 2)
        assert [each.photo.photo_id for each in ahead.take(2)] == [2, 3]
        gate.set()


def test_nothing_is_given_up_while_others_are_getting_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    """It may be waiting for the memory that they take."""
    monkeypatch.setattr("clipphotos.service.indexing.reading.reading.TIMEOUT_SECONDS", 0.0)
    gates = {number: threading.Event() for number in (1, 2, 3)}

    def read(each: PhotoToRead) -> Reading:
        gates[each.photo_id].wait()
        return Reading(each)

    with ReadAhead(read, workers=3) as ahead:
        ahead.add([photo(1), photo(2), photo(3)])
        for number in (2, 3):
            gates[number].set()
            ahead._queue[number - 1][1].wait()
            ahead.wait(0.01)
            assert ahead.take(3) == []
        ahead.wait(0.01)
        (first, *_) = ahead.take(3)
        assert first.error is not None
        assert first.error.code == "image-timed-out"
        gates[1].set()


@pytest.mark.skipif(sys.platform != "linux", reason="threads have no niceness of their own elsewhere")
def test_threads_that_read_give_way_to_the_one_that_embeds() -> None:
    found: list[int] = []
    own = os.getpriority(os.PRIO_PROCESS, 0)

    def read(each: PhotoToRead) -> Reading:
        found.append(os.getpriority(os.PRIO_PROCESS, 0))
        return Reading(each)

    with ReadAhead(read, workers=2) as ahead:
        ahead.add([photo(1)])
        ahead.wait(60)
        assert len(ahead.take(1)) == 1
    assert found[0] > own or own == 19
    assert os.getpriority(os.PRIO_PROCESS, 0) == own


@pytest.mark.parametrize(
    ("size", "count", "seconds", "after"),
    [
        (8, 8, STEP_SECONDS / 2, 16),
        (8, 8, STEP_SECONDS * 0.6, 8),
        (8, 8, STEP_SECONDS * 1.1, 4),
        (8, 3, STEP_SECONDS / 10, 8),
        (64, 10, STEP_SECONDS * 2, 5),
        (1, 1, STEP_SECONDS * 9, 1),
        (64, 64, 0.0, 64),
        (48, 48, 0.0, 64),
        (128, 100, STEP_SECONDS / 3, 64),
    ],
)
def test_batches_grow_only_where_twice_as_many_are_sure_to_fit(
    size: int, count: int, seconds: float, after: int
) -> None:
    assert next_size(size, count, seconds, 64) == after
