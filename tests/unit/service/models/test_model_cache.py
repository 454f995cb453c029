"""Models in memory: loaded beside the loop, the last few kept, failures told."""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from clipphotos.core.errors import KnownError
from clipphotos.core.models import ModelInfo, ModelSource
from clipphotos.service.models.model_cache import ModelCache

INFO = ModelInfo("a", ModelSource.LOCAL, "arch", "weights", "unknown", 0, "en")


def info(name: str) -> ModelInfo:
    return replace(INFO, name=name)


class Loads:
    """Loads models that are their names, and notes which."""

    def __init__(self) -> None:
        self.loaded: list[str] = []
        self.errors: list[Exception] = []

    def __call__(self, model: ModelInfo) -> Any:
        self.loaded.append(model.name)
        if self.errors:
            raise self.errors.pop()
        return model.name


def taken(cache: ModelCache, model: ModelInfo) -> Any:
    """Waits until the model is loaded, as the loop does."""
    before = set(threading.enumerate())
    found = cache.take(model)
    for thread in set(threading.enumerate()) - before:
        thread.join()
    return found or cache.take(model)


@pytest.fixture
def loads() -> Loads:
    return Loads()


@pytest.fixture
def cache(loads: Loads) -> ModelCache:
    return ModelCache(loads, lambda model: f"signature of {model.name}")


def test_a_model_is_loaded_once_and_never_waited_for(loads: Loads):
    go_on = threading.Event()

    def load(model: ModelInfo) -> Any:
        go_on.wait(10)
        return loads(model)

    cache = ModelCache(load, lambda model: f"signature of {model.name}")
    assert cache.take(INFO) is None
    assert cache.take(INFO) is None
    go_on.set()
    for thread in threading.enumerate():
        if thread.name == "load-a":
            thread.join()
    assert cache.take(INFO) == ("a", "signature of a")
    assert loads.loaded == ["a"]


def test_the_two_asked_for_last_are_kept(cache: ModelCache, loads: Loads):
    for name in "abacab":
        assert taken(cache, info(name)).embedder == name
    # b made room for c, which made room for b again.
    assert loads.loaded == ["a", "b", "c", "b"]


def test_models_that_differ_in_their_weights_only_are_two(cache: ModelCache, loads: Loads):
    taken(cache, INFO)
    taken(cache, replace(INFO, pretrained="others"))
    taken(cache, INFO)
    assert len(loads.loaded) == 2


def test_all_are_loaded_anew_after_they_were_forgotten(cache: ModelCache, loads: Loads):
    taken(cache, INFO)
    cache.forget_all()
    taken(cache, INFO)
    assert loads.loaded == ["a", "a"]


@pytest.mark.parametrize(
    ("error", "code", "detail"),
    [
        (lambda: KnownError("model-damaged"), "model-damaged", None),
        (lambda: ZeroDivisionError("a bug"), "model-unavailable", "ZeroDivisionError"),
    ],
)
def test_what_cannot_be_loaded_is_said_and_tried_again(
    cache: ModelCache,
    loads: Loads,
    error: Callable[[], Exception],
    code: str,
    detail: str | None,
    caplog: pytest.LogCaptureFixture,
):
    loads.errors = [error()]
    with pytest.raises(KnownError) as caught:
        taken(cache, INFO)
    report = caught.value.report()
    assert (report.code, report.params.get("detail")) == (code, detail)
    assert ("could not be loaded" in caplog.text) is (detail is not None)
    assert taken(cache, INFO).embedder == "a"
    assert loads.loaded == ["a", "a"]
