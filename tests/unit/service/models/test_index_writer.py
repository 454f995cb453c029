"""Index files: written beside everything else, recorded once they are whole, and cleared away."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from clipphotos.core.errors import DiskFull
from clipphotos.core.vectors import unit
from clipphotos.inference.indexes.hnsw import PARAMS, HnswIndex
from clipphotos.inference.indexes.segmented import Segment
from clipphotos.service.models.index_writer import SegmentSaver, remove_strays
from clipphotos.storage import settings
from clipphotos.storage.catalogue import Catalogue, open_catalogue
from clipphotos.storage.locations import DataLocations
from support.catalogues import embed


@pytest.fixture
def catalogue(locations: DataLocations) -> Iterator[Catalogue]:
    with open_catalogue(locations) as opened:
        yield opened


@pytest.fixture
def model_id(catalogue: Catalogue) -> int:
    return embed(catalogue, "abc")[0]


def segment(count: int = 20) -> Segment:
    graph = HnswIndex(3)
    vectors = unit(np.random.default_rng(0).normal(size=(count, 3)))
    graph.add(np.arange(1, count + 1), vectors)
    return Segment(graph, newest=count)


def saver(catalogue: Catalogue, locations: DataLocations, model_id: int, number: int = 0) -> SegmentSaver:
    return SegmentSaver(catalogue, locations.indexes, model_id, number, segment())


def files(locations: DataLocations) -> set[str]:
    return {path.name for path in locations.indexes.iterdir()}


def test_a_written_file_is_recorded(catalogue: Catalogue, locations: DataLocations, model_id: int):
    saving = saver(catalogue, locations, model_id)
    assert (saving.number, saving.count) == (0, 20)
    saved = saving.finish()
    assert saving.is_written
    assert saved is not None
    assert settings.saved_segments(catalogue, model_id) == [saved]
    assert (saved.number, saved.last_embedding_id, saved.item_count, saved.params) == (0, 20, 20, PARAMS)
    assert files(locations) == {saved.file_name}
    data = (locations.indexes / saved.file_name).read_bytes()
    assert saved.checksum == hashlib.blake2b(data, digest_size=32).digest()


def test_the_file_before_goes_and_those_of_others_stay(
    catalogue: Catalogue, locations: DataLocations, model_id: int
):
    first = saver(catalogue, locations, model_id).finish()
    second = saver(catalogue, locations, model_id, 1).finish()
    assert first is not None
    assert second is not None
    for stray in (f"model-{model_id}-left.hnsw.part", f"model-{model_id}0-other.hnsw", "note.txt"):
        (locations.indexes / stray).touch()
    again = saver(catalogue, locations, model_id, 1).finish()
    assert again is not None
    assert files(locations) == {
        first.file_name,
        again.file_name,
        f"model-{model_id}0-other.hnsw",
        "note.txt",
    }
    assert settings.saved_segments(catalogue, model_id) == [first, again]


def test_a_file_that_cannot_be_written_or_recorded_is_done_without(
    catalogue: Catalogue, locations: DataLocations, model_id: int, monkeypatch: pytest.MonkeyPatch
):
    kept = saver(catalogue, locations, model_id).finish()
    elsewhere = locations.root / "missing"
    assert SegmentSaver(catalogue, elsewhere, model_id, 0, segment()).finish() is None

    def full(*_: object) -> None:
        raise DiskFull

    with monkeypatch.context() as patch:
        patch.setattr(settings, "record_segment", full)
        assert saver(catalogue, locations, model_id).finish() is None
    assert settings.saved_segments(catalogue, model_id) == [kept]


def test_what_was_stopped_is_not_recorded(
    catalogue: Catalogue, locations: DataLocations, model_id: int, monkeypatch: pytest.MonkeyPatch
):
    stopped = segment()
    snapshot = stopped.graph.snapshot()
    write = snapshot.write

    def wait_for_stop(path: Path, is_stopped: object) -> bytes:
        while not is_stopped():  # type: ignore[operator]
            pass
        return write(path, is_stopped)  # type: ignore[arg-type]

    monkeypatch.setattr(type(snapshot), "write", lambda _self, path, stop: wait_for_stop(path, stop))
    saving = SegmentSaver(catalogue, locations.indexes, model_id, 0, stopped)
    assert not saving.is_written
    saving.stop()
    assert saving.is_written
    assert saving.finish() is None
    assert settings.saved_segments(catalogue, model_id) == []


def test_a_stray_that_cannot_be_removed_stays(locations: DataLocations):
    locations.create()
    (locations.indexes / "model-1-folder").mkdir()
    (locations.indexes / "model-1-old").touch()
    (locations.indexes / "model-1-new").touch()
    remove_strays(locations.indexes, 1, {"model-1-new"})
    assert files(locations) == {"model-1-folder", "model-1-new"}
