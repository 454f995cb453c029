"""What a person says about photos: tags put on or rejected, stars, a flag; and how that changes."""

from dataclasses import dataclass
from enum import StrEnum

MOST_STARS = 5
"""The best rating; 0 means that there is none."""


class Flag(StrEnum):
    """Whether a photo was picked or rejected when a person went through many."""

    NONE = ""
    PICK = "pick"
    REJECT = "reject"


class UserTag(StrEnum):
    """What a person said about one tag of a photo.

    NONE: nothing; a model may have put the tag on. GIVEN: the photo has it. REJECTED: the photo does not have
    it, whatever a model says.
    """

    NONE = ""
    GIVEN = "user"
    REJECTED = "rejected"


class AnnotationKind(StrEnum):
    """The kinds of annotations."""

    TAG = "tag"
    RATING = "rating"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class AnnotationField:
    """One thing that can be said about a photo.

    Attributes:
        kind: Which kind of annotation it is.
        term: The tag, as it is kept; empty for the other kinds, of which a photo has one each.
    """

    kind: AnnotationKind
    term: str = ""


RATING = AnnotationField(AnnotationKind.RATING)
FLAG = AnnotationField(AnnotationKind.FLAG)


def tag_field(term: str) -> AnnotationField:
    """The field of one tag."""
    return AnnotationField(AnnotationKind.TAG, term)


AnnotationValue = str | int
"""A `UserTag`, a number of stars from 0 to `MOST_STARS`, or a `Flag`."""


@dataclass(frozen=True, slots=True)
class AnnotationChange:
    """A change of one annotation of one photo.

    Attributes:
        field: What is changed.
        before: The value that it had.
        after: The value that it gets.
    """

    field: AnnotationField
    before: AnnotationValue
    after: AnnotationValue

    @property
    def reversed(self) -> "AnnotationChange":
        """The change that takes this one back."""
        return AnnotationChange(self.field, self.after, self.before)
