"""Making the accelerated form of a model: once, checked on the library's photos, when nothing else waits."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from pathlib import Path

from clipphotos.core.errors import BadImage, KnownError
from clipphotos.core.jobs import JobSteps, Progress, Stage, Step
from clipphotos.core.models import Backend, ModelInfo
from clipphotos.inference.embedders import graphics
from clipphotos.inference.embedders.openvino import TowersFailedError
from clipphotos.inference.embedders.preprocessing import Prepared
from clipphotos.inference.embedders.protocol import Embedder
from clipphotos.inference.embedders.tower_embedder import TowerEmbedder
from clipphotos.inference.embedders.towers import Towers
from clipphotos.inference.models import accelerated as accelerated_form
from clipphotos.inference.models import registry
from clipphotos.inference.models.accelerated import FormMaker
from clipphotos.inference.text.vocabulary import vocabulary
from clipphotos.library.content import read_content
from clipphotos.library.isolated import decode_of_any_size
from clipphotos.service.context import ServiceContext
from clipphotos.service.models.concepts import concept_prompt
from clipphotos.service.models.model_selection import BACKEND, LoadedModel
from clipphotos.service.protocol.models import SetBackend
from clipphotos.storage import photos, settings

logger = logging.getLogger(__name__)

FEWEST_PHOTOS = 32
"""Smaller libraries gain nothing worth the seconds, and say little about the agreement."""
MANY_PHOTOS = 300
"""So many to embed are embedded faster if the form is made first."""
MOST_PHOTOS = 64
BATCH = 4
TEXTS = 64


def accelerate_if_due(
    context: ServiceContext, info: ModelInfo, model: LoadedModel, progress: Progress
) -> JobSteps[None]:
    """Make and use the accelerated form of a model that torch runs on the processor, if there is none yet.

    Whatever fails is logged, and torch stays in use.
    """
    embedder = _slow(context, model.embedder)
    if embedder is None or info.name in context.accelerating:
        return
    folder = accelerated_form.form_folder(context.locations.accelerated, info)
    signature = accelerated_form.form_signature(info, context.locations.models)
    states = photos.count_by_state(context.catalogue)
    if not signature or states["ok"] + states["new"] < FEWEST_PHOTOS:
        return
    is_made = accelerated_form.read_form(folder, signature) is not None
    reason = embedder.fallback_reason
    if is_made and (reason is None or reason.code not in graphics.PASSING):
        return  # torch is in use for a reason that was logged then, not because it has just lost its card
    # Once a start: what failed now will fail again.
    context.accelerating.add(info.name)
    try:
        if not is_made:
            yield from _make(context, embedder, folder, signature, progress)
        yield from _use(context, info, embedder, folder, signature)
    except (TowersFailedError, KnownError) as error:
        logger.warning("torch stays in use for %s: %s", info.name, error)
        return
    # Where it runs now is told, and recorded.
    yield from context.models.loaded(info, progress)


def set_backend(context: ServiceContext, command: SetBackend, progress: Progress) -> JobSteps[str]:
    """See `SetBackend`.

    Raises:
        KnownError: ``backend-unavailable`` or ``backend-needs-photos``, or if the model cannot be used.
    """
    info, before = context.models.find(None), context.backend
    context.backend = command.backend
    context.models.forget_loaded()
    try:
        model = yield from context.models.loaded(info, progress)
        if command.backend in {Backend.OPENVINO, Backend.OPENVINO_BF16}:
            yield from _insist(context, info, model, progress)
    except BaseException:
        context.backend = before
        context.models.forget_loaded()
        raise
    with context.catalogue.transaction():
        settings.remember(context.catalogue, BACKEND, command.backend.value)
    model = yield from context.models.loaded(info, progress)
    return model.embedder.device


def _insist(
    context: ServiceContext, info: ModelInfo, model: LoadedModel, progress: Progress
) -> JobSteps[None]:
    """Make the form if need be, and say why it cannot be used."""
    embedder = model.embedder
    if not isinstance(embedder, TowerEmbedder) or not isinstance(embedder.towers, Towers):
        return
    folder = accelerated_form.form_folder(context.locations.accelerated, info)
    signature = accelerated_form.form_signature(info, context.locations.models)
    if not signature:
        raise KnownError("backend-unavailable", detail="it is not installed")
    try:
        if accelerated_form.read_form(folder, signature) is None:
            yield from _make(context, embedder, folder, signature, progress)
        yield from _use(context, info, embedder, folder, signature)
    except TowersFailedError as error:
        raise KnownError("backend-unavailable", detail=str(error)) from error


def _slow(context: ServiceContext, embedder: Embedder) -> TowerEmbedder | None:
    """The embedder if torch runs it where OpenVINO would be faster."""
    if context.backend is Backend.TORCH or context.catalogue.read_only:
        return None
    if not isinstance(embedder, TowerEmbedder) or not isinstance(embedder.towers, Towers):
        return None
    return embedder if embedder.towers.runs_on_cpu or context.backend is not Backend.AUTO else None


def _make(
    context: ServiceContext, embedder: TowerEmbedder, folder: Path, signature: str, progress: Progress
) -> JobSteps[None]:
    sample = _sample(context)
    if not sample:
        raise KnownError("backend-needs-photos")
    words = vocabulary()
    texts = [concept_prompt(words[number * len(words) // TEXTS].name) for number in range(TEXTS)]
    total = len(sample) + len(texts)
    with FormMaker(embedder, folder, signature) as maker:
        yield from _beside(maker.convert, lambda: progress.step(Stage.ACCELERATE, 0, total))
        batch: list[Prepared] = []
        compared = 0
        for number, (photo_id, path) in enumerate(sample, start=1):
            progress.step(Stage.ACCELERATE, number, total)
            prepared = _prepared(context, embedder, photo_id, path)
            batch += [prepared] if prepared is not None else []
            if len(batch) == BATCH or (batch and number == len(sample)):
                # On a busy computer a batch takes seconds, in which whatever else is asked for goes on.
                yield from _beside(partial(maker.compare_photos, batch))
                compared += len(batch)
                batch = []
            yield Step.WORKED
        if not compared:
            raise KnownError("backend-needs-photos")
        for start in range(0, len(texts), BATCH):
            progress.step(Stage.ACCELERATE, len(sample) + start, total)
            yield from _beside(partial(maker.compare_texts, texts[start : start + BATCH]))
            yield Step.WORKED
        for precision, agreement in maker.keep().items():
            logger.info("%s with OpenVINO %s: %s", embedder.identity.name, precision, agreement)


def _use(
    context: ServiceContext, info: ModelInfo, embedder: TowerEmbedder, folder: Path, signature: str
) -> JobSteps[None]:
    """Let the form take over, in the middle of whatever the embedder is used for."""
    loaded: list[TowerEmbedder | None] = []

    def load() -> None:
        loaded.append(
            accelerated_form.load_form(
                folder,
                signature,
                context.backend,
                lambda: registry.load_embedder(info, context.locations.models),
                on_cpu=embedder if context.backend is Backend.AUTO else None,
            )
        )

    yield from _beside(load)
    form = loaded[0]
    if form is None:
        raise TowersFailedError("its accelerated form does not agree with it closely enough")
    embedder.towers = form.towers


def _beside(work: Callable[[], None], wait: Callable[[], None] = lambda: None) -> JobSteps[None]:
    """Do something in a thread of its own.

    Raises:
        TowersFailedError: What it raises.
    """
    future: Future[None] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001 - handed to the job
            future.set_exception(error)

    threading.Thread(target=run, name="accelerate", daemon=True).start()
    while not future.done():
        wait()
        yield Step.WAITING
    future.result()


def _sample(context: ServiceContext) -> list[tuple[int, Path]]:
    """Photos spread evenly over the library that never crashed a decoder."""
    suspects = photos.suspects(context.catalogue)
    ids = [each for each in photos.ids_in_order(context.catalogue) if each not in suspects]
    count = min(MOST_PHOTOS, len(ids))
    spread = [ids[number * len(ids) // count] for number in range(count)]
    known = photos.photos_by_id(context.catalogue, spread)
    return [(photo.id, photo.path) for photo in known.values()]


def _prepared(context: ServiceContext, embedder: TowerEmbedder, photo_id: int, path: Path) -> Prepared | None:
    """A photo ready for the towers; None if it cannot be read now."""
    try:
        with context.recorder.decoding(photo_id):
            image = decode_of_any_size(path, read_content(path), 2 * embedder.input_edge)[1].image
    except BadImage:
        return None
    return embedder.prepare(image)
