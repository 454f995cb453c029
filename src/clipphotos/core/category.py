"""Categories: what the user sorts photos into, described by labels and shown by examples."""

from dataclasses import dataclass

from clipphotos.core.errors import KnownError
from clipphotos.core.prompts import check_label

MOST_LABELS = 50
LEARNABLE = 0.7
"""A category that recognises fewer of its own examples cannot be told apart from the others."""


@dataclass(frozen=True, slots=True)
class Category:
    """What photos are sorted into.

    Attributes:
        category_id: Catalogue key; 0 before it is stored.
        name: Unique, whatever the case of its letters.
        labels: Words that describe its photos, at least one.
        folder: Destination below the sorted tree; empty for one of the category's name.
        threshold: Least probability for a photo to be taken for it, 0 to 1.
        examples: Photos that were confirmed.
        rejected: Photos that were said not to belong to it.
    """

    category_id: int
    name: str
    labels: tuple[str, ...]
    folder: str = ""
    threshold: float = 0.5
    examples: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class CategoryScore:
    """How well a category is told apart by its examples, each judged without itself.

    Attributes:
        name: The category.
        examples: How many it has.
        recognised: Share of them that is recognised.
        confused_with: The category that most of the others are taken for; empty if there are none.
    """

    name: str
    examples: int
    recognised: float
    confused_with: str

    @property
    def is_learnable(self) -> bool:
        """Whether it is worth sorting photos into it by machine."""
        return self.recognised >= LEARNABLE


def new_category(name: str, labels: tuple[str, ...], folder: str, threshold: float) -> Category:
    """A category as the user described it; without labels its name is the label.

    Raises:
        KnownError: ``label-empty``, ``label-too-long``, ``too-many-labels`` or ``threshold-out-of-range``.
    """
    name = check_label(name)
    cleaned = [check_label(label) for label in labels] or [name]
    # The same label twice would count twice.
    distinct = {label.casefold(): label for label in reversed(cleaned)}
    if len(distinct) > MOST_LABELS:
        raise KnownError("too-many-labels", name=name[:40], limit=MOST_LABELS)
    if not 0 <= threshold <= 1:
        raise KnownError("threshold-out-of-range", threshold=str(threshold))
    return Category(0, name, tuple(reversed(distinct.values())), folder, threshold)
