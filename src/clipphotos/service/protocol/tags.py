"""What can be asked of the photo service about tags, and what it answers."""

from dataclasses import dataclass
from pathlib import Path

from clipphotos.core.operations.annotation import Flag
from clipphotos.core.operations.operation import OperationSummary
from clipphotos.core.tags.photo_tags import TagName, TagSource
from clipphotos.service.protocol.command import Command


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
        unreadable: How many of the others cannot be decoded; the rest were not read yet.
    """

    photo_ids: tuple[int, ...]
    readable: int
    tags: tuple[TagOnPhotos, ...]
    automatic: bool
    unreadable: int = 0


@dataclass(frozen=True, slots=True)
class TagChange:
    """What a change of tags did.

    Attributes:
        added: The tags that were put on, as they are kept.
        photos: How many photos it was about.
        passed_over: How many others cannot have tags.
        operation_id: What takes it back; None if nothing had to be changed.
        unreadable: How many of those that were passed over cannot be decoded; the rest were not read yet.
    """

    added: tuple[TagName, ...]
    photos: int
    passed_over: int
    operation_id: int | None
    unreadable: int = 0


@dataclass(frozen=True, slots=True)
class TagSuggestion:
    """A tag that may be meant.

    Attributes:
        name: What it is called.
        photos: How many have it, or one of its kinds; 0 for one that none has.
    """

    name: TagName
    photos: int


@dataclass(frozen=True, slots=True)
class TagPhotos(Command[Tagging]):
    """Tag the photos of a folder by what they show, in place of earlier automatic tags.

    Tags that the user gave or took off stay as they are.

    Attributes:
        folder: Absolute path inside the library.
        model: The model, or None for the current one.
    """

    folder: Path
    model: str | None = None


@dataclass(frozen=True, slots=True)
class TagLibrary(Command[TaggedLibrary]):
    """As `TagPhotos`, for the whole library and with the current model."""


@dataclass(frozen=True, slots=True)
class RemoveAutomaticTags(Command[None]):
    """Forget automatic tags; indexing does not bring them back before one of the above.

    Attributes:
        folder: Absolute path inside the library; None for all of it, and new photos are then not tagged
            either until `SetAutomaticTags`.
    """

    folder: Path | None


@dataclass(frozen=True, slots=True)
class SetAutomaticTags(Command[None]):
    """Say whether indexing tags photos; turned on, it tags those indexed meanwhile."""

    on: bool


@dataclass(frozen=True, slots=True)
class TagsOf(Command[TagsOfPhotos]):
    """Ask what is said of photos, and why. No model is needed."""

    photo_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ChangeTags(Command[TagChange]):
    """Put tags on photos and take others off; it can be undone.

    Attributes:
        photo_ids: Those that cannot be read have no tags, and are passed over.
        add: Any words; those of the vocabulary, in either language, mean its concepts.
        remove: Tags, as they are kept. Automatic ones are remembered as wrong.
    """

    photo_ids: tuple[int, ...]
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkPhotos(Command[OperationSummary | None]):
    """Give photos tags, stars and a flag as one operation. The answer is None if nothing had to be changed.

    Attributes:
        photos: Absolute paths of photos of the library.
        add: As for `ChangeTags`.
        remove: Any words for tags; as for `add`.
        rating: 1 to 5, 0 to take stars away; None to leave them.
        flag: None to leave it.
    """

    photos: tuple[Path, ...]
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    rating: int | None = None
    flag: Flag | None = None


@dataclass(frozen=True, slots=True)
class CompleteTags(Command[tuple[TagSuggestion, ...]]):
    """Ask which tags begin with what was typed, in English or Chinese.

    Attributes:
        typed: Some letters.
        only_used: Only tags that photos have which match the next two; else the whole vocabulary.
        folder: Count photos below this folder only.
        having: Count photos with these tags only.
        limit: At most this many.
    """

    typed: str
    only_used: bool = True
    folder: Path | None = None
    having: tuple[str, ...] = ()
    limit: int = 8
