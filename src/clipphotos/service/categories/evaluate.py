"""Measuring a model on photos that are sorted into folders already."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from clipphotos.core.categories.classifier import class_vectors, softmax
from clipphotos.core.categories.evaluation import evaluate, split
from clipphotos.core.categories.few_shot import learn
from clipphotos.core.categories.prompts import check_template, prompts
from clipphotos.core.errors import KnownError
from clipphotos.core.jobs import JobSteps, Progress
from clipphotos.core.vectors import Vectors
from clipphotos.inference.text.prompt_templates import ENSEMBLE, template_set, template_sets
from clipphotos.library.surroundings import is_behind_link
from clipphotos.service.categories.sorted_folder import photos_by_label
from clipphotos.service.context import ServiceContext
from clipphotos.service.indexing.embed_files import EmbeddedFiles, embed_files
from clipphotos.service.models.prompts import embed_prompts
from clipphotos.service.protocol.evaluating import EvaluateFolder, FolderEvaluation, Mistake, SetEvaluation

SPLITS = 5
MOST_MISTAKES = 60


@dataclass(frozen=True, slots=True)
class _Sorted:
    """Photos in classes.

    Attributes:
        labels: The classes.
        paths: n photos.
        truth: (n,) class numbers.
        vectors: (n, dim).
        thumbnails: n JPEG files, empty for what is behind a link.
    """

    labels: tuple[str, ...]
    paths: tuple[Path, ...]
    truth: npt.NDArray[np.intp]
    vectors: Vectors
    thumbnails: tuple[bytes, ...]


def evaluate_folder(
    context: ServiceContext, command: EvaluateFolder, progress: Progress
) -> JobSteps[FolderEvaluation]:
    """See `EvaluateFolder`.

    Raises:
        KnownError: ``folder-missing``, ``too-few-classes``, ``too-few-examples``, ``template-without-label``
            or ``model-…``.
    """
    chosen = _templates(command)
    classes = photos_by_label(command.folder)
    paths = [path for files in classes.values() for path in files]
    model = yield from context.models.loaded(context.models.find(command.model), progress)
    embedder = model.embedder
    began = time.perf_counter()
    files: EmbeddedFiles = yield from embed_files(embedder, paths, progress)
    seconds = time.perf_counter() - began
    photos = _sorted(classes, paths, files, command)
    sets: list[SetEvaluation] = []
    for name, templates in chosen:
        began = time.perf_counter()
        texts = [text for label in photos.labels for text in prompts(label, templates)]
        read: Vectors = yield from embed_prompts(embedder, texts, progress)
        known = class_vectors(np.split(read, len(photos.labels)))
        probabilities, tested = _probabilities(known, embedder.logit_scale, photos, command.shots)
        truth = photos.truth[tested]
        zero_shot = np.equal((photos.vectors[tested] @ known.T).argmax(axis=1), truth)
        outcome = evaluate(probabilities, truth, photos.labels)
        took = seconds + time.perf_counter() - began
        mistakes = _mistakes(photos, probabilities, tested)
        sets.append(SetEvaluation(name, outcome, float(np.mean(zero_shot)), took, mistakes))
    return FolderEvaluation(
        embedder.identity.name,
        embedder.device,
        photos.labels,
        len(photos.paths),
        command.shots,
        tuple(sets),
        files.skipped,
    )


def _templates(command: EvaluateFolder) -> list[tuple[str, tuple[str, ...]]]:
    """Name and templates of each set to be measured; every template of the user's stands alone."""
    own = [check_template(template) for template in command.templates]
    chosen: list[tuple[str, tuple[str, ...]]] = [(template, (template,)) for template in own]
    if command.ensemble:
        chosen.append((ENSEMBLE, template_set(ENSEMBLE).templates))
    return chosen or [(each.name, each.templates) for each in template_sets()]


def _sorted(
    classes: dict[str, list[Path]], paths: Sequence[Path], files: EmbeddedFiles, command: EvaluateFolder
) -> _Sorted:
    """The photos that could be embedded; a class of which none could is left out."""
    owners = np.repeat(np.arange(len(classes)), [len(found) for found in classes.values()])
    owner = owners[list(files.positions)]
    present: list[int] = np.unique(owner).tolist()
    truth = np.searchsorted(present, owner)
    if len(present) < 2:
        raise KnownError("too-few-classes", path=str(command.folder))
    labels = tuple(list(classes)[number] for number in present)
    if command.shots:
        for number, count in enumerate(np.bincount(truth)):
            if count < 2:
                raise KnownError("too-few-examples", label=labels[number])
    readable = tuple(paths[position] for position in files.positions)
    # A page of mistakes is shown to others: it has nothing in it that somebody put a link to.
    thumbnails = tuple(
        b"" if is_behind_link(path, command.folder) else thumbnail
        for path, thumbnail in zip(readable, files.thumbnails, strict=True)
    )
    return _Sorted(labels, readable, truth.astype(np.intp), files.vectors, thumbnails)


def _probabilities(
    texts: Vectors, logit_scale: float, photos: _Sorted, shots: int
) -> tuple[Vectors, npt.NDArray[np.intp]]:
    """Probabilities, and the positions of the photos they are of; with examples those of all splits."""
    if not shots:
        return softmax((photos.vectors @ texts.T) * logit_scale), np.arange(len(photos.truth))
    parts = list(_splits(texts, logit_scale, photos, shots))
    return np.concatenate([part for part, _ in parts]), np.concatenate([tested for _, tested in parts])


def _splits(
    texts: Vectors, logit_scale: float, photos: _Sorted, shots: int
) -> Iterator[tuple[Vectors, npt.NDArray[np.intp]]]:
    for seed in range(SPLITS):
        examples, tested = split(photos.truth, len(texts), shots, seed)
        learned = learn(texts, logit_scale, photos.vectors[examples], photos.truth[examples])
        yield learned.probabilities(photos.vectors[tested]), tested


def _mistakes(photos: _Sorted, probabilities: Vectors, tested: npt.NDArray[np.intp]) -> tuple[Mistake, ...]:
    """The surest mistakes, each photo once."""
    taken: list[int] = probabilities.argmax(axis=1).tolist()
    truth: list[int] = photos.truth[tested].tolist()
    claimed: list[float] = probabilities.max(axis=1).tolist()
    mistakes: dict[int, Mistake] = {}
    for row in sorted(range(len(claimed)), key=lambda row: -claimed[row]):
        position = int(tested[row])
        if taken[row] != truth[row] and position not in mistakes:
            mistakes[position] = Mistake(
                photos.paths[position],
                photos.labels[truth[row]],
                photos.labels[taken[row]],
                claimed[row],
                photos.thumbnails[position],
            )
        if len(mistakes) == MOST_MISTAKES:
            break
    return tuple(mistakes.values())
