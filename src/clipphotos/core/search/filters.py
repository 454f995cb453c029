"""Filters: what photos must be like, or where they must be, to be found by a search.

A filter is a value. What follows from one follows from its type: see the attributes that all types share.
A new type is added here, to `CatalogueFilter` or `Filter`; wherever a case is missing then, the type checker
says so: in `clipphotos.storage.search.photo_search`, `clipphotos.gui.search.filter_texts` and
`clipphotos.cli.filters`.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, TypeAlias

from clipphotos.core.changes import Changes
from clipphotos.core.errors import KnownError
from clipphotos.core.operations.annotation import MOST_STARS, Flag


@dataclass(frozen=True, slots=True)
class FolderFilter:
    """Photos in a folder or below it.

    Attributes:
        folder: The folder, in the library or above it.
    """

    needs_model: ClassVar[bool] = False
    """Whether only a model knows which photos it lets through."""
    stands_alone: ClassVar[bool] = False
    """Whether it is a search without any words. The photos of a folder are looked at without a search."""

    folder: Path

    def is_concerned_by(self, _changes: Changes) -> bool:
        """Whether it may let other photos through after changes of the library."""
        return False


@dataclass(frozen=True, slots=True)
class CategoryFilter:
    """Photos of one of the user's categories.

    Attributes:
        category_id: Key of the category.
        name: What it is called, for whoever shows the filter.
    """

    needs_model: ClassVar[bool] = True
    stands_alone: ClassVar[bool] = True

    category_id: int
    name: str = field(default="", compare=False)

    def is_concerned_by(self, changes: Changes) -> bool:
        """As `FolderFilter.is_concerned_by`."""
        return changes.categories


@dataclass(frozen=True, slots=True)
class TagFilter:
    """Photos that have a tag, or a kind of what it means, and from which the user did not take it off.

    Attributes:
        term: The tag, as it is kept or as it was typed.
        zh: The tag in Chinese, for whoever shows the filter; empty for the user's own words.
        kinds: The tag and all kinds of what it means: photos with any of them are let through. Whoever
            searches leaves it empty; the service knows the vocabulary and fills it in.
    """

    needs_model: ClassVar[bool] = False
    stands_alone: ClassVar[bool] = True

    term: str
    zh: str = field(default="", compare=False)
    kinds: tuple[str, ...] = ()

    def is_concerned_by(self, changes: Changes) -> bool:
        """As `FolderFilter.is_concerned_by`."""
        return changes.tags


@dataclass(frozen=True, slots=True)
class LeastRating:
    """Photos with so many stars, or more.

    Attributes:
        stars: 1 to 5.

    Raises:
        KnownError: ``rating-out-of-range``.
    """

    needs_model: ClassVar[bool] = False
    stands_alone: ClassVar[bool] = True

    stars: int

    def __post_init__(self) -> None:
        if not 1 <= self.stars <= MOST_STARS:
            raise KnownError("rating-out-of-range", rating=self.stars, limit=MOST_STARS)

    def is_concerned_by(self, changes: Changes) -> bool:
        """As `FolderFilter.is_concerned_by`."""
        return changes.ratings


@dataclass(frozen=True, slots=True)
class FlagFilter:
    """Photos with a flag, or those without one."""

    needs_model: ClassVar[bool] = False
    stands_alone: ClassVar[bool] = True

    flag: Flag

    def is_concerned_by(self, changes: Changes) -> bool:
        """As `FolderFilter.is_concerned_by`."""
        return changes.flags


CatalogueFilter: TypeAlias = FolderFilter | TagFilter | LeastRating | FlagFilter
"""What the catalogue knows of each photo."""
Filter: TypeAlias = CatalogueFilter | CategoryFilter
