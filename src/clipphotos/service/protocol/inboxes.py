"""What can be asked of the photo service about inboxes; none of it touches a file."""

from dataclasses import dataclass
from pathlib import Path

from clipphotos.core.sorting.inbox import Inbox, InboxProposals
from clipphotos.service.protocol.command import Command


@dataclass(frozen=True, slots=True)
class ListInboxes(Command[tuple[Inbox, ...]]):
    """Ask for the inboxes. No model is needed."""


@dataclass(frozen=True, slots=True)
class SetInbox(Command[tuple[Inbox, ...]]):
    """Make a folder of the library an inbox, or no longer. The answer is all there are then.

    Attributes:
        folder: Absolute path.
        on: Whether it is one from now on.
    """

    folder: Path
    on: bool


@dataclass(frozen=True, slots=True)
class AskForProposals(Command[tuple[InboxProposals, ...]]):
    """Ask where a sort would put the photos of the inboxes; one answer an inbox.

    Photos that need none any more have none: they, or copies of them, are in their category's folder, or
    they are tagged with its name.

    Attributes:
        into: Absolute path of the folder that categories without a folder of their own are below; None for
            the library folder that the inbox is in.
        model: The model, or None for the current one.
    """

    into: Path | None = None
    model: str | None = None
