"""What is searched for and what is found."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from clipphotos.core.changes import Changes
from clipphotos.core.search.filters import Filter

_Filter = TypeVar("_Filter", bound=Filter)


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A search by words, by example, by filters, or by several of them.

    Attributes:
        text: The words, exactly as typed; empty for a search without words.
        like: A photo file to search by, inside the library or not, or None.
        filters: Only photos that all of them let through; most of them are searches without words, too.
        limit: At most this many hits.
        model: Name of the model to search with, or None for the current one.
    """

    text: str = ""
    like: Path | None = None
    filters: tuple[Filter, ...] = ()
    limit: int = 200
    model: str | None = None

    @property
    def has_words(self) -> bool:
        """Whether it has words to compare photos with."""
        return bool(self.text.strip())

    @property
    def is_by_content(self) -> bool:
        """Whether photos are compared with words or an example; then hits are scored by likeness."""
        return self.has_words or self.like is not None

    @property
    def is_filtered(self) -> bool:
        """Whether it states something about the photos, not only where they are."""
        return any(each.stands_alone for each in self.filters)

    @property
    def is_search(self) -> bool:
        """Whether anything is searched for at all."""
        return self.is_by_content or self.is_filtered

    @property
    def needs_model(self) -> bool:
        """Whether only a model can answer it."""
        return self.is_by_content or any(each.needs_model for each in self.filters)

    def filters_of(self, kind: type[_Filter]) -> tuple[_Filter, ...]:
        """Its filters of one type."""
        return tuple(each for each in self.filters if isinstance(each, kind))

    def is_wider_than(self, other: "SearchQuery") -> bool:
        """Whether another search asks for all that this one does, and for more."""
        return (
            self != other
            and self.text.strip() in ("", other.text.strip())
            and self.like in (None, other.like)
            and set(self.filters) <= set(other.filters)
        )

    def is_concerned_by(self, changes: Changes) -> bool:
        """Whether it may find something else after changes of the library."""
        return (
            changes.vectors or changes.models or any(each.is_concerned_by(changes) for each in self.filters)
        )


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One photo found.

    Attributes:
        rank: From 1, best first.
        photo_id: Catalogue key.
        path: Absolute path.
        score: Cosine between query and photo vector, -1 to 1. Without words and example: how probable the
            category is, or how sure the tags are, 0 to 1.
    """

    rank: int
    photo_id: int
    path: Path
    score: float
