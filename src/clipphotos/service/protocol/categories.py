"""What can be asked and said of categories; none of it touches a file."""

from dataclasses import dataclass
from pathlib import Path

from clipphotos.core.categories.category import Category, CategoryScore
from clipphotos.service.protocol.command import Command
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
        cut: The least probability that counts: the threshold, or without one the best place for it.
        taken: Photos that are as likely as that.
        searchable: Photos that were, or could have been, looked at.
        is_estimate: Whether `taken` is estimated from a sample of a large library.
        histogram: Photos by probability, bins of equal width from 0 to 1; scaled to the library.
        overlaps: Names of other categories with the share of photos that could as well be theirs.
        right: Share of the photos taken that belong there, as far as can be told; None if none is taken.
        right_examples: Confirmed photos that `right` is known from; 0 if they are too few for that.
        examples: Photos that the user said belong to it or do not: it is told by them and its labels.
    """

    best: tuple[LikelyPhoto, ...]
    inside: tuple[LikelyPhoto, ...]
    outside: tuple[LikelyPhoto, ...]
    cut: float
    taken: int
    searchable: int
    is_estimate: bool
    histogram: tuple[int, ...]
    overlaps: tuple[tuple[str, float], ...]
    right: float | None
    right_examples: int
    examples: int = 0


@dataclass(frozen=True, slots=True)
class CategoryCounts:
    """How many photos each category would take.

    Attributes:
        counts: By the category's key.
        is_estimate: Whether they are estimated from a sample of a large library.
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


@dataclass(frozen=True, slots=True)
class ListCategories(Command[tuple[Category, ...]]):
    """Ask for the categories."""


@dataclass(frozen=True, slots=True)
class AddCategory(Command[Category]):
    """Make a category; the answer is the new one.

    Attributes:
        name: Unique.
        labels: Words that describe its photos; empty for the name alone.
        folder: Destination below the sorted tree; empty for one of the category's name.
        threshold: Least probability for a photo to be taken for it, 0 to 1; None for the place where its
            photos are best told from others.
        template: The user's own prompt template with ``{label}``; empty for the built-in set.
        colour: As ``#rrggbb``; empty for the next one.
    """

    name: str
    labels: tuple[str, ...] = ()
    folder: str = ""
    threshold: float | None = None
    template: str = ""
    colour: str = ""


@dataclass(frozen=True, slots=True)
class ChangeCategory(Command[Category]):
    """Describe a category anew; its examples stay. The answer is the changed one.

    Attributes:
        category_id: Which one.
        name: As for `AddCategory`, and so on.
        labels: See there.
        folder: See there.
        threshold: For the current model; other models keep theirs.
        template: See there.
        colour: See there.
    """

    category_id: int
    name: str
    labels: tuple[str, ...]
    folder: str
    threshold: float | None
    template: str
    colour: str


@dataclass(frozen=True, slots=True)
class RemoveCategory(Command[None]):
    """Forget a category; no photo is touched."""

    name: str


@dataclass(frozen=True, slots=True)
class LearnCategories(Command[LearnedCategories]):
    """Make the sub-folders of a folder categories, and their photos their examples; no photo is touched.

    Attributes:
        folder: Absolute path.
        model: The model, or None for the current one.
    """

    folder: Path
    model: str | None = None


@dataclass(frozen=True, slots=True)
class PreviewCategory(Command[CategoryPreview]):
    """What a category would take of the library, as described by now.

    Attributes:
        category_id: The category that is being changed; 0 for a new one.
        name: Its name.
        labels: Its labels; empty for the name alone.
        template: As for `AddCategory`.
        threshold: As for `AddCategory`.
    """

    category_id: int
    name: str
    labels: tuple[str, ...] = ()
    template: str = ""
    threshold: float | None = None


@dataclass(frozen=True, slots=True)
class CountCategories(Command[CategoryCounts]):
    """Ask how many photos each category would take."""


@dataclass(frozen=True, slots=True)
class AskForReview(Command[Review]):
    """Ask which photos to tell something about, the most informative first.

    Attributes:
        category_id: Photos that may belong to this one; None for all categories.
        count: At most this many.
    """

    category_id: int | None = None
    count: int = 30


@dataclass(frozen=True, slots=True)
class PhotoExample:
    """What the user says about a photo.

    Attributes:
        photo_id: Catalogue key.
        category_id: Key of the category.
        is_member: Whether the photo belongs to it; None takes back what was said.
    """

    photo_id: int
    category_id: int
    is_member: bool | None


@dataclass(frozen=True, slots=True)
class SetExamples(Command[tuple[PhotoExample, ...]]):
    """Remember what the user says about photos; no file is touched. The answer would take it back.

    A photo is an example of one category at most.
    """

    examples: tuple[PhotoExample, ...]
