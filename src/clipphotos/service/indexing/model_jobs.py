"""Models: choosing, downloading, and registering local checkpoints."""

import threading
from concurrent.futures import Future

from clipphotos.core.changes import Changes
from clipphotos.core.errors import KnownError
from clipphotos.core.jobs import CancelToken, JobSteps, Priority, Progress, Stage, Step
from clipphotos.core.models import ModelSource
from clipphotos.inference.models import download, registry
from clipphotos.service.context import ServiceContext
from clipphotos.service.indexing.accelerate import accelerate_if_due
from clipphotos.service.indexing.job import index_folders
from clipphotos.service.models.model_selection import CURRENT_MODEL, local_model
from clipphotos.service.protocol.indexing import IndexFolders, IndexSummary
from clipphotos.service.protocol.models import AddLocalModel, DownloadModel, SetModel, WarmUp
from clipphotos.storage import settings
from clipphotos.storage.settings import LocalModel


def warm_up(context: ServiceContext, _command: WarmUp, progress: Progress) -> JobSteps[None]:
    """See `WarmUp`.

    Raises:
        KnownError: If the current model cannot be used.
    """
    model = yield from context.models.loaded(context.models.answering(None), progress)
    # What the first preview of a category would wait for.
    yield from context.labels.neutral(model.embedder, model.model_id, progress)
    context.samples.sample(model.model_id, model.dim)
    yield from accelerate_if_due(context, context.models.answering(None), model, progress)


def set_model(context: ServiceContext, command: SetModel, progress: Progress) -> JobSteps[IndexSummary]:
    """See `SetModel`. The model is loaded first, so that a broken one never becomes the current one.

    Raises:
        KnownError: If it is unknown, not downloaded or cannot be used.
    """
    yield from context.models.loaded(context.models.find(command.name), progress)
    with context.catalogue.transaction():
        settings.remember(context.catalogue, CURRENT_MODEL, command.name)
    context.changes.announce(Changes(models=True, vectors=True))
    context.changes.flush()
    yield Priority.SCAN
    return (yield from index_folders(context, IndexFolders(), progress))


def download_model(context: ServiceContext, command: DownloadModel, progress: Progress) -> JobSteps[None]:
    """See `DownloadModel`. Runs in a thread beside the loop.

    Raises:
        KnownError: ``download-offline`` or ``download-failed``.
        Cancelled: What arrived is kept and used by the next try.
    """
    info = context.models.find(command.name)
    if info.available or info.source is not ModelSource.HUB:
        return
    preset = registry.find_preset(info.name)
    token = CancelToken()
    reached = (0, info.download_mb << 20)

    def report(done: int, total: int) -> None:
        nonlocal reached
        reached = (done, total)

    future: Future[None] = Future()

    def run() -> None:
        try:
            download.download_preset(preset, context.locations.models, report, token)
            future.set_result(None)
        except BaseException as error:  # noqa: BLE001 - handed to the job
            future.set_exception(error)

    threading.Thread(target=run, name=f"download-{info.name}", daemon=True).start()
    try:
        while not future.done():
            progress.step(Stage.DOWNLOAD, *reached)
            yield Step.WAITING
    finally:
        token.cancel()
    future.result()
    context.changes.announce(Changes(models=True))


def add_local_model(context: ServiceContext, command: AddLocalModel, progress: Progress) -> JobSteps[None]:
    """See `AddLocalModel`.

    Raises:
        KnownError: If the name is taken or the checkpoint cannot be used.
    """
    if any(info.name == command.name for info in context.models.all()):
        raise KnownError("model-name-taken", name=command.name)
    checkpoint = command.checkpoint.expanduser().absolute()
    yield from context.models.loaded(local_model(command.name, command.architecture, checkpoint), progress)
    with context.catalogue.transaction():
        settings.add_local_model(
            context.catalogue, LocalModel(command.name, command.architecture, checkpoint)
        )
    context.changes.announce(Changes(models=True))
