"""Automatic tags: what photos show, from the vectors they have already."""

from collections.abc import Generator

from clipphotos.core.changes import Changes
from clipphotos.core.errors import KnownError
from clipphotos.core.jobs import JobSteps, Priority, Progress, Step
from clipphotos.core.prompts import prompt
from clipphotos.core.tags import background, choose_tags
from clipphotos.core.vectors import Vectors
from clipphotos.inference.vocabulary import vocabulary
from clipphotos.service.commands import RemoveAutomaticTags, TagPhotos
from clipphotos.service.context import LoadedModel, ServiceContext
from clipphotos.service.jobs.embed_files import embed_prompts
from clipphotos.service.jobs.folders import scopes_of
from clipphotos.service.results import PhotoTag, TaggedPhoto, Tagging
from clipphotos.storage import tags, vectors

TEMPLATE = "a photo of a {label}"
SAMPLE_PHOTOS = 1000


def tag_photos(context: ServiceContext, command: TagPhotos, progress: Progress) -> JobSteps:
    """See `TagPhotos`. Interrupted, the photos tagged so far keep their new tags.

    Raises:
        KnownError: ``folder-not-in-library``, ``folder-not-indexed`` or ``model-…``.
    """
    scopes = scopes_of(context, command.folder)
    model: LoadedModel = yield from context.loaded(context.answering_model(command.model), progress)
    total = vectors.count_searchable(context.catalogue, model.model_id, scopes)
    if total == 0:
        raise KnownError("folder-not-indexed", path=str(command.folder))
    concepts = yield from _concepts(model, progress)
    known = vocabulary()
    place = {concept.name: number for number, concept in enumerate(known)}
    parents = [place[concept.parent] if concept.parent else -1 for concept in known]
    sample = vectors.sample(context.catalogue, model.model_id, model.dim, SAMPLE_PHOTOS).vectors
    if len(sample) == 0:  # every photo is an example of a category
        sample = vectors.vectors_in(context.catalogue, model.model_id, model.dim, scopes).vectors
    usual = background(sample, concepts)
    done = 0
    for contents in tags.contents_in(context.catalogue, model.model_id, model.dim, scopes):
        progress.step("tag", done, total)
        chosen = choose_tags(contents.batch.vectors, concepts, usual, parents)
        with context.catalogue.transaction():
            for key, own in zip(contents.batch.ids.tolist(), chosen, strict=True):
                scored = [(known[tag.place].name, tag.score) for tag in own]
                tags.put_automatic(context.catalogue, model.model_id, contents.hashes[key], scored)
        done += len(chosen)
        context.changed(Changes(tags=True))
        yield Step.WORKED
    progress.step("tag", total, total)
    words = {concept.name: concept.zh for concept in known}
    return Tagging(
        tuple(
            TaggedPhoto(path, tuple(PhotoTag(term, words.get(term, ""), score) for term, score in own))
            for path, own in tags.tags_in(context.catalogue, scopes).items()
        )
    )


def remove_automatic_tags(
    context: ServiceContext, command: RemoveAutomaticTags, _progress: Progress
) -> JobSteps:
    """See `RemoveAutomaticTags`.

    Raises:
        KnownError: ``folder-not-in-library``.
    """
    scopes = scopes_of(context, command.folder)
    with context.catalogue.transaction():
        tags.remove_automatic(context.catalogue, scopes)
    context.changed(Changes(tags=True))
    yield Step.WORKED


def _concepts(model: LoadedModel, progress: Progress) -> Generator[Step | Priority, None, Vectors]:
    """(concepts, dim) unit vectors of the vocabulary."""
    texts = [prompt(concept.name, TEMPLATE) for concept in vocabulary()]
    return (yield from embed_prompts(model.embedder, texts, progress))
