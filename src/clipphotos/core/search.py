"""What is searched for and what is found."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A search by words, by example, by category, or by several of them.

    Attributes:
        text: The words, exactly as typed; empty for a search by example alone.
        like: A photo file to search by, inside the library or not, or None.
        folder: Only photos below this folder, or None for all.
        limit: At most this many hits.
        model: Name of the model to search with, or None for the current one.
        tags: Only photos that have all of these, or kinds of them; alone, they need no model.
        category: Only photos of this category, by its key, or None for all.
        least_rating: Only photos with at least this many stars, 1 to 5; alone, it needs no model. 0 for all.
    """

    text: str = ""
    like: Path | None = None
    folder: Path | None = None
    limit: int = 200
    model: str | None = None
    tags: tuple[str, ...] = ()
    category: int | None = None
    least_rating: int = 0


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
