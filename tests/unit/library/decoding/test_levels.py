"""What is black and what is white among numbers of any kind."""

import warnings

import numpy as np
import pytest

from clipphotos.library.decoding.levels import Scale, float_scale, whole_scale


def whole(values: list[int], bits: int, *, may_be_fewer: bool = True) -> list[int]:
    numbers = np.array(values, np.int64)
    return whole_scale(min(values), max(values), bits, may_be_fewer=may_be_fewer).levels(numbers).tolist()


@pytest.mark.parametrize(
    ("values", "bits", "expected"),
    [
        ([0, 127], 7, [0, 255]),
        ([0, 63], 8, [0, 63]),
        ([0, 1023], 16, [0, 255]),
        ([0, 32767], 15, [0, 255]),
        ([0, 255], 32, [0, 255]),
        ([0, 65535], 32, [0, 255]),
        # Measurements fill the screen; shares of the full range keep their brightness.
        ([1000, 70_000], 32, [0, 255]),
        ([0, (1 << 24) - 1], 32, [0, 255]),
        ([0, 1 << 24], 32, [0, 1]),
        ([0, 1 << 31], 32, [0, 128]),
        ([0, (1 << 32) - 1], 32, [0, 255]),
        ([0, 1 << 62], 64, [0, 64]),
        ([-50, 0, 50], 15, [0, 127, 255]),
    ],
)
def test_whole_numbers(values: list[int], bits: int, expected: list[int]):
    assert whole(values, bits) == expected


def test_fewer_bits_are_thought_of_only_where_they_may_be():
    assert whole([0, 1023], 16, may_be_fewer=False) == [0, 4]
    assert whole([0, 65535], 16, may_be_fewer=False) == [0, 255]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0.0, 0.5, 1.0], [0, 128, 255]),
        ([0.2, 0.5, 9.0], [51, 128, 255]),
        ([-0.3, 0.5, 0.6, 1.1], [0, 128, 153, 255]),
        # Whole numbers are levels, however small, and so is what is mostly larger than white.
        ([0.0, 1.0, 2.0], [0, 1, 2]),
        ([0.5, 90.5, 200.0], [0, 90, 200]),
        ([-1.0, 0.0, 1.0], [0, 128, 255]),
        ([0.0, 500.0, 1000.0], [0, 128, 255]),
        ([float("nan"), 0.5, float("inf"), float("-inf")], [0, 128, 255, 0]),
    ],
)
def test_numbers_with_a_point(values: list[float], expected: list[int]):
    numbers = np.array(values, np.float32)
    assert float_scale(numbers).levels(numbers).tolist() == pytest.approx(expected, abs=1)


def test_the_largest_numbers_warn_of_nothing():
    numbers = np.array([-1.7e308, 0.0, 1.7e308])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert float_scale(numbers).levels(numbers).tolist() in ([0, 0, 0], [0, 128, 255])
        assert Scale(0.0, 255.0).levels(numbers).tolist() == [0, 0, 255]


def test_where_there_is_no_number_all_is_black():
    numbers = np.array([np.nan, np.inf])
    assert float_scale(numbers) == Scale(0.0, 0.0)
    assert whole_scale(-3, -3, 16).levels(np.array([-3])).tolist() == [0]
