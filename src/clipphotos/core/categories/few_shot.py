"""Learning classes from examples, on top of what their labels say.

Ridge regression in closed form with the zero-shot classifier as prior: the weights are drawn to the class
vectors of the text, not to zero, so that no example is needed and none makes things much worse:

    W = argmin Σ wᵢ |yᵢ − p(xᵢ) − xᵢ W|² + λ |W|²,   scores(x) = p(x) + x W

with x centred vectors, wᵢ the weight of an example, y one-hot labels and p the prior's scores. What an
example would be given if it were not among them is known exactly, see `ridge`. It tells how well
classes can be told apart, and how sure to be.

Every constant here was chosen on the sample photos, see ``docs/history/classification.md``.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clipphotos.core.categories.classifier import fit_open, fit_scale, softmax
from clipphotos.core.categories.ridge import RidgeState, solve_ridge
from clipphotos.core.relevance import Lines
from clipphotos.core.vectors import Vectors

CLOSED_RIDGE, OPEN_RIDGE = 10.0, 3.0
"""λ: how strongly weights are drawn to the prior if every photo belongs to a class, and if some may not."""

CLOSED_PRIOR, OPEN_PRIOR = 1 / 16, 1 / 24
"""A difference of one between logits of the text counts as much as this share of a label."""

BACKGROUND_WEIGHT = 0.2
"""A photo that may be anything counts as a fifth of a confirmed one: some of them do belong to a class."""

HUB_LOGITS = 3.0
"""So far above texts that say nothing a label may lie on photos that it does not fit. What it lies higher on
average is no background: the library is full of such photos."""

RARE, COMMON = 0.2, 0.5
"""Shares of the library that seem to belong to the classes. Where they are rare, a photo that looks like one
still mostly is none; where they are common, it mostly is one, and must not be learned as none."""

NONE_SCORE = 0.3
"""What "none of these" scores on every photo, where a class that fits scores about 1."""

CLOSED_SCALE, OPEN_SCALE = 14.0, 22.0
"""Factor for scores before the softmax as long as few examples tell how sure to be."""

SCALE_EXAMPLES = 320
"""`CLOSED_SCALE` counts as much as so many examples: what a few are given without themselves is chance."""

LARGEST_FITTED_SCALE = 60.0
"""Examples that are all recognised fit any scale, the larger the better."""

USUAL_CUT, CUT_EXAMPLES = 0.5, 3
"""The probability from which on photos are taken where examples tell how sure to be, and with how many
examples of a class they alone do."""


@dataclass(frozen=True, slots=True)
class Learned:
    """Classes that know their labels and their examples.

    Attributes:
        is_open: Whether a photo may belong to none of them.
        prior: (classes, dim) what the labels say: scores rise along it.
        prior_level: (classes,) scores at the origin.
        cuts: (classes,) probability from which on photos are best taken for each.
        centre: (dim,) mean of the photos known.
        weights: (dim, classes) learned from the examples.
        scale: Factor for scores before a softmax.
        none_score: What "none of these" scores; it means something only if `is_open`.
        labels: (examples,) what was learned from: the class of each, -1 for none.
        left_out: (examples, classes) scores of each example, had it not been among them.
        accuracy: Share of the examples that are recognised without themselves; None without examples.
        state: Makes the next `learn` from nearly the same photos cheap.
    """

    is_open: bool
    prior: Vectors
    prior_level: Vectors
    cuts: Vectors
    centre: Vectors
    weights: Vectors
    scale: float
    none_score: float
    labels: npt.NDArray[np.intp]
    left_out: Vectors
    accuracy: float | None
    state: RidgeState | None

    @property
    def classes(self) -> int:
        """How many there are."""
        return len(self.prior)

    def scores(self, photos: Vectors) -> Vectors:
        """(n, dim) photo vectors to (n, classes) scores; about 1 for a class that fits, 0 for others."""
        # One product for the labels' part and the learned one: at every key press, over many photos.
        directions = self.prior.T + self.weights
        level = self.prior_level - self.centre @ self.weights
        return (photos @ directions.astype(np.float32) + level).astype(np.float32)

    def probabilities(self, photos: Vectors) -> Vectors:
        """(n, dim) photo vectors to probabilities: (n, classes), with a last column for none if `is_open`."""
        return self._probabilities(self.scores(photos))

    def left_out_probabilities(self) -> Vectors:
        """Probabilities of each example, had it not been among them; columns as in `probabilities`."""
        return self._probabilities(self.left_out)

    def _probabilities(self, scores: Vectors) -> Vectors:
        return softmax(np.float32(self.scale) * self._columns(scores))

    def _columns(self, scores: Vectors) -> Vectors:
        return _with_none(scores, self.none_score) if self.is_open else scores


def learn(
    texts: Vectors,
    logit_scale: float,
    examples: Vectors,
    labels: npt.NDArray[np.intp],
    background: Vectors | None = None,
    ridge: float | None = None,
    before: Learned | None = None,
    neutral: Vectors | None = None,
    relevance: Lines | None = None,
) -> Learned:
    """Refine zero-shot classes by examples.

    Args:
        texts: (classes, dim) unit class vectors of the labels.
        logit_scale: The model's factor before a softmax over cosines.
        examples: (n, dim) unit vectors of photos; n may be 0.
        labels: (n,) the class of each, or -1 for a photo that belongs to none.
        background: (m, dim) vectors of photos of which nothing is known, a sample of the library: taken to
            belong to no class, with little weight.
        ridge: λ; None for `OPEN_RIDGE` or `CLOSED_RIDGE`.
        before: What was learned before. If it was from nearly the same photos, whatever their labels,
            learning again is much faster; the result is the same.
        neutral: (dim,) mean vector of texts that describe nothing in particular: tells what is a low cosine
            even where the whole library belongs to the classes.
        relevance: How probably photos fit each label, where a photo may belong to none; counts for a class
            with few examples. Without it a label is told apart from what the library scores on average.

    Returns:
        The classes; open if there are photos that belong to none, or may. Without any photo they are the
        zero-shot classes: softmax over logit_scale × cosine.
    """
    classes, dim = len(texts), len(texts.T)
    others = np.empty((0, dim), np.float32) if background is None else background
    known = np.concatenate([examples, others])
    is_open = len(others) > 0 or bool(np.any(labels < 0))
    prior_scale = logit_scale * (OPEN_PRIOR if is_open else CLOSED_PRIOR)
    usual = np.full(classes, USUAL_CUT, np.float32)
    if len(known) == 0:
        return Learned(
            is_open, prior_scale * texts, np.zeros(classes, np.float32), usual, np.zeros(dim, np.float32),
            np.zeros((dim, classes), np.float32), 1 / CLOSED_PRIOR, NONE_SCORE, labels,
            np.empty((0, classes), np.float32), None, None,
        )  # fmt: skip
    centre = (others if len(others) else examples).mean(axis=0, dtype=np.float64)
    targets = np.zeros((len(known), classes))
    targets[np.flatnonzero(labels >= 0), labels[labels >= 0]] = 1
    directions, level = prior_scale * texts, np.zeros(classes, np.float32)
    cuts = usual
    if is_open:
        # A photo may belong to none: every class is told apart from what the library scores on average.
        base = texts.astype(np.float64) @ centre
        if neutral is not None:
            base = np.minimum(base, float(np.dot(centre, neutral)) + HUB_LOGITS / logit_scale)
        level = (-prior_scale * base).astype(np.float32)
    if is_open and relevance is not None:
        # The fewer examples, the more the words have to say by themselves. Even odds are the score of none:
        # the softmax of both gives back what the words say alone.
        shown = np.bincount(labels[labels >= 0], minlength=classes)
        trust = np.minimum(shown / CUT_EXAMPLES, 1).astype(np.float32)
        directions = _mixed(trust[:, None], directions, relevance.directions / OPEN_SCALE)
        level = _mixed(trust, level, NONE_SCORE + relevance.levels / OPEN_SCALE)
        cuts = _mixed(trust, usual, relevance.cuts)
    prior: npt.NDArray[np.float64] = (known @ directions.T).astype(np.float64) + level
    if not is_open:
        # One of the classes is true: only differences between them count.
        prior -= prior.mean(axis=1, keepdims=True)
        targets -= 1 / classes
    background_weight = _background_weight(prior[len(examples) :])
    if relevance is not None:
        # What the library is full of is known to it; as examples of nothing its photos would count twice.
        background_weight *= _trust_in_background(len(examples))
    weight = np.concatenate([np.ones(len(examples)), background_weight])
    solved = solve_ridge(
        known,
        targets - prior,
        weight,
        centre,
        ridge if ridge is not None else OPEN_RIDGE if is_open else CLOSED_RIDGE,
        before.state if before is not None else None,
    )
    left_out = (targets - solved.missed)[: len(examples)].astype(np.float32)
    scale, none_score = _certainty(left_out, labels, is_open=is_open)
    is_labelled = labels >= 0
    truth, seen = labels[is_labelled], left_out[is_labelled]
    return Learned(
        is_open,
        directions.astype(np.float32),
        level.astype(np.float32),
        cuts,
        centre.astype(np.float32),
        solved.weights.astype(np.float32),
        scale,
        none_score,
        labels,
        left_out,
        float(np.mean(np.equal(seen.argmax(axis=1), truth))) if len(truth) else None,
        solved.state,
    )


def _background_weight(prior: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """(m,) how much photos of the library count as examples of no class, by what the labels say of them."""
    if len(prior) == 0:
        return np.empty(0)
    scores = _with_none(prior.astype(np.float32), NONE_SCORE)
    none: npt.NDArray[np.float64] = softmax(np.float32(OPEN_SCALE) * scores)[:, -1].astype(np.float64)
    rarity = min(max((float(none.mean()) - (1 - COMMON)) / (COMMON - RARE), 0.0), 1.0)
    # In few steps, so that most weights stay what they were when a photo is added.
    steps = np.rint(4 * (rarity + (1 - rarity) * none)) / 4
    return BACKGROUND_WEIGHT * steps.clip(0.02, 1)


def _mixed(share: Vectors, one: Vectors, other: Vectors) -> Vectors:
    return (share * one + (1 - share) * other).astype(np.float32)


def _trust_in_background(examples: int) -> float:
    """How much the library's photos count as examples of no class beside so many real ones, 0 to 1."""
    # In few steps, as above; and never nothing, which could not be solved.
    return max(1e-6, float(np.ceil(4 * min(1.0, examples / CUT_EXAMPLES))) / 4)


def _certainty(left_out: Vectors, labels: npt.NDArray[np.intp], *, is_open: bool) -> tuple[float, float]:
    """Scale and none score that fit what each example would be given without itself, as far as they tell."""
    rejected = int(np.sum(labels < 0))
    confirmed = len(labels) - rejected
    if is_open:
        if rejected == 0 or confirmed == 0:
            return OPEN_SCALE, NONE_SCORE
        truth = np.where(labels < 0, left_out.shape[1], labels)
        # Examples to start with are all confirmed, so their number says nothing about how common others are.
        weight = np.where(labels < 0, 1.0, min(1.0, rejected / confirmed))
        scale, offset = fit_open(_with_none(left_out, NONE_SCORE), truth, weight, OPEN_SCALE)
        return scale, NONE_SCORE + offset / scale
    fitted = min(fit_scale(left_out, labels), LARGEST_FITTED_SCALE)
    own = len(labels) / (len(labels) + SCALE_EXAMPLES)
    return float(fitted**own * CLOSED_SCALE ** (1 - own)), NONE_SCORE


def _with_none(scores: Vectors, none_score: float) -> Vectors:
    """Scores with one more column, that of "none of these"."""
    return np.hstack([scores, np.full((len(scores), 1), none_score, np.float32)])
