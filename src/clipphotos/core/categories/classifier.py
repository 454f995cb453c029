"""CLIP as a classifier that words define (Radford et al. 2021, §3.1): from class vectors to decisions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clipphotos.core.vectors import Vectors, unit

LEAST_LOGIT_SCALE, LARGEST_LOGIT_SCALE = 1.0, 200.0

SCALE_TRUST, OFFSET_TRUST = 48.0, 0.5
"""How strongly `fit_open` holds on to the usual factor and offset: the precision of their priors."""

MOST_OFFSET = 6.0

NEWTON_STEPS = 20

MARGIN = 0.1
"""By how much a category has to lead before the next one."""


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


def softmax(logits: Vectors) -> Vectors:
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
    for _ in range(16):  # to a ten-thousandth
        middle = (low + high) / 2
        expected = (softmax(np.exp(middle) * logits) * logits).sum(axis=1)
        if np.mean(expected - logits[rows, truth]) > 0:
            high = middle  # surer than right
        else:
            low = middle
    return float(np.exp((low + high) / 2))


def fit_open(
    logits: Vectors, truth: npt.NDArray[np.intp], weight: npt.NDArray[np.float64], usual: float
) -> tuple[float, float]:
    """A factor for logits and an offset for "none of these", both drawn to their usual values.

    Platt's scaling (1999) for several classes; the largest posterior by Newton's method. Gaussian priors keep
    a few examples from moving them far.

    Args:
        logits: (n, classes + 1), the last column for "none of these".
        truth: (n,) column numbers.
        weight: (n,) how much each counts.
        usual: The factor without any example; without any, the offset is 0.

    Returns:
        Factor, between a quarter of `usual` and four times as much, and offset, at most `MOST_OFFSET` either
        way, to be added to the last column of factor × logits.
    """
    rows = np.arange(len(truth))
    precise = logits.astype(np.float64)
    is_none = np.zeros(precise.shape[1])
    is_none[-1] = 1
    # The two features whose weights are sought: (n, columns, 2).
    features = np.stack([precise, np.broadcast_to(is_none, precise.shape)], axis=2)
    trust = np.diag([SCALE_TRUST / usual**2, OFFSET_TRUST])
    start = np.array([usual, 0.0])
    least, largest = np.array([usual / 4, -MOST_OFFSET]), np.array([4 * usual, MOST_OFFSET])

    def probabilities_and_loss(found: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], float]:
        odds: npt.NDArray[np.float64] = features @ found
        odds -= odds.max(axis=1, keepdims=True)
        total = np.log(np.exp(odds).sum(axis=1, keepdims=True))
        away = found - start
        return np.exp(odds - total), float(
            weight @ (total[:, 0] - odds[rows, truth]) + away @ trust @ away / 2
        )

    found: npt.NDArray[np.float64] = start
    probabilities, loss = probabilities_and_loss(found)
    for _ in range(NEWTON_STEPS):
        expected: npt.NDArray[np.float64] = np.einsum("nc,ncf->nf", probabilities, features)
        slope: npt.NDArray[np.float64] = weight @ (expected - features[rows, truth]) + trust @ (found - start)
        squares: npt.NDArray[np.float64] = np.einsum(
            "n,nc,ncf,ncg->fg", weight, probabilities, features, features, optimize=True
        )
        curve = squares - (expected * weight[:, None]).T @ expected + trust
        step: npt.NDArray[np.float64] = np.linalg.solve(curve, slope).astype(np.float64)
        # A full step may go too far where probabilities are near 0 or 1, and then ever farther.
        for halvings in range(NEWTON_STEPS):
            tried = np.clip(found - step / 2**halvings, least, largest)
            tried_probabilities, tried_loss = probabilities_and_loss(tried)
            if tried_loss < loss:
                break
        else:
            break  # as good as it gets
        found, probabilities, loss = tried, tried_probabilities, tried_loss
    return float(found[0]), float(found[1])


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


def is_clear(
    own: Vectors | np.float32, rivals: Vectors | np.float32, threshold: float | np.float32
) -> npt.NDArray[np.bool_]:
    """Whether photos are taken for a class: likely enough, and clearly more than for any other.

    Args:
        own: Probability of the class.
        rivals: Largest probability of another one; -1 where there is none.
        threshold: Least probability of the class.
    """
    return np.asarray((own >= threshold) & (own - rivals >= MARGIN))


def decide(probabilities: Vectors, thresholds: Vectors) -> tuple[Decision, ...]:
    """What each photo is taken for; see `taken_for` for one class of many photos.

    Args:
        probabilities: (n, classes); a column for "none of these" may follow.
        thresholds: (classes,) least probability of each.

    Returns:
        n decisions.
    """
    classes = len(thresholds)
    order = np.argsort(-probabilities[:, :classes], axis=1, kind="stable")
    decisions: list[Decision] = []
    for row, places in zip(probabilities, order, strict=True):
        best = int(places[0])
        own = row[best]
        rival = row[places[1]] if classes > 1 else np.float32(-1)
        lead = float(own - max(rival, np.float32(0)))
        is_sure = bool(is_clear(own, rival, thresholds[best]))
        decisions.append(Decision(best, float(own), lead, is_sure, tuple(int(place) for place in places[:3])))
    return tuple(decisions)
