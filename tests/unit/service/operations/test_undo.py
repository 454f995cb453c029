"""What is undone and redone next, and what later work makes of it."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from clipphotos.core.operations.operation import ConflictChoice, Effect, MoveState
from clipphotos.library.content import hash_bytes
from clipphotos.library.file_stamp import identity_of
from clipphotos.service.hosts.inline import InlineHost, ServiceBugError
from clipphotos.service.protocol.operations import (
    ListOperations,
    RatePhotos,
    RedoOperation,
    RunMoves,
    UndoOperation,
)
from support.moves import moved, planned, previewed, redone, undone
from support.pictures import make_photos
from support.services import Service, load_colour_embedder
from support.taps import TappedFileSystem


@pytest.fixture
def photos(service: Service, folder: Path) -> list[Path]:
    """Three photos that are indexed."""
    made = make_photos(folder, 3)
    service.index(folder)
    return made


def exchanged(photo: Path, content: bytes) -> None:
    """Put another file in the place of a photo, of the same size and time."""
    status = photo.stat()
    other = photo.with_name("other")
    other.write_bytes(content.ljust(status.st_size, b"#")[: status.st_size])
    os.utime(other, ns=(1, status.st_mtime_ns))
    other.replace(photo)


@pytest.mark.parametrize("knows_content", [True, False])
@pytest.mark.parametrize("is_same_content", [True, False])
def test_another_file_of_the_same_size_and_time_is_not_taken_for_the_one_that_was_moved(
    service: Service, photos: list[Path], knows_content: bool, is_same_content: bool
):
    content = photos[0].read_bytes()
    target = photos[0].parent / "sorted" / photos[0].name
    plan = planned(photos[0], target)
    moved(service, [replace(plan, content_hash=hash_bytes(content) if knows_content else b"")])
    exchanged(target, content if is_same_content else b"theirs")
    is_believed = is_same_content and knows_content
    (outcome,) = previewed(service).outcomes
    assert (outcome.state, outcome.choices) == (
        (MoveState.DONE, ())
        if is_believed
        else (MoveState.CONFLICT, (ConflictChoice.LEAVE, ConflictChoice.AS_IS))
    )
    problems = undone(service).problems
    assert [each.error.code for each in problems if each.error] == (
        [] if is_believed else ["move-source-changed"]
    )
    assert photos[0].exists() == is_believed
    assert target.exists() != is_believed


def test_what_the_user_takes_as_it_is_goes_back(service: Service, photos: list[Path]):
    target = photos[0].parent / "sorted" / photos[0].name
    moved(service, [planned(photos[0], target)])
    exchanged(target, b"theirs")
    (outcome,) = previewed(service).outcomes
    summary = service.run(UndoOperation(choices=((outcome.move_id, ConflictChoice.AS_IS),)))
    assert not summary.problems
    assert photos[0].read_bytes().startswith(b"theirs")


@pytest.mark.parametrize("effect", [Effect.MOVE, Effect.COPY, Effect.LINK])
def test_another_file_of_the_same_size_and_time_is_not_taken_for_the_one_that_was_planned(
    service: Service, photos: list[Path], effect: Effect
):
    target = photos[0].parent / "sorted" / photos[0].name
    plan = replace(planned(photos[0], target), identity=identity_of(photos[0].stat()))
    exchanged(photos[0], b"theirs")
    (problem,) = moved(service, [plan], effect).problems
    assert problem.error is not None
    assert problem.error.code == "move-source-changed"
    assert not target.exists()


def test_rights_and_second_names_given_since_are_in_no_way(service: Service, photos: list[Path]):
    targets = [photo.parent / "sorted" / photo.name for photo in photos[:2]]
    for photo, target in zip(photos, targets, strict=False):
        content = hash_bytes(photo.read_bytes()) if photo == photos[0] else b""
        moved(service, [replace(planned(photo, target), content_hash=content)])
        target.chmod(0o600)
        os.link(target, photo.with_name(f"second {photo.name}"))
    for _ in targets:
        assert not undone(service).problems
    assert all(photo.exists() for photo in photos)


def move(service: Service, photo: Path) -> int:
    return moved(service, [planned(photo, photo.parent / "sorted" / photo.name)]).operation.operation_id


def rate(service: Service, photo: Path) -> None:
    (hit,) = [hit for hit in service.search("red") if hit.path == photo]
    service.run(RatePhotos((hit.photo_id,), 3))


@pytest.mark.parametrize("later", [move, rate])
def test_nothing_is_redone_over_later_work(
    service: Service, photos: list[Path], later: Callable[[Service, Path], object]
):
    move(service, photos[0])
    undone(service)
    later(service, photos[1])
    assert service.refusal(RedoOperation()) == "nothing-to-redo"
    assert photos[0].exists()
    # What was undone before later work is not undone instead of that work, either.
    undone(service)
    redone(service)
    assert photos[0].exists()


def test_redoing_goes_as_far_as_undoing_went(service: Service, photos: list[Path]):
    for photo in photos:
        move(service, photo)
    for count in (2, 1, 0):
        undone(service)
        assert sum(not photo.exists() for photo in photos) == count
    assert service.refusal(UndoOperation()) == "nothing-to-undo"
    for count in (1, 2, 3):
        redone(service)
        assert [photo.exists() for photo in photos] == [number >= count for number in range(3)]
    assert service.refusal(RedoOperation()) == "nothing-to-redo"


def test_an_undo_is_not_undone_and_no_operation_redone_by_its_number(service: Service, photos: list[Path]):
    first = move(service, photos[0])
    undo = undone(service).operation.operation_id
    assert service.refusal(UndoOperation(undo)) == "operation-is-undo"
    assert service.refusal(UndoOperation(first)) == "operation-not-in-effect"
    assert service.refusal(RedoOperation(first)) == "operation-no-undo"
    redo = redone(service, undo).operation.operation_id
    assert service.refusal(RedoOperation(undo)) == "operation-not-in-effect"
    assert service.refusal(UndoOperation(redo + 1)) == "operation-unknown"
    undone(service, redo)
    assert photos[0].exists()


def test_what_comes_next_is_listed_with_what_it_was_first(service: Service, photos: list[Path]):
    first = move(service, photos[0])
    second = move(service, photos[1])
    undo = undone(service).operation.operation_id
    listed = service.run(ListOperations(limit=1))
    assert [each.operation_id for each in listed.operations] == [undo]
    assert listed.undo is not None
    assert listed.undo.operation_id == first
    assert listed.redo is not None
    assert listed.redo.operation_id == second


def test_what_a_bug_interrupted_is_settled_before_it_is_undone(service: Service, photos: list[Path]):
    """The service goes on after a bug, so that no start of the program settles it."""
    renamed: list[str] = []

    def fail(name: str, arguments: tuple[Any, ...]) -> None:
        if name == "rename_exclusive":
            renamed.append(arguments[0])
            if len(renamed) == 2:
                raise ZeroDivisionError

    moves = tuple(planned(photo, photo.parent / "sorted" / photo.name) for photo in photos)
    files = TappedFileSystem(fail)
    with InlineHost(service.locations, load_embedder=load_colour_embedder, files=files) as host:
        with pytest.raises(ServiceBugError):
            host.run(RunMoves(moves, Effect.MOVE))
        assert [photo.exists() for photo in photos] == [False, True, True]
        host.run(UndoOperation())
        undo, interrupted = host.run(ListOperations()).operations
    assert (undo.interrupted, interrupted.interrupted) == (False, True)
    assert [photo.exists() for photo in photos] == [True, True, True]
