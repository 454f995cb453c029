"""The indexes in memory: what they hold, what their files hold, and that every answer is exact or says so."""

from collections.abc import Iterator

import numpy as np
import pytest

from clipphotos.core.vectors import Vectors, unit
from clipphotos.inference.indexes import segmented
from clipphotos.service.models.index_store import IndexStore
from clipphotos.storage import settings, vectors
from clipphotos.storage.catalogue import Catalogue, open_catalogue, open_catalogue_to_read
from clipphotos.storage.locations import DataLocations
from support.catalogues import IDENTITY

DIM = 3


@pytest.fixture(autouse=True)
def _short_tails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segmented, "TAIL_LENGTH", 10)


@pytest.fixture
def catalogue(locations: DataLocations) -> Iterator[Catalogue]:
    with open_catalogue(locations) as opened:
        yield opened


@pytest.fixture
def index_store(catalogue: Catalogue, locations: DataLocations) -> IndexStore:
    return IndexStore(catalogue, locations.indexes)


def store(catalogue: Catalogue, first: int, count: int) -> tuple[int, vectors.VectorBatch]:
    values = unit(np.random.default_rng(first).normal(size=(count, DIM)))
    hashes = [number.to_bytes(32, "big") for number in range(first, first + count)]
    with catalogue.transaction():
        model_id = vectors.register_model(catalogue, IDENTITY, "cpu")
        return model_id, vectors.store(catalogue, model_id, hashes, values)


def nearest(
    catalogue: Catalogue, model_id: int, query: Vectors, count: int, among: object = None
) -> list[int]:
    """By comparing with every vector."""
    (batch,) = list(vectors.batches(catalogue, model_id, DIM, size=10_000)) or [None]
    if batch is None:
        return []
    chosen = np.ones(len(batch.ids), bool) if among is None else np.isin(batch.ids, among)
    ids, scores = batch.ids[chosen], batch.vectors[chosen] @ query
    return ids[np.argsort(-scores, kind="stable")[:count]].tolist()


QUERY = unit(np.array([0.2, -0.5, 0.8]))


def test_a_small_library_is_read_at_once_and_needs_no_file(
    catalogue: Catalogue, index_store: IndexStore, locations: DataLocations
):
    model_id, _ = store(catalogue, 0, 10)
    assert not index_store.is_current(model_id)
    index_store.open(model_id, DIM)
    assert index_store.is_current(model_id)
    assert index_store.size(model_id) == 10
    assert index_store.search(model_id, DIM, QUERY, 4).ids.tolist() == nearest(catalogue, model_id, QUERY, 4)
    assert list(index_store.settle(model_id)) == []
    assert list(locations.indexes.iterdir()) == []


def test_while_the_index_lags_behind_everything_is_compared(catalogue: Catalogue, index_store: IndexStore):
    model_id, _ = store(catalogue, 0, 500)
    opened = index_store.open(model_id, DIM)
    assert (index_store.size(model_id), index_store.is_current(model_id)) == (0, False)
    assert index_store.search(model_id, DIM, QUERY, 7).ids.tolist() == nearest(catalogue, model_id, QUERY, 7)
    steps = list(index_store.catch_up(model_id, DIM))
    assert (steps[0], steps[-1]) == ((200, 500), (500, 500))
    assert index_store.is_current(model_id)
    assert opened.last_id == vectors.last_id(catalogue, model_id)
    assert index_store.search(model_id, DIM, QUERY, 7).ids.tolist() == nearest(catalogue, model_id, QUERY, 7)
    assert list(index_store.catch_up(model_id, DIM)) == []


def test_new_vectors_are_added_only_behind_all_before_them(catalogue: Catalogue, index_store: IndexStore):
    model_id, first = store(catalogue, 0, 5)
    index_store.add(model_id, first, 0)  # not open: it is read when it is
    index_store.open(model_id, DIM)
    last = vectors.last_id(catalogue, model_id)
    _, second = store(catalogue, 5, 2)
    _, third = store(catalogue, 7, 2)
    index_store.add(model_id, third, int(second.ids[-1]))
    assert (index_store.size(model_id), index_store.is_current(model_id)) == (5, False)
    index_store.add(model_id, second, last)
    index_store.add(model_id, third, int(second.ids[-1]))
    assert (index_store.size(model_id), index_store.is_current(model_id)) == (9, True)


def test_a_grown_index_is_saved_and_read_back(
    catalogue: Catalogue, index_store: IndexStore, locations: DataLocations
):
    model_id, _ = store(catalogue, 0, 30)
    list(index_store.catch_up(model_id, DIM))
    list(index_store.settle(model_id))
    (saved,) = settings.saved_segments(catalogue, model_id)
    assert (saved.item_count, saved.last_embedding_id) == (30, vectors.last_id(catalogue, model_id))
    assert [path.name for path in locations.indexes.iterdir()] == [saved.file_name]
    # A few more are not worth another file; they are read from the catalogue at the next start.
    store(catalogue, 30, 9)
    again = IndexStore(catalogue, locations.indexes)
    opened = again.open(model_id, DIM)
    assert (again.size(model_id), opened.problem, again.is_current(model_id)) == (39, "", True)
    assert again.search(model_id, DIM, QUERY, 5).ids.tolist() == nearest(catalogue, model_id, QUERY, 5)
    list(again.settle(model_id))
    assert settings.saved_segments(catalogue, model_id) == [saved]


@pytest.mark.parametrize("damage", ["garbage", "gone", "fewer", "more", "params"])
def test_a_file_that_does_not_fit_is_made_anew(
    catalogue: Catalogue, index_store: IndexStore, locations: DataLocations, damage: str
):
    model_id, batch = store(catalogue, 0, 30)
    list(index_store.catch_up(model_id, DIM))
    list(index_store.settle(model_id))
    (path,) = locations.indexes.iterdir()
    match damage:
        case "garbage":
            path.write_bytes(b"garbage")
        case "gone":
            path.unlink()
        case "fewer":
            with catalogue.transaction():
                vectors.forget(catalogue, [int(batch.ids[3])])
        case "more":
            with catalogue.transaction():
                catalogue.execute("UPDATE index_segment SET item_count = 31")
        case _:
            with catalogue.transaction():
                catalogue.execute("UPDATE index_segment SET params = 'other'")
    again = IndexStore(catalogue, locations.indexes)
    assert again.open(model_id, DIM).problem
    assert again.size(model_id) == 0
    assert again.search(model_id, DIM, QUERY, 5).ids.tolist() == nearest(catalogue, model_id, QUERY, 5)
    list(again.catch_up(model_id, DIM))
    list(again.settle(model_id))
    third = IndexStore(catalogue, locations.indexes)
    assert third.open(model_id, DIM).problem == ""
    assert third.size(model_id) == vectors.count(catalogue, model_id)
    assert len(list(locations.indexes.iterdir())) == 1


@pytest.mark.parametrize("chosen", [[], [3], [1, 5, 29, 30], [31, 38], [2, 30, 31, 39, 77]])
def test_the_nearest_of_some_are_found_wherever_they_are(
    catalogue: Catalogue, index_store: IndexStore, locations: DataLocations, chosen: list[int]
):
    """The first thirty are in a file, five in memory, and four in the catalogue only."""
    model_id, _ = store(catalogue, 0, 30)
    list(index_store.catch_up(model_id, DIM))
    list(index_store.settle(model_id))
    _, more = store(catalogue, 30, 5)
    index_store.add(model_id, more, 30)
    store(catalogue, 35, 4)
    ids = np.array(chosen, np.int64)
    for each in (index_store, IndexStore(catalogue, locations.indexes)):
        found = each.search_among(model_id, DIM, ids, QUERY, 3)
        assert found.ids.tolist() == nearest(catalogue, model_id, QUERY, 3, among=ids)
    (path,) = locations.indexes.iterdir()
    path.write_bytes(b"garbage")
    broken = IndexStore(catalogue, locations.indexes)
    found = broken.search_among(model_id, DIM, ids, QUERY, 3)
    assert found.ids.tolist() == nearest(catalogue, model_id, QUERY, 3, among=ids)


def test_beside_another_program_nothing_is_written(
    catalogue: Catalogue, index_store: IndexStore, locations: DataLocations
):
    model_id, _ = store(catalogue, 0, 30)
    (locations.indexes / f"model-{model_id}-stray.hnsw").touch()
    with open_catalogue_to_read(locations) as reading:
        reader = IndexStore(reading, locations.indexes)
        list(reader.catch_up(model_id, DIM))
        assert list(reader.settle(model_id)) == []
        assert reader.is_current(model_id)
    assert [path.name for path in locations.indexes.iterdir()] == [f"model-{model_id}-stray.hnsw"]
    index_store.open(model_id, DIM)
    assert list(locations.indexes.iterdir()) == []


def test_after_vectors_were_deleted_it_is_read_anew(catalogue: Catalogue, index_store: IndexStore):
    model_id, batch = store(catalogue, 0, 5)
    index_store.open(model_id, DIM)
    with catalogue.transaction():
        vectors.forget(catalogue, [int(batch.ids[0])])
    index_store.forget_all()
    assert not index_store.is_current(model_id)
    index_store.open(model_id, DIM)
    assert index_store.size(model_id) == 4


def test_of_an_index_that_is_not_open_nothing_is_done(catalogue: Catalogue, index_store: IndexStore):
    assert list(index_store.keep_up(1)) == []
    assert list(index_store.settle(1)) == []
    assert not index_store.is_current(1)


def test_a_segment_is_saved_in_the_middle_of_a_run(
    catalogue: Catalogue, index_store: IndexStore, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("clipphotos.service.models.index_store.SAVED_IN_RUN", 30)
    model_id, _ = store(catalogue, 0, 30)
    list(index_store.catch_up(model_id, DIM))
    saver = index_store.open(model_id, DIM).saver
    assert saver is not None
    assert settings.saved_segments(catalogue, model_id) == []
    saver._thread.join(60)
    list(index_store.keep_up(model_id))
    (saved,) = settings.saved_segments(catalogue, model_id)
    assert saved.item_count == 30
    assert index_store.open(model_id, DIM).saver is None
