"""Learns what photos of common words look like: a direction for each, and how sure it is."""

from collections.abc import Sequence

import numpy as np

from clipphotos.core.relevance import Numbers, TaughtWords, against_neutral
from clipphotos.core.vectors import Vectors
from relevance_fit.material import Captioned, Flags

LEAST_PHOTOS = 6
RIDGE = 20.0
LEAST_RANKED = 0.85
"""Of pairs of a photo that a word names and one that it does not, the share that its text ranks rightly: who
says "watch" in a caption means no clock."""
IN_DOUBT = 0.3
"""What counts as shown where one or two captions of five name a thing."""
_USUAL_SLOPE, _TRUST = 25.0, 0.01


def taught_words(
    words: Sequence[str], vectors: Vectors, photos: Captioned, neutral: Vectors
) -> tuple[list[str], TaughtWords]:
    """Ridge regression of what captions name on the photos' vectors, and Platt's scaling (1999).

    How sure to be is learned from what each photo would be given had it not been among them, which ridge
    regression tells exactly.

    Returns:
        The words that enough photos show, and what is known of them.
    """
    named = [photos.named(word) for word in words]
    kept = [
        number
        for number, (fits, fits_not) in enumerate(named)
        if fits.sum() >= LEAST_PHOTOS
        and _ranked(photos.vectors @ against_neutral(vectors[number], neutral), fits, fits_not)
        >= LEAST_RANKED
    ]
    shown = np.stack(
        [np.where(named[each][0], 1.0, np.where(named[each][1], 0.0, IN_DOUBT)) for each in kept], axis=1
    )
    centre = photos.vectors.mean(axis=0, dtype=np.float64)
    centred = photos.vectors - centre
    inverse = np.linalg.inv(centred.T @ centred + RIDGE * np.eye(len(centre)))
    mean = shown.mean(axis=0)
    weights = inverse @ (centred.T @ (shown - mean))
    fitted = centred @ weights + mean
    own = ((centred @ inverse) * centred).sum(axis=1) + 1 / len(centred)
    without = fitted - (own / (1 - own))[:, None] * (shown - fitted)
    directions: list[Numbers] = []
    levels: list[float] = []
    prevalences: list[float] = []
    for column, number in enumerate(kept):
        fits, fits_not = named[number]
        known = fits | fits_not
        slope, level = _platt(without[known, column], fits[known].astype(np.float64))
        directions.append(slope * weights[:, column])
        levels.append(level + slope * float(mean[column] - centre @ weights[:, column]))
        share = float(fits[known].mean())
        prevalences.append(float(np.log(share / (1 - share))))
    return [words[number] for number in kept], TaughtWords(
        vectors[kept],
        np.array(directions, np.float32),
        np.array(levels, np.float32),
        np.array(prevalences, np.float32),
    )


def _ranked(scores: Vectors, fits: Flags, fits_not: Flags) -> float:
    return float(np.searchsorted(np.sort(scores[fits_not]), scores[fits]).mean() / fits_not.sum())


def _platt(scores: Numbers, truth: Numbers) -> tuple[float, float]:
    slope, level = _USUAL_SLOPE, -4.0
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(slope * scores + level, -30, 30)))
        spread = p * (1 - p)
        down = np.array([((p - truth) * scores).sum() + _TRUST * (slope - _USUAL_SLOPE), (p - truth).sum()])
        mixed = (spread * scores).sum()
        curve = np.array([[(spread * scores**2).sum() + _TRUST, mixed], [mixed, spread.sum() + 1e-6]])
        step = np.linalg.solve(curve, down)
        slope -= float(np.clip(step[0], -10, 10))
        level -= float(np.clip(step[1], -3, 3))
    return slope, level
