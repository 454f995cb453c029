"""Which model is meant, what is known of it, and the model itself once it is loaded."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from clipphotos.core.errors import ErrorReport, ModelUnavailable, error_from_text, error_to_text
from clipphotos.core.jobs import JobSteps, Progress, Stage, Step
from clipphotos.core.models import Backend, ModelIdentity, ModelInfo, ModelSource
from clipphotos.inference.embedders.protocol import Embedder
from clipphotos.inference.models import registry
from clipphotos.inference.models.presets import STARTER_NAME
from clipphotos.service.models.model_cache import ModelCache
from clipphotos.service.models.starter_upgrade import answering_model, keep_copy
from clipphotos.service.protocol.events import Event, ModelLoaded
from clipphotos.storage import settings, vectors
from clipphotos.storage.catalogue import Catalogue

CURRENT_MODEL = "current-model"
"""Name of the setting that holds the current model's name."""
BACKEND = "backend"
"""Name of the setting that holds what computes vectors, a `Backend`."""


class LoadedModel(NamedTuple):
    """A model ready for work.

    Attributes:
        embedder: Turns photos and words into vectors.
        model_id: The catalogue's key of its fingerprint; 0 in a catalogue open for reading that never saw it.
    """

    embedder: Embedder
    model_id: int

    @property
    def dim(self) -> int:
        """Length of its vectors."""
        return self.embedder.identity.dim


class ModelSelection:
    """The models that can be chosen, by name.

    Args:
        catalogue: Knows the user's models, which one is the current one, and what was computed with each.
        folder: Where downloaded models and copies of bundled ones are.
        cache: Models in memory.
        emit: Receives an event when a model is ready.
    """

    def __init__(
        self, catalogue: Catalogue, folder: Path, cache: ModelCache, emit: Callable[[Event], None]
    ) -> None:
        self._catalogue = catalogue
        self._folder = folder
        self._cache = cache
        self._emit = emit
        self._model_ids: dict[tuple[ModelIdentity, str, str], int] = {}

    def all(self) -> tuple[ModelInfo, ...]:
        """Every model that can be chosen, the current one marked."""
        local = [
            local_model(model.name, model.architecture, model.checkpoint)
            for model in settings.local_models(self._catalogue)
        ]
        current = settings.setting(self._catalogue, CURRENT_MODEL, STARTER_NAME)
        return registry.list_models(self._folder, local, current)

    def is_in_memory(self, info: ModelInfo) -> bool:
        """Whether a model is ready for use; if not, it begins to be loaded."""
        return self._cache.take(info) is not None

    def find(self, name: str | None) -> ModelInfo:
        """A model by name; the current one for None.

        Raises:
            ModelUnavailable: ``model-unknown``.
        """
        for info in self.all():
            if info.name == name or (name is None and info.current):
                return info
        raise ModelUnavailable("model-unknown", name=name or "")

    def answering(self, name: str | None) -> ModelInfo:
        """As `find`, but the predecessor of a bundled one while it covers more photos.

        Raises:
            ModelUnavailable: ``model-unknown``.
        """
        return answering_model(self._catalogue, self._folder, self.find(name))

    def loaded(self, info: ModelInfo, progress: Progress) -> JobSteps[LoadedModel]:
        """Wait for a model without holding up other jobs.

        Raises:
            KnownError: If it cannot be used.
            Cancelled: If the job was cancelled meanwhile.
        """
        while (cached := self._cache.take(info)) is None:
            progress.step(Stage.LOAD_MODEL, 0, 0)
            yield Step.WAITING
        embedder, signature = cached
        key = (embedder.identity, signature, embedder.device)
        if key not in self._model_ids:
            # Once a model and device, not once a search: this writes.
            self._model_ids[key] = self._register(embedder, signature)
            if info.source is ModelSource.BUNDLED and not self._catalogue.read_only:
                keep_copy(self._folder, embedder.identity.weights_sha256)
            self._emit(ModelLoaded(info.name, embedder.device))
        return LoadedModel(embedder, self._model_ids[key])

    def forget_loaded(self) -> None:
        """Load models anew when they are needed next, and tell and remember where they run then."""
        self._cache.forget_all()
        self._model_ids.clear()

    def _register(self, embedder: Embedder, signature: str) -> int:
        if self._catalogue.read_only:
            return vectors.model_key(self._catalogue, embedder.identity) or 0
        with self._catalogue.transaction():
            model_id = vectors.register_model(self._catalogue, embedder.identity, embedder.device)
            settings.remember(self._catalogue, _signature(model_id), signature)
            settings.remember(
                self._catalogue, _fallback_reason(model_id), error_to_text(embedder.fallback_reason)
            )
        return model_id

    def fallback_reason(self, model_id: int) -> ErrorReport | None:
        """What kept a model from a graphics card when it was loaded last, as `Embedder.fallback_reason`."""
        return error_from_text(settings.setting(self._catalogue, _fallback_reason(model_id), ""))

    def known(self, info: ModelInfo) -> tuple[int, int] | None:
        """Catalogue key and vector length of a model without loading it.

        None if it was never loaded, or if anything that its vectors depend on has changed since.
        """
        used = vectors.last_used(self._catalogue, info.name)
        if used is None:
            return None
        model_id, dim, _ = used
        now = registry.signature(info, self._folder)
        return (model_id, dim) if settings.setting(self._catalogue, _signature(model_id), "") == now else None


def chosen_backend(catalogue: Catalogue) -> Backend:
    """What the user wants vectors to be computed by."""
    try:
        return Backend(settings.setting(catalogue, BACKEND, Backend.AUTO.value))
    except ValueError:
        return Backend.AUTO  # of a newer version


def _signature(model_id: int) -> str:
    """Name of the setting that holds what a model's vectors depended on when it was last loaded."""
    return f"model-{model_id}-signature"


def _fallback_reason(model_id: int) -> str:
    """Name of the setting that holds what kept a model from a graphics card when it was last loaded."""
    return f"model-{model_id}-setback"


def local_model(name: str, architecture: str, checkpoint: Path) -> ModelInfo:
    """A checkpoint of the user's as a model that can be chosen."""
    return ModelInfo(
        name=name,
        source=ModelSource.LOCAL,
        architecture=architecture,
        pretrained=str(checkpoint),
        licence="unknown",
        download_mb=0,
        languages="unknown",
    )
