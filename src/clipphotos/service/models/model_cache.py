"""Embedders in memory: loaded in a thread, so that the loop goes on scanning and showing meanwhile."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import NamedTuple

from clipphotos.core.errors import KnownError, ModelUnavailable
from clipphotos.core.models import ModelInfo
from clipphotos.inference.embedders.protocol import Embedder

logger = logging.getLogger(__name__)

LoadEmbedder = Callable[[ModelInfo], Embedder]
"""Loads a model; raises `KnownError` if it cannot be used."""

_Key = tuple[str, str, str]


class CachedModel(NamedTuple):
    """A model in memory.

    Attributes:
        embedder: Turns photos and words into vectors.
        signature: What its vectors depend on, as it was just before it was loaded.
    """

    embedder: Embedder
    signature: str


class ModelCache:
    """Loads models on request and keeps the last few.

    Args:
        load: Loads one model, in a thread of the cache's.
        sign: Tells what a model's vectors depend on, without loading it.
    """

    KEPT = 2

    def __init__(self, load: LoadEmbedder, sign: Callable[[ModelInfo], str]) -> None:
        self._load = load
        self._sign = sign
        self._models: dict[_Key, Future[CachedModel]] = {}

    def take(self, info: ModelInfo) -> CachedModel | None:
        """The model if it is ready; else None, and it is being loaded.

        Raises:
            KnownError: If it cannot be used. Asking again tries again.
        """
        key = (info.name, info.architecture, info.pretrained)
        future = self._models.pop(key, None)
        if future is None:
            self._make_room()
            future = self._begin(info)
        self._models[key] = future
        if not future.done():
            return None
        try:
            return future.result()
        except KnownError:
            del self._models[key]
            raise
        except Exception as error:
            del self._models[key]
            logger.exception("the model %s could not be loaded", info.name)
            raise ModelUnavailable(name=info.name, detail=type(error).__name__) from error

    def forget_all(self) -> None:
        """Let go of every model: from now on they are loaded in another way."""
        self._models.clear()

    def _make_room(self) -> None:
        """Let go of the models that were asked for least recently; one that is being loaded is wanted."""
        idle = [key for key, future in self._models.items() if future.done()]
        for key in idle[: max(0, len(self._models) - self.KEPT + 1)]:
            del self._models[key]

    def _begin(self, info: ModelInfo) -> Future[CachedModel]:
        future: Future[CachedModel] = Future()
        # A daemon: a program that is told to end does not wait for a model it no longer needs.
        threading.Thread(target=self._run, args=(info, future), name=f"load-{info.name}", daemon=True).start()
        return future

    def _run(self, info: ModelInfo, future: Future[CachedModel]) -> None:
        try:
            signature = self._sign(info)
            future.set_result(CachedModel(self._load(info), signature))
        except BaseException as error:  # noqa: BLE001 - handed to whoever asks for the model
            future.set_exception(error)
