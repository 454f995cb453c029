"""Automatic tags as a part of indexing: with every vector, and anew where they are out of date."""

import functools

from clipphotos.core.changes import Changes
from clipphotos.core.jobs import JobSteps, Progress, Stage, Step
from clipphotos.core.models import ModelInfo
from clipphotos.core.vectors import Vectors
from clipphotos.service.context import ServiceContext
from clipphotos.service.models.concepts import ConceptReader, Concepts
from clipphotos.service.models.model_selection import LoadedModel
from clipphotos.service.tags.tagger import Tagger, tags_automatically
from clipphotos.storage import vectors
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.tags import automatic_tags


def is_wanted(context: ServiceContext, info: ModelInfo) -> bool:
    """Whether indexing with a model tags: not if the user does not want it, nor with a model for once."""
    return info.current and not context.catalogue.read_only and tags_automatically(context.catalogue)


class TaggingAlongside:
    """Tags what an indexing run stores, from the moment the model has read the vocabulary.

    That is read in between, the first time a model is used: photos can be searched meanwhile.

    Args:
        context: The service's resources.
        model: Embeds and tags.
    """

    def __init__(self, context: ServiceContext, model: LoadedModel) -> None:
        self._context = context
        self._model_id = model.model_id
        self._reader = ConceptReader(model.embedder, context.concepts)
        self._tagger: Tagger | None = None
        self._begin()

    @property
    def is_ready(self) -> bool:
        """Whether there is nothing left to prepare."""
        return self._tagger is not None

    def prepare(self) -> None:
        """Get a little further on the way to the first tag."""
        self._reader.step()
        self._begin()

    def _begin(self) -> None:
        if self._reader.concepts is not None:
            self._tagger = Tagger(self._context.catalogue, self._model_id, self._reader.concepts)
            self._tagger.grown(0)

    def tag(self, new: dict[bytes, Vectors], rows: Vectors) -> bool:
        """Tag contents just embedded, inside the transaction that stores them; whether that could be done."""
        # Asked every time: the user may remove all tags, and want no more, in the middle of a run.
        if self._tagger is None or not tags_automatically(self._context.catalogue):
            return False
        unwanted = automatic_tags.without_tags(self._context.catalogue, new)
        wanted = [number for number, each in enumerate(new) if each not in unwanted]
        hashes = list(new)
        return self._tagger.tag([hashes[number] for number in wanted], rows[wanted])

    def note_stored(self, count: int) -> None:
        """The transaction is over, and so many vectors are in the catalogue."""
        if self._tagger is not None:
            self._tagger.grown(count)


def tag_what_is_stale(
    context: ServiceContext, info: ModelInfo, model: LoadedModel | None, progress: Progress
) -> JobSteps[None]:
    """Tag, with their vectors only, photos without tags of this model, or with tags that are out of date.

    Args:
        context: The service's resources.
        info: The model.
        model: The same if it is loaded; else it is only if it must read the vocabulary.
        progress: Reports photos done and to do.
    """
    if not is_wanted(context, info):
        return
    known = (model.model_id, model.dim) if model else context.models.known(info)
    if known is None:
        return
    model_id, dim = known
    size, total = context.catalogue_cache.get(
        ("stale tags", model_id), functools.partial(_sizes, context.catalogue, model_id)
    )
    if total == 0:
        return
    concepts = context.concepts.find(vectors.identity_of(context.catalogue, model_id))
    if concepts is None:
        loaded: LoadedModel = model or (yield from context.models.loaded(info, progress))
        concepts = yield from read_concepts(context, loaded, progress)
    tagger = Tagger(context.catalogue, model_id, concepts)
    tagger.measure()
    yield Step.WORKED
    done = 0
    for contents in automatic_tags.stale_contents(context.catalogue, model_id, dim, size):
        progress.step(Stage.TAG, done, total)
        if not tags_automatically(context.catalogue):
            return
        tag_batch(context, tagger, contents)
        done += len(contents.hashes)
        yield Step.WORKED
    progress.step(Stage.TAG, total, total)


def _sizes(catalogue: Catalogue, model_id: int) -> tuple[int, int]:
    """Number of contents, and of those whose tags are out of date."""
    size = vectors.count_contents(catalogue, model_id)
    return size, automatic_tags.count_stale(catalogue, model_id, size)


def tag_batch(context: ServiceContext, tagger: Tagger, contents: automatic_tags.ContentBatch) -> None:
    """Tag some contents in a transaction of their own."""
    hashes = [contents.hashes[key] for key in contents.batch.ids.tolist()]
    with context.catalogue.transaction():
        tagger.tag(hashes, contents.batch.vectors)
    context.changes.announce(Changes(tags=True))


def read_concepts(context: ServiceContext, model: LoadedModel, progress: Progress) -> JobSteps[Concepts]:
    """The vocabulary as a model sees it, read now if it never was."""
    reader = ConceptReader(model.embedder, context.concepts)
    while reader.concepts is None:
        progress.step(Stage.PROMPTS, reader.done, reader.total)
        reader.step()
        yield Step.WORKED
    return reader.concepts
