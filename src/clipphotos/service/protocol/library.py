"""What can be asked of the photo service about the library as a whole."""

from dataclasses import dataclass
from pathlib import Path

from clipphotos.core.errors import ErrorReport
from clipphotos.core.indexing.exclusions import LeftOutFolder
from clipphotos.core.models import Backend, ModelInfo
from clipphotos.core.photo import LibraryRoot
from clipphotos.service.protocol.command import Command
from clipphotos.service.protocol.skipped_photo import SkippedPhoto


@dataclass(frozen=True, slots=True)
class Status:
    """How things stand.

    Attributes:
        data_dir: Folder of everything the program writes.
        roots: Library roots.
        photos_by_state: Number of photos in each `PhotoState`.
        searchable: Photos with a vector of the current model.
        skipped: Photos that cannot be searched, and folders that cannot be listed, with reasons.
        noted: Photos that can be searched though something is wrong with them, and what.
        model: The current model.
        models: All models that can be chosen.
        device: Where the current model runs.
        index_size: Vectors in the current model's index.
        index_bytes: Size of its files; 0 while the library is so small that it needs none.
        automatic_tags: Whether indexing tags photos.
        backend: What the user wants vectors to be computed by.
        fallback_reason: Why no graphics card is used, or not as fast as it could be; None if there is
            nothing to say.
        excluded: Folders that are left out, with reasons.
    """

    data_dir: Path
    roots: tuple[LibraryRoot, ...]
    photos_by_state: dict[str, int]
    searchable: int
    skipped: tuple[SkippedPhoto, ...]
    noted: tuple[SkippedPhoto, ...]
    model: ModelInfo
    models: tuple[ModelInfo, ...]
    device: str
    index_size: int
    index_bytes: int
    automatic_tags: bool = True
    backend: Backend = Backend.AUTO
    fallback_reason: ErrorReport | None = None
    excluded: tuple[LeftOutFolder, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the doctor found.

    Attributes:
        check: ``catalogue``, ``photos``, ``vectors``, ``index`` or ``operations``.
        problem: What was wrong, one sentence.
        repaired: Whether it was put right.
    """

    check: str
    problem: str
    repaired: bool


@dataclass(frozen=True, slots=True)
class DoctorReport:
    """Outcome of a check-up.

    Attributes:
        checks: Names of the checks made.
        findings: What was wrong, empty if all is well.
    """

    checks: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def healthy(self) -> bool:
        """Whether nothing is left to repair."""
        return all(finding.repaired for finding in self.findings)


@dataclass(frozen=True, slots=True)
class GetStatus(Command[Status]):
    """Ask how things stand."""


@dataclass(frozen=True, slots=True)
class RunDoctor(Command[DoctorReport]):
    """Check catalogue, vectors, index and pending operations, and repair what is derived."""


@dataclass(frozen=True, slots=True)
class BackUpCatalogue(Command[bool]):
    """Make the catalogue's backup of this day, unless it was made; says whether it was made now."""


@dataclass(frozen=True, slots=True)
class RemoveRoot(Command[None]):
    """Forget a library root and its photos; no file is touched and vectors are kept."""

    root_id: int
