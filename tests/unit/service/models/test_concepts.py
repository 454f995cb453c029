"""The vocabulary as vectors: read in small steps, kept in memory and in a file that may be damaged."""

import io
import os
from pathlib import Path

import numpy as np
import pytest

from clipphotos.core.models import ModelIdentity
from clipphotos.core.vectors import unit
from clipphotos.inference.text.vocabulary import vocabulary
from clipphotos.service.models.concepts import (
    TEXTS_A_STEP,
    ConceptReader,
    ConceptStore,
    concept_prompt,
)
from support.colour_embedder import ColourHistogramEmbedder

SIZE = len(vocabulary())
IDENTITY = ModelIdentity("a", "0" * 64, 3, "none")


def some_vectors(seed: int = 0) -> np.ndarray:
    return unit(np.random.default_rng(seed).normal(size=(SIZE, 3)))


def test_it_is_read_a_few_texts_at_a_time_and_gone_on_with(tmp_path: Path):
    embedder = ColourHistogramEmbedder()
    store = ConceptStore(tmp_path, read_only=False)
    first = ConceptReader(embedder, store)
    assert (first.done, first.total, first.concepts) == (0, SIZE, None)
    for _ in range(3):
        first.step()
    second = ConceptReader(embedder, store)
    assert second.done == first.done == 3 * TEXTS_A_STEP
    steps = 3
    while second.concepts is None:
        second.step()
        steps += 1
    assert steps == -(-SIZE // TEXTS_A_STEP)
    assert second.done == SIZE
    # What was read on the way is not held twice.
    assert store.begun(embedder.identity) == []
    expected = embedder.embed_texts([concept_prompt(concept.name) for concept in vocabulary()])
    np.testing.assert_allclose(second.concepts.vectors, expected, atol=2e-3)
    assert second.concepts.common.shape == (SIZE,)
    second.step()
    assert second.done == SIZE
    third = ConceptReader(embedder, ConceptStore(tmp_path, read_only=True))
    assert third.concepts is not None
    np.testing.assert_array_equal(third.concepts.vectors, second.concepts.vectors)


@pytest.mark.parametrize("other", ["name", "weights_sha256", "preprocess"])
def test_another_model_has_others(tmp_path: Path, other: str):
    store = ConceptStore(tmp_path, read_only=False)
    values = {"name": "a", "weights_sha256": "0" * 64, "dim": 3, "preprocess": "none", other: "another"}
    identity = ModelIdentity(**values)
    kept = store.keep(IDENTITY, some_vectors())
    assert store.find(identity) is None
    assert store.find(IDENTITY) is kept
    store.keep(identity, some_vectors(1))
    found = store.find(IDENTITY)
    assert found is not kept
    assert found is not None
    np.testing.assert_allclose(found.vectors, kept.vectors, atol=1e-3)
    assert len(list(tmp_path.glob("*.npy"))) == 2


def test_what_another_model_had_begun_is_given_up(tmp_path: Path):
    store = ConceptStore(tmp_path, read_only=False)
    store.begun(IDENTITY).append(some_vectors()[:16])
    assert len(store.begun(IDENTITY)) == 1
    assert store.begun(ModelIdentity("b", "0" * 64, 3, "none")) == []
    assert store.begun(IDENTITY) == []


def file_of(values: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, values)
    return buffer.getvalue()


GOOD = some_vectors().astype(np.float16)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x93NUMPY garbage",
        file_of(GOOD)[:-10],
        file_of(GOOD[1:]),
        file_of(GOOD[:, :2]),
        file_of(GOOD.astype(np.float32)),
        file_of(np.where(np.arange(SIZE)[:, None] == 5, 0, GOOD).astype(np.float16)),
        file_of(np.where(np.arange(SIZE)[:, None] == 5, np.nan, GOOD).astype(np.float16)),
        file_of(np.where(np.arange(SIZE)[:, None] == 5, np.inf, GOOD).astype(np.float16)),
    ],
    ids=["empty", "garbage", "cut off", "too few", "too short", "precise", "zero", "nan", "infinite"],
)
def test_a_file_that_is_not_whole_is_of_no_use(tmp_path: Path, content: bytes):
    ConceptStore(tmp_path, read_only=False).keep(IDENTITY, some_vectors())
    (path,) = tmp_path.iterdir()
    assert path.read_bytes() == file_of(unit(GOOD.astype(np.float32)).astype(np.float16))
    path.write_bytes(content)
    assert ConceptStore(tmp_path, read_only=False).find(IDENTITY) is None


def test_where_nothing_can_be_kept_it_lasts_until_the_program_ends(tmp_path: Path):
    for store in (
        ConceptStore(tmp_path / "missing", read_only=False),
        ConceptStore(tmp_path, read_only=True),
    ):
        kept = store.keep(IDENTITY, some_vectors())
        assert store.find(IDENTITY) is kept
    assert list(tmp_path.iterdir()) == []


def test_a_file_gets_its_name_once_it_is_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    on_disk: list[list[str]] = []

    def fsync(_descriptor: int) -> None:
        on_disk.append([path.suffix for path in tmp_path.rglob("*") if path.is_file()])

    monkeypatch.setattr(os, "fsync", fsync)
    ConceptStore(tmp_path, read_only=False).keep(IDENTITY, some_vectors())
    assert on_disk == [[".part"]]
    assert ".part" not in [path.suffix for path in tmp_path.rglob("*")]
