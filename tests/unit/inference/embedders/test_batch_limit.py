"""How the largest batch that fits is found."""

import pytest

from clipphotos.inference.embedders.batch_limit import BatchLimit


def fill(limit: BatchLimit, room: int, batches: int) -> int:
    """Full batches on a device with room for so many photos; returns how often memory ran out."""
    failures = 0
    for _ in range(batches):
        while limit.size > room:
            failures += 1
            assert limit.ran_out(limit.size)
        limit.fitted(limit.size)
    return failures


def test_it_starts_with_the_most():
    limit = BatchLimit(128)
    fill(limit, 1000, 100)
    assert limit.size == 128


@pytest.mark.parametrize("room", [1, 2, 5, 31, 100])
def test_what_fitted_is_remembered(room: int):
    limit = BatchLimit(128)
    fill(limit, room, 5)
    assert room / 2 < limit.size <= room
    assert fill(limit, room, 5) == 0


def test_a_smaller_batch_than_allowed_that_is_too_large():
    limit = BatchLimit(128)
    assert limit.ran_out(40)
    assert limit.size == 20


def test_one_photo_cannot_be_divided():
    limit = BatchLimit(128)
    assert not limit.ran_out(1)


@pytest.mark.parametrize("room", [1, 7, 40])
def test_it_tries_more_ever_less_often(room: int):
    limit = BatchLimit(128)
    fill(limit, room, 1)
    first, later = (fill(limit, room, 300) for _ in range(2))
    assert 0 < first < 10
    assert later <= first // 2 + 1


def test_it_grows_back_when_there_is_room_again():
    limit = BatchLimit(128)
    fill(limit, 3, 10)
    fill(limit, 1000, 500)
    assert limit.size == 128


def test_small_batches_prove_nothing():
    limit = BatchLimit(128)
    limit.ran_out(128)
    for _ in range(1000):
        limit.fitted(10)
    assert limit.size == 64
