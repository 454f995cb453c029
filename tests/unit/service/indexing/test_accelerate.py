"""The service makes an accelerated form of a model once, uses it at once, and needs no torch afterwards."""

import logging
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from clipphotos.core.models import Backend
from clipphotos.inference.embedders import agreement
from clipphotos.inference.models.accelerated import FormMaker
from clipphotos.service.indexing import accelerate
from clipphotos.service.photo_service import PhotoService
from clipphotos.service.protocol.events import JobFailed, JobFinished, ModelLoaded
from clipphotos.service.protocol.library import GetStatus
from clipphotos.service.protocol.models import AddLocalModel, SetBackend, SetModel, WarmUp
from clipphotos.storage.locations import DataLocations
from support.accelerated import patterns
from support.services import Service
from support.tiny_clip import PLAIN, make_checkpoint

SEARCH = """
import sys
from pathlib import Path
from clipphotos.core.search.query import SearchQuery
from clipphotos.service.protocol.searching import Search
from clipphotos.service.hosts.inline import InlineHost
from clipphotos.storage.locations import DataLocations
with InlineHost(DataLocations(Path(sys.argv[1]))) as host:
    print(len(host.run(Search(SearchQuery("a cat", limit=100))).hits))
print([name for name in ("torch", "open_clip", "transformers") if name in sys.modules])
"""

ENDS = (JobFailed, JobFinished)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    for number, picture in enumerate(patterns(accelerate.FEWEST_PHOTOS)):
        picture.save(folder / f"{number}.png")
    return folder


@pytest.fixture
def real(locations: DataLocations, tmp_path: Path) -> Service:
    """The service as it is, with a tiny model of open_clip's as the current one."""
    service = Service(locations, None)  # type: ignore[arg-type]
    with service.host() as host:
        host.run(AddLocalModel("tiny", PLAIN, make_checkpoint(tmp_path / "model")))
        host.run(SetModel("tiny"))
    return service


def loosely(monkeypatch: pytest.MonkeyPatch) -> None:
    """Random weights make photos so alike that their order says nothing."""
    monkeypatch.setattr(agreement, "LEAST_RANKING", 0.0)


def is_fast(service: Service) -> bool:
    return service.status().device.startswith("cpu: OpenVINO")


def test_once_made_it_is_used_without_torch(real: Service, library: Path, monkeypatch: pytest.MonkeyPatch):
    loosely(monkeypatch)
    assert real.status().device == "cpu"
    real.index(library)
    assert is_fast(real)
    assert [event.device.partition(" ")[0] for event in real.events if isinstance(event, ModelLoaded)][
        -2:
    ] == [
        "cpu",
        "cpu:",
    ]
    monkeypatch.undo()
    done = subprocess.run(
        [sys.executable, "-c", SEARCH, str(real.locations.root)], capture_output=True, text=True
    )
    assert done.stdout.split("\n")[:2] == [str(accelerate.FEWEST_PHOTOS), "[]"], done.stderr


def test_vectors_stand_beside_those_of_torch(real: Service, library: Path, monkeypatch: pytest.MonkeyPatch):
    loosely(monkeypatch)
    real.index(library)
    patterns(1, seed=5)[0].save(library / "another.png")
    assert real.index(library).embedded == 1
    assert len(real.search("a cat")) == accelerate.FEWEST_PHOTOS + 1


def test_warming_up_makes_it_too(real: Service, library: Path, monkeypatch: pytest.MonkeyPatch):
    loosely(monkeypatch)
    monkeypatch.setattr(accelerate, "FEWEST_PHOTOS", 1000)
    real.index(library)
    assert not is_fast(real)
    monkeypatch.setattr(accelerate, "FEWEST_PHOTOS", 10)
    real.run(WarmUp())
    assert is_fast(real)


@pytest.mark.parametrize("compare", ["compare_photos", "compare_texts"])
def test_a_slow_comparison_holds_up_nothing_else(
    real: Service, library: Path, monkeypatch: pytest.MonkeyPatch, compare: str
):
    monkeypatch.setattr(accelerate, "FEWEST_PHOTOS", 1000)
    real.index(library)
    began, answered = threading.Event(), threading.Event()

    def slowly(*_: object) -> None:
        began.set()
        answered.wait(60)

    monkeypatch.setattr(FormMaker, "convert", lambda _: None)
    monkeypatch.setattr(FormMaker, compare, slowly)
    with closing(PhotoService(real.locations, real.events.append)) as service:
        real.events.clear()
        service.submit(1, SetBackend(Backend.OPENVINO))
        while not began.wait(0.01):
            service.step()
        service.submit(2, GetStatus())
        while not (ended := [event.job_id for event in real.events if isinstance(event, ENDS)]):
            service.step()
        answered.set()
        assert ended == [2]


def test_many_photos_are_embedded_with_it(real: Service, library: Path, monkeypatch: pytest.MonkeyPatch):
    loosely(monkeypatch)
    monkeypatch.setattr(accelerate, "MANY_PHOTOS", 10)
    summary = real.index(library)
    assert summary.embedded == accelerate.FEWEST_PHOTOS
    assert is_fast(real)


def test_a_small_library_is_left_alone(real: Service, library: Path):
    (library / "0.png").unlink()
    real.index(library)
    assert not is_fast(real)
    assert not real.locations.accelerated.exists()


def test_if_it_disagrees_torch_stays_and_the_log_says_why(
    real: Service, library: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(agreement, "LEAST_COSINE", 1.1)
    real.index(library)
    assert real.status().device == "cpu"
    assert any("torch stays in use for tiny" in record.message for record in caplog.records)
    assert any("least cosine" in record.message for record in caplog.records)
    caplog.clear()
    # The answer is kept: it is not tried at every start.
    real.run(WarmUp())
    assert not [record for record in caplog.records if record.name == accelerate.logger.name]


def test_what_computes_can_be_forced(real: Service, library: Path, monkeypatch: pytest.MonkeyPatch):
    loosely(monkeypatch)
    real.index(library)
    assert real.run(SetBackend(Backend.TORCH)) == "cpu"
    assert real.status().backend is Backend.TORCH
    with real.host() as host:
        host.run(WarmUp())
        status = host.run(GetStatus())
    assert status.device == "cpu"
    assert str(real.run(SetBackend(Backend.OPENVINO))).startswith("cpu: OpenVINO")
    real.run(SetBackend(Backend.AUTO))
    assert is_fast(real)


def test_forced_it_is_made_at_once_however_few_photos(real: Service, library: Path):
    for photo in sorted(library.iterdir())[3:]:
        photo.unlink()
    real.index(library)
    assert str(real.run(SetBackend(Backend.OPENVINO))).startswith("cpu: OpenVINO")
    assert len(real.search("a cat")) == 3


def test_it_cannot_be_forced_without_photos(real: Service):
    assert real.refusal(SetBackend(Backend.OPENVINO)) == "backend-needs-photos"
    assert real.status().backend is Backend.AUTO


def test_it_cannot_be_forced_where_it_disagrees(
    real: Service, library: Path, monkeypatch: pytest.MonkeyPatch
):
    real.index(library)
    monkeypatch.setattr(agreement, "LEAST_COSINE", 1.1)
    assert real.refusal(SetBackend(Backend.OPENVINO)) == "backend-unavailable"
    assert real.status().backend is Backend.AUTO
    assert len(real.search("a cat", limit=5)) == 5
