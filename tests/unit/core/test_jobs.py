import pytest

from clipphotos.core.errors import Cancelled
from clipphotos.core.jobs import CancelToken, Progress, ProgressReport, Stage


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def reports() -> list[ProgressReport]:
    return []


def test_reports_are_let_through_every_tenth_of_a_second(clock: Clock, reports: list[ProgressReport]):
    progress = Progress(reports.append, CancelToken(), clock)
    for done in range(1, 31):
        clock.now += 0.01
        progress.step(Stage.EMBED, done, 100)
    assert [report.done for report in reports] == [1, 11, 21]


def test_the_last_unit_and_a_new_stage_are_always_reported(clock: Clock, reports: list[ProgressReport]):
    progress = Progress(reports.append, CancelToken(), clock)
    progress.step(Stage.SCAN, 1, 0)
    progress.step(Stage.EMBED, 0, 2)
    progress.step(Stage.EMBED, 2, 2)
    assert [(report.stage, report.done) for report in reports] == [("scan", 1), ("embed", 0), ("embed", 2)]


def test_rate_and_time_left_are_those_of_the_stage(clock: Clock, reports: list[ProgressReport]):
    progress = Progress(reports.append, CancelToken(), clock)
    progress.step(Stage.EMBED, 0, 100)
    clock.now += 5
    progress.step(Stage.EMBED, 20, 100)
    assert reports[0].seconds_left is None
    assert reports[1].per_second == pytest.approx(4)
    assert reports[1].seconds_left == pytest.approx(20)


def test_a_cancelled_job_stops_at_its_next_report(clock: Clock, reports: list[ProgressReport]):
    token = CancelToken()
    progress = Progress(reports.append, token, clock)
    progress.step(Stage.EMBED, 1, 2)
    token.cancel()
    with pytest.raises(Cancelled):
        progress.step(Stage.EMBED, 2, 2)


def test_a_stage_that_goes_on_counts_only_what_it_did_since(clock: Clock, reports: list[ProgressReport]):
    progress = Progress(reports.append, CancelToken(), clock)
    progress.step(Stage.EMBED, 500, 1000)
    progress.step(Stage.WAIT_UNTIL_IDLE, 0, 0)
    clock.now += 600
    progress.step(Stage.EMBED, 500, 1000)
    clock.now += 5
    progress.step(Stage.EMBED, 520, 1000)
    assert reports[-1].per_second == pytest.approx(4)
    assert reports[-1].seconds_left == pytest.approx(120)
