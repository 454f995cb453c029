"""What can be asked of the photo service about categories, and told it; none of it touches a file."""

from dataclasses import dataclass
from pathlib import Path

from clipphotos.core.category import USUAL_THRESHOLD


@dataclass(frozen=True, slots=True)
class ListCategories:
    """Ask for the categories. Result: tuple of `Category`."""


@dataclass(frozen=True, slots=True)
class AddCategory:
    """Make a category. Result: tuple of `Category`, the new one.

    Attributes:
        name: Unique.
        labels: Words that describe its photos; empty for the name alone.
        folder: Destination below the sorted tree; empty for one of the category's name.
        threshold: Least probability for a photo to be taken for it, 0 to 1.
        template: The user's own prompt template with ``{label}``; empty for the built-in set.
        colour: As ``#rrggbb``; empty for the next one.
    """

    name: str
    labels: tuple[str, ...] = ()
    folder: str = ""
    threshold: float = USUAL_THRESHOLD
    template: str = ""
    colour: str = ""


@dataclass(frozen=True, slots=True)
class ChangeCategory:
    """Describe a category anew; its examples stay. Result: tuple of `Category`, the changed one.

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
    threshold: float
    template: str
    colour: str


@dataclass(frozen=True, slots=True)
class RemoveCategory:
    """Forget a category; no photo is touched. Result: None."""

    name: str


@dataclass(frozen=True, slots=True)
class LearnCategories:
    """Make the sub-folders of a folder categories, and their photos their examples; no photo is touched.

    Result: `LearnedCategories`.

    Attributes:
        folder: Absolute path.
        model: The model, or None for the current one.
    """

    folder: Path
    model: str | None = None


@dataclass(frozen=True, slots=True)
class PreviewCategory:
    """What a category would take of the library, as described by now. Result: `CategoryPreview`.

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
    threshold: float = USUAL_THRESHOLD


@dataclass(frozen=True, slots=True)
class CountCategories:
    """Ask how many photos each category would take. Result: `CategoryCounts`."""


@dataclass(frozen=True, slots=True)
class AskForReview:
    """Ask which photos to tell something about, the most informative first. Result: `Review`.

    Attributes:
        category_id: Photos that may belong to this one; None for all categories.
        count: At most this many.
    """

    category_id: int | None = None
    count: int = 30


@dataclass(frozen=True, slots=True)
class Teaching:
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
class Teach:
    """Remember what the user says about photos; no file is touched.

    A photo is an example of one category at most. Result: tuple of `Teaching` that takes this back.
    """

    teachings: tuple[Teaching, ...]


CategoryCommand = (
    ListCategories
    | AddCategory
    | ChangeCategory
    | RemoveCategory
    | LearnCategories
    | PreviewCategory
    | CountCategories
    | AskForReview
    | Teach
)
