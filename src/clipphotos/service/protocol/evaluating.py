"""What can be asked of a model about photos that need not be in the library."""

from dataclasses import dataclass
from pathlib import Path

from clipphotos.core.categories.evaluation import Evaluation
from clipphotos.service.protocol.command import Command
from clipphotos.service.protocol.skipped_photo import SkippedPhoto


@dataclass(frozen=True, slots=True)
class MatchedPhoto:
    """How well texts fit one photo.

    Attributes:
        path: The photo.
        similarities: Cosine with each text, -1 to 1.
        probabilities: Softmax of logit_scale × cosine over the texts (Radford et al. 2021).
        thumbnail: JPEG bytes; empty if the photo is a link, or behind one.
    """

    path: Path
    similarities: tuple[float, ...]
    probabilities: tuple[float, ...]
    thumbnail: bytes


@dataclass(frozen=True, slots=True)
class Match:
    """Photos × texts.

    Attributes:
        texts: In the order asked for.
        photos: In the order asked for, less those skipped.
        skipped: Photos that cannot be decoded.
    """

    texts: tuple[str, ...]
    photos: tuple[MatchedPhoto, ...]
    skipped: tuple[SkippedPhoto, ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A photo that was taken for something else.

    Attributes:
        path: The photo.
        label: What it is.
        taken_for: What it was taken for.
        probability: How surely.
        thumbnail: JPEG bytes; empty if the photo is a link, or behind one.
    """

    path: Path
    label: str
    taken_for: str
    probability: float
    thumbnail: bytes


@dataclass(frozen=True, slots=True)
class SetEvaluation:
    """How well one set of templates does.

    Attributes:
        template: Name of the set, or the user's own template.
        evaluation: Over all photos; with examples over those of all splits that were not learned from.
        zero_shot_accuracy: On the same photos without any example.
        seconds: To embed all photos and the prompts, and to classify.
        mistakes: The surest ones.
    """

    template: str
    evaluation: Evaluation
    zero_shot_accuracy: float
    seconds: float
    mistakes: tuple[Mistake, ...]


@dataclass(frozen=True, slots=True)
class FolderEvaluation:
    """How well a model sorts the photos of a folder.

    Attributes:
        model: Its name.
        device: Where it ran.
        labels: The classes.
        photos: Photos that could be read.
        shots: Examples a class.
        sets: One for each set of templates.
        skipped: Photos that cannot be decoded.
    """

    model: str
    device: str
    labels: tuple[str, ...]
    photos: int
    shots: int
    sets: tuple[SetEvaluation, ...]
    skipped: tuple[SkippedPhoto, ...]

    def photos_per_second(self, each: SetEvaluation) -> float:
        """How fast one of the sets was measured."""
        return self.photos / each.seconds


@dataclass(frozen=True, slots=True)
class MatchPhotos(Command[Match]):
    """Compare photos with texts; neither need be in the library.

    Attributes:
        photos: Absolute paths.
        texts: At least one.
        model: The model, or None for the current one.
    """

    photos: tuple[Path, ...]
    texts: tuple[str, ...]
    model: str | None = None


@dataclass(frozen=True, slots=True)
class EvaluateFolder(Command[FolderEvaluation]):
    """Measure how well a model sorts photos that are sorted already.

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
