"""The order of jobs, told by jobs that write down each of their steps."""

from collections.abc import Iterator

import pytest

from clipphotos.core.errors import KnownError
from clipphotos.core.jobs import JobSteps, Priority, Progress, Stage, Step
from clipphotos.service.job_queue import BeginJob, JobQueue
from clipphotos.service.protocol.events import (
    Event,
    JobCancelled,
    JobFailed,
    JobFinished,
    JobProgressed,
    JobStarted,
)


class Diary:
    """A queue, what its jobs did in which order, and what was told about them."""

    def __init__(self) -> None:
        self.steps: list[str] = []
        self.events: list[Event] = []
        self.closed: list[str] = []
        self.queue = JobQueue(self.events.append)
        self._last_id = 0

    def add(self, name: str, priority: Priority, *outcomes: Step | Priority) -> int:
        """Queue a job that yields these, one a step."""

        def begin(_progress: Progress) -> JobSteps[str]:
            try:
                for outcome in outcomes:
                    self.steps.append(name)
                    yield outcome
                return name
            finally:
                self.closed.append(name)

        return self.begin(priority, begin)

    def begin(self, priority: Priority, begin: BeginJob) -> int:
        self._last_id += 1
        self.queue.add(self._last_id, priority, begin)
        return self._last_id

    def run(self) -> None:
        """Until nothing more can be done."""
        while self.queue.step():
            pass

    def ends(self) -> Iterator[int]:
        for event in self.events:
            if isinstance(event, JobFinished | JobFailed | JobCancelled):
                yield event.job_id


@pytest.fixture
def diary() -> Diary:
    return Diary()


def test_an_empty_queue_does_nothing(diary: Diary):
    assert not diary.queue.busy
    assert not diary.queue.step()


def test_the_most_urgent_job_comes_first_even_if_another_was_begun(diary: Diary):
    diary.add("embed", Priority.EMBED, Step.WORKED, Step.WORKED)
    diary.queue.step()
    diary.add("search", Priority.SEARCH, Step.WORKED, Step.WORKED)
    diary.run()
    assert diary.steps == ["embed", "search", "search", "embed"]
    assert list(diary.ends()) == [2, 1]


def test_equal_jobs_come_in_their_order_one_after_the_other(diary: Diary):
    for name in "abc":
        diary.add(name, Priority.SORT, Step.WORKED, Step.WORKED)
    diary.run()
    assert diary.steps == ["a", "a", "b", "b", "c", "c"]


def test_a_job_of_the_same_kind_does_not_overtake_one_that_waits(diary: Diary):
    diary.add("first", Priority.EMBED, Step.WAITING, Step.WAITING, Step.WORKED)
    diary.add("second", Priority.EMBED, Step.WORKED)
    assert not diary.queue.step()
    assert not diary.queue.step()
    assert diary.steps == ["first", "first"]
    diary.run()
    assert diary.steps == ["first", "first", "first", "second"]
    assert list(diary.ends()) == [1, 2]


def test_less_urgent_jobs_use_the_time_while_one_waits(diary: Diary):
    diary.add("load", Priority.SEARCH, Step.WAITING, Step.WAITING, Step.WORKED)
    diary.add("scan", Priority.SCAN, Step.WORKED, Step.WORKED, Step.WORKED)
    assert diary.queue.step()
    assert diary.queue.step()
    assert diary.steps == ["load", "scan", "load", "scan"]
    assert diary.queue.step()
    assert diary.steps[-1] == "load"


def test_a_step_without_any_work_says_so(diary: Diary):
    diary.add("a", Priority.SEARCH, Step.WAITING, Step.WORKED)
    diary.add("b", Priority.EMBED, Step.WAITING, Step.WORKED)
    assert not diary.queue.step()
    assert diary.steps == ["a", "b"]


def test_a_job_that_yields_a_priority_has_it_from_then_on(diary: Diary):
    diary.add("scan, then embed", Priority.SCAN, Step.WORKED, Priority.EMBED, Step.WORKED)
    diary.add("scan", Priority.SCAN, Step.WORKED, Step.WORKED)
    diary.run()
    assert diary.steps == ["scan, then embed", "scan, then embed", "scan", "scan", "scan, then embed"]


def test_a_job_that_became_less_urgent_is_behind_those_that_were_there(diary: Diary):
    """Among equals the one that came first goes first, however urgent it was when it came."""
    diary.add("a", Priority.SCAN, Priority.EMBED, Step.WORKED)
    diary.add("b", Priority.EMBED, Step.WORKED)
    diary.run()
    assert diary.steps == ["a", "a", "b"]


def test_a_cancelled_job_ends_at_once_though_others_are_more_urgent(diary: Diary):
    diary.add("search", Priority.SEARCH, Step.WORKED, Step.WORKED)
    embedding = diary.add("embed", Priority.EMBED, Step.WORKED, Step.WORKED)
    diary.queue.cancel(embedding)
    assert diary.queue.step()
    assert diary.steps == []
    assert diary.events == [JobStarted(embedding), JobCancelled(embedding)]
    diary.run()
    assert diary.steps == ["search", "search"]


def test_a_job_that_waits_behind_another_is_cancelled_all_the_same(diary: Diary):
    diary.add("first", Priority.EMBED, Step.WAITING, Step.WORKED)
    second = diary.add("second", Priority.EMBED, Step.WORKED)
    diary.queue.step()
    diary.queue.cancel(second)
    assert diary.queue.step()
    assert diary.events[-1] == JobCancelled(second)


def test_an_unknown_job_is_not_cancelled(diary: Diary):
    job = diary.add("a", Priority.SORT)
    diary.queue.cancel(99)
    diary.run()
    diary.queue.cancel(job)
    assert diary.events == [JobStarted(job), JobFinished(job, "a")]


def test_a_job_may_finish_though_it_was_cancelled(diary: Diary):
    def begin(_progress: Progress) -> JobSteps[str]:
        while True:
            try:
                yield Step.WORKED
            finally:
                return "what was done so far"  # noqa: B012 (this is how a job declines)

    job = diary.begin(Priority.SORT, begin)
    diary.queue.step()
    diary.queue.cancel(job)
    diary.run()
    assert diary.events[-1] == JobFinished(job, "what was done so far")


def test_what_was_changed_is_announced_before_the_last_event(diary: Diary):
    queue = JobQueue(diary.events.append, before_end=lambda: diary.events.append(JobStarted(0)))
    queue.add(1, Priority.SORT, lambda _progress: iter_of(Step.WORKED))
    while queue.step():
        pass
    assert diary.events == [JobStarted(1), JobStarted(0), JobFinished(1)]


def iter_of(*outcomes: Step | Priority) -> JobSteps[None]:
    yield from outcomes


def test_progress_is_told_under_the_id_of_its_job(diary: Diary):
    def begin(progress: Progress) -> JobSteps[None]:
        progress.step(Stage.SCAN, 1, 2)
        yield Step.WORKED

    job = diary.begin(Priority.SCAN, begin)
    diary.run()
    (told,) = [event for event in diary.events if isinstance(event, JobProgressed)]
    assert (told.job_id, told.progress.stage, told.progress.done) == (job, Stage.SCAN, 1)


def test_an_error_ends_its_job_and_no_other(diary: Diary, caplog: pytest.LogCaptureFixture):
    def known(_progress: Progress) -> JobSteps[None]:
        yield Step.WORKED
        raise KnownError("photo-gone")

    def bug(_progress: Progress) -> JobSteps[None]:
        yield Step.WORKED
        raise ZeroDivisionError("a secret")

    diary.begin(Priority.SORT, known)
    diary.begin(Priority.SORT, bug)
    diary.add("last", Priority.SORT, Step.WORKED)
    diary.run()
    failed = [event for event in diary.events if isinstance(event, JobFailed)]
    assert [event.error.code for event in failed] == ["photo-gone", "internal-error"]
    assert "ZeroDivisionError" in failed[1].error.traceback
    assert diary.events[-1] == JobFinished(3, "last")
    assert "job 2 failed" in caplog.text
    assert not diary.queue.busy


def test_closing_gives_up_what_is_unfinished_and_says_nothing(diary: Diary):
    diary.add("a", Priority.SORT, Step.WORKED, Step.WORKED)
    diary.add("b", Priority.EMBED, Step.WAITING, Step.WORKED)
    diary.queue.step()
    told = list(diary.events)
    diary.queue.close()
    assert diary.closed == ["a"]
    assert diary.events == told
    assert not diary.queue.busy
    assert not diary.queue.step()


def test_closing_goes_on_after_a_job_that_fails_while_it_is_given_up(diary: Diary):
    def stubborn(_progress: Progress) -> JobSteps[None]:
        try:
            yield Step.WORKED
        finally:
            raise OSError("the disk is full")

    diary.add("a", Priority.SEARCH, Step.WAITING, Step.WORKED)
    diary.begin(Priority.SORT, stubborn)
    diary.queue.step()
    with pytest.raises(OSError, match="the disk is full"):
        diary.queue.close()
    assert diary.closed == ["a"]
