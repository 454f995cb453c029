"""What a category would take of the library while it is being described: answered at every key press."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from clipphotos.core.categories.category import Category, new_category
from clipphotos.core.categories.certainty import KnownFrom, expected_precision
from clipphotos.core.categories.preview import glance
from clipphotos.core.jobs import JobSteps, Progress
from clipphotos.core.vectors import unit
from clipphotos.service.categories.classifier import CategoryClassifier, category_classifier
from clipphotos.service.categories.members import belonging, not_refused
from clipphotos.service.context import ServiceContext
from clipphotos.service.models.library_sample import LibrarySample
from clipphotos.service.models.model_selection import LoadedModel
from clipphotos.service.protocol.categories import (
    CategoryCounts,
    CategoryPreview,
    CountCategories,
    LikelyPhoto,
    PreviewCategory,
)
from clipphotos.storage import categories, vectors
from clipphotos.storage.search import photo_search
from clipphotos.storage.vectors import VectorBatch

NEAREST = 200
"""Photos that are fetched from the index besides the sample of a large library, so that none of the best of
a rare category is overlooked."""


def preview_category(
    context: ServiceContext, command: PreviewCategory, progress: Progress
) -> JobSteps[CategoryPreview]:
    """See `PreviewCategory`.

    Raises:
        KnownError: ``label-…``, another of `new_category`, or ``model-…``.
    """
    draft = new_category(command.name, command.labels, "", command.threshold, command.template)
    model = yield from context.models.loaded(context.models.answering(None), progress)
    stored = categories.all_categories(context.catalogue, model.model_id)
    known, own = _with_draft(stored, replace(draft, category_id=command.category_id))
    classifier: CategoryClassifier = yield from category_classifier(context, model, known, progress)
    sample = context.samples.sample(model.model_id, model.dim)
    ids, probabilities = sample.batch.ids, classifier.learned.probabilities(sample.batch.vectors)
    if not sample.is_whole:
        nearest = _nearest_others(context, model, classifier, own, sample)
        ids = np.concatenate([ids, nearest.ids])
        probabilities = np.concatenate([probabilities, classifier.learned.probabilities(nearest.vectors)])
    cut = float(classifier.thresholds[own])
    shown = glance(probabilities, own, cut, len(known))
    seen = shown
    if not sample.is_whole:
        # The nearest ones come after the sample, and would spoil its proportions.
        seen = glance(probabilities[: len(sample.batch.ids)], own, cut, len(known))
    wanted = np.concatenate([shown.best, shown.inside, shown.outside])
    photo_of = {
        photo.embedding_id: photo.photo_id
        for photo in photo_search.photos_behind(context.catalogue, ids[wanted].tolist())
    }

    def likely(positions: npt.NDArray[np.intp]) -> tuple[LikelyPhoto, ...]:
        found = [(photo_of.get(int(ids[each])), float(probabilities[each, own])) for each in positions]
        return tuple(
            LikelyPhoto(photo_id, probability) for photo_id, probability in found if photo_id is not None
        )

    right = expected_precision(classifier.learned, own, cut, probabilities)
    return CategoryPreview(
        best=likely(shown.best),
        inside=likely(shown.inside),
        outside=likely(shown.outside),
        cut=cut,
        taken=sample.scaled(seen.taken),
        searchable=sample.contents,
        is_estimate=not sample.is_whole,
        histogram=tuple(sample.scaled(int(count)) for count in seen.histogram),
        overlaps=tuple((known[other].name, share) for other, share in shown.overlaps),
        right=right.share if shown.taken else None,
        right_examples=right.examples if right.known_from is KnownFrom.EXAMPLES else 0,
        examples=sum(
            each.examples + each.rejected for each in stored if each.category_id == command.category_id
        ),
    )


def count_categories(
    context: ServiceContext, _command: CountCategories, progress: Progress
) -> JobSteps[CategoryCounts]:
    """See `CountCategories`.

    Raises:
        KnownError: ``model-…``.
    """
    model = yield from context.models.loaded(context.models.answering(None), progress)
    known = categories.all_categories(context.catalogue, model.model_id)
    classifier: CategoryClassifier = yield from category_classifier(context, model, known, progress)
    sample = context.samples.sample(model.model_id, model.dim, is_exact=True)
    examples = categories.embedded_examples(context.catalogue, model.model_id)
    likely = classifier.learned.probabilities(sample.batch.vectors)
    probabilities = not_refused(classifier, examples, sample.batch.ids, likely)
    counts = [
        (
            each.category_id,
            sample.scaled(int(belonging(classifier, own, examples, sample.batch.ids, probabilities).sum())),
        )
        for own, each in enumerate(known)
    ]
    return CategoryCounts(tuple(counts), not sample.is_whole)


def _with_draft(known: Sequence[Category], draft: Category) -> tuple[list[Category], int]:
    """The categories with the draft in its place, and what its place is."""
    described = [
        draft if draft.category_id and each.category_id == draft.category_id else each for each in known
    ]
    if draft not in described:
        described.append(draft)
    return described, described.index(draft)


def _nearest_others(
    context: ServiceContext,
    model: LoadedModel,
    classifier: CategoryClassifier,
    own: int,
    sample: LibrarySample,
) -> VectorBatch:
    """Those photos of the whole library that score best and are not in the sample."""
    learned = classifier.learned
    direction = unit(learned.prior[own] + learned.weights[:, own])
    nearest = context.indexes.search(model.model_id, model.dim, direction, NEAREST)
    new = np.setdiff1d(nearest.ids, sample.batch.ids)
    return vectors.with_ids(context.catalogue, model.dim, new.tolist())
