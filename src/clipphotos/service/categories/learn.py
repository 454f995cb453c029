"""Categories learned from folders that are sorted already."""

from clipphotos.core.categories.category import new_category
from clipphotos.core.changes import Changes
from clipphotos.core.jobs import JobSteps, Progress
from clipphotos.service.categories.classifier import category_classifier, category_scores
from clipphotos.service.categories.sorted_folder import photos_by_label
from clipphotos.service.context import ServiceContext
from clipphotos.service.indexing.embed_files import EmbeddedFiles, embed_files
from clipphotos.service.indexing.outside_examples import store_examples
from clipphotos.service.protocol.categories import LearnCategories, LearnedCategories
from clipphotos.storage import categories
from clipphotos.storage.categories import OutsideExample


def learn_categories(
    context: ServiceContext, command: LearnCategories, progress: Progress
) -> JobSteps[LearnedCategories]:
    """See `LearnCategories`. Interrupted before the end, nothing is changed.

    Raises:
        KnownError: ``folder-missing``, ``too-few-classes``, ``label-too-long``, ``too-many-categories`` or
            ``model-…``.
    """
    classes = photos_by_label(command.folder)
    new = {label: new_category(label) for label in classes}
    known_names = {category.name.casefold() for category in categories.all_categories(context.catalogue)}
    # Before the photos are read, which takes its time.
    categories.check_room(context.catalogue, len({label.casefold() for label in new} - known_names))
    model = yield from context.models.loaded(context.models.find(command.model), progress)
    paths = [path for found in classes.values() for path in found]
    files: EmbeddedFiles = yield from embed_files(model.embedder, paths, progress)
    owners = [label for label, found in classes.items() for _ in found]
    catalogue = context.catalogue
    with catalogue.transaction():
        keys = {category.name.casefold(): category for category in categories.all_categories(catalogue)}
        for label, category in new.items():
            known = keys.get(label.casefold())
            key = known.category_id if known else categories.add_category(catalogue, category)
            own = [
                content_hash
                for position, content_hash in zip(files.positions, files.content_hashes, strict=True)
                if owners[position] == label
            ]
            categories.add_examples(catalogue, key, own)
        for position, content_hash in zip(files.positions, files.content_hashes, strict=True):
            categories.remember_path(catalogue, OutsideExample(content_hash, paths[position].resolve()))
    store_examples(context, model, files.content_hashes, files.vectors)
    context.changes.announce(Changes(categories=True))
    known_now = categories.all_categories(catalogue, model.model_id)
    classifier = yield from category_classifier(context, model, known_now, progress)
    return LearnedCategories(category_scores(classifier), files.skipped)
