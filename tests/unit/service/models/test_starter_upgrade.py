"""An upgrade that brings another bundled model: the old one answers until its photos are embedded anew."""

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from clipphotos.core.models import ModelInfo, ModelSource
from clipphotos.inference.embedders.protocol import Embedder
from clipphotos.inference.models import registry
from clipphotos.inference.starter.files import STARTER_CHINESE, STARTER_FILES, STARTER_WEIGHTS
from clipphotos.storage.locations import DataLocations
from support.colour_embedder import ColourHistogramEmbedder
from support.pictures import make_photos
from support.services import Service


class Installation:
    """A program with a bundled model that can be replaced by another version."""

    def __init__(self, folder: Path, locations: DataLocations) -> None:
        self.bundled = folder
        self.locations = locations
        self.loaded: list[ModelSource] = []

    def install(self, version: str) -> None:
        shutil.rmtree(self.bundled, ignore_errors=True)
        self.bundled.mkdir()
        for file in (*STARTER_FILES, STARTER_CHINESE):
            (self.bundled / file).write_text(f"{file} of {version}")

    def load(self, info: ModelInfo) -> Embedder:
        self.loaded.append(info.source)
        folder = Path(info.pretrained) if info.source is ModelSource.LOCAL else self.bundled
        embedder = ColourHistogramEmbedder(info.name)
        digest = hashlib.sha256((folder / STARTER_WEIGHTS).read_bytes()).hexdigest()
        embedder.identity = replace(embedder.identity, weights_sha256=digest)
        return embedder

    @property
    def service(self) -> Service:
        return Service(self.locations, self.load)

    @property
    def kept(self) -> list[str]:
        return sorted(path.name for path in self.locations.models.iterdir())


@pytest.fixture
def installation(tmp_path: Path, locations: DataLocations, monkeypatch: pytest.MonkeyPatch) -> Installation:
    bundled = tmp_path / "bundled"
    monkeypatch.setattr(registry, "resource_path", lambda *parts: bundled.joinpath(*parts[1:]))
    installation = Installation(bundled, locations)
    installation.install("one")
    return installation


def test_the_old_model_answers_until_the_new_one_knows_the_photos(installation: Installation, folder: Path):
    make_photos(folder, 4)
    installation.service.index(folder)
    before = installation.service.search("red")
    assert len(installation.kept) == 1

    installation.install("two")
    installation.loaded.clear()
    assert installation.service.search("red") == before
    assert installation.loaded == [ModelSource.LOCAL]

    assert installation.service.index(folder).embedded == 4
    (kept,) = installation.kept
    assert kept.endswith(registry.bundled_sha256())
    installation.loaded.clear()
    assert [hit.path for hit in installation.service.search("red")] == [hit.path for hit in before]
    assert installation.loaded == [ModelSource.BUNDLED]


def test_the_old_model_stays_for_photos_that_are_out_of_reach(
    installation: Installation, folder: Path, tmp_path: Path
):
    make_photos(folder, 2)
    drive = tmp_path / "drive"
    drive.mkdir()
    make_photos(drive, 5, first=2)
    installation.service.index(folder, drive)
    installation.install("two")
    drive.rename(tmp_path / "away")
    assert installation.service.index().embedded == 2
    assert len(installation.kept) == 2
    assert len(installation.service.search("red")) == 7

    (tmp_path / "away").rename(drive)
    assert installation.service.index().embedded == 5
    assert len(installation.kept) == 1
    assert len(installation.service.search("red")) == 7


def test_of_two_that_know_as_many_photos_the_new_model_answers(
    installation: Installation, folder: Path, tmp_path: Path
):
    drive = tmp_path / "drive"
    make_photos(drive, 2)
    installation.service.index(folder, drive)
    installation.install("two")
    drive.rename(tmp_path / "away")
    make_photos(folder, 2, first=2)
    assert installation.service.index().embedded == 2
    assert len(installation.kept) == 2
    installation.loaded.clear()
    assert {hit.path.parent for hit in installation.service.search("red")} == {folder}
    assert installation.loaded == [ModelSource.BUNDLED]


def test_the_copy_is_whole_and_made_once(installation: Installation, folder: Path):
    make_photos(folder, 1)
    installation.service.index(folder)
    (kept,) = (installation.locations.models / name for name in installation.kept)
    contents = {file.name: file.read_bytes() for file in kept.iterdir()}
    assert contents == {
        file: (installation.bundled / file).read_bytes() for file in (*STARTER_FILES, STARTER_CHINESE)
    }
    made = kept.stat().st_mtime_ns
    installation.service.search("red")
    assert kept.stat().st_mtime_ns == made


def test_without_room_for_a_copy_everything_else_goes_on(
    installation: Installation, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", no_room)
    make_photos(folder, 2)
    assert installation.service.index(folder).embedded == 2
    assert len(installation.service.search("red")) == 2
    assert installation.kept == []
