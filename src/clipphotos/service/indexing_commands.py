"""What can be asked of the photo service about how it indexes."""

from dataclasses import dataclass
from pathlib import Path

from clipphotos.core.indexing_settings import IndexingSettings


@dataclass(frozen=True, slots=True)
class GetIndexingSettings:
    """Ask how indexing shares the computer. Result: `IndexingSettings`."""


@dataclass(frozen=True, slots=True)
class SetIndexingSettings:
    """Decide how indexing shares the computer, from now on and after a restart. Result: `IndexingSettings`.

    What is being indexed in the background follows at once; with `IndexingTime.BY_HAND` it is cancelled.
    """

    settings: IndexingSettings


@dataclass(frozen=True, slots=True)
class ShowFolder:
    """Say which folder is on screen: its photos are embedded before others. Result: None.

    Attributes:
        folder: Absolute path; None for the whole library.
    """

    folder: Path | None


IndexingCommand = GetIndexingSettings | SetIndexingSettings | ShowFolder
