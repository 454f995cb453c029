"""Automatic tags on request: what photos show, from the vectors they have already."""

from collections.abc import Sequence

from clipphotos.core.changes import Changes
from clipphotos.core.errors import KnownError
from clipphotos.core.jobs import JobSteps, Priority, Progress, Stage, Step
from clipphotos.inference.text.vocabulary import concepts_by_name
from clipphotos.service.context import ServiceContext
from clipphotos.service.models.model_selection import LoadedModel
from clipphotos.service.protocol.tags import (
    PhotoTag,
    RemoveAutomaticTags,
    SetAutomaticTags,
    TaggedLibrary,
    TaggedPhoto,
    Tagging,
    TagLibrary,
    TagPhotos,
)
from clipphotos.service.tags.tagger import AUTOMATIC_TAGS, Tagger
from clipphotos.service.tags.while_indexing import read_concepts, tag_batch, tag_what_is_stale
from clipphotos.storage import settings, vectors
from clipphotos.storage.scopes import Scope, scopes_of
from clipphotos.storage.tags import automatic_tags, tags


def tag_photos(context: ServiceContext, command: TagPhotos, progress: Progress) -> JobSteps[Tagging]:
    """See `TagPhotos`. Interrupted, the photos tagged so far keep their new tags.

    Raises:
        KnownError: ``folder-not-in-library``, ``folder-not-indexed`` or ``model-…``.
    """
    scopes = scopes_of(context.catalogue, command.folder)
    model = yield from context.models.loaded(context.models.answering(command.model), progress)
    if vectors.count_searchable(context.catalogue, model.model_id, scopes) == 0:
        raise KnownError("folder-not-indexed", path=str(command.folder))
    yield from _tag_all(context, model, scopes, progress)
    known = concepts_by_name()
    return Tagging(
        tuple(
            TaggedPhoto(
                path,
                tuple(PhotoTag(term, known[term].zh if term in known else "", score) for term, score in own),
            )
            for path, own in tags.tags_in(context.catalogue, scopes).items()
        )
    )


def tag_library(context: ServiceContext, _command: TagLibrary, progress: Progress) -> JobSteps[TaggedLibrary]:
    """See `TagLibrary`.

    Raises:
        KnownError: ``model-…``.
    """
    model = yield from context.models.loaded(context.models.answering(None), progress)
    return TaggedLibrary((yield from _tag_all(context, model, None, progress)))


def _tag_all(
    context: ServiceContext, model: LoadedModel, scopes: Sequence[Scope] | None, progress: Progress
) -> JobSteps[int]:
    """Tag everything in some scopes, whoever tagged it before; the number of contents."""
    total = vectors.count_searchable(context.catalogue, model.model_id, scopes)
    concepts = yield from read_concepts(context, model, progress)
    tagger = Tagger(context.catalogue, model.model_id, concepts)
    tagger.measure()
    yield Step.WORKED
    done = 0
    for contents in automatic_tags.contents_in(context.catalogue, model.model_id, model.dim, scopes):
        progress.step(Stage.TAG, done, total)
        tag_batch(context, tagger, contents)
        done += len(contents.hashes)
        yield Step.WORKED
    progress.step(Stage.TAG, total, total)
    return done


def remove_automatic_tags(
    context: ServiceContext, command: RemoveAutomaticTags, _progress: Progress
) -> JobSteps[None]:
    """See `RemoveAutomaticTags`.

    Raises:
        KnownError: ``folder-not-in-library``.
    """
    scopes = None if command.folder is None else scopes_of(context.catalogue, command.folder)
    with context.catalogue.transaction():
        automatic_tags.remove_automatic(context.catalogue, scopes)
        if scopes is None:
            settings.remember(context.catalogue, AUTOMATIC_TAGS, "off")
    context.changes.announce(Changes(tags=True))
    yield Step.WORKED


def set_automatic_tags(
    context: ServiceContext, command: SetAutomaticTags, progress: Progress
) -> JobSteps[None]:
    """See `SetAutomaticTags`.

    Raises:
        KnownError: ``model-…``, after the setting was changed.
    """
    with context.catalogue.transaction():
        settings.remember(context.catalogue, AUTOMATIC_TAGS, "on" if command.on else "off")
    context.changes.announce(Changes(tags=True))
    context.changes.flush()
    yield Priority.EMBED
    if command.on:
        yield from tag_what_is_stale(context, context.models.find(None), None, progress)
