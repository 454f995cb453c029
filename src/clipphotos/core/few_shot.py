"""Learning classes from examples, on top of what their labels say.

Ridge regression in closed form with the zero-shot classifier as prior: the weights are drawn to the class
vectors of the text, not to zero, so that no example is needed and none makes things much worse:

    W = argmin Σ wᵢ |yᵢ − p(xᵢ) − xᵢ W|² + λ |W|²,   scores(x) = p(x) + x W

with x centred vectors, wᵢ the weight of an example, y one-hot labels and p the prior's scores. What each
example would be given if it were not among them has a closed form as well (Allen 1974, PRESS): its residual
divided by 1 − hᵢ, h being the diagonal of the hat matrix. It tells how well classes can be told apart.
The equations are solved in as many unknowns as there are examples or dimensions, whichever are fewer.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clipphotos.core.classifier import fit_scale, probabilities
from clipphotos.core.vectors import Vectors

RIDGE = 3.0
"""λ: how strongly weights are drawn to the prior. Measured on the sample photos; a third is as good."""

PRIOR_WEIGHT = 1 / 22
"""A difference of one between logits of the text counts as much as this share of a label."""

BACKGROUND_WEIGHT = 0.2
"""A photo that may be anything counts as a fifth of a confirmed one: some of them do belong to a class."""


NONE_SCORE = 0.3
"""What "none of these" scores on every photo, where a class that fits scores about 1. Measured likewise."""


OPEN_SCALE = 18.0
"""Factor for scores before the softmax if a photo may belong to none: a few examples tell too little about
how common such photos are to fit it. Measured likewise."""


@dataclass(frozen=True, slots=True)
class Learned:
    """Classes that know their labels and their examples.

    Attributes:
        is_open: Whether a photo may belong to none of them.
        texts: (classes, dim) unit class vectors of the labels.
        prior_scale: Factor for their cosines.
        centre: (dim,) mean of the photos known.
        base: (classes,) what the labels score on average; taken off.
        weights: (dim, classes) learned from the examples.
        scale: Factor for scores before a softmax, fitted on what each example would be given without itself;
            `OPEN_SCALE` if a photo may belong to none.
        left_out: (examples, classes) just those scores.
        accuracy: Share of the examples that are recognised without themselves; None without examples.
    """

    is_open: bool
    texts: Vectors
    prior_scale: float
    centre: Vectors
    base: Vectors
    weights: Vectors
    scale: float
    left_out: Vectors
    accuracy: float | None

    def scores(self, photos: Vectors) -> Vectors:
        """(n, dim) photo vectors to (n, classes) scores; about 1 for a class that fits, 0 for others."""
        prior = self.prior_scale * (photos @ self.texts.T - self.base)
        return (prior + (photos - self.centre) @ self.weights).astype(np.float32)

    def chances(self, photos: Vectors) -> Vectors:
        """(n, dim) photo vectors to probabilities: (n, classes), with a last column for none if `is_open`."""
        scores = self.scores(photos)
        return probabilities((_with_none(scores) if self.is_open else scores) * np.float32(self.scale))


def learn(
    texts: Vectors,
    logit_scale: float,
    examples: Vectors,
    labels: npt.NDArray[np.intp],
    background: Vectors | None = None,
    ridge: float = RIDGE,
) -> Learned:
    """Refine zero-shot classes by examples.

    Args:
        texts: (classes, dim) unit class vectors of the labels.
        logit_scale: The model's factor before a softmax over cosines.
        examples: (n, dim) unit vectors of photos; n may be 0.
        labels: (n,) the class of each, or -1 for a photo that belongs to none.
        background: (m, dim) vectors of photos of which nothing is known, a sample of the library: taken to
            belong to no class, with little weight.
        ridge: λ.

    Returns:
        The classes; open if there are photos that belong to none, or may. Without any photo they are the
        zero-shot classes: softmax over logit_scale × cosine.
    """
    classes, dim = len(texts), len(texts.T)
    others = np.empty((0, dim), np.float32) if background is None else background
    known = np.concatenate([examples, others]).astype(np.float64)
    prior_scale = logit_scale * PRIOR_WEIGHT
    if len(known) == 0:
        nothing = np.zeros((classes, dim), np.float32)
        return Learned(
            False,  # noqa: FBT003
            texts, prior_scale, nothing[0], np.zeros(classes, np.float32), nothing.T, 1 / PRIOR_WEIGHT,
            np.empty((0, classes), np.float32), None,
        )  # fmt: skip
    centre: npt.NDArray[np.float64] = (others if len(others) else examples).astype(np.float64).mean(axis=0)
    cosines = known @ texts.T.astype(np.float64)
    is_open = len(others) > 0 or bool(np.any(labels < 0))
    one_hot = np.concatenate([_one_hot(labels, classes), np.zeros((len(others), classes))])
    base: npt.NDArray[np.float64] = np.zeros(classes)
    if is_open:
        # A photo may belong to none: every class is told apart from what the library scores on average.
        base = np.asarray(centre @ texts.T.astype(np.float64))
        prior = prior_scale * (cosines - base)
    else:
        # One of the classes is true: only differences between them count.
        prior = prior_scale * (cosines - cosines.mean(axis=1, keepdims=True))
        one_hot -= 1 / classes
    weight = np.concatenate([np.ones(len(examples)), np.full(len(others), BACKGROUND_WEIGHT)])
    weights, residual_left_out = _ridge(known - centre, one_hot - prior, weight, ridge)
    left_out = (one_hot - residual_left_out)[: len(examples)].astype(np.float32)
    is_labelled = labels >= 0
    truth, shown = labels[is_labelled], left_out[is_labelled]
    return Learned(
        is_open,
        texts,
        prior_scale,
        centre.astype(np.float32),
        base.astype(np.float32),
        weights.astype(np.float32),
        fit_scale(shown, truth) if len(truth) and not is_open else OPEN_SCALE,
        left_out,
        float(np.mean(np.equal(shown.argmax(axis=1), truth))) if len(truth) else None,
    )


def _with_none(scores: Vectors) -> Vectors:
    """Scores with one more column, that of "none of these"."""
    return np.hstack([scores, np.full((len(scores), 1), NONE_SCORE, np.float32)])


def _one_hot(labels: npt.NDArray[np.intp], classes: int) -> npt.NDArray[np.float64]:
    """(n, classes), a row of zeros for -1."""
    return (labels[:, None] == np.arange(classes)).astype(np.float64)


def _ridge(
    rows: npt.NDArray[np.float64],
    targets: npt.NDArray[np.float64],
    weight: npt.NDArray[np.float64],
    ridge: float,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Weighted ridge regression.

    Args:
        rows: (n, dim).
        targets: (n, outputs).
        weight: (n,).
        ridge: λ.

    Returns:
        (dim, outputs) weights, and (n, outputs) by what each row's target would be missed were it left out.
    """
    count, dim = rows.shape
    root = np.sqrt(weight)[:, None]
    rows, targets = rows * root, targets * root
    if count <= dim:
        inverse = np.linalg.inv(rows @ rows.T + ridge * np.eye(count))
        dual = inverse @ targets
        return rows.T @ dual, dual / np.diag(inverse)[:, None] / root
    inverse = np.linalg.inv(rows.T @ rows + ridge * np.eye(dim))
    weights = inverse @ (rows.T @ targets)
    hat = np.einsum("nd,nd->n", rows @ inverse, rows)
    return weights, (targets - rows @ weights) / (1 - hat)[:, None] / root
