from datetime import date

import pytest

from clipphotos.core.photo import day_taken


@pytest.mark.parametrize(
    ("taken_at", "day"),
    [
        (None, None),
        (0.0, date(1970, 1, 1)),
        (-1.0, date(1969, 12, 31)),
        (-4_544_208_000.0, date(1826, 1, 1)),
        (1e18, None),
        (-1e18, None),
        (float("inf"), None),
        (float("nan"), None),
    ],
)
def test_the_day_of_a_capture_time(taken_at: float | None, day: date | None):
    assert day_taken(taken_at) == day
