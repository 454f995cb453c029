"""What can be said of an operation by its kind and by what became of its photos."""

import pytest

from clipphotos.core.operations.operation import Effect, MoveState, Operation

DONE, UNDONE, FAILED = MoveState.DONE, MoveState.UNDONE, MoveState.FAILED


@pytest.mark.parametrize(
    ("kind", "counts", "undo", "redo", "affected"),
    [
        ("sort", {DONE: 1}, True, False, 1),
        ("sort", {DONE: 2, UNDONE: 3, FAILED: 4}, True, False, 5),
        ("sort", {UNDONE: 3}, False, False, 3),
        ("sort", {FAILED: 3}, False, False, 0),
        ("redo", {DONE: 1}, True, False, 1),
        ("undo", {DONE: 1}, False, True, 1),
        ("undo", {UNDONE: 1}, False, False, 1),
        ("undo", {}, False, False, 0),
    ],
)
def test_what_can_be_taken_back_or_done_again(
    kind: str, counts: dict[MoveState, int], undo: bool, redo: bool, affected: int
):
    operation = Operation(1, kind, Effect.MOVE, {}, 0.0, 1.0, counts=counts)
    assert (operation.can_be_undone, operation.can_be_redone, operation.affected) == (undo, redo, affected)
    assert not operation.interrupted


@pytest.mark.parametrize(
    ("effect", "params", "act"),
    [
        (Effect.COPY, {"rating": "3"}, "copy"),
        (Effect.ANNOTATE, {"rating": "3"}, "rate"),
        (Effect.ANNOTATE, {"flag": "pick"}, "flag"),
        (Effect.ANNOTATE, {"added": "cat", "removed": "dog"}, "tag"),
        (Effect.ANNOTATE, {"added": "cat", "rating": "3"}, "mark"),
        (Effect.ANNOTATE, {"of": "nothing"}, "tag"),
    ],
)
def test_what_it_did(effect: Effect, params: dict[str, str], act: str):
    assert Operation(1, "any", effect, params, 0.0, 1.0).act == act
