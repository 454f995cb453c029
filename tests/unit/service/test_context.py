"""What every job works with: which model is meant, what is known of it, and how changes go out."""

from collections.abc import Iterator

import pytest

from clipphotos.core.changes import Changes
from clipphotos.core.errors import ModelUnavailable
from clipphotos.core.models import Backend
from clipphotos.inference.models import registry
from clipphotos.service import context as module
from clipphotos.service.context import BACKEND, CURRENT_MODEL, ServiceContext, chosen_backend
from clipphotos.service.protocol.events import LibraryChanged, ModelLoaded
from clipphotos.storage import settings
from support.services import Service
from support.steps import every_report, finished


@pytest.fixture
def context(service: Service) -> Iterator[ServiceContext]:
    with service.host() as host:
        service.events.clear()
        yield host._running._context


def remember(context: ServiceContext, name: str, value: str) -> None:
    with context.catalogue.transaction():
        settings.remember(context.catalogue, name, value)


def test_a_model_is_meant_by_its_name_or_is_the_current_one(context: ServiceContext):
    assert context.model(None).name == "starter"
    assert context.model("ViT-B-32").name == "ViT-B-32"
    remember(context, CURRENT_MODEL, "ViT-B-32")
    assert [info.name for info in context.models() if info.current] == ["ViT-B-32"]
    assert context.model(None).name == "ViT-B-32"
    assert context.answering_model(None).name == "ViT-B-32"
    for name in ("", "no such"):
        with pytest.raises(ModelUnavailable) as caught:
            context.model(name)
        assert (caught.value.error_code, caught.value.params["name"]) == ("model-unknown", name)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("torch", Backend.TORCH), ("of a newer version", Backend.AUTO), (None, Backend.AUTO)],
)
def test_what_computes_vectors_is_remembered(context: ServiceContext, value: str | None, expected: Backend):
    if value is not None:
        remember(context, BACKEND, value)
    assert chosen_backend(context.catalogue) is expected


def test_a_model_is_known_until_something_that_it_depends_on_changes(
    context: ServiceContext, monkeypatch: pytest.MonkeyPatch
):
    info = context.model(None)
    assert context.known_model(info) is None
    model = finished(context.loaded(info, every_report([])))
    assert context.known_model(info) == (model.model_id, model.dim) == (1, 12)
    assert context.known_model(context.model("ViT-B-32")) is None
    monkeypatch.setattr(registry, "signature", lambda *_: "another file by now")
    assert context.known_model(info) is None


def test_where_a_model_runs_is_told_once_until_it_is_loaded_anew(service: Service, context: ServiceContext):
    info = context.model(None)
    for loads in (1, 1):
        finished(context.loaded(info, every_report([])))
        assert service.events == [ModelLoaded("starter", "cpu")] * loads
    context.forget_models()
    finished(context.loaded(info, every_report([])))
    assert service.events == [ModelLoaded("starter", "cpu")] * 2


def test_beside_another_program_no_model_is_registered(service: Service):
    def key(*, read_only: bool) -> int:
        with service.host(read_only=read_only) as host:
            context = host._running._context
            return finished(context.loaded(context.model(None), every_report([]))).model_id

    with service.host():
        assert key(read_only=True) == 0
    assert key(read_only=False) == 1
    with service.host():
        assert key(read_only=True) == 1


def test_changes_go_out_together_at_most_every_half_second(
    service: Service, context: ServiceContext, monkeypatch: pytest.MonkeyPatch
):
    now = [1000.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])

    def told() -> list[Changes]:
        found = [event.changes for event in service.events if isinstance(event, LibraryChanged)]
        service.events.clear()
        return found

    context.changed(Changes(photos=True))
    assert told() == [Changes(photos=True)]
    now[0] += 0.25
    context.changed(Changes(tags=True))
    context.changed(Changes(roots=True))
    assert told() == []
    now[0] += 0.25
    context.changed(Changes())
    assert told() == [Changes(tags=True, roots=True)]
    now[0] += 0.1
    context.changed(Changes(vectors=True))
    context.flush_changes()
    assert told() == [Changes(vectors=True)]
    context.flush_changes()
    assert told() == []
    # What was flushed counts as sent just now.
    now[0] += 0.4
    context.changed(Changes(photos=True))
    assert told() == []
