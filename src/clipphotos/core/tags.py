"""Which of many concepts a photo shows: those that stand out from what the concept scores on other photos.

A cosine alone says little: some concepts are near every photo, some photos near every concept. So each
concept is measured against what it scores on a sample of the library (a z-score).
"""

from collections.abc import Sequence
from dataclasses import dataclass

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


def background(photos: Vectors, concepts: Vectors) -> Background:
    """Measure what concepts score on a sample of photos.

    Args:
        photos: (n, dim) unit vectors, n ≥ 1.
        concepts: (m, dim) unit vectors.
    """
    cosines = photos @ concepts.T
    share = len(photos) / (len(photos) + _SHRINKAGE)
    # Of the lower half: photos that show the concept, be they a third of all, must not hide themselves.
    low, middle = np.quantile(cosines, (_ONE_DEVIATION_BELOW, 0.5), axis=0)
    all_low, all_middle = np.quantile(cosines, (_ONE_DEVIATION_BELOW, 0.5))
    deviations = share * (middle - low) + (1 - share) * (all_middle - all_low)
    return Background(middle.astype(np.float32), np.maximum(deviations, _LEAST_DEVIATION).astype(np.float32))


def choose_tags(
    photos: Vectors, concepts: Vectors, known: Background, parents: Sequence[int], least_z: float = LEAST_Z
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
    """
    cosines = photos @ concepts.T
    scores = (cosines - known.means) / known.deviations
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
