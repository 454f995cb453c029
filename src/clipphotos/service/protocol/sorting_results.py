"""What the photo service answers before photos are sorted."""

from dataclasses import dataclass

from clipphotos.core.category import Category
from clipphotos.core.sort_plan import SortPlan


@dataclass(frozen=True, slots=True)
class PlannedSort:
    """A plan with the categories that it is about, in their order."""

    plan: SortPlan
    categories: tuple[Category, ...]
