"""CLIP as a classifier that words define (Radford et al. 2021, §3.1): from class vectors to decisions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clipphotos.core.vectors import Vectors, unit

LEAST_LOGIT_SCALE, LARGEST_LOGIT_SCALE = 1.0, 200.0


def class_vector(prompt_vectors: Vectors) -> Vectors:
    """The vector of a class from those of its prompts: the mean, made unit length again.

    Args:
        prompt_vectors: (t, dim) unit vectors, t ≥ 1.

    Returns:
        (dim,) float32 unit vector.
    """
    return unit(prompt_vectors.mean(axis=0))


def class_vectors(prompt_vectors: Sequence[Vectors]) -> Vectors:
    """(n, dim) unit vectors of n classes; see `class_vector`."""
    return np.stack([class_vector(vectors) for vectors in prompt_vectors])


def probabilities(logits: Vectors) -> Vectors:
    """Softmax over the last axis.

    Args:
        logits: (n, classes), for zero-shot classes logit_scale × cosine.

    Returns:
        (n, classes) float32 that sum to 1 in each row.
    """
    odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return odds / odds.sum(axis=-1, keepdims=True)


def fit_scale(logits: Vectors, truth: npt.NDArray[np.intp]) -> float:
    """The factor for logits that makes the probabilities of what is true largest.

    Temperature scaling (Guo et al. 2017), by bisection on the derivative: the negative log likelihood is
    convex in the factor.

    Args:
        logits: (n, classes), n ≥ 1.
        truth: (n,) class numbers.

    Returns:
        A factor between `LEAST_LOGIT_SCALE` and `LARGEST_LOGIT_SCALE`.
    """
    rows = np.arange(len(truth))
    low, high = np.log(LEAST_LOGIT_SCALE), np.log(LARGEST_LOGIT_SCALE)
    for _ in range(30):
        middle = (low + high) / 2
        expected = (probabilities(np.exp(middle) * logits) * logits).sum(axis=1)
        if np.mean(expected - logits[rows, truth]) > 0:
            high = middle  # surer than right
        else:
            low = middle
    return float(np.exp((low + high) / 2))


@dataclass(frozen=True, slots=True)
class Decision:
    """What a photo was taken for.

    Attributes:
        best: Number of the class that fits best.
        probability: Of that class, 0 to 1.
        margin: To the runner-up; equal to `probability` with one class.
        is_sure: Whether both are large enough; else the photo is unsure.
        top: Numbers of up to three classes, best first.
    """

    best: int
    probability: float
    margin: float
    is_sure: bool
    top: tuple[int, ...]


def decide(
    chances: Vectors, thresholds: Vectors, margin: float, *, has_none: bool = False
) -> tuple[Decision, ...]:
    """What each photo is taken for.

    Args:
        chances: (n, classes) probabilities; with `has_none` followed by a column for "none of these".
        thresholds: (classes,) least probability of each.
        margin: Least distance to the runner-up, "none of these" included.
        has_none: Whether there is such a column.

    Returns:
        n decisions.
    """
    classes = len(thresholds)
    order = np.argsort(-chances[:, :classes], axis=1, kind="stable")
    decisions: list[Decision] = []
    for row, places in zip(chances, order, strict=True):
        best = int(places[0])
        rivals = [row[place] for place in places[1:2]] + ([row[classes]] if has_none else [])
        lead = float(row[best] - max(rivals, default=0.0))
        is_sure = bool(row[best] >= thresholds[best] and lead >= margin)
        decisions.append(
            Decision(best, float(row[best]), lead, is_sure, tuple(int(place) for place in places[:3]))
        )
    return tuple(decisions)
