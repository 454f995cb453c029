"""Which photos the user should be asked about."""

import numpy as np

from clipphotos.core.categories.preview import most_informative
from clipphotos.core.errors import KnownError
from clipphotos.core.jobs import JobSteps, Progress
from clipphotos.service.categories.classifier import CategoryClassifier, category_classifier, position_of
from clipphotos.service.context import ServiceContext
from clipphotos.service.protocol.categories import AskForReview, PhotoToReview, Review
from clipphotos.storage import categories
from clipphotos.storage.search import photo_search

GUESSES = 3


def review(context: ServiceContext, command: AskForReview, progress: Progress) -> JobSteps[Review]:
    """See `AskForReview`.

    Raises:
        KnownError: ``category-gone``, ``no-categories`` or ``model-…``.
    """
    model = yield from context.models.loaded(context.models.answering(None), progress)
    catalogue = context.catalogue
    known = categories.all_categories(catalogue, model.model_id)
    if not known:
        raise KnownError("no-categories")
    own = None if command.category_id is None else position_of(known, command.category_id)
    classifier: CategoryClassifier = yield from category_classifier(context, model, known, progress)
    batch = context.samples.sample(model.model_id, model.dim).batch
    examples = [
        each.embedding_id
        for each in categories.embedded_examples(catalogue, model.model_id)
        if command.category_id in {None, each.category_id}
    ]
    open_ones = np.flatnonzero(~np.isin(batch.ids, examples))
    probabilities = classifier.learned.probabilities(batch.vectors[open_ones])
    threshold = 0.5 if own is None else float(classifier.thresholds[own])
    asked = most_informative(
        probabilities, batch.vectors[open_ones], own, threshold, len(known), command.count
    )
    keys = [int(batch.ids[open_ones[each]]) for each in asked]
    photo_of = {photo.embedding_id: photo.photo_id for photo in photo_search.photos_behind(catalogue, keys)}
    photos: list[PhotoToReview] = []
    for position, key in zip(asked, keys, strict=True):
        if key in photo_of:
            row = probabilities[position, : len(known)]
            best: list[int] = np.argsort(-row, kind="stable")[:GUESSES].tolist()
            guesses = tuple((known[each].category_id, float(row[each])) for each in best)
            photos.append(PhotoToReview(photo_of[key], guesses))
    return Review(tuple(photos))
