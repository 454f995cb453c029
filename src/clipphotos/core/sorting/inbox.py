"""Inboxes: folders that new photos arrive in, and where those photos would go."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Inbox:
    """A folder of the library that is watched for new photos.

    Attributes:
        folder: Absolute path.
        is_there: Whether it can be reached; its photos stay in the library while it cannot.
        photos: Photos in it and below.
    """

    folder: Path
    is_there: bool
    photos: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where a sort would put a photo. Nothing moves by it.

    Attributes:
        photo_id: Catalogue key.
        category_id: Key of the category.
        probability: How likely that is right, 0 to 1.
        is_told: Whether the user said that the photo belongs there.
    """

    photo_id: int
    category_id: int
    probability: float
    is_told: bool


@dataclass(frozen=True, slots=True)
class InboxProposals:
    """The photos of an inbox that a category would take.

    Attributes:
        inbox: The inbox.
        proposals: At most one a photo, the newest photo first; none while the inbox is out of reach.
    """

    inbox: Inbox
    proposals: tuple[Proposal, ...]
