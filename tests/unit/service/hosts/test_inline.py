"""The service in the calling thread: answers, refusals, bugs and cancelled jobs."""

import pytest

from clipphotos.core.errors import Cancelled, KnownError
from clipphotos.service.hosts.inline import InlineHost, ServiceBugError
from clipphotos.service.maintenance import status
from clipphotos.service.protocol.events import Event, JobFinished, JobProgressed, ServiceReady
from clipphotos.service.protocol.library import GetStatus, Status
from clipphotos.service.protocol.models import SetModel
from clipphotos.storage.locations import DataLocations
from support.services import Service, load_colour_embedder


def test_a_command_is_answered_and_told(service: Service):
    with service.host() as host:
        assert isinstance(host.run(GetStatus()), Status)
        job = host.submit(GetStatus())
    assert isinstance(service.events[0], ServiceReady)
    finished = [event for event in service.events if isinstance(event, JobFinished)]
    assert [isinstance(event.result, Status) for event in finished] == [True, True]
    assert finished[1].job_id == job == finished[0].job_id + 1


def test_what_cannot_be_done_is_raised_with_all_that_is_known(service: Service):
    with service.host() as host, pytest.raises(KnownError) as caught:
        host.run(SetModel("no such model"))
    assert caught.value.report().code == "model-unknown"
    assert caught.value.report().params["name"] == "no such model"


def test_a_bug_looks_like_one(service: Service, monkeypatch: pytest.MonkeyPatch):
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(status.photos, "count_by_state", broken)
    with service.host() as host, pytest.raises(ServiceBugError, match="a bug") as caught:
        host.run(GetStatus())
    assert "ZeroDivisionError" in str(caught.value)
    assert str(caught.value).startswith("Traceback")  # a person who runs it sees where, not a record
    assert caught.value.report.code == "internal-error"


def test_a_job_is_cancelled_from_within_an_event(locations: DataLocations):
    host: InlineHost

    def cancel(event: Event) -> None:
        if isinstance(event, JobProgressed):
            host.cancel(event.job_id)

    host = InlineHost(locations, cancel, load_embedder=load_colour_embedder)
    with host, pytest.raises(Cancelled):
        host.run(GetStatus())


def test_a_command_from_within_an_event_waits_its_turn(locations: DataLocations):
    order: list[int] = []
    nested: list[int] = []

    def note(event: Event) -> None:
        if isinstance(event, JobProgressed) and not nested:
            nested.append(0)
            nested.append(host.submit(GetStatus()))
            assert order == [], "it is only queued"
        if isinstance(event, JobFinished):
            order.append(event.job_id)

    with InlineHost(locations, note, load_embedder=load_colour_embedder) as host:
        first = host.submit(GetStatus())
    assert sorted(order) == sorted([first, nested[1]])


def test_only_a_started_host_can_be_asked(service: Service):
    host = service.host()
    host.close()
    with pytest.raises(RuntimeError, match="not started"):
        host.run(GetStatus())
    with host:
        host.run(GetStatus())
    with pytest.raises(RuntimeError, match="not started"):
        host.submit(GetStatus())
