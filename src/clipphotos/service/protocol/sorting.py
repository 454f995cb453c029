"""What is asked of the photo service before photos are sorted; sorting itself is an operation on files."""

from dataclasses import dataclass
from pathlib import Path

from clipphotos.core.categories.category import Category
from clipphotos.core.sorting.plan import USUAL_PATTERN, SortEffect, SortPlan
from clipphotos.service.protocol.command import Command


@dataclass(frozen=True, slots=True)
class PlannedSort:
    """A plan with the categories that it is about, in their order."""

    plan: SortPlan
    categories: tuple[Category, ...]


@dataclass(frozen=True, slots=True)
class PlanSort(Command[PlannedSort]):
    """Plan where photos would go; nothing is touched.

    Attributes:
        photo_ids: The photos, in this order; empty for those of `folder`.
        folder: Absolute path inside the library.
        category_ids: Into these only; None for all categories.
        labels: Names of categories, saved or made up for this plan; used instead of `category_ids` if given.
        effect: Move, copy, link or tag.
        into: Absolute path of the folder that categories without a folder of their own are below; None for
            the library folder that the photo is in.
        into_own: Use the folders of categories that have one, instead of `into` for all.
        pattern: Of the folders below `into`, such as ``{category}/{year}``.
        least_probability: Instead of the categories' own thresholds; None for those.
        corrections: What the user said of photos: their category, or None to leave them where they are.
        model: The model, or None for the current one.
    """

    photo_ids: tuple[int, ...] = ()
    folder: Path | None = None
    category_ids: tuple[int, ...] | None = None
    labels: tuple[str, ...] = ()
    effect: SortEffect = SortEffect.TAG
    into: Path | None = None
    into_own: bool = True
    pattern: str = USUAL_PATTERN
    least_probability: float | None = None
    corrections: tuple[tuple[int, int | None], ...] = ()
    model: str | None = None
