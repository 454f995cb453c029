"""Examples of categories that are no photos of the library: a new model reads them where they were."""

from collections.abc import Sequence

from clipphotos.core.changes import Changes
from clipphotos.core.jobs import JobSteps, Progress
from clipphotos.core.vectors import Vectors
from clipphotos.service.context import ServiceContext
from clipphotos.service.indexing.embed_files import EmbeddedFiles, embed_files
from clipphotos.service.models.model_selection import LoadedModel
from clipphotos.storage import categories, vectors
from clipphotos.storage.categories import OutsideExample

EXAMPLES_A_TIME = 128


def embed_examples(
    context: ServiceContext, model: LoadedModel, examples: Sequence[OutsideExample], progress: Progress
) -> JobSteps[None]:
    """Embed examples from their files; the path of a file that holds something else by now is forgotten."""
    for start in range(0, len(examples), EXAMPLES_A_TIME):
        chunk = examples[start : start + EXAMPLES_A_TIME]
        files: EmbeddedFiles = yield from embed_files(
            model.embedder, [example.path for example in chunk], progress
        )
        same = [
            row
            for row, (position, content_hash) in enumerate(
                zip(files.positions, files.content_hashes, strict=True)
            )
            if content_hash == chunk[position].content_hash
        ]
        kept = {files.positions[row] for row in same}
        store_examples(context, model, [files.content_hashes[row] for row in same], files.vectors[same])
        with context.catalogue.transaction():
            for position, example in enumerate(chunk):
                if position not in kept and example.path.is_file():
                    categories.forget_path(context.catalogue, example)
        context.changes.announce(Changes(categories=True))


def store_examples(
    context: ServiceContext, model: LoadedModel, content_hashes: Sequence[bytes], rows: Vectors
) -> None:
    """Keep vectors of examples, in the catalogue and in the index."""
    context.indexes.open(model.model_id, model.dim)
    last_id = vectors.last_id(context.catalogue, model.model_id)
    with context.catalogue.transaction():
        stored = vectors.store(context.catalogue, model.model_id, content_hashes, rows)
    context.indexes.add(model.model_id, stored, last_id)
