"""Choosing, downloading and adding models, through the service, with real checkpoints."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from clipphotos.core.errors import Cancelled, ErrorReport, KnownError
from clipphotos.core.jobs import Stage
from clipphotos.core.models import Backend, ModelInfo, ModelSource
from clipphotos.core.wording.errors import word
from clipphotos.core.wording.sentence import Wording
from clipphotos.inference.embedders import graphics
from clipphotos.inference.embedders.protocol import Embedder
from clipphotos.inference.models import download, registry
from clipphotos.inference.models.presets import PRESETS, Preset
from clipphotos.inference.starter.files import STARTER_FILES
from clipphotos.service.protocol.events import Event, JobProgressed, ModelLoaded
from clipphotos.service.protocol.models import AddLocalModel, DownloadModel, SetBackend, SetModel, WarmUp
from clipphotos.storage.locations import DataLocations
from support.colour_embedder import ColourHistogramEmbedder
from support.hub_server import HubServer, hub_server
from support.pictures import make_photos
from support.services import Service, load_colour_embedder
from support.tiny_clip import PLAIN, make_checkpoint

TINY = Preset(
    ModelInfo("tiny", ModelSource.HUB, PLAIN, "none", "MIT", 3, "en"), Wording("", ""), "somebody/tiny", ()
)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[HubServer]:
    """A stand-in of the hub that offers one tiny model."""
    weights = make_checkpoint(tmp_path / "source")
    monkeypatch.setattr(registry, "PRESETS", (*PRESETS, TINY))
    monkeypatch.setattr(download, "_RETRY_PAUSE_SECONDS", 0)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with hub_server() as server:
        monkeypatch.setenv("HF_ENDPOINT", server.url)
        server.files[f"somebody/tiny/{weights.name}"] = weights.read_bytes()
        yield server


@pytest.fixture
def real(locations: DataLocations) -> Service:
    """The service with real models."""

    def load(info: ModelInfo) -> Embedder:
        if info.name == "starter":
            return load_colour_embedder(info)
        return registry.load_embedder(info, locations.models, device="cpu")

    return Service(locations, load)


def test_switching_the_model_embeds_once_and_back_costs_nothing(service: Service, folder: Path):
    make_photos(folder, 5)
    service.index(folder)
    with service.host() as host:
        there = host.run(SetModel("ViT-B-32"))
        back = host.run(SetModel("starter"))
        again = host.run(SetModel("ViT-B-32"))
    assert [summary.embedded for summary in (there, back, again)] == [5, 0, 0]
    assert service.status().model.name == "ViT-B-32"
    assert len(service.search("red")) == 5


def test_why_no_card_is_used_is_known_without_loading_the_model(service: Service, folder: Path):
    told = ErrorReport("gpu-out-of-memory", {"card": "GeForce", "detail": "CUDA out of memory"})

    def load(info: ModelInfo) -> Embedder:
        embedder = ColourHistogramEmbedder(info.name)
        embedder.fallback_reason = told
        return embedder

    make_photos(folder, 1)
    Service(service.locations, load).index(folder)
    assert service.status().fallback_reason == told
    # The next time it is loaded everything is well.
    service.search("red")
    assert service.status().fallback_reason == graphics.why_unused("cpu", None)


def test_where_a_model_runs_is_told_whenever_that_may_have_changed(service: Service):
    with service.host() as host:
        for backend in (Backend.TORCH, Backend.AUTO, Backend.TORCH):
            before = len(service.events)
            host.run(SetBackend(backend))
            assert any(isinstance(event, ModelLoaded) for event in service.events[before:])


def test_a_model_that_cannot_be_used_never_becomes_the_current_one(real: Service):
    with real.host() as host, pytest.raises(KnownError, match="model-not-downloaded"):
        host.run(SetModel("ViT-L-14"))
    assert real.status().model.name == "starter"


def test_a_model_is_downloaded_used_and_kept(hub: HubServer, real: Service, folder: Path):
    make_photos(folder, 3)
    real.index(folder)
    with real.host() as host:
        host.run(DownloadModel("tiny"))
        host.run(DownloadModel("tiny"))  # there already
        host.run(SetModel("tiny"))
    assert [model.name for model in real.status().models if model.available] == ["starter", "tiny"]
    assert len(real.search("red")) == 3
    progress = [event.progress for event in real.events if isinstance(event, JobProgressed)]
    downloads = [report for report in progress if report.stage == Stage.DOWNLOAD]
    # Before the hub has said how much there is, the model's description does.
    assert (downloads[0].done, downloads[0].total) == (0, TINY.info.download_mb * 1024 * 1024)


def test_without_a_network_there_is_one_sentence_and_the_program_goes_on(
    real: Service, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(registry, "PRESETS", (*PRESETS, TINY))
    monkeypatch.setattr(download, "_RETRY_PAUSE_SECONDS", 0)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")  # the discard port: nobody answers
    make_photos(folder, 2)
    with real.host() as host:
        with pytest.raises(KnownError, match="download-offline"):
            host.run(DownloadModel("tiny"))
        host.run(WarmUp())
    assert real.index(folder).embedded == 2


def test_a_download_can_be_cancelled_and_goes_on_later(hub: HubServer, real: Service):
    with real.host() as host:

        def cancel(event: Event) -> None:
            if isinstance(event, JobProgressed) and event.progress.stage == Stage.DOWNLOAD:
                host.cancel(event.job_id)

        host._on_event = cancel
        with pytest.raises(Cancelled):
            host.run(DownloadModel("tiny"))
        host._on_event = None
        host.run(DownloadModel("tiny"))
    assert "tiny" in [model.name for model in real.status().models if model.available]


def test_a_checkpoint_of_the_users_is_checked_added_and_used(real: Service, folder: Path, tmp_path: Path):
    make_photos(folder, 3)
    real.index(folder)
    weights = make_checkpoint(tmp_path / "mine")
    with real.host() as host:
        host.run(AddLocalModel("mine", PLAIN, weights))
        host.run(SetModel("mine"))
        with pytest.raises(KnownError, match="model-name-taken"):
            host.run(AddLocalModel("mine", PLAIN, weights))
        with pytest.raises(KnownError, match="model-wrong-architecture"):
            host.run(AddLocalModel("other", "ViT-B-32", weights))
        weights.with_name("cut.safetensors").write_bytes(weights.read_bytes()[:1000])
        with pytest.raises(KnownError, match="model-damaged"):
            host.run(AddLocalModel("cut", PLAIN, weights.with_name("cut.safetensors")))
    assert real.status().model.name == "mine"
    assert len(real.search("red")) == 3


def test_other_weights_under_the_same_name_never_mix(real: Service, folder: Path, tmp_path: Path):
    make_photos(folder, 3)
    weights = make_checkpoint(tmp_path / "mine", seed=1)
    with real.host() as host:
        host.run(AddLocalModel("mine", PLAIN, weights))
    assert real.index(folder, model="mine").embedded == 3
    make_checkpoint(tmp_path / "mine", seed=2)
    assert real.search("red", model="mine") == ()
    assert real.index(folder, model="mine").embedded == 3
    assert len(real.search("red", model="mine")) == 3


@pytest.mark.parametrize("damage", ["missing", "damaged"])
def test_without_a_sound_starter_model_the_program_goes_on(
    locations: DataLocations, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str
):
    bundled = tmp_path / "bundled"
    if damage == "damaged":
        bundled.mkdir()
        for file in STARTER_FILES:
            (bundled / file).write_text("no model")
    monkeypatch.setattr(registry, "resource_path", lambda *parts: bundled.joinpath(*parts[1:]))
    service = Service(locations, lambda info: registry.load_embedder(info, locations.models, device="cpu"))
    make_photos(folder, 2)
    with pytest.raises(KnownError, match="starter-damaged") as error:
        service.index(folder)
    sentence = word(error.value.error_code, error.value.params, "en")
    assert str(bundled) in sentence
    assert "Install ClipPhotos again" in sentence
    # What needs no model works, and another model can take its place.
    assert service.status().photos_by_state["new"] == 2
    with service.host() as host:
        host.run(AddLocalModel("mine", PLAIN, make_checkpoint(tmp_path / "mine")))
        host.run(SetModel("mine"))
    assert len(service.search("red")) == 2
