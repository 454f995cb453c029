"""What a job changed, so that a screen refreshes only what is concerned."""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Changes:
    """A set of concerns touched by a job (after Anki's OpChanges).

    Attributes:
        photos: Photos appeared, vanished or changed state.
        roots: Library roots were added, removed, or went on- or offline.
        vectors: More (or fewer) photos are searchable.
        models: The current model or the list of models changed.
        categories: Categories, their labels or their examples changed.
        tags: Photos were tagged, or lost tags.
        inboxes: Folders became inboxes, or are none any more.
        ratings: Photos were rated, or lost their rating.
        flags: Photos were flagged, or lost their flag.
    """

    photos: bool = False
    roots: bool = False
    vectors: bool = False
    models: bool = False
    categories: bool = False
    tags: bool = False
    inboxes: bool = False
    ratings: bool = False
    flags: bool = False

    @property
    def annotations(self) -> bool:
        """Whether anything that is said about photos changed."""
        return self.tags or self.ratings or self.flags

    def __or__(self, other: "Changes") -> "Changes":
        """Both sets together."""
        return Changes(
            **{each.name: getattr(self, each.name) or getattr(other, each.name) for each in fields(self)}
        )

    def __bool__(self) -> bool:
        """Whether anything changed at all."""
        return any(getattr(self, each.name) for each in fields(self))
