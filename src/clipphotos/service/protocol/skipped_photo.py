"""A photo that could not be read, which several answers tell of."""

from dataclasses import dataclass
from pathlib import Path

from clipphotos.core.errors import ErrorReport


@dataclass(frozen=True, slots=True)
class SkippedPhoto:
    """A photo that cannot be searched, or not as it was, and why."""

    path: Path
    error: ErrorReport
