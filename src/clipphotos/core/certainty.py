"""How many of the photos taken for a category are right: "about 96 % right", and how that is known."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from clipphotos.core.few_shot import Learned
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
    chances: Vectors, category: int, threshold: float, classes: int | None = None
) -> npt.NDArray[np.bool_]:
    """(n,) whether each photo is taken for a category: likely enough, and likelier than for any other.

    "None of these" is no rival: who lowers a threshold below one half wants just such photos.

    Args:
        chances: (n, classes) probabilities, or one column more, for "none of these".
        category: Number of the class.
        threshold: Its least probability.
        classes: How many columns are classes; None for all.
    """
    own = chances[:, category]
    return (own >= threshold) & (own >= chances[:, :classes].max(axis=1, initial=0))


def expected_precision(learned: Learned, category: int, threshold: float, chances: Vectors) -> Certainty:
    """The share of the photos taken for a category that are right.

    The mean of their probabilities is what the model claims. Examples taken for the category when judged
    without themselves tell how many such photos really are right; the two are averaged, the claim counting as
    much as `CLAIM_EXAMPLES`. Where photos may belong to no category, examples tell nothing about those until
    enough were rejected.

    Args:
        learned: The classes.
        category: Number of the class.
        threshold: Its least probability.
        chances: (n, classes) of all photos to be sorted, as `Learned.chances` gives them. If none is taken,
            the threshold is what is claimed.
    """
    return _evidence(learned, category, chances).certainty(threshold)


def threshold_for(learned: Learned, category: int, target: float, chances: Vectors) -> float | None:
    """The least threshold, in hundredths, at which so many of the photos taken are right.

    Args:
        learned: The classes.
        category: Number of the class.
        target: Share that has to be right, 0 to 1.
        chances: (n, classes) of all photos to be sorted.

    Returns:
        0 to 0.99; None if no threshold takes a photo and is as good.
    """
    evidence = _evidence(learned, category, chances)
    highest = evidence.claims.max(initial=-1)
    thresholds = (hundredth / 100 for hundredth in range(100) if hundredth / 100 <= highest)
    return next((each for each in thresholds if evidence.certainty(each).share >= target), None)


class _Evidence(NamedTuple):
    """What is known about the photos that fit one category best.

    Attributes:
        claims: (n,) their probabilities.
        shown: (m,) those of the examples among them, judged without themselves.
        right: (m,) whether each of these examples belongs to it.
        counts: Whether such examples are like such photos.
    """

    claims: Vectors
    shown: Vectors
    right: npt.NDArray[np.bool_]
    counts: bool

    def certainty(self, threshold: float) -> Certainty:
        taken = self.claims[self.claims >= threshold]
        claim = float(taken.mean()) if len(taken) else threshold
        right = self.right[self.shown >= threshold]
        if len(right) < ENOUGH_EXAMPLES or not self.counts:
            return Certainty(claim, KnownFrom.PROBABILITIES, len(right))
        share = (int(right.sum()) + CLAIM_EXAMPLES * claim) / (len(right) + CLAIM_EXAMPLES)
        return Certainty(share, KnownFrom.EXAMPLES, len(right))


def _evidence(learned: Learned, category: int, chances: Vectors) -> _Evidence:
    left_out = learned.left_out_chances()
    classes = len(learned.texts)
    shown = taken_for(left_out, category, 0, classes)
    return _Evidence(
        chances[taken_for(chances, category, 0, classes), category],
        left_out[shown, category],
        learned.labels[shown] == category,
        not learned.is_open or int(np.sum(learned.labels < 0)) >= LEAST_REJECTED,
    )
