"""How many of the photos taken for a category are right: "about 96 % right", and how that is known."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from clipphotos.core.categories.classifier import is_clear
from clipphotos.core.categories.few_shot import Learned
from clipphotos.core.vectors import Vectors

ENOUGH_EXAMPLES = 8
"""From so many examples taken for a category on, how many of them are right counts."""

LEAST_REJECTED = 4
"""With fewer rejected photos, examples tell nothing about photos that belong to no class."""

CLAIM_EXAMPLES = 20
"""What the probabilities claim counts as much as so many examples."""


class KnownFrom(StrEnum):
    """What an estimate rests on."""

    EXAMPLES = "examples"
    """Examples that were judged without themselves, and the probabilities of the photos taken."""
    PROBABILITIES = "probabilities"
    """The probabilities of the photos taken, by the labels and what few examples say."""


@dataclass(frozen=True, slots=True)
class Certainty:
    """An estimate of how many photos taken for a category belong to it.

    Attributes:
        share: Of them, 0 to 1.
        known_from: What it rests on.
        examples: How many examples would be taken for it, were they not among the examples.
    """

    share: float
    known_from: KnownFrom
    examples: int


def taken_for(
    probabilities: Vectors, category: int, threshold: float, classes: int | None = None
) -> npt.NDArray[np.bool_]:
    """(n,) whether each photo is taken for a category: likely enough, and clearly more than for any other.

    "None of these" is no rival: who lowers a threshold below one half wants just such photos.

    Args:
        probabilities: (n, classes), or one column more, for "none of these".
        category: Number of the class.
        threshold: Its least probability.
        classes: How many columns are classes; None for all.
    """
    own = probabilities[:, category]
    before = probabilities[:, :category].max(axis=1, initial=-1)
    behind = probabilities[:, category + 1 : classes].max(axis=1, initial=-1)
    return is_clear(own, np.maximum(before, behind), threshold)


def expected_precision(
    learned: Learned, category: int, threshold: float, probabilities: Vectors
) -> Certainty:
    """The share of the photos taken for a category that are right.

    The mean of their probabilities is what the model claims. Examples taken for the category when judged
    without themselves tell how many such photos really are right; the two are averaged, the claim counting as
    much as `CLAIM_EXAMPLES`. Where photos may belong to no category, examples tell nothing about those until
    enough were rejected.

    Args:
        learned: The classes.
        category: Number of the class.
        threshold: Its least probability.
        probabilities: (n, classes) of all photos to be sorted, from `Learned.probabilities`. If none is
            taken, the threshold is what is claimed.
    """
    classes = learned.classes
    taken = probabilities[taken_for(probabilities, category, threshold, classes), category]
    claim = float(taken.mean()) if len(taken) else threshold
    shown = taken_for(learned.left_out_probabilities(), category, threshold, classes)
    right = learned.labels[shown] == category
    # Without photos that belong to none, examples are not like the photos taken.
    counts = not learned.is_open or int(np.sum(learned.labels < 0)) >= LEAST_REJECTED
    if len(right) < ENOUGH_EXAMPLES or not counts:
        return Certainty(claim, KnownFrom.PROBABILITIES, len(right))
    share = (int(right.sum()) + CLAIM_EXAMPLES * claim) / (len(right) + CLAIM_EXAMPLES)
    return Certainty(share, KnownFrom.EXAMPLES, len(right))
