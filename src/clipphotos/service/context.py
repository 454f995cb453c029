"""What every job of the service works with."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field

from clipphotos.core.indexing.idleness import Idleness
from clipphotos.core.indexing.settings import CoreShares, IndexingSettings, share_out
from clipphotos.core.models import Backend
from clipphotos.library.file_system import FileSystem
from clipphotos.service.catalogue_cache import CatalogueCache
from clipphotos.service.change_announcer import ChangeAnnouncer
from clipphotos.service.flight_recorder import FlightRecorder
from clipphotos.service.foreground import Foreground
from clipphotos.service.machine import machine_use
from clipphotos.service.models.classifier_cache import ClassifierCache
from clipphotos.service.models.concepts import ConceptStore
from clipphotos.service.models.index_store import IndexStore
from clipphotos.service.models.label_vectors import LabelVectors
from clipphotos.service.models.library_sample import SampleCache
from clipphotos.service.models.model_selection import ModelSelection
from clipphotos.service.protocol.events import Event
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.thumbnail_store import ThumbnailStore


@dataclass(slots=True)
class ServiceContext:
    """Resources shared by the jobs; used by one thread at a time.

    Attributes:
        locations: Where data live.
        catalogue: Open for writing, or for reading beside another program.
        thumbnails: The store of thumbnails; None beside another program.
        models: The models that can be chosen, loaded when they are needed.
        indexes: Vector indexes.
        samples: Vectors that stand for the library.
        labels: Vectors of categories' labels.
        classifiers: What was learned last of the user's categories.
        recorder: Remembers which photos are being decoded.
        emit: Sends an event to whoever listens.
        concepts: The vocabulary of tags as vectors.
        backend: What computes vectors.
        files: The file system, for whatever changes the user's files.
        indexing: How indexing shares the computer.
        shares: The cores that it may use.
        idleness: Whether the computer has nothing better to do.
        foreground: What is on screen.
        changes: Announces what changed in the library.
        catalogue_cache: Answers about the catalogue that cost much.
    """

    locations: DataLocations
    catalogue: Catalogue
    thumbnails: ThumbnailStore | None
    models: ModelSelection
    indexes: IndexStore
    samples: SampleCache
    labels: LabelVectors
    recorder: FlightRecorder
    emit: Callable[[Event], None]
    concepts: ConceptStore
    backend: Backend = Backend.AUTO
    accelerating: set[str] = field(default_factory=set[str])
    """Names of models whose accelerated form was begun since the start."""
    classifiers: ClassifierCache = field(default_factory=ClassifierCache)
    files: FileSystem = field(default_factory=FileSystem)
    indexing: IndexingSettings = field(default_factory=IndexingSettings)
    shares: CoreShares = field(default_factory=lambda: share_out(None, os.cpu_count() or 1))
    idleness: Idleness = field(default_factory=lambda: Idleness(machine_use))
    foreground: Foreground = field(default_factory=Foreground)
    changes: ChangeAnnouncer = field(init=False)
    catalogue_cache: CatalogueCache = field(init=False)

    def __post_init__(self) -> None:
        self.changes = ChangeAnnouncer(self.emit)
        self.catalogue_cache = CatalogueCache(self.catalogue)
