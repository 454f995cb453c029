"""What labels say, as vectors: each label read once, a category the mean of its labels."""

from typing import Any

import numpy as np
import pytest

from clipphotos.core.categories.category import Category, new_category
from clipphotos.core.categories.prompts import mixed_prompts
from clipphotos.core.jobs import Progress
from clipphotos.core.vectors import Vectors, unit
from clipphotos.inference.text.prompt_templates import template_set
from clipphotos.inference.text.vocabulary import neutral_texts
from clipphotos.service.models import label_vectors
from clipphotos.service.models.label_vectors import LabelVectors
from support.colour_embedder import ColourHistogramEmbedder
from support.steps import every_report, finished

OWN = "a {label} thing"


class CountingEmbedder(ColourHistogramEmbedder):
    """Notes every text that it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def embed_texts(self, texts: Any) -> Vectors:
        self.texts += texts
        return super().embed_texts(texts)


@pytest.fixture
def embedder() -> CountingEmbedder:
    return CountingEmbedder()


@pytest.fixture
def progress() -> Progress:
    return every_report([])


def category(*labels: str, template: str = "") -> Category:
    return new_category(labels[0], labels, "", 0.5, template)


def expected(*labels: str, templates: tuple[str, ...] = template_set("personal").templates) -> Vectors:
    embedder = ColourHistogramEmbedder()
    means = [embedder.embed_texts(mixed_prompts(label, templates)).mean(axis=0) for label in labels]
    return unit(np.mean(means, axis=0))


def test_a_category_is_the_mean_of_its_labels(embedder: CountingEmbedder, progress: Progress):
    known = [category("red", "blue"), category("green"), category("red", template=OWN)]
    found = finished(LabelVectors().of_categories(embedder, 1, known, progress))
    np.testing.assert_allclose(found[0], expected("red", "blue"), atol=1e-6)
    np.testing.assert_allclose(found[1], expected("green"), atol=1e-6)
    np.testing.assert_allclose(found[2], expected("red", templates=(OWN,)), atol=1e-6)
    assert finished(LabelVectors().of_categories(embedder, 1, [], progress)).shape == (0, 12)


def test_a_label_is_read_once_for_each_model_and_template(embedder: CountingEmbedder, progress: Progress):
    labels = LabelVectors()

    def read(model_id: int, *known: Category) -> int:
        embedder.texts.clear()
        finished(labels.of_categories(embedder, model_id, known, progress))
        return len(embedder.texts)

    once = len(dict.fromkeys(mixed_prompts("red", template_set("personal").templates)))
    assert read(1, category("red"), category("red", "red")) == once
    assert read(1, category("red")) == 0
    assert read(1, category("red", template=OWN)) == len(mixed_prompts("red", (OWN,)))
    assert read(2, category("red")) == once
    assert read(1, category("red"), category("blue")) > 0


def test_those_asked_for_last_are_kept(
    embedder: CountingEmbedder, progress: Progress, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(label_vectors, "_MOST_KEPT", 2)
    labels = LabelVectors()

    def is_read(*names: str) -> bool:
        embedder.texts.clear()
        known = [category(name) for name in names]
        assert len(finished(labels.of_categories(embedder, 1, known, progress))) == len(names)
        return bool(embedder.texts)

    assert is_read("red", "blue")
    assert not is_read("red")
    assert is_read("green")  # in the place of blue
    assert not is_read("red", "green")
    assert is_read("red", "green", "blue", "white")  # as many as are in use
    assert not is_read("red", "green", "blue", "white")


def test_texts_that_say_nothing_are_read_once(embedder: CountingEmbedder, progress: Progress):
    labels = LabelVectors()
    texts = neutral_texts()[::4]
    found = finished(labels.neutral(embedder, 1, progress))
    np.testing.assert_allclose(found, ColourHistogramEmbedder().embed_texts(texts).mean(axis=0), atol=1e-6)
    assert embedder.texts == list(dict.fromkeys(texts))
    assert finished(labels.neutral(embedder, 1, progress)) is found
    embedder.texts.clear()
    finished(labels.neutral(embedder, 2, progress))
    assert embedder.texts
