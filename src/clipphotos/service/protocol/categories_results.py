"""What the photo service answers about categories."""

from dataclasses import dataclass

from clipphotos.core.category import CategoryScore
from clipphotos.service.protocol.skipped_photo import SkippedPhoto


@dataclass(frozen=True, slots=True)
class LearnedCategories:
    """What was learned from a folder.

    Attributes:
        scores: How well each category is told apart, all categories considered.
        skipped: Photos that cannot be decoded.
    """

    scores: tuple[CategoryScore, ...]
    skipped: tuple[SkippedPhoto, ...]


@dataclass(frozen=True, slots=True)
class LikelyPhoto:
    """A photo and how likely it belongs to a category, 0 to 1."""

    photo_id: int
    probability: float


@dataclass(frozen=True, slots=True)
class CategoryPreview:
    """What a category would take of the library.

    Attributes:
        best: The likeliest photos, best first.
        inside: Those that only just belong, the one nearest to the border first.
        outside: Those that only just do not, the likeliest first.
        taken: Photos that are as likely as the threshold.
        searchable: Photos that were, or could have been, looked at.
        is_estimate: Whether `taken` was told from a sample of a large library.
        histogram: Photos by probability, bins of equal width from 0 to 1; scaled to the library.
        overlaps: Names of other categories with the share of photos that could as well be theirs.
        right: Share of the photos taken that belong there, as far as can be told; None if none is taken.
        right_examples: Confirmed photos that `right` is known from; 0 if it is told from labels alone.
    """

    best: tuple[LikelyPhoto, ...]
    inside: tuple[LikelyPhoto, ...]
    outside: tuple[LikelyPhoto, ...]
    taken: int
    searchable: int
    is_estimate: bool
    histogram: tuple[int, ...]
    overlaps: tuple[tuple[str, float], ...]
    right: float | None
    right_examples: int


@dataclass(frozen=True, slots=True)
class CategoryCounts:
    """How many photos each category would take.

    Attributes:
        counts: By the category's key.
        is_estimate: Whether they were told from a sample of a large library.
    """

    counts: tuple[tuple[int, int], ...]
    is_estimate: bool


@dataclass(frozen=True, slots=True)
class PhotoToReview:
    """A photo to tell something about.

    Attributes:
        photo_id: Catalogue key.
        guesses: Up to three categories by id, with their probabilities, the likeliest first.
    """

    photo_id: int
    guesses: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Review:
    """Photos to tell something about, the most informative first; none if there is nothing left to ask."""

    photos: tuple[PhotoToReview, ...]
