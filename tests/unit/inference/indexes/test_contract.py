"""What every `VectorIndex` promises, and what the HNSW index adds to it."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clipphotos.core.vectors import unit
from clipphotos.inference.indexes import hnsw as hnsw_index
from clipphotos.inference.indexes import segmented as segmented_index
from clipphotos.inference.indexes.exact import ExactIndex
from clipphotos.inference.indexes.hnsw import HnswIndex, IndexDamagedError, SaveStoppedError, load_hnsw
from clipphotos.inference.indexes.protocol import VectorIndex
from clipphotos.inference.indexes.segmented import SegmentedIndex
from clipphotos.inference.indexes.stored_vectors import StoredVectors

DIM = 16


def random_vectors(count: int, seed: int = 0) -> np.ndarray:
    return unit(np.random.default_rng(seed).normal(size=(count, DIM)))


class HalfLinked(SegmentedIndex):
    """Graphs with a tail, all of which hold something: what comes is linked but for its end."""

    def add(self, ids: np.ndarray, vectors: np.ndarray) -> None:
        super().add(ids, vectors)
        link(self, self.waiting - 3)


def link(index: SegmentedIndex, count: int) -> None:
    """Link so many of those that wait, through as many segments as they need."""
    left = max(0, index.waiting - max(0, count))
    while (waiting := index.waiting) > left:
        index.absorb(waiting - left)


@pytest.fixture(params=[ExactIndex, HnswIndex, "hnsw graph", SegmentedIndex, HalfLinked, "small segments"])
def make(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], VectorIndex]:
    if request.param == "hnsw graph":
        # As if it were large: answers come from the graph, not from the exact short cut.
        monkeypatch.setattr(hnsw_index, "EXACT_BELOW", 4)
        return HnswIndex
    if request.param == "small segments":
        monkeypatch.setattr(segmented_index, "SEGMENT_SIZE", 40)
        return HalfLinked
    return request.param


def test_an_empty_index_answers_with_nothing(make: Callable[[int], VectorIndex]):
    answer = make(DIM).search(random_vectors(1)[0], 5)
    assert len(answer.ids) == len(answer.scores) == 0


def test_neighbours_come_best_first_with_their_cosine(make: Callable[[int], VectorIndex]):
    index, vectors = make(DIM), random_vectors(300)
    index.add(np.arange(300) * 7, vectors)
    query = vectors[11]
    answer = index.search(query, 10)
    assert answer.ids[0] == 77
    assert answer.scores[0] == pytest.approx(1, abs=1e-5)
    assert np.all(np.diff(answer.scores) <= 0)
    assert np.allclose(answer.scores, vectors[answer.ids // 7] @ query, atol=1e-5)


@pytest.mark.parametrize("count", [1, 20, 60, 199, 200, 201, 10_000])
def test_there_are_always_as_many_as_asked_for(make: Callable[[int], VectorIndex], count: int):
    index = make(DIM)
    index.add(np.arange(200), random_vectors(200))
    answer = index.search(random_vectors(1, seed=1)[0], count)
    assert len(set(answer.ids.tolist())) == len(answer.ids) == min(count, 200)


def test_vectors_are_added_in_many_small_steps(make: Callable[[int], VectorIndex]):
    index, vectors = make(DIM), random_vectors(500)
    for start in range(0, 500, 7):
        ids = np.arange(start, min(start + 7, 500))
        index.add(ids, vectors[ids])
    assert len(index) == 500
    hits = [index.search(vector, 1).ids[0] for vector in vectors]
    assert hits == list(range(500))


def test_a_known_id_is_replaced(make: Callable[[int], VectorIndex]):
    index, vectors = make(DIM), random_vectors(50)
    index.add(np.arange(50), vectors)
    replacement = -vectors[:1]
    index.add(np.array([0]), replacement)
    assert len(index) == 50
    assert index.search(replacement[0], 1).ids.tolist() == [0]


@pytest.mark.parametrize(
    ("ids", "vectors"),
    [
        ([1], np.full((1, DIM), np.nan, np.float32)),
        ([1], np.zeros((1, DIM), np.float32)),
        ([1], np.ones((1, DIM), np.float32)),
        ([1], random_vectors(1)[:, :3]),
        ([1, 2], random_vectors(1)),
        ([1, 1], random_vectors(2)),
    ],
    ids=["nan", "zero", "not unit", "wrong length", "too few", "twice"],
)
def test_what_would_spoil_the_index_is_refused(
    make: Callable[[int], VectorIndex], ids: list[int], vectors: np.ndarray
):
    index = make(DIM)
    index.add(np.array([9]), random_vectors(1))
    with pytest.raises(ValueError, match=r"vector|twice"):
        index.add(np.array(ids), vectors)
    assert len(index) == 1


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 400), st.integers(1, 30), st.integers(0, 1000))
def test_the_graph_agrees_with_the_exact_index(count: int, wanted: int, seed: int):
    vectors, query = random_vectors(count, seed), random_vectors(1, seed + 1)[0]
    graph, exact = HnswIndex(DIM), ExactIndex(DIM)
    for index in (graph, exact):
        index.add(np.arange(count), vectors)
    assert graph.search(query, wanted).ids.tolist() == exact.search(query, wanted).ids.tolist()


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 60), st.integers(0, 60)), max_size=8),
    st.integers(1, 30),
    st.integers(3, 80),
)
def test_what_waits_and_what_is_linked_anywhere_is_found_as_if_it_were_in_one_place(
    steps: list[tuple[int, int]], wanted: int, size: int
):
    several, exact = SegmentedIndex(DIM), ExactIndex(DIM)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(segmented_index, "SEGMENT_SIZE", size)
        for number, (added, linked) in enumerate(steps):
            ids = np.arange(added) + len(exact)
            vectors = random_vectors(added, seed=number)
            several.add(ids, vectors)
            exact.add(ids, vectors)
            link(several, linked)
            query = random_vectors(1, seed=100 + number)[0]
            assert len(several) == len(exact)
            assert several.search(query, wanted).ids.tolist() == exact.search(query, wanted).ids.tolist()
    sizes = [len(segment.graph) for segment in several.segments]
    assert all(each == size for each in sizes[:-1])
    assert sum(sizes) == several.linked == len(exact) - several.waiting


def test_all_of_the_best_may_be_in_one_segment(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(segmented_index, "SEGMENT_SIZE", 200)
    monkeypatch.setattr(segmented_index, "SPARE", 2)
    index, vectors = SegmentedIndex(DIM), random_vectors(1000)
    query = random_vectors(1, seed=1)[0]
    vectors[400:600] = unit(query + 0.1 * random_vectors(200, seed=2))
    index.add(np.arange(1000), vectors)
    link(index, 1000)
    assert len(index.segments) == 5
    assert sorted(index.search(query, 200).ids.tolist()) == list(range(400, 600))


def test_a_vector_is_replaced_where_it_is(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(segmented_index, "SEGMENT_SIZE", 50)
    index, vectors = SegmentedIndex(DIM), random_vectors(170)
    index.add(np.arange(170), vectors)
    link(index, 160)
    replaced = np.array([0, 49, 50, 99, 159, 165])
    index.add(replaced, -vectors[replaced])
    assert len(index) == 170
    assert [len(segment.graph) for segment in index.segments] == [50, 50, 50, 10]
    assert [index.search(-vectors[each], 1).ids[0] for each in replaced] == replaced.tolist()


def test_recall_of_the_graph(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(hnsw_index, "EXACT_BELOW", 4)
    vectors, queries = random_vectors(3000), random_vectors(50, seed=1)
    graph, exact = HnswIndex(DIM), ExactIndex(DIM)
    for index in (graph, exact):
        index.add(np.arange(3000), vectors)
    found = [len(set(graph.search(query, 50).ids) & set(exact.search(query, 50).ids)) for query in queries]
    assert np.mean(found) >= 0.99 * 50


class TestFile:
    @pytest.fixture
    def saved(self, tmp_path: Path) -> tuple[HnswIndex, Path, bytes]:
        index = HnswIndex(DIM)
        index.add(np.arange(100), random_vectors(100))
        path = tmp_path / "目录" / "index.hnsw"
        path.parent.mkdir()
        return index, path, index.save(path)

    def test_it_is_read_back_the_same_and_goes_on_growing(self, saved: tuple[HnswIndex, Path, bytes]):
        index, path, checksum = saved
        again = load_hnsw(path, checksum, DIM)
        query = random_vectors(1, seed=5)[0]
        assert again.search(query, 100).ids.tolist() == index.search(query, 100).ids.tolist()
        more = random_vectors(10_000, seed=6)
        again.add(np.arange(1000, 11_000), more)
        assert again.search(more[9000], 1).ids.tolist() == [10_000]

    def test_a_snapshot_stays_as_it_was(self, saved: tuple[HnswIndex, Path, bytes]):
        index, path, _ = saved
        snapshot = index.snapshot()
        index.add(np.array([500]), random_vectors(1, seed=9))
        assert len(load_hnsw(path, snapshot.write(path), DIM)) == snapshot.count == 100

    def test_writing_can_be_stopped(self, saved: tuple[HnswIndex, Path, bytes]):
        index, path, checksum = saved
        with pytest.raises(SaveStoppedError):
            index.snapshot().write(path, is_stopped=lambda: True)
        assert [file.name for file in path.parent.iterdir()] == [path.name]
        assert len(load_hnsw(path, checksum, DIM)) == 100

    @pytest.mark.parametrize("damage", ["missing", "cut", "flipped", "empty"])
    def test_damage_is_noticed_before_anything_is_parsed(
        self, saved: tuple[HnswIndex, Path, bytes], damage: str
    ):
        _, path, checksum = saved
        data = bytearray(path.read_bytes())
        if damage == "missing":
            path.unlink()
        elif damage == "flipped":
            data[-100] ^= 4
            path.write_bytes(data)
        else:
            path.write_bytes(data[: len(data) // 3] if damage == "cut" else b"")
        with pytest.raises(IndexDamagedError):
            load_hnsw(path, checksum, DIM)

    def test_vectors_of_another_length_are_noticed(self, saved: tuple[HnswIndex, Path, bytes]):
        _, path, checksum = saved
        with pytest.raises(IndexDamagedError):
            load_hnsw(path, checksum, DIM + 1)

    def test_a_failed_save_leaves_the_old_file(
        self, saved: tuple[HnswIndex, Path, bytes], monkeypatch: pytest.MonkeyPatch
    ):
        index, path, checksum = saved
        before = path.read_bytes()
        index.add(np.array([500]), random_vectors(1, seed=9))

        def fail(_descriptor: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("os.fsync", fail)
        with pytest.raises(OSError, match="No space"):
            index.save(path)
        assert path.read_bytes() == before
        assert [file.name for file in path.parent.iterdir()] == [path.name]
        assert len(load_hnsw(path, checksum, DIM)) == 100

    def test_its_vectors_are_compared_where_they_lie(self, tmp_path: Path):
        index, path, rows = HnswIndex(DIM), tmp_path / "index.hnsw", random_vectors(700)
        ids = np.random.default_rng(1).permutation(700) * 3
        index.add(ids, rows)
        index.add(ids[:5], rows[5:10])
        index.save(path)
        exact = ExactIndex(DIM)
        exact.add(ids, np.concatenate([rows[5:10], rows[5:]]))
        wanted, query = np.arange(10, 1800, 2), random_vectors(1, seed=5)[0]
        found, expected = (each.search_among(wanted, query, 50) for each in (StoredVectors(path), exact))
        assert found.best.ids.tolist() == expected.best.ids.tolist()
        assert np.allclose(found.best.scores, expected.best.scores, atol=1e-6)
        assert set(found.best.ids.tolist()) <= set(wanted.tolist()) & set(ids.tolist())
        assert found.missing.tolist() == [number for number in wanted.tolist() if number % 3]
        assert expected.missing.tolist() == found.missing.tolist()

    def test_what_is_no_whole_file_is_not_mapped(self, saved: tuple[HnswIndex, Path, bytes]):
        _, path, _ = saved
        data = path.read_bytes()
        for length in range(0, len(data), 97):
            path.write_bytes(data[:length])
            with pytest.raises(IndexDamagedError):
                StoredVectors(path)
        for other in (b"a text", data[len(data) // 2 :]):
            path.write_bytes(other)
            with pytest.raises(IndexDamagedError):
                StoredVectors(path)
