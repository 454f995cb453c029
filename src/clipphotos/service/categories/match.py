"""Comparing photos with texts."""

from clipphotos.core.categories.classifier import softmax
from clipphotos.core.errors import KnownError
from clipphotos.core.jobs import JobSteps, Progress
from clipphotos.service.context import ServiceContext
from clipphotos.service.indexing.embed_files import EmbeddedFiles, embed_files
from clipphotos.service.models.prompts import embed_prompts
from clipphotos.service.protocol.evaluating import Match, MatchedPhoto, MatchPhotos


def match_photos(context: ServiceContext, command: MatchPhotos, progress: Progress) -> JobSteps[Match]:
    """See `MatchPhotos`.

    Raises:
        KnownError: ``query-empty``, ``photo-not-found`` or ``model-…``.
    """
    if not command.texts or not all(text.strip() for text in command.texts):
        raise KnownError("query-empty")
    for path in command.photos:
        if not path.exists():
            raise KnownError("photo-not-found", path=str(path))
    model = yield from context.models.loaded(context.models.find(command.model), progress)
    texts = yield from embed_prompts(model.embedder, command.texts, progress)
    files: EmbeddedFiles = yield from embed_files(model.embedder, command.photos, progress)
    cosines = files.vectors @ texts.T
    probabilities = softmax(model.embedder.logit_scale * cosines)
    photos = tuple(
        MatchedPhoto(command.photos[position], tuple(row.tolist()), tuple(probability.tolist()), thumbnail)
        for position, row, probability, thumbnail in zip(
            files.positions, cosines, probabilities, files.thumbnails, strict=True
        )
    )
    return Match(command.texts, photos, files.skipped)
