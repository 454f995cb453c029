"""Learns where lists of photos are best cut: many texts, each in many made-up libraries."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clipphotos.core.relevance import CutModel, Numbers, against_neutral, features, standardised
from clipphotos.core.vectors import Vectors
from relevance_fit.material import Captioned, Flags, Labelled

LIBRARIES_OF_A_WORD = 8
LIBRARIES_OF_A_CLASS = 24
LEAST_F1 = 0.35
"""A list that is no good wherever it is cut teaches nothing about cutting."""
ABSENT_WEIGHT = 0.6
RIDGE, LOGISTIC_RIDGE = 30.0, 3.0
_REACH = 6.0


@dataclass(frozen=True, slots=True)
class Example:
    """One text in one library.

    Attributes:
        known: Its features.
        cut: Where it is best cut.
        weight: How much that counts.
        scores: (n,) of the photos, in deviations of the background.
        fits: (n,) which of them show what the text says.
    """

    known: Numbers
    cut: float
    weight: float
    scores: Numbers
    fits: Flags


@dataclass(frozen=True, slots=True)
class Text:
    """A text and photos to make libraries of.

    Attributes:
        fitting: (n,) scores of photos that it fits; none for what no photo shows.
        others: (m,) scores of photos that it does not fit.
        reference: (r,) scores of the reference photos.
        libraries: How many to make.
    """

    fitting: Vectors
    others: Vectors
    reference: Vectors
    libraries: int


def texts_of_words(
    words: Sequence[str], vectors: Vectors, photos: Captioned, reference: Vectors, neutral: Vectors
) -> Iterator[Text]:
    """Words that captions name."""
    for word, vector in zip(words, vectors, strict=True):
        direction = against_neutral(vector, neutral)
        scores = photos.vectors @ direction
        fits, fits_not = photos.named(word)
        if fits.sum() >= 8:
            yield Text(scores[fits], scores[fits_not], reference @ direction, LIBRARIES_OF_A_WORD)


def texts_of_classes(
    vectors: dict[str, Vectors], photos: Labelled, others: Vectors, reference: Vectors, neutral: Vectors
) -> Iterator[Text]:
    """Names of classes, among the photos of other classes alone and among everyday photos, too."""
    for name, vector in vectors.items():
        direction = against_neutral(vector, neutral)
        scores = photos.vectors @ direction
        fits = photos.classes == name
        among = (scores[~fits], np.concatenate([scores[~fits], others @ direction]))
        for not_fitting in among:
            yield Text(scores[fits], not_fitting, reference @ direction, LIBRARIES_OF_A_CLASS // len(among))


def texts_of_absent(
    vectors: Vectors, others: Sequence[Vectors], reference: Vectors, neutral: Vectors
) -> Iterator[Text]:
    """Texts that fit none of the photos."""
    for vector in vectors:
        direction = against_neutral(vector, neutral)
        for photos in others:
            yield Text(np.empty(0, np.float32), photos @ direction, reference @ direction, 2)


def examples(texts: Sequence[Text], *, with_reference: bool, seed: int = 0) -> list[Example]:
    """Put each text into libraries of 40 to 3,500 photos, .4 to 60 % of which it fits."""
    chance = np.random.default_rng(seed)
    made: list[Example] = []
    for text in texts:
        for _ in range(text.libraries):
            example = _in_library(text, chance, with_reference=with_reference)
            if example is not None:
                made.append(example)
    return made


def _in_library(text: Text, chance: np.random.Generator, *, with_reference: bool) -> Example | None:
    size = int(np.exp(chance.uniform(np.log(40), np.log(3500))))
    share = np.exp(chance.uniform(np.log(0.004), np.log(0.6)))
    fitting = min(len(text.fitting), max(2, int(size * share)))
    others = min(len(text.others), max(30, size - fitting))
    scores = np.concatenate(
        [
            chance.choice(text.fitting, fitting, replace=False),
            chance.choice(text.others, others, replace=False),
        ]
    )
    fits = np.arange(len(scores)) < fitting
    middle, deviation, known = features(scores, text.reference if with_reference else text.reference[:0])
    own = ((scores - middle) / deviation).astype(np.float64)
    if fitting == 0:
        return Example(known, float(own.max()) + 0.3, ABSENT_WEIGHT, own, fits)
    f1, cut = best_cut(own, fits)
    return Example(known, cut, f1, own, fits) if f1 >= LEAST_F1 else None


def best_cut(scores: npt.NDArray[np.floating], fits: Flags) -> tuple[float, float]:
    """The largest F1 that a list can have, and where, half-way between two photos."""
    order = np.argsort(-scores)
    right = np.cumsum(fits[order])
    f1 = 2 * right / (np.arange(1, len(order) + 1) + fits.sum())
    best = int(f1.argmax())
    below = scores[order][min(best + 1, len(order) - 1)]
    return float(f1[best]), float((scores[order][best] + below) / 2)


def learn_cuts(made: Sequence[Example]) -> CutModel:
    """Ridge regression to the best cuts, then logistic regression of what fits on the distance to them."""
    known = np.array([each.known for each in made])
    weight = np.array([each.weight for each in made])
    centre, spread = known.mean(axis=0), known.std(axis=0) + 1e-9
    rows = standardised(known, centre, spread)
    cuts = np.array([each.cut for each in made])
    penalty = RIDGE * np.eye(rows.shape[1])
    penalty[-1, -1] = 0
    cut = np.linalg.solve((rows * weight[:, None]).T @ rows + penalty, (rows * weight[:, None]).T @ cuts)
    slope, level = _learn_certainty(made, rows, rows @ cut)
    return CutModel(centre, spread, cut, slope, level)


def _learn_certainty(made: Sequence[Example], rows: Numbers, cuts: Numbers) -> tuple[Numbers, Numbers]:
    features_of: list[Numbers] = []
    truth: list[Numbers] = []
    weight: list[Numbers] = []
    for example, row, cut in zip(made, rows, cuts, strict=True):
        distance = np.clip(example.scores - cut, -_REACH, _REACH)
        near = distance > -3
        if not near.any():
            continue
        features_of.append(
            np.hstack([distance[near, None] * row, np.broadcast_to(row, (near.sum(), len(row)))])
        )
        truth.append(example.fits[near].astype(np.float64))
        # What is taken is what is claimed: the photos about the cut and above it.
        weight.append(np.full(near.sum(), example.weight / near.sum()))
    x, y, w = np.concatenate(features_of), np.concatenate(truth), np.concatenate(weight)
    count = rows.shape[1]
    start = np.zeros(2 * count)
    start[count - 1], start[-1] = 1.5, -0.3
    trust = LOGISTIC_RIDGE * np.ones(2 * count)
    trust[[count - 1, -1]] = 0.1
    found = _logistic(x, y, w, start, trust)
    return found[:count], found[count:]


def _logistic(x: Numbers, y: Numbers, w: Numbers, start: Numbers, trust: Numbers) -> Numbers:
    """Weighted logistic regression drawn to where it starts, by Newton's method with ever shorter steps."""

    def loss(found: Numbers) -> float:
        odds = x @ found
        return float(w @ (np.logaddexp(0, odds) - y * odds) + trust @ (found - start) ** 2 / 2)

    found, least = start, loss(start)
    for _ in range(40):
        p = 1 / (1 + np.exp(-np.clip(x @ found, -30, 30)))
        down = x.T @ (w * (p - y)) + trust * (found - start)
        curve = (x * (w * p * (1 - p))[:, None]).T @ x + np.diag(trust)
        step = np.linalg.solve(curve, down)
        tried = next(
            (found - step / 2**k for k in range(12) if loss(found - step / 2**k) < least - 1e-9), None
        )
        if tried is None:
            break
        found, least = tried, loss(tried)
    return found
