"""Changes of annotations, and what an operation on them is called."""

import pytest

from clipphotos.core.changes import Changes
from clipphotos.core.operations.annotation import RATING, AnnotationChange, Flag, UserTag, tag_field
from clipphotos.core.operations.operation import Effect, Operation


def test_a_change_taken_back_twice_is_the_same():
    change = AnnotationChange(tag_field("cat"), UserTag.NONE, UserTag.GIVEN)
    assert change.reversed == AnnotationChange(tag_field("cat"), UserTag.GIVEN, UserTag.NONE)
    assert change.reversed.reversed == change
    assert change.field != RATING


@pytest.mark.parametrize(
    ("effect", "params", "act"),
    [
        (Effect.ANNOTATE, {"rating": "0"}, "rate"),
        (Effect.ANNOTATE, {"flag": Flag.NONE.value}, "flag"),
        (Effect.ANNOTATE, {"added": "cat"}, "tag"),
        (Effect.ANNOTATE, {"count": "3"}, "tag"),
        (Effect.TRASH, {}, "trash"),
    ],
)
def test_an_operation_has_a_word_for_what_it_did(effect: Effect, params: dict[str, str], act: str):
    assert Operation(1, "undo", effect, params, 0.0, 1.0).act == act


def test_changes_are_put_together():
    assert Changes(flags=True) | Changes(tags=True) == Changes(flags=True, tags=True)
    assert not Changes()
    assert Changes(flags=True)
