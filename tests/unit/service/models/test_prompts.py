"""Texts embedded for an answer: in their order, equal ones once."""

from typing import Any

import numpy as np
import pytest

from clipphotos.core.jobs import Progress, ProgressReport
from clipphotos.core.vectors import Vectors
from clipphotos.service.models.prompts import TEXTS_A_STEP, embed_prompts
from support.colour_embedder import ColourHistogramEmbedder
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


def test_of_no_texts_there_are_no_vectors(embedder: CountingEmbedder, progress: Progress):
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
