"""Categories: made, forgotten, and learned from folders that are sorted already."""

from collections.abc import Generator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from clipphotos.core.category import Category, CategoryScore, new_category
from clipphotos.core.changes import Changes
from clipphotos.core.classifier import class_vectors
from clipphotos.core.few_shot import Learned, learn
from clipphotos.core.jobs import JobSteps, Priority, Progress, Step
from clipphotos.core.prompts import prompts
from clipphotos.core.vectors import Vectors
from clipphotos.inference.prompt_templates import template_set
from clipphotos.service.commands import AddCategory, LearnCategories, ListCategories, RemoveCategory
from clipphotos.service.context import LoadedModel, ServiceContext
from clipphotos.service.jobs.embed_files import EmbeddedFiles, embed_files, embed_prompts
from clipphotos.service.jobs.sorted_folder import photos_by_label
from clipphotos.service.results import LearnedCategories
from clipphotos.storage import categories, vectors

TEMPLATES = "personal"
"""The set of templates for the user's categories; measured in ``docs/classification.md``."""


BACKGROUND_PHOTOS = 300
"""Photos of the library that stand for everything else."""


class CategoryClassifier(NamedTuple):
    """The user's categories, ready to classify.

    Attributes:
        categories: In the order of the classes.
        learned: Classes that know the labels and the examples.
        labels: (n,) the class of each example, -1 for one that was rejected.
    """

    categories: tuple[Category, ...]
    learned: Learned
    labels: npt.NDArray[np.intp]


def list_categories(context: ServiceContext, _command: ListCategories, _progress: Progress) -> JobSteps:
    """See `ListCategories`."""
    yield Step.WORKED
    return categories.all_categories(context.catalogue)


def add_category(context: ServiceContext, command: AddCategory, _progress: Progress) -> JobSteps:
    """See `AddCategory`.

    Raises:
        KnownError: ``category-exists`` or ``label-…``.
    """
    category = new_category(command.name, command.labels, command.folder, command.threshold)
    with context.catalogue.transaction():
        categories.add_category(context.catalogue, category)
    context.changed(Changes(categories=True))
    yield Step.WORKED
    return (categories.find_category(context.catalogue, category.name),)


def remove_category(context: ServiceContext, command: RemoveCategory, _progress: Progress) -> JobSteps:
    """See `RemoveCategory`.

    Raises:
        KnownError: ``category-unknown``.
    """
    category = categories.find_category(context.catalogue, command.name)
    with context.catalogue.transaction():
        categories.remove_category(context.catalogue, category.category_id)
    context.changed(Changes(categories=True))
    yield Step.WORKED


def learn_categories(context: ServiceContext, command: LearnCategories, progress: Progress) -> JobSteps:
    """See `LearnCategories`. Interrupted before the end, nothing is changed.

    Raises:
        KnownError: ``folder-missing``, ``too-few-classes``, ``label-too-long`` or ``model-…``.
    """
    classes = photos_by_label(command.folder)
    new = {label: new_category(label, (), "", 0.5) for label in classes}
    model: LoadedModel = yield from context.loaded(context.model(command.model), progress)
    paths = [path for found in classes.values() for path in found]
    files: EmbeddedFiles = yield from embed_files(model.embedder, paths, progress)
    owners = [label for label, found in classes.items() for _ in found]
    catalogue = context.catalogue
    context.indexes.open(model.model_id, model.dim)
    last_id = vectors.last_id(catalogue, model.model_id)
    with catalogue.transaction():
        stored = vectors.store(catalogue, model.model_id, files.content_hashes, files.vectors)
        keys = {category.name.casefold(): category for category in categories.all_categories(catalogue)}
        for label, category in new.items():
            known = keys.get(label.casefold())
            key = known.category_id if known else categories.add_category(catalogue, category)
            own = [
                content_hash
                for place, content_hash in zip(files.places, files.content_hashes, strict=True)
                if owners[place] == label
            ]
            categories.confirm(catalogue, key, own)
    context.indexes.add(model.model_id, stored, last_id)
    context.changed(Changes(categories=True))
    classifier = yield from category_classifier(context, model, progress)
    return LearnedCategories(category_scores(classifier), files.skipped)


def category_classifier(
    context: ServiceContext, model: LoadedModel, progress: Progress
) -> Generator[Step | Priority, None, CategoryClassifier]:
    """The user's categories as a classifier: what their labels say, refined by their examples.

    Open as soon as the library holds other photos: one may belong to no category.
    """
    known = categories.all_categories(context.catalogue)
    texts = yield from _class_vectors(model, known, progress)
    shown = categories.examples(context.catalogue, model.model_id, model.dim)
    place = {category.category_id: number for number, category in enumerate(known)}
    labels = np.array([place[key] for key in shown.categories.tolist()], np.intp)
    labels[~shown.is_member] = -1
    library = vectors.sample(context.catalogue, model.model_id, model.dim, BACKGROUND_PHOTOS)
    learned = learn(texts, model.embedder.logit_scale, shown.vectors, labels, library.vectors)
    return CategoryClassifier(known, learned, labels)


def _class_vectors(
    model: LoadedModel, known: Sequence[Category], progress: Progress
) -> Generator[Step | Priority, None, Vectors]:
    """(n, dim); the labels of a category are averaged, prompts and all."""
    templates = template_set(TEMPLATES).templates
    texts = [[text for label in each.labels for text in prompts(label, templates)] for each in known]
    read: Vectors = yield from embed_prompts(
        model.embedder, [text for each in texts for text in each], progress
    )
    ends = np.cumsum([len(each) for each in texts])
    return class_vectors(np.split(read, ends[:-1])) if known else read


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
