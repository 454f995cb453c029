"""Categories: listed, made, changed, forgotten, and given single photos as examples."""

from dataclasses import replace

from clipphotos.core.categories.category import Category, new_category
from clipphotos.core.categories.prompts import check_label
from clipphotos.core.changes import Changes
from clipphotos.core.errors import KnownError
from clipphotos.core.jobs import JobSteps, Progress, Step
from clipphotos.service.context import ServiceContext
from clipphotos.service.protocol.categories import (
    AddCategory,
    ChangeCategory,
    ListCategories,
    PhotoExample,
    RemoveCategory,
    SetExamples,
)
from clipphotos.storage import categories, photos
from clipphotos.storage.categories import Example


def list_categories(
    context: ServiceContext, _command: ListCategories, _progress: Progress
) -> JobSteps[tuple[Category, ...]]:
    """See `ListCategories`."""
    yield Step.WORKED
    return categories.all_categories(context.catalogue, _model_id(context))


def add_category(context: ServiceContext, command: AddCategory, _progress: Progress) -> JobSteps[Category]:
    """See `AddCategory`.

    Raises:
        KnownError: ``category-exists``, ``label-…`` or another of `new_category`.
    """
    category = new_category(
        command.name, command.labels, command.folder, command.threshold, command.template, command.colour
    )
    with context.catalogue.transaction():
        categories.add_category(context.catalogue, category)
    context.changes.announce(Changes(categories=True))
    yield Step.WORKED
    return categories.find_category(context.catalogue, category.name)


def change_category(
    context: ServiceContext, command: ChangeCategory, _progress: Progress
) -> JobSteps[Category]:
    """See `ChangeCategory`.

    Raises:
        KnownError: ``category-gone``, ``category-exists``, ``label-…`` or another of `new_category`.
    """
    described = new_category(
        command.name, command.labels, command.folder, command.threshold, command.template, command.colour
    )
    model_id = _model_id(context)
    with context.catalogue.transaction():
        categories.change_category(
            context.catalogue, replace(described, category_id=command.category_id), model_id
        )
    context.changes.announce(Changes(categories=True))
    yield Step.WORKED
    known = {each.category_id: each for each in categories.all_categories(context.catalogue, model_id)}
    return known[command.category_id]


def remove_category(context: ServiceContext, command: RemoveCategory, _progress: Progress) -> JobSteps[None]:
    """See `RemoveCategory`.

    Raises:
        KnownError: ``category-unknown``, or ``label-…`` for what cannot be a name.
    """
    category = categories.find_category(context.catalogue, check_label(command.name))
    with context.catalogue.transaction():
        categories.remove_category(context.catalogue, category.category_id)
    context.changes.announce(Changes(categories=True))
    yield Step.WORKED


def set_examples(
    context: ServiceContext, command: SetExamples, _progress: Progress
) -> JobSteps[tuple[PhotoExample, ...]]:
    """See `SetExamples`.

    Raises:
        KnownError: ``category-gone``; then nothing was changed.
    """
    catalogue = context.catalogue
    contents = {
        photo_id: photo.content_hash
        for photo_id, photo in photos.photos_by_id(
            catalogue, [each.photo_id for each in command.examples]
        ).items()
        if photo.content_hash
    }
    known = {category.category_id for category in categories.all_categories(catalogue)}
    if any(each.category_id not in known for each in command.examples):
        raise KnownError("category-gone")
    reverse: list[PhotoExample] = []
    with catalogue.transaction():
        for each in command.examples:
            content = contents.get(each.photo_id)
            if content is None:
                continue  # removed meanwhile, or never read
            before = categories.set_example(catalogue, Example(content, each.category_id, each.is_member))
            reverse[:0] = [PhotoExample(each.photo_id, old.category_id, old.is_member) for old in before]
    context.changes.announce(Changes(categories=True))
    yield Step.WORKED
    return tuple(reverse)


def _model_id(context: ServiceContext) -> int:
    """The model whose thresholds are meant, without loading it; 0 if it was never used."""
    known = context.models.known(context.models.answering(None))
    return known[0] if known else 0
