"""What a category would take of the library, at a glance: the best photos, the border, how many, rivals."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clipphotos.core.categories.certainty import taken_for
from clipphotos.core.vectors import Vectors, top

BEST = 24
BORDER = 12
"""Photos just inside, and as many just outside."""

BINS = 50
"""Of the histogram of probabilities, each a fiftieth wide."""

_COULD_BE = 0.2
"""A photo that is as likely as this may well belong, where nothing is known of photos that belong nowhere."""

_LEAST_OVERLAP = 0.05

_SAME_LOOK = 0.97
"""Cosine of photos of a series: an answer about one answers for the others."""


@dataclass(frozen=True, slots=True)
class Glance:
    """Positions among the photos looked at, and numbers.

    Attributes:
        best: The likeliest, best first.
        inside: Those that only just belong, the one nearest to the border first.
        outside: Those that only just do not, the likeliest first.
        taken: How many belong; see `taken_for`.
        histogram: (`BINS`,) photos by probability.
        overlaps: Other classes with the share of the photos that fit the category and would fit them as well,
            the largest first.
    """

    best: npt.NDArray[np.intp]
    inside: npt.NDArray[np.intp]
    outside: npt.NDArray[np.intp]
    taken: int
    histogram: npt.NDArray[np.intp]
    overlaps: tuple[tuple[int, float], ...]


def glance(probabilities: Vectors, own: int, threshold: float, classes: int) -> Glance:
    """Look at a category among others.

    Args:
        probabilities: (n, classes or one more); a last column for "none of these" may follow.
        own: Number of the category.
        threshold: Least probability for a photo to belong.
        classes: How many classes there are.
    """
    likely = probabilities[:, own]
    order = top(likely, len(likely))
    is_taken = taken_for(probabilities, own, threshold, classes)[order]
    bins = np.minimum((likely * BINS).astype(np.intp), BINS - 1)
    return Glance(
        order[:BEST],
        order[is_taken][: -BORDER - 1 : -1],
        order[~is_taken][:BORDER],
        int(np.count_nonzero(is_taken)),
        np.bincount(bins, minlength=BINS),
        _overlaps(probabilities, own, classes),
    )


def _overlaps(probabilities: Vectors, own: int, classes: int) -> tuple[tuple[int, float], ...]:
    # What each class could take if there were no other one: more than half between it and none.
    least = (
        probabilities[:, classes:]
        if probabilities.shape[1] > classes
        else np.full((len(probabilities), 1), _COULD_BE)
    )
    fits = probabilities[:, :classes] >= least
    candidates = fits[fits[:, own]]
    if len(candidates) == 0:
        return ()
    shares = candidates.mean(axis=0)
    shares[own] = 0
    largest = [int(each) for each in np.argsort(-shares, kind="stable")[:3]]
    return tuple((each, float(shares[each])) for each in largest if shares[each] >= _LEAST_OVERLAP)


def most_informative(
    probabilities: Vectors, photos: Vectors, own: int | None, threshold: float, classes: int, count: int
) -> list[int]:
    """Which photos to ask about first: those that could go either way, no two that look the same.

    Args:
        probabilities: As for `glance`.
        photos: (n, dim) unit vectors.
        own: The category in question; None for all of them.
        threshold: Of that category.
        classes: How many classes there are.
        count: At most this many.

    Returns:
        Positions, the most informative first.
    """
    if own is None:
        # Margin sampling (Scheffer et al. 2001): the smaller the lead of the best, the more is learned.
        two = np.sort(probabilities, axis=1)[:, -2:]
        doubt = np.asarray(two[:, -1] - two[:, 0] if probabilities.shape[1] > 1 else np.abs(two[:, -1] - 0.5))
        if probabilities.shape[1] > classes:
            # What surely belongs nowhere is nothing to ask about.
            doubt = np.where(probabilities[:, classes] > 1 - _COULD_BE / 2, 2.0, doubt)
    else:
        doubt = np.abs(probabilities[:, own] - threshold)
    chosen: list[int] = []
    for position in np.argsort(doubt, kind="stable").tolist():
        if len(chosen) == count:
            break
        if not chosen or float((photos[chosen] @ photos[position]).max()) < _SAME_LOOK:
            chosen.append(position)
    return chosen
