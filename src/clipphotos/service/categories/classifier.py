"""The user's categories as a classifier: what their labels say, refined by their examples."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from clipphotos.core.categories.category import Category, CategoryScore
from clipphotos.core.categories.few_shot import Learned, learn
from clipphotos.core.errors import KnownError
from clipphotos.core.jobs import JobSteps, Progress
from clipphotos.core.relevance import lines
from clipphotos.core.vectors import Vectors
from clipphotos.inference.text.relevance import relevance_scale
from clipphotos.service.context import ServiceContext
from clipphotos.service.models.classifier_cache import LearnedFrom
from clipphotos.service.models.library_sample import LibrarySample
from clipphotos.service.models.model_selection import LoadedModel
from clipphotos.storage import categories
from clipphotos.storage.categories import EmbeddedExample

BACKGROUND_PHOTOS = 300
"""Photos of the library that stand for everything else."""


class CategoryClassifier(NamedTuple):
    """Categories, ready to classify.

    Attributes:
        categories: In the order of the classes.
        learned: Classes that know the labels and the examples.
    """

    categories: tuple[Category, ...]
    learned: Learned

    @property
    def thresholds(self) -> Vectors:
        """(classes,) least probability for a photo to be taken for each: the user's, or the best place."""
        chosen = [each.threshold for each in self.categories]
        return np.array(
            [cut if own is None else own for own, cut in zip(chosen, self.learned.cuts, strict=True)],
            np.float32,
        )


def category_classifier(
    context: ServiceContext, model: LoadedModel, known: Sequence[Category], progress: Progress
) -> JobSteps[CategoryClassifier]:
    """A classifier of some categories, stored or not.

    Open as soon as the library holds other photos than examples: one may belong to no category.
    """
    kept = context.classifiers.find(model.model_id, _source(context, model, known))
    if kept is not None:
        return CategoryClassifier(tuple(known), kept)
    texts = yield from context.labels.of_categories(model.embedder, model.model_id, known, progress)
    neutral = yield from context.labels.neutral(model.embedder, model.model_id, progress)
    scale = relevance_scale(model.embedder.identity, neutral)
    # Asked again: other jobs may have run meanwhile.
    source = _source(context, model, known)
    shown = categories.example_vectors(context.catalogue, model.model_id, model.dim)
    position = {category.category_id: number for number, category in enumerate(known) if category.category_id}
    labels = np.array([position.get(key, -1) for key in shown.categories.tolist()], np.intp)
    labels[~shown.is_member] = -1
    learned = learn(
        texts,
        model.embedder.logit_scale,
        shown.vectors,
        labels,
        _background(source.sample, source.examples),
        before=context.classifiers.last(model.model_id),
        neutral=neutral,
        relevance=lines(texts, source.sample.batch.vectors, scale),
    )
    context.classifiers.keep(model.model_id, source, learned)
    return CategoryClassifier(tuple(known), learned)


def _source(context: ServiceContext, model: LoadedModel, known: Sequence[Category]) -> LearnedFrom:
    return LearnedFrom(
        tuple(known),
        tuple(categories.embedded_examples(context.catalogue, model.model_id)),
        context.samples.sample(model.model_id, model.dim),
    )


def position_of(known: Sequence[Category], category_id: int) -> int:
    """Which of some categories it is.

    Raises:
        KnownError: ``category-gone``.
    """
    for position, category in enumerate(known):
        if category.category_id == category_id:
            return position
    raise KnownError("category-gone")


def _background(sample: LibrarySample, examples: Sequence[EmbeddedExample]) -> Vectors:
    """Some photos of the library about which the user said nothing."""
    batch = sample.batch
    # The same ones after a photo was confirmed, but for that photo: then learning again is cheap.
    step = max(1, -(-len(batch.ids) // BACKGROUND_PHOTOS))
    known = [each.embedding_id for each in examples]
    return batch.vectors[::step][~np.isin(batch.ids[::step], known)]


def category_scores(classifier: CategoryClassifier) -> tuple[CategoryScore, ...]:
    """How well each category with examples is told apart, each example judged without itself."""
    labels = classifier.learned.labels
    taken = classifier.learned.left_out.argmax(axis=1) if len(labels) else labels
    scores: list[CategoryScore] = []
    for number, category in enumerate(classifier.categories):
        own = taken[labels == number]
        if len(own) == 0:
            continue
        others = own[own != number]
        rival = classifier.categories[int(np.bincount(others).argmax())].name if len(others) else ""
        scores.append(CategoryScore(category.name, len(own), float(np.mean(np.equal(own, number))), rival))
    return tuple(scores)
