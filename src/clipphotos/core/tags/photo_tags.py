"""Tags as people and the catalogue know them: words on a photo, and who put them there."""

import re
from dataclasses import dataclass
from enum import StrEnum

from clipphotos.core.errors import KnownError
from clipphotos.core.visible_text import plain_line

LONGEST_TAG = 100
"""Characters."""
MOST_AT_ONCE = 1000
"""Tags in one change: more is a slip of a script or of the clipboard, not a wish."""

_COMMAS = re.compile("[,，、،]")


class TagSource(StrEnum):
    """Who said that a photo shows something, or that it does not."""

    AUTOMATIC = "auto"
    USER = "user"
    REJECTED = "rejected"
    """Taken off by the user: no machine puts it on again."""


@dataclass(frozen=True, slots=True)
class TagName:
    """What a tag is called.

    Attributes:
        term: How it is kept: the vocabulary's English name, or the user's own word.
        zh: In Chinese; empty for the user's own words.
    """

    term: str
    zh: str = ""


def tags_between_commas(typed: str) -> list[str]:
    """What was typed as one or more tags with commas between them; at least one, which may be empty."""
    return [part for part in _COMMAS.split(typed) if part.strip()] or [""]


def cleaned_tag(typed: str) -> str:
    """A tag as it is kept: one line, composed characters, nothing invisible that could disguise it.

    Raises:
        KnownError: ``tag-empty`` or ``tag-too-long``.
    """
    tag = plain_line(typed)
    if not tag:
        raise KnownError("tag-empty")
    if len(tag) > LONGEST_TAG:
        raise KnownError("tag-too-long", tag=tag[:30], limit=LONGEST_TAG)
    return tag
