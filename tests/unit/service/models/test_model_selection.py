"""Which model is meant, what is known of it, and what is told once it is loaded."""

from collections.abc import Iterator

import pytest

from clipphotos.core.errors import ModelUnavailable
from clipphotos.core.models import Backend
from clipphotos.inference.models import registry
from clipphotos.service.context import ServiceContext
from clipphotos.service.models.model_selection import BACKEND, CURRENT_MODEL, chosen_backend
from clipphotos.service.protocol.events import ModelLoaded
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
    assert context.models.find(None).name == "starter"
    assert context.models.find("ViT-B-32").name == "ViT-B-32"
    remember(context, CURRENT_MODEL, "ViT-B-32")
    assert [info.name for info in context.models.all() if info.current] == ["ViT-B-32"]
    assert context.models.find(None).name == "ViT-B-32"
    assert context.models.answering(None).name == "ViT-B-32"
    for name in ("", "no such"):
        with pytest.raises(ModelUnavailable) as caught:
            context.models.find(name)
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
    info = context.models.find(None)
    assert context.models.known(info) is None
    model = finished(context.models.loaded(info, every_report([])))
    assert context.models.known(info) == (model.model_id, model.dim) == (1, 12)
    assert context.models.known(context.models.find("ViT-B-32")) is None
    monkeypatch.setattr(registry, "signature", lambda *_: "another file by now")
    assert context.models.known(info) is None


def test_where_a_model_runs_is_told_once_until_it_is_loaded_anew(service: Service, context: ServiceContext):
    info = context.models.find(None)
    for loads in (1, 1):
        finished(context.models.loaded(info, every_report([])))
        assert service.events == [ModelLoaded("starter", "cpu")] * loads
    context.models.forget_loaded()
    finished(context.models.loaded(info, every_report([])))
    assert service.events == [ModelLoaded("starter", "cpu")] * 2


def test_beside_another_program_no_model_is_registered(service: Service):
    def key(*, read_only: bool) -> int:
        with service.host(read_only=read_only) as host:
            context = host._running._context
            return finished(context.models.loaded(context.models.find(None), every_report([]))).model_id

    with service.host():
        assert key(read_only=True) == 0
    assert key(read_only=False) == 1
    with service.host():
        assert key(read_only=True) == 1
