"""New photos wait in the index's tail: found at once, not worth a file, and there again after a restart."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from clipphotos.core.search.filters import FolderFilter
from clipphotos.core.search.query import SearchQuery
from clipphotos.inference.indexes import segmented as segmented_index
from clipphotos.service.models import index_store as index_keeper
from clipphotos.service.protocol.indexing import IndexFolders
from clipphotos.service.protocol.library import GetStatus, RemoveRoot
from clipphotos.service.protocol.searching import Search
from clipphotos.storage import settings, vectors
from clipphotos.storage.catalogue import Catalogue, open_catalogue
from clipphotos.storage.locations import DataLocations
from support.pictures import make_photos
from support.services import Service
from support.vector_library import DIM, VectorLibrary

TAIL = 50


@pytest.fixture(autouse=True)
def short_tails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segmented_index, "TAIL_LENGTH", TAIL)
    monkeypatch.setattr(index_keeper, "SAVED_IN_RUN", 200)


@pytest.fixture
def catalogue(locations: DataLocations) -> Iterator[Catalogue]:
    with open_catalogue(locations) as opened:
        yield opened


@pytest.fixture
def library(catalogue: Catalogue, locations: DataLocations) -> VectorLibrary:
    return VectorLibrary(catalogue, locations.indexes)


def test_a_trickle_is_found_at_once_and_does_not_write_the_file_anew(library: VectorLibrary):
    library.grow(400)
    library.end_run()
    before = library.files()
    assert len(before) == 1
    for _ in range(9):
        library.grow(5)
        library.end_run()
        assert library.index_store.is_current(library.model_id)
        assert library.agrees_with_exact()
    assert library.files() == before
    library.grow(10)
    library.end_run()
    assert len(library.files()) == 1
    assert library.files() != before


@pytest.mark.parametrize("state", ["as it is", "restarted", "lagging", "without files", "with a cut file"])
def test_some_of_the_vectors_are_compared_exactly_wherever_they_are(
    library: VectorLibrary, monkeypatch: pytest.MonkeyPatch, state: str
):
    """Some are in files, whole or of an earlier state, some are linked only, and some wait."""
    monkeypatch.setattr(segmented_index, "SEGMENT_SIZE", 150)
    library.grow(340)
    library.end_run()
    library.grow(170)
    for _ in library.index_store.keep_up(library.model_id):
        pass
    library.grow(20)
    if state in {"without files", "with a cut file"}:
        # Another one is being written, and is left alone.
        whole = [file for file in library.files() if file.suffix == ".hnsw"]
        for file in whole[: 1 if state == "with a cut file" else None]:
            file.write_bytes(b"") if state == "with a cut file" else file.unlink()
    if state == "restarted":
        library.restart()
    if state == "lagging":
        library.store_only(30)
    with library.catalogue.transaction():
        vectors.forget(library.catalogue, [7, 151, 300])
    every = [batch.ids for batch in vectors.batches(library.catalogue, library.model_id, DIM)]
    ids = np.concatenate(every)
    random = np.random.default_rng(3)
    for size in (0, 1, 40, len(ids) // 2, len(ids)):
        some = np.sort(random.choice(ids, size, replace=False))
        assert library.agrees_among(some, 20)
    assert library.agrees_among(ids[:150], 200)
    assert library.agrees_among(ids[-12:], 5)


def test_a_restart_reads_what_waited_from_the_catalogue(library: VectorLibrary):
    library.grow(400)
    library.end_run()
    library.grow(30)
    library.end_run()
    files = library.files()
    library.restart()
    assert library.index_store.is_current(library.model_id)
    assert library.index_store.open(library.model_id, DIM).index.linked == 400
    assert library.agrees_with_exact()
    library.grow(7)
    assert library.agrees_with_exact()
    assert library.files() == files


def test_a_small_library_needs_no_file(library: VectorLibrary):
    library.grow(TAIL)
    library.end_run()
    assert not library.files()
    library.restart()
    assert library.index_store.is_current(library.model_id)
    assert library.agrees_with_exact()


def test_what_is_more_than_a_tail_is_linked_in_steps_and_found_meanwhile(library: VectorLibrary):
    library.grow(900)
    library.restart()
    assert not library.index_store.is_current(library.model_id)
    assert library.agrees_with_exact()
    steps = list(library.index_store.catch_up(library.model_id, DIM))
    assert len(steps) > 5
    assert steps[-1] == (900, 900)
    assert library.agrees_with_exact()


def test_searches_and_growth_go_on_while_a_file_is_written(library: VectorLibrary):
    library.grow(400)
    steps = library.index_store.settle(library.model_id)
    opened = library.index_store.open(library.model_id, DIM)
    while opened.saver is None:
        next(steps)
    library.grow(20)
    assert library.agrees_with_exact()
    for _ in steps:
        pass
    library.restart()
    assert library.index_store.open(library.model_id, DIM).index.linked == 400
    assert library.agrees_with_exact()


@pytest.fixture
def small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segmented_index, "SEGMENT_SIZE", 100)


@pytest.mark.usefixtures("small_segments")
class TestSegments:
    def test_a_full_segment_is_written_once(self, library: VectorLibrary):
        written: dict[str, int] = {}
        for _ in range(9):
            library.grow(60)
            library.end_run()
            written |= {path.name: path.stat().st_mtime_ns for path in library.files()}
        segments = settings.saved_segments(library.catalogue, library.model_id)
        assert [segment.item_count for segment in segments[:-1]] == [100] * (len(segments) - 1)
        assert len(segments) == 5
        assert {path.name for path in library.files()} == {segment.file_name for segment in segments}
        # Each was written half full at most once before.
        assert len(written) <= 2 * len(segments)
        library.restart()
        assert library.index_store.is_current(library.model_id)
        assert library.agrees_with_exact()

    @pytest.mark.parametrize("damaged", [0, 2, 4])
    def test_a_damaged_segment_costs_itself_and_the_later_ones(self, library: VectorLibrary, damaged: int):
        library.grow(500)
        library.end_run()
        segments = settings.saved_segments(library.catalogue, library.model_id)
        (library.folder / segments[damaged].file_name).write_bytes(b"damaged")
        library.restart()
        opened = library.index_store.open(library.model_id, DIM)
        assert opened.problem
        assert len(opened.index) == 100 * damaged
        assert library.agrees_with_exact()
        for _ in library.index_store.catch_up(library.model_id, DIM):
            pass
        library.end_run()
        assert library.agrees_with_exact()
        again = settings.saved_segments(library.catalogue, library.model_id)
        assert again[:damaged] == segments[:damaged]
        assert [segment.item_count for segment in again] == [100] * 5
        library.restart()
        assert not library.index_store.open(library.model_id, DIM).problem
        assert library.index_store.is_current(library.model_id)

    def test_vectors_that_are_gone_cost_their_segment_and_the_later_ones(self, library: VectorLibrary):
        library.grow(500)
        library.end_run()
        with library.catalogue.transaction():
            vectors.forget(library.catalogue, [250, 251])
        library.stored -= 2
        library.restart()
        opened = library.index_store.open(library.model_id, DIM)
        assert [each.item_count for each in opened.saved] == [100, 100]
        assert opened.problem
        for _ in library.index_store.catch_up(library.model_id, DIM):
            pass
        library.end_run()
        assert library.agrees_with_exact()
        assert not opened.problem

    def test_a_full_disk_keeps_what_was_written_before(
        self, library: VectorLibrary, monkeypatch: pytest.MonkeyPatch
    ):
        library.grow(250)
        library.end_run()
        files = library.files()

        def fail(_descriptor: int) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr("os.fsync", fail)
            library.grow(300)
            library.end_run()
        assert library.files() == files
        library.restart()
        for _ in library.index_store.catch_up(library.model_id, DIM):
            pass
        library.end_run()
        assert library.agrees_with_exact()
        saved = settings.saved_segments(library.catalogue, library.model_id)
        assert [segment.item_count for segment in saved] == [100, 100, 100, 100, 100, 50]


def test_an_index_made_with_larger_segments_is_used_as_it_is(
    library: VectorLibrary, monkeypatch: pytest.MonkeyPatch
):
    library.grow(400)
    library.end_run()
    monkeypatch.setattr(segmented_index, "SEGMENT_SIZE", 100)
    library.restart()
    library.grow(130)
    library.end_run()
    assert library.agrees_with_exact()
    saved = settings.saved_segments(library.catalogue, library.model_id)
    assert [segment.item_count for segment in saved] == [400, 100]


@pytest.mark.parametrize("stopped", [True, False], ids=["stopped", "killed"])
def test_an_end_while_a_file_is_written_leaves_the_last_one(library: VectorLibrary, stopped: bool):
    library.grow(400)
    library.end_run()
    library.grow(300)
    for _ in library.index_store.keep_up(library.model_id):
        pass
    saver = library.index_store.open(library.model_id, DIM).saver
    assert saver is not None
    if stopped:
        library.index_store.close()
    else:
        # As after a kill: the file may be there, whole or not, but the catalogue was not told.
        saver.stop()
        (library.folder / f"model-{library.model_id}-cut.hnsw.npz.part").write_bytes(b"half")
    library.restart()
    assert len(library.files()) == 1
    for _ in library.index_store.catch_up(library.model_id, DIM):
        pass
    assert library.agrees_with_exact()
    library.end_run()
    assert not library.index_store.open(library.model_id, DIM).problem


def test_a_file_that_cannot_be_written_costs_nothing_but_itself(
    library: VectorLibrary, monkeypatch: pytest.MonkeyPatch
):
    def fail(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", fail)
        library.grow(400)
        library.end_run()
    assert not library.files()
    assert library.agrees_with_exact()
    library.end_run()
    assert len(library.files()) == 1


def test_photos_that_leave_the_library_while_they_wait_are_not_found(service: Service, tmp_path: Path):
    kept, left = tmp_path / "kept", tmp_path / "left"
    make_photos(kept, 80)
    make_photos(left, 10, ".bmp")
    with service.host() as host:
        host.run(IndexFolders((kept,)))
        host.run(IndexFolders((left,)))
        found = host.run(Search(SearchQuery("red", limit=1000)))
        assert found.index_is_current
        assert len(found.hits) == 90
        gone = next(hit.path for hit in found.hits if hit.path.parent == kept)
        gone.unlink()
        host.run(IndexFolders((kept,)))
        status = host.run(GetStatus())
        host.run(RemoveRoot(next(root.id for root in status.roots if root.path == left)))
        found = host.run(Search(SearchQuery("red", limit=1000)))
    assert {hit.path for hit in found.hits} == set(kept.iterdir())


def test_a_limited_search_knows_what_has_come_since_the_last_one(service: Service, tmp_path: Path):
    folder = tmp_path / "photos"
    make_photos(folder / "part", 10)
    make_photos(folder / "rest", 10, ".bmp")
    query = SearchQuery("red", filters=(FolderFilter(folder / "part"),), limit=1000)
    with service.host() as host:
        for count in (10, 15, 22):
            make_photos(folder / "part", count)
            host.run(IndexFolders((folder,)))
            for words in ("red", "a blue photo"):
                found = host.run(Search(replace(query, text=words)))
                assert {hit.path for hit in found.hits} == set((folder / "part").iterdir())
