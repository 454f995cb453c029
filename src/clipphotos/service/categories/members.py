"""The photos of a category: what the classifier takes for it, and what the user said."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from clipphotos.core.categories.certainty import taken_for
from clipphotos.core.jobs import JobSteps, Progress, Stage, Step
from clipphotos.core.vectors import Vectors
from clipphotos.inference.indexes.protocol import Neighbours
from clipphotos.service.categories.classifier import CategoryClassifier, category_classifier, position_of
from clipphotos.service.context import ServiceContext
from clipphotos.service.models.model_selection import LoadedModel
from clipphotos.storage import categories, vectors
from clipphotos.storage.categories import EmbeddedExample

BATCH = 10_000


def photos_of_category(
    context: ServiceContext,
    model: LoadedModel,
    category_id: int,
    query: Vectors | None,
    progress: Progress,
) -> JobSteps[Neighbours]:
    """Embeddings that belong to a category, unordered: exact, whatever the size of the library.

    Args:
        context: The service's resources.
        model: Whose vectors to look at.
        category_id: Key of the category.
        query: (dim,) unit vector that the photos are compared with; None to score them by probability.
        progress: Reports vectors looked at.

    Raises:
        KnownError: ``category-gone``.
    """
    catalogue = context.catalogue
    known = categories.all_categories(catalogue, model.model_id)
    own = position_of(known, category_id)
    classifier: CategoryClassifier = yield from category_classifier(context, model, known, progress)
    examples = categories.embedded_examples(catalogue, model.model_id)
    total, done = vectors.count(catalogue, model.model_id), 0
    ids, scores = [np.empty(0, np.int64)], [np.empty(0, np.float32)]
    for batch in vectors.batches(catalogue, model.model_id, model.dim, size=BATCH):
        progress.step(Stage.CLASSIFY, done, total)
        likely = classifier.learned.probabilities(batch.vectors)
        probabilities = not_refused(classifier, examples, batch.ids, likely)
        belongs = belonging(classifier, own, examples, batch.ids, probabilities)
        ids.append(batch.ids[belongs])
        scores.append(probabilities[belongs, own] if query is None else batch.vectors[belongs] @ query)
        done += len(batch.ids)
        yield Step.WORKED
    return Neighbours(np.concatenate(ids), np.concatenate(scores))


def belonging(
    classifier: CategoryClassifier,
    own: int,
    examples: Sequence[EmbeddedExample],
    ids: npt.NDArray[np.int64],
    probabilities: Vectors,
) -> npt.NDArray[np.bool_]:
    """Which photos belong to a category: those taken for it, but for what the user said otherwise.

    Args:
        classifier: Of all categories.
        own: Position of the category among them.
        examples: What the user said.
        ids: (n,) keys of the photos' vectors.
        probabilities: (n, classes or one more), from `not_refused`.

    Returns:
        (n,) whether each belongs to it.
    """
    known = classifier.categories
    category_id = known[own].category_id
    confirmed = [each.embedding_id for each in examples if each.is_member and each.category_id == category_id]
    elsewhere = [each.embedding_id for each in examples if each.is_member and each.category_id != category_id]
    belongs = taken_for(probabilities, own, classifier.thresholds[own], len(known))
    return (belongs & ~np.isin(ids, elsewhere)) | np.isin(ids, confirmed)


def not_refused(
    classifier: CategoryClassifier,
    examples: Sequence[EmbeddedExample],
    ids: npt.NDArray[np.int64],
    probabilities: Vectors,
) -> Vectors:
    """Probabilities in which a photo is nothing that the user said it is not, nor is that a rival for it.

    Args:
        classifier: Of all categories.
        examples: What the user said.
        ids: (n,) keys of the photos' vectors.
        probabilities: (n, classes or one more).
    """
    refused: dict[int, list[int]] = {}
    for each in examples:
        if not each.is_member:
            refused.setdefault(each.category_id, []).append(each.embedding_id)
    changed = probabilities.copy() if refused else probabilities
    for place, category in enumerate(classifier.categories):
        if category.category_id in refused:
            changed[np.isin(ids, refused[category.category_id]), place] = 0
    return changed
