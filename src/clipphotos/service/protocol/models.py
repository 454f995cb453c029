"""What can be asked of the photo service about the models, and about what they run on."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from clipphotos.core.models import Backend
from clipphotos.service.protocol.command import AfterCrash, Command
from clipphotos.service.protocol.indexing import IndexSummary


@dataclass(frozen=True, slots=True)
class WarmUp(Command[None]):
    """Load the current model now, so that the first search is answered at once."""


@dataclass(frozen=True, slots=True)
class SetModel(Command[IndexSummary]):
    """Make a model the current one and embed the library with it."""

    after_crash: ClassVar[AfterCrash] = AfterCrash.REPEAT_WHILE_IT_EMBEDS

    name: str


@dataclass(frozen=True, slots=True)
class DownloadModel(Command[None]):
    """Download a model's weights; resumes where an earlier download stopped."""

    name: str


@dataclass(frozen=True, slots=True)
class AddLocalModel(Command[None]):
    """Register a checkpoint file after checking that it loads.

    Attributes:
        name: Name to list it under.
        architecture: open_clip's model name.
        checkpoint: A safetensors file, or a .pt file that holds weights only.
    """

    name: str
    architecture: str
    checkpoint: Path


@dataclass(frozen=True, slots=True)
class SetBackend(Command[str]):
    """Choose what computes vectors. The answer is where the current model runs now, as shown to the user.

    Fails with ``backend-unavailable`` or ``backend-needs-photos`` if OpenVINO was asked for and cannot be
    used; the choice stays as it was then.
    """

    backend: Backend
