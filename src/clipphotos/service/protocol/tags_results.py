"""What the photo service answers about tags."""

from dataclasses import dataclass
from pathlib import Path

from clipphotos.core.photo_tags import TagName, TagSource


@dataclass(frozen=True, slots=True)
class PhotoTag:
    """Something a photo shows.

    Attributes:
        term: Its name in the vocabulary, in English.
        zh: In Chinese.
        score: Standard deviations above what it scores on other photos; None for a tag of the user's.
    """

    term: str
    zh: str
    score: float | None


@dataclass(frozen=True, slots=True)
class TaggedPhoto:
    """A photo and what it shows, best first."""

    path: Path
    tags: tuple[PhotoTag, ...]


@dataclass(frozen=True, slots=True)
class Tagging:
    """Outcome of tagging a folder: its photos by path."""

    photos: tuple[TaggedPhoto, ...]


@dataclass(frozen=True, slots=True)
class TaggedLibrary:
    """Outcome of tagging everything.

    Attributes:
        photos: Photos looked at; equal ones count once.
    """

    photos: int


@dataclass(frozen=True, slots=True)
class TagOnPhotos:
    """A tag that some of several photos have.

    Attributes:
        name: What it is called.
        source: Whose it is; the user's if it is on one of the photos.
        photos: How many of them have it.
        score: The best of a model's scores, in standard deviations; None if only the user said so.
        prompt: The sentence that matched; empty for the user's own words.
        model: The model that chose it, or empty.
    """

    name: TagName
    source: TagSource
    photos: int
    score: float | None
    prompt: str
    model: str


@dataclass(frozen=True, slots=True)
class TagsOfPhotos:
    """What is said of photos.

    Attributes:
        photo_ids: The photos asked about.
        readable: How many of them can have tags.
        tags: Those on most photos first.
        automatic: Whether indexing tags photos.
    """

    photo_ids: tuple[int, ...]
    readable: int
    tags: tuple[TagOnPhotos, ...]
    automatic: bool


@dataclass(frozen=True, slots=True)
class TagChange:
    """What a change of tags did.

    Attributes:
        added: The tags that were put on, as they are kept.
        photos: How many photos it was about.
        passed_over: How many others cannot have tags.
        operation_id: What takes it back; None if nothing had to be changed.
    """

    added: tuple[TagName, ...]
    photos: int
    passed_over: int
    operation_id: int | None


@dataclass(frozen=True, slots=True)
class TagSuggestion:
    """A tag that may be meant.

    Attributes:
        name: What it is called.
        photos: How many have it, or one of its kinds; 0 for one that none has.
    """

    name: TagName
    photos: int
