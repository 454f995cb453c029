"""What every job of the service works with."""

import logging
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from clipphotos.core.category import Category
from clipphotos.core.changes import Changes
from clipphotos.core.errors import ErrorReport, ModelUnavailable, error_from_text, error_to_text
from clipphotos.core.few_shot import Learned
from clipphotos.core.idleness import Idleness
from clipphotos.core.indexing_settings import CoreShares, IndexingSettings, share_out
from clipphotos.core.jobs import JobSteps, Progress, Stage, Step
from clipphotos.core.models import Backend, ModelIdentity, ModelInfo, ModelSource
from clipphotos.inference.embedders.protocol import Embedder
from clipphotos.inference.models import registry
from clipphotos.inference.models.presets import STARTER_NAME
from clipphotos.library.file_system import FileSystem
from clipphotos.service.catalogue_cache import CatalogueCache
from clipphotos.service.flight_recorder import FlightRecorder
from clipphotos.service.foreground import Foreground
from clipphotos.service.machine import machine_use
from clipphotos.service.models.concepts import ConceptStore
from clipphotos.service.models.index_store import IndexStore
from clipphotos.service.models.label_vectors import LabelVectors
from clipphotos.service.models.library_sample import LibrarySample, SampleCache
from clipphotos.service.models.model_cache import ModelCache
from clipphotos.service.models.starter_upgrade import answering_model, keep_copy
from clipphotos.service.protocol.events import Event, LibraryChanged, ModelLoaded
from clipphotos.storage import settings, vectors
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.categories import EmbeddedExample
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.thumbnail_store import ThumbnailStore

logger = logging.getLogger(__name__)

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


@dataclass(slots=True)
class ServiceContext:
    """Resources shared by the jobs; used by one thread at a time.

    Attributes:
        locations: Where data live.
        catalogue: Open for writing, or for reading beside another program.
        thumbnails: The store of thumbnails; None beside another program.
        model_cache: Models in memory.
        indexes: Vector indexes.
        samples: Vectors that stand for the library.
        labels: Vectors of categories' labels.
        learned: What was learned last of the user's categories, by model.
        learned_from: From which categories, which of the user's words and which sample, by model.
        recorder: Remembers which photos are being decoded.
        emit: Sends an event to whoever listens.
        concepts: The vocabulary of tags as vectors.
        backend: What computes vectors.
        files: The file system, for whatever changes the user's files.
        indexing: How indexing shares the computer.
        shares: The cores that it may use.
        idleness: Whether the computer has nothing better to do.
        foreground: What is on screen.
        catalogue_cache: Answers about the catalogue that cost much.
    """

    locations: DataLocations
    catalogue: Catalogue
    thumbnails: ThumbnailStore | None
    model_cache: ModelCache
    indexes: IndexStore
    samples: SampleCache
    labels: LabelVectors
    recorder: FlightRecorder
    emit: Callable[[Event], None]
    concepts: ConceptStore
    backend: Backend = Backend.AUTO
    accelerating: set[str] = field(default_factory=set[str])
    """Names of models whose accelerated form was begun since the start."""
    learned: dict[int, Learned] = field(default_factory=dict[int, Learned])
    learned_from: dict[int, tuple[tuple[Category, ...], tuple[EmbeddedExample, ...], LibrarySample]] = field(
        default_factory=dict[int, tuple[tuple[Category, ...], tuple[EmbeddedExample, ...], LibrarySample]]
    )
    files: FileSystem = field(default_factory=FileSystem)
    indexing: IndexingSettings = field(default_factory=IndexingSettings)
    shares: CoreShares = field(default_factory=lambda: share_out(None, os.cpu_count() or 1))
    idleness: Idleness = field(default_factory=lambda: Idleness(machine_use))
    foreground: Foreground = field(default_factory=Foreground)
    catalogue_cache: CatalogueCache = field(init=False)
    _pending_changes: Changes = field(default_factory=Changes)
    _changes_sent_at: float = 0.0
    _model_ids: dict[tuple[ModelIdentity, str, str], int] = field(
        default_factory=dict[tuple[ModelIdentity, str, str], int]
    )

    CHANGES_INTERVAL_SECONDS = 0.5

    def __post_init__(self) -> None:
        self.catalogue_cache = CatalogueCache(self.catalogue)

    def changed(self, changes: Changes) -> None:
        """Announce changes, at most every half second; the rest goes out with the next ones or `flush`."""
        self._pending_changes |= changes
        if time.monotonic() - self._changes_sent_at >= self.CHANGES_INTERVAL_SECONDS:
            self.flush_changes()

    def flush_changes(self) -> None:
        """Announce what has not been announced yet."""
        if self._pending_changes:
            self.emit(LibraryChanged(self._pending_changes))
        self._pending_changes = Changes()
        self._changes_sent_at = time.monotonic()

    def models(self) -> tuple[ModelInfo, ...]:
        """Every model that can be chosen, the current one marked."""
        local = [
            local_model(model.name, model.architecture, model.checkpoint)
            for model in settings.local_models(self.catalogue)
        ]
        current = settings.setting(self.catalogue, CURRENT_MODEL, STARTER_NAME)
        return registry.list_models(self.locations.models, local, current)

    def model(self, name: str | None) -> ModelInfo:
        """A model by name; the current one for None.

        Raises:
            ModelUnavailable: ``model-unknown``.
        """
        for info in self.models():
            if info.name == name or (name is None and info.current):
                return info
        raise ModelUnavailable("model-unknown", name=name or "")

    def answering_model(self, name: str | None) -> ModelInfo:
        """As `model`, but the predecessor of a bundled one while it covers more photos.

        Raises:
            ModelUnavailable: ``model-unknown``.
        """
        return answering_model(self.catalogue, self.locations.models, self.model(name))

    def loaded(self, info: ModelInfo, progress: Progress) -> JobSteps[LoadedModel]:
        """Wait for a model without holding up other jobs.

        Raises:
            KnownError: If it cannot be used.
            Cancelled: If the job was cancelled meanwhile.
        """
        while (cached := self.model_cache.take(info)) is None:
            progress.step(Stage.LOAD_MODEL, 0, 0)
            yield Step.WAITING
        embedder, signature = cached
        key = (embedder.identity, signature, embedder.device)
        if key not in self._model_ids:
            # Once a model and device, not once a search: this writes.
            self._model_ids[key] = self._register(embedder, signature)
            if info.source is ModelSource.BUNDLED and not self.catalogue.read_only:
                keep_copy(self.locations.models, embedder.identity.weights_sha256)
            self.emit(ModelLoaded(info.name, embedder.device))
        return LoadedModel(embedder, self._model_ids[key])

    def forget_models(self) -> None:
        """Load models anew when they are needed next, and tell and remember where they run then."""
        self.model_cache.forget_all()
        self._model_ids.clear()

    def _register(self, embedder: Embedder, signature: str) -> int:
        if self.catalogue.read_only:
            return vectors.model_key(self.catalogue, embedder.identity) or 0
        with self.catalogue.transaction():
            model_id = vectors.register_model(self.catalogue, embedder.identity, embedder.device)
            settings.remember(self.catalogue, _signature(model_id), signature)
            settings.remember(
                self.catalogue, _fallback_reason(model_id), error_to_text(embedder.fallback_reason)
            )
        return model_id

    def fallback_reason(self, model_id: int) -> ErrorReport | None:
        """What kept a model from a graphics card when it was loaded last, as `Embedder.fallback_reason`."""
        return error_from_text(settings.setting(self.catalogue, _fallback_reason(model_id), ""))

    def known_model(self, info: ModelInfo) -> tuple[int, int] | None:
        """Catalogue key and vector length of a model without loading it.

        None if it was never loaded, or if anything that its vectors depend on has changed since.
        """
        used = vectors.last_used(self.catalogue, info.name)
        if used is None:
            return None
        model_id, dim, _ = used
        now = registry.signature(info, self.locations.models)
        return (model_id, dim) if settings.setting(self.catalogue, _signature(model_id), "") == now else None


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
