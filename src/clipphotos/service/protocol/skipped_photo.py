"""A photo or folder that could not be read, which several answers tell of."""

from dataclasses import dataclass
from pathlib import Path

from clipphotos.core.errors import ErrorReport


@dataclass(frozen=True, slots=True)
class SkippedPhoto:
    """A photo that cannot be searched, or not as it was, or a folder whose photos are not known.

    Attributes:
        path: Absolute path.
        error: Why.
        is_folder: Whether it is a folder.
    """

    path: Path
    error: ErrorReport
    is_folder: bool = False
