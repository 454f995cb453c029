"""How well a classifier does: accuracy, precision, recall, confusion and calibration."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clipphotos.core.vectors import Vectors

BINS = 15


@dataclass(frozen=True, slots=True)
class ClassScore:
    """How well one class is recognised.

    Attributes:
        label: The class.
        photos: How many belong to it.
        precision: Share of those taken for it that belong to it; 0 if none is taken for it.
        recall: Share of its photos that are taken for it.
    """

    label: str
    photos: int
    precision: float
    recall: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How well photos in known classes are recognised.

    Attributes:
        photos: Number of photos.
        accuracy: Share that is recognised.
        ece: Expected calibration error of the probabilities, see `calibration_error`.
        per_class: In the order of the labels.
        confusion: For each class how many of its photos were taken for which, in the order of the labels.
    """

    photos: int
    accuracy: float
    ece: float
    per_class: tuple[ClassScore, ...]
    confusion: tuple[tuple[int, ...], ...]


def evaluate(probabilities: Vectors, truth: npt.NDArray[np.intp], labels: Sequence[str]) -> Evaluation:
    """Compare probabilities with the truth.

    Args:
        probabilities: (n, classes), n ≥ 1.
        truth: (n,) class numbers.
        labels: The classes.
    """
    taken = probabilities.argmax(axis=1)
    confusion = np.zeros((len(labels), len(labels)), np.int64)
    np.add.at(confusion, (truth, taken), 1)
    right, of_class, taken_for = np.diag(confusion), confusion.sum(axis=1), confusion.sum(axis=0)
    per_class = tuple(
        ClassScore(
            label,
            int(of_class[place]),
            float(right[place] / max(taken_for[place], 1)),
            float(right[place] / max(of_class[place], 1)),
        )
        for place, label in enumerate(labels)
    )
    return Evaluation(
        len(truth),
        float(np.mean(np.equal(taken, truth))),
        calibration_error(probabilities, truth),
        per_class,
        tuple(tuple(int(count) for count in row) for row in confusion),
    )


def calibration_error(probabilities: Vectors, truth: npt.NDArray[np.intp]) -> float:
    """Expected calibration error, 0 to 1: how far certainty is from the truth (Naeini et al. 2015).

    Photos are put in bins of equal width by the probability of what they were taken for; the error is the
    mean distance of that probability from the share that is right, weighed by the bins' sizes.

    Args:
        probabilities: (n, classes), n ≥ 1.
        truth: (n,) class numbers.
    """
    claimed = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == truth
    bins = np.minimum((claimed * BINS).astype(int), BINS - 1)
    error = 0.0
    for number in np.unique(bins):
        chosen = bins == number
        error += abs(right[chosen].mean() - claimed[chosen].mean()) * chosen.mean()
    return float(error)


def split(
    truth: npt.NDArray[np.intp], classes: int, shots: int, seed: int
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Choose examples at random, the same for the same seed.

    Args:
        truth: (n,) class numbers.
        classes: How many there are.
        shots: Examples a class; of smaller classes at most half the photos, so that some are left to test on.
        seed: Of the choice.

    Returns:
        Positions of the examples, and of all others.
    """
    random = np.random.default_rng(seed)
    chosen: list[npt.NDArray[np.intp]] = []
    for number in range(classes):
        places = random.permutation(np.flatnonzero(truth == number))
        chosen.append(places[: min(shots, max(1, len(places) // 2))])
    examples = np.sort(np.concatenate(chosen))
    return examples, np.setdiff1d(np.arange(len(truth)), examples)
