"""Files and texts embedded for an answer: in their order, and those that cannot be read with a reason."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from clipphotos.core.jobs import Progress, ProgressReport
from clipphotos.core.vectors import Vectors
from clipphotos.library.content import hash_bytes
from clipphotos.service.indexing.embed_files import TEXTS_A_STEP, embed_files, embed_prompts
from support.colour_embedder import ColourHistogramEmbedder
from support.pictures import make_photos
from support.steps import every_report, finished


class CountingEmbedder(ColourHistogramEmbedder):
    """Notes how many texts it is given at once."""

    def __init__(self) -> None:
        super().__init__("counting")
        self.texts: list[int] = []

    def embed_texts(self, texts: Any) -> Vectors:
        self.texts.append(len(texts))
        return super().embed_texts(texts)


@pytest.fixture
def embedder() -> CountingEmbedder:
    return CountingEmbedder()


@pytest.fixture
def reports() -> list[ProgressReport]:
    return []


@pytest.fixture
def progress(reports: list[ProgressReport]) -> Progress:
    return every_report(reports)


def test_files_keep_their_order_and_the_unreadable_are_named(
    embedder: CountingEmbedder, progress: Progress, reports: list[ProgressReport], tmp_path: Path
):
    paths = make_photos(tmp_path, 60)
    paths[3].write_bytes(b"\x89PNG\r\n\x1a\n")
    paths[40].unlink()
    files = finished(embed_files(embedder, paths, progress))
    readable = [place for place in range(60) if place not in (3, 40)]
    assert sorted(files.positions) == readable
    assert {each.path for each in files.skipped} == {paths[3], paths[40]}
    assert all(each.error.code for each in files.skipped)
    assert (reports[0].done, reports[-1].done, reports[-1].total) == (0, 60, 60)
    for row, place in enumerate(files.positions):
        assert files.content_hashes[row] == hash_bytes(paths[place].read_bytes())
        assert files.thumbnails[row].startswith(b"\xff\xd8")
    colours = embedder.embed_texts([paths[place].stem.split("-")[1] for place in files.positions])
    assert (np.einsum("nd,nd->n", files.vectors, colours) > 0.9).all()


def test_of_no_files_there_are_no_vectors(embedder: CountingEmbedder, progress: Progress):
    files = finished(embed_files(embedder, [], progress))
    assert (files.positions, files.skipped) == ((), ())
    assert files.vectors.shape == (0, embedder.identity.dim)
    assert finished(embed_prompts(embedder, [], progress)).shape == (0, embedder.identity.dim)


def test_equal_texts_are_read_once(
    embedder: CountingEmbedder, progress: Progress, reports: list[ProgressReport]
):
    texts = [("red", "green", "blue")[number % 3] for number in range(10)]
    vectors = finished(embed_prompts(embedder, texts, progress))
    np.testing.assert_array_equal(vectors, ColourHistogramEmbedder("counting").embed_texts(texts))
    assert embedder.texts == [3]
    assert (reports[0].done, reports[-1].done, reports[-1].total) == (0, 3, 3)
    embedder.texts.clear()
    many = [f"text {number}" for number in range(TEXTS_A_STEP + 1)]
    assert len(finished(embed_prompts(embedder, many, progress))) == len(many)
    assert embedder.texts == [TEXTS_A_STEP, 1]
