"""What a sort decides: which category a photo goes to, and where the photos of a category go."""

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from clipphotos.core.categories.category import Category
from clipphotos.core.categories.classifier import decide
from clipphotos.core.sorting.folder_names import distinct_folder_names, split_pattern
from clipphotos.core.sorting.plan import USUAL_PATTERN, Destination, Reason, SortDecision
from clipphotos.service.categories.classifier import CategoryClassifier
from clipphotos.service.categories.members import not_refused
from clipphotos.service.context import ServiceContext
from clipphotos.service.models.model_selection import LoadedModel
from clipphotos.storage import roots, vectors
from clipphotos.storage.categories import EmbeddedExample


def decisions_on(
    context: ServiceContext,
    model: LoadedModel,
    classifier: CategoryClassifier,
    examples: Sequence[EmbeddedExample],
    photo_ids: Sequence[int],
    least: float | None,
    *,
    only_sure: bool = False,
) -> dict[int, SortDecision]:
    """Which category some photos go to; those that the model has not read are left out.

    Args:
        context: The service's resources.
        model: Whose vectors to look at.
        classifier: The categories that may be gone to.
        examples: What the user said about contents.
        photo_ids: The photos.
        least: Least probability instead of the categories' own; None for those.
        only_sure: Leave out photos that go nowhere, which is faster.
    """
    known = classifier.categories
    keys, batch = vectors.of_photos(context.catalogue, model.model_id, model.dim, photo_ids)
    row = {int(key): number for number, key in enumerate(batch.ids)}
    if not row:
        return {}
    probabilities = classifier.learned.probabilities(batch.vectors)
    probabilities = not_refused(classifier, examples, batch.ids, probabilities)
    keys_of_known = {category.category_id for category in known}
    confirmed = {
        each.embedding_id: each.category_id
        for each in examples
        if each.is_member and each.category_id in keys_of_known and each.embedding_id in row
    }
    thresholds = classifier.thresholds if least is None else np.full(len(known), least, np.float32)
    if only_sure:
        # As a rule most photos of a library are like no category at all.
        best = probabilities[:, : len(known)].argmax(axis=1)
        is_likely = probabilities[np.arange(len(probabilities)), best] >= thresholds[best]
        chosen = np.flatnonzero(is_likely | np.isin(batch.ids, list(confirmed)))
        row = {int(batch.ids[number]): position for position, number in enumerate(chosen)}
        probabilities = probabilities[chosen]
    decided = decide(probabilities, thresholds)
    decisions: dict[int, SortDecision] = {}
    for photo_id, key in keys.items():
        if key not in row:
            continue  # left out, or a damaged vector
        decision = decided[row[key]]
        guesses = tuple(
            (known[each].category_id, float(probabilities[row[key], each])) for each in decision.top
        )
        if key in confirmed:
            decisions[photo_id] = SortDecision(confirmed[key], Reason.CONFIRMED, guesses)
        elif decision.is_sure:
            decisions[photo_id] = SortDecision(known[decision.best].category_id, Reason.RECOGNISED, guesses)
        elif not only_sure:
            decisions[photo_id] = SortDecision(None, Reason.UNSURE, guesses)
    return decisions


def destinations_of(
    context: ServiceContext,
    chosen: Sequence[Category],
    photo: Path | None,
    into: Path | None,
    *,
    into_own: bool = True,
    pattern: str = USUAL_PATTERN,
) -> dict[int, Destination]:
    """Where the photos of some categories go, by category.

    Args:
        context: The service's resources.
        chosen: The categories; their folders are told apart by name.
        photo: One of the photos; without `into`, folders are made in its library folder.
        into: Absolute path of the folder that the folders are made in, or None.
        into_own: Use the folders of categories that have one, instead of `into` for all.
        pattern: Of the folders below `into`.
    """
    base = into
    if base is None:
        root = roots.root_above(roots.all_roots(context.catalogue), photo.parent) if photo else None
        base = root.path if root else Path.home()
    names = distinct_folder_names(category.name for category in chosen)
    destinations: dict[int, Destination] = {}
    for category in chosen:
        fixed, own_pattern = split_pattern(category.folder)
        # As the library names it: with “..” in its path, the same folder would be another one.
        own = Path(os.path.normpath(base / Path(fixed).expanduser()))
        if not category.folder or not into_own:
            destination = Destination(base, names[category.name], pattern)
        elif own_pattern:
            destination = Destination(own, names[category.name], own_pattern)
        else:
            # A folder of the user's own choice is taken as it is; a relative one is below the others.
            rest = pattern.replace("{category}", "").strip("/\\")
            destination = Destination(own, names[category.name], rest)
        destinations[category.category_id] = destination
    return destinations
