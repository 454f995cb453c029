"""The user's categories as a classifier: what their labels say, refined by their examples."""

from collections.abc import Generator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from clipphotos.core.category import Category, CategoryScore
from clipphotos.core.few_shot import Learned, learn
from clipphotos.core.jobs import Priority, Progress, Step
from clipphotos.core.vectors import Vectors
from clipphotos.service.context import LoadedModel, ServiceContext
from clipphotos.storage import categories

BACKGROUND_PHOTOS = 300
"""Photos of the library that stand for everything else."""


class CategoryClassifier(NamedTuple):
    """Categories, ready to classify.

    Attributes:
        categories: In the order of the classes.
        learned: Classes that know the labels and the examples.
        labels: (n,) the class of each example, -1 for one that was rejected.
    """

    categories: tuple[Category, ...]
    learned: Learned
    labels: npt.NDArray[np.intp]


def category_classifier(
    context: ServiceContext, model: LoadedModel, known: Sequence[Category], progress: Progress
) -> Generator[Step | Priority, None, CategoryClassifier]:
    """A classifier of some categories, stored or not.

    Open as soon as the library holds other photos than examples: one may belong to no category.
    """
    texts = yield from context.labels.of_categories(model.embedder, model.model_id, known, progress)
    neutral = yield from context.labels.neutral(model.embedder, model.model_id, progress)
    shown = categories.examples(context.catalogue, model.model_id, model.dim)
    place = {category.category_id: number for number, category in enumerate(known) if category.category_id}
    labels = np.array([place.get(key, -1) for key in shown.categories.tolist()], np.intp)
    labels[~shown.is_member] = -1
    learned = learn(
        texts,
        model.embedder.logit_scale,
        shown.vectors,
        labels,
        _background(context, model),
        before=context.learned.get(model.model_id),
        neutral=neutral,
    )
    context.learned[model.model_id] = learned
    return CategoryClassifier(tuple(known), learned, labels)


def _background(context: ServiceContext, model: LoadedModel) -> Vectors:
    """Some photos of the library about which the user said nothing."""
    batch = context.samples.sample(model.model_id, model.dim).batch
    # The same ones after a photo was confirmed, but for that photo: then learning again is cheap.
    step = max(1, -(-len(batch.ids) // BACKGROUND_PHOTOS))
    told = [each.embedding_id for each in categories.told(context.catalogue, model.model_id)]
    return batch.vectors[::step][~np.isin(batch.ids[::step], told)]


def category_scores(classifier: CategoryClassifier) -> tuple[CategoryScore, ...]:
    """How well each category with examples is told apart, each example judged without itself."""
    taken = classifier.learned.left_out.argmax(axis=1) if len(classifier.labels) else classifier.labels
    scores: list[CategoryScore] = []
    for number, category in enumerate(classifier.categories):
        own = taken[classifier.labels == number]
        if len(own) == 0:
            continue
        others = own[own != number]
        rival = classifier.categories[int(np.bincount(others).argmax())].name if len(others) else ""
        scores.append(CategoryScore(category.name, len(own), float(np.mean(np.equal(own, number))), rival))
    return tuple(scores)
