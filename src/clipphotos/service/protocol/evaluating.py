"""What can be asked of a model about photos that need not be in the library."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class MatchPhotos:
    """Compare photos with texts; neither need be in the library. Result: `Match`.

    Attributes:
        photos: Absolute paths.
        texts: At least one.
        model: The model, or None for the current one.
    """

    photos: tuple[Path, ...]
    texts: tuple[str, ...]
    model: str | None = None


@dataclass(frozen=True, slots=True)
class EvaluateFolder:
    """Measure how well a model sorts photos that are sorted already. Result: `FolderEvaluation`.

    Attributes:
        folder: Absolute path; its sub-folders are the classes.
        templates: The user's own prompt templates, used together; empty for the built-in sets.
        ensemble: Only the 80 templates of the CLIP paper, besides the user's own.
        shots: Learn from that many photos a class and test on the others; 0 for labels alone.
        model: The model, or None for the current one.
    """

    folder: Path
    templates: tuple[str, ...] = ()
    ensemble: bool = False
    shots: int = 0
    model: str | None = None


EvaluatingCommand = MatchPhotos | EvaluateFolder
