"""What can be asked of the photo service about tags."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class TagPhotos:
    """Tag the photos of a folder by what they show, in place of earlier automatic tags.

    Tags that the user gave or took off stay as they are. Result: `Tagging`.

    Attributes:
        folder: Absolute path inside the library.
        model: The model, or None for the current one.
    """

    folder: Path
    model: str | None = None


@dataclass(frozen=True, slots=True)
class TagLibrary:
    """As `TagPhotos`, for the whole library and with the current model. Result: `TaggedLibrary`."""


@dataclass(frozen=True, slots=True)
class RemoveAutomaticTags:
    """Forget automatic tags; indexing does not bring them back before one of the above. Result: None.

    Attributes:
        folder: Absolute path inside the library; None for all of it, and new photos are then not tagged
            either until `SetAutomaticTags`.
    """

    folder: Path | None


@dataclass(frozen=True, slots=True)
class SetAutomaticTags:
    """Say whether indexing tags photos; turned on, it tags those indexed meanwhile. Result: None."""

    on: bool


@dataclass(frozen=True, slots=True)
class TagsOf:
    """Ask what is said of photos, and why. No model is needed. Result: `TagsOfPhotos`."""

    photo_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ChangeTags:
    """Put tags on photos and take others off; it can be undone. Result: `TagChange`.

    Attributes:
        photo_ids: Those that cannot be read have no tags, and are passed over.
        add: Any words; those of the vocabulary, in either language, mean its concepts.
        remove: Tags, as they are kept. Automatic ones are remembered as wrong.
    """

    photo_ids: tuple[int, ...]
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CompleteTags:
    """Ask which tags begin with what was typed, in English or Chinese. Result: tuple of `TagSuggestion`.

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


TagCommand = (
    TagPhotos | TagLibrary | RemoveAutomaticTags | SetAutomaticTags | TagsOf | ChangeTags | CompleteTags
)
