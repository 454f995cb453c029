"""Which of many concepts a photo shows: those that stand out from what the concept scores on other photos.

A cosine alone says little: some concepts are near every photo, some photos near every concept. So each
concept is measured against what it scores on a sample of the library (a z-score).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from clipphotos.core.vectors import Vectors

LEAST_Z = 4.7
"""Standard deviations above the concept's mean; of such tags two in five are words of a photo's captions."""

MOST_TAGS = 10
_ONE_DEVIATION_BELOW = 0.159
"""Share of a normal distribution that lies more than a standard deviation below its middle."""
_LEAST_DEVIATION = 0.02
_SHRINKAGE = 20.0
"""Photos that the average concept counts for, where a library is too small to know each of its own."""
_ENOUGH_PHOTOS = 40
"""Fewer do not say alone what is usual: the concepts' own texts help. Measured on captioned photos, the share
of tags that are words of the captions: 0.52 instead of 0.41 with 8 photos, 0.67 instead of 0.57 with 32."""
_SURE_Z = 6.5
_PROBABLE_Z = 5.5


@dataclass(frozen=True, slots=True)
class Background:
    """What concepts score on photos in general.

    Attributes:
        means: (concepts,) median cosine.
        deviations: (concepts,) its standard deviation, told from the photos below the median.
    """

    means: Vectors
    deviations: Vectors


@dataclass(frozen=True, slots=True)
class Tag:
    """A concept that a photo shows.

    Attributes:
        place: Its position among the concepts.
        score: Standard deviations above what the concept scores on other photos.
        cosine: Of photo and concept, -1 to 1.
    """

    place: int
    score: float
    cosine: float


class Sureness(StrEnum):
    """How sure an automatic tag is, as far as a person cares.

    SURE and PROBABLE: of such tags three in four are words of a photo's captions. POSSIBLE: every second.
    """

    SURE = "sure"
    PROBABLE = "probable"
    POSSIBLE = "possible"


def sureness(score: float) -> Sureness:
    """How sure an automatic tag of this score is."""
    if score >= _SURE_Z:
        return Sureness.SURE
    return Sureness.PROBABLE if score >= _PROBABLE_Z else Sureness.POSSIBLE


def share_of_sureness(score: float | None) -> float:
    """A tag's score as a number from 0 to 1: 1 for what a person said, ½ for the least automatic tag."""
    return 1.0 if score is None else max(0.0, 1 - (LEAST_Z / (2 * score) if score > 0 else 1.0))


def commonness(concepts: Vectors) -> Vectors:
    """(m,) How near each concept is to the others: a hint at what it scores on photos that do not show it.

    Args:
        concepts: (m, dim) unit vectors.
    """
    return np.median(concepts @ concepts.T, axis=0).astype(np.float32)


def background(photos: Vectors, concepts: Vectors, common: Vectors | None = None) -> Background:
    """Measure what concepts score on a sample of photos.

    Args:
        photos: (n, dim) unit vectors, n ≥ 1.
        concepts: (m, dim) unit vectors.
        common: From `commonness`, for libraries of few photos, or of photos that all show the same.
    """
    cosines = photos @ concepts.T
    share = len(photos) / (len(photos) + _SHRINKAGE)
    # Of the lower half: photos that show the concept, be they a third of all, must not hide themselves.
    low, middle = np.quantile(cosines, (_ONE_DEVIATION_BELOW, 0.5), axis=0)
    all_low, all_middle = np.quantile(cosines, (_ONE_DEVIATION_BELOW, 0.5))
    deviations = share * (middle - low) + (1 - share) * (all_middle - all_low)
    if common is not None:
        weight = min(1.0, len(photos) / _ENOUGH_PHOTOS)
        middle = weight * middle + (1 - weight) * _fitted(common, middle)
    return Background(middle.astype(np.float32), np.maximum(deviations, _LEAST_DEVIATION).astype(np.float32))


def _fitted(common: Vectors, measured: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """The straight line through what was measured, at what is common: least squares."""
    spread = common - common.mean()
    square = float(spread @ spread)
    slope = float(spread @ (measured - measured.mean())) / square if square > 0 else 0.0
    return measured.mean() + slope * spread.astype(np.float64)


def choose_tags(
    photos: Vectors,
    concepts: Vectors,
    known: Background,
    parents: Sequence[int],
    least_z: float = LEAST_Z,
    *,
    unsaid: Collection[int] = (),
) -> tuple[tuple[Tag, ...], ...]:
    """The tags of photos, best first, at most `MOST_TAGS` each.

    Of siblings only the best is kept, and no kind of a concept that fits better itself: "bear" and
    "polar bear" are not both said of a brown one.

    Args:
        photos: (n, dim) unit vectors.
        concepts: (m, dim) unit vectors.
        known: From `background`, with the same concepts.
        parents: m positions of the broader concepts, -1 for the broadest.
        least_z: Least score.
        unsaid: Positions of concepts that only hold others together; they are no tags, and hide none.
    """
    cosines = photos @ concepts.T
    scores = (cosines - known.means) / known.deviations
    scores[:, list(unsaid)] = -np.inf
    return tuple(_chosen(row, z, parents, least_z) for row, z in zip(cosines, scores, strict=True))


def _chosen(
    cosines: npt.NDArray[np.float32], scores: npt.NDArray[np.float32], parents: Sequence[int], least_z: float
) -> tuple[Tag, ...]:
    tags: list[Tag] = []
    families: set[int] = set()
    said: set[int] = set()
    candidates = np.flatnonzero(scores >= least_z)
    best_first: list[int] = candidates[np.argsort(-cosines[candidates], kind="stable")].tolist()
    for place in best_first:
        parent = int(parents[place])
        if (parent >= 0 and parent in families) or _ancestors(place, parents) & said:
            continue
        tags.append(Tag(place, float(scores[place]), float(cosines[place])))
        families.add(parent)
        said.add(place)
        if len(tags) == MOST_TAGS:
            break
    return tuple(tags)


def _ancestors(place: int, parents: Sequence[int]) -> set[int]:
    found: set[int] = set()
    while (place := parents[place]) >= 0:
        found.add(place)
    return found
