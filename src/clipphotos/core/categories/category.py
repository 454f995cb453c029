"""Categories: what the user sorts photos into, described by labels and shown by examples."""

import re
from dataclasses import dataclass

from clipphotos.core.categories.prompts import check_label, check_template
from clipphotos.core.errors import KnownError
from clipphotos.core.sorting.folder_names import check_pattern, split_pattern
from clipphotos.core.visible_text import plain_line

MOST_LABELS = 50
MOST_CATEGORIES = 500
"""Nobody reviews more, and every one of them is weighed against every photo."""
COLOURS = ("#4c8bf5", "#e8710a", "#1e8e3e", "#d93025", "#9334e6", "#12a4af", "#c5a100", "#e52592")
"""Given in turn to categories whose colour the user does not choose; told apart on light and dark ground."""
LEARNABLE = 0.7
"""A category that recognises fewer of its own examples cannot be told apart from the others."""


@dataclass(frozen=True, slots=True)
class Category:
    """What photos are sorted into.

    Attributes:
        category_id: Catalogue key; 0 before it is stored.
        name: Unique, whatever the case of its letters.
        labels: Words that describe its photos, at least one.
        folder: Destination below the sorted tree, or an absolute path; may end in a pattern, such as
            ``Trips/{year}``. Empty for one of the category's name.
        threshold: Least probability for a photo to be taken for it, 0 to 1; each model has its own. None
            while the user has not chosen one: then where its photos are best told from others.
        template: The user's own prompt template with ``{label}``; empty for the built-in set.
        colour: As ``#rrggbb``.
        examples: Photos that were confirmed.
        rejected: Photos that were said not to belong to it.
    """

    category_id: int
    name: str
    labels: tuple[str, ...]
    folder: str = ""
    threshold: float | None = None
    template: str = ""
    colour: str = ""
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


def new_category(
    name: str,
    labels: tuple[str, ...] = (),
    folder: str = "",
    threshold: float | None = None,
    template: str = "",
    colour: str = "",
) -> Category:
    """A category as the user described it; without labels its name is the label.

    Raises:
        KnownError: ``label-empty``, ``label-too-long``, ``too-many-labels``, ``threshold-out-of-range``,
            ``template-without-label``, ``pattern-…`` or ``colour-unknown``.
    """
    name = check_label(plain_line(name))
    cleaned = [check_label(plain_line(label)) for label in labels] or [name]
    # The same label twice would count twice.
    distinct = {label.casefold(): label for label in reversed(cleaned)}
    if len(distinct) > MOST_LABELS:
        raise KnownError("too-many-labels", name=name[:40], limit=MOST_LABELS)
    if threshold is not None and not 0 <= threshold <= 1:
        raise KnownError("threshold-out-of-range", threshold=str(threshold))
    template = check_template(template) if template.strip() else ""
    if colour and not re.fullmatch(r"#[0-9a-f]{6}", colour, re.IGNORECASE):
        raise KnownError("colour-unknown", colour=colour[:40])
    if "{" in folder:
        check_pattern(split_pattern(folder)[1])
    labels = tuple(reversed(distinct.values()))
    return Category(0, name, labels, folder.strip(), threshold, template, colour.lower())
