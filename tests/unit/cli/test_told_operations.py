"""Operations as the command line tells them to a person."""

import pytest

from clipphotos.cli.history import describe
from clipphotos.core.operations.operation import Effect, MoveState, Operation


@pytest.mark.parametrize(
    ("kind", "effect", "params", "told"),
    [
        ("rate", Effect.ANNOTATE, {"rating": "4"}, "rate (rate) ★★★★: 2 done"),
        ("rate", Effect.ANNOTATE, {"rating": "0"}, "rate (rate) no rating: 2 done"),
        ("tag", Effect.ANNOTATE, {"added": "dog", "added_zh": "狗"}, "tag (tag) +“dog”: 2 done"),
        ("tag", Effect.ANNOTATE, {"added": "dog", "removed": "cat"}, "tag (tag) +“dog” −“cat”: 2 done"),
        ("sort", Effect.ANNOTATE, {"count": "2"}, "sort (tag): 2 done"),
        ("flag", Effect.ANNOTATE, {"flag": "pick"}, "flag (flag) pick: 2 done"),
        ("flag", Effect.ANNOTATE, {"flag": ""}, "flag (flag) no flag: 2 done"),
        (
            "mark",
            Effect.ANNOTATE,
            {"rating": "4", "flag": "pick", "added": "dog"},
            "mark (mark) ★★★★ pick +“dog”: 2 done",
        ),
        ("rename", Effect.MOVE, {"old": "a", "new": "b"}, "rename (move): 2 done"),
    ],
)
def test_what_was_done_to_photos(kind: str, effect: Effect, params: dict[str, str], told: str):
    operation = Operation(7, kind, effect, params, 0.0, 1.0, counts={MoveState.DONE: 2})
    line = describe(operation)
    assert line.startswith("    7  ")
    assert line.endswith(told)
