"""Embedders in memory: loaded in a thread, so that the loop goes on scanning and showing meanwhile."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future

from clipphotos.core.errors import KnownError, ModelUnavailable
from clipphotos.core.models import ModelInfo
from clipphotos.inference.embedder import Embedder

logger = logging.getLogger(__name__)

LoadEmbedder = Callable[[ModelInfo], Embedder]
"""Loads a model; raises `KnownError` if it cannot be used."""


class ModelShelf:
    """Loads models on request and keeps the last few.

    Args:
        load: Loads one model, in a thread of the shelf's.
    """

    KEPT = 2

    def __init__(self, load: LoadEmbedder) -> None:
        self._load = load
        self._models: dict[str, Future[Embedder]] = {}

    def take(self, info: ModelInfo) -> Embedder | None:
        """The model if it is ready; else None, and it is being loaded.

        Raises:
            KnownError: If it cannot be used. Asking again tries again.
        """
        future = self._models.pop(info.name, None)
        if future is None:
            future = self._begin(info)
        self._models[info.name] = future
        if not future.done():
            return None
        try:
            return future.result()
        except KnownError:
            del self._models[info.name]
            raise
        except Exception as error:
            del self._models[info.name]
            logger.exception("the model %s could not be loaded", info.name)
            raise ModelUnavailable(name=info.name, detail=type(error).__name__) from error

    def _begin(self, info: ModelInfo) -> Future[Embedder]:
        for name in list(self._models)[: 1 - self.KEPT] if len(self._models) >= self.KEPT else []:
            del self._models[name]
        future: Future[Embedder] = Future()
        # A daemon: a program that is told to end does not wait for a model it no longer needs.
        threading.Thread(target=self._run, args=(info, future), name=f"load-{info.name}", daemon=True).start()
        return future

    def _run(self, info: ModelInfo, future: Future[Embedder]) -> None:
        try:
            future.set_result(self._load(info))
        except BaseException as error:  # noqa: BLE001 - handed to whoever asks for the model
            future.set_exception(error)
