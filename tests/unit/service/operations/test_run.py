"""Moving, copying, linking and tagging, and taking all of it back."""

import errno
import sys
from pathlib import Path
from typing import Any

import pytest

from clipphotos.core.errors import KnownError
from clipphotos.core.operations.annotation import UserTag
from clipphotos.core.operations.operation import ConflictChoice, Effect, MoveState, OperationSummary
from clipphotos.library.content import hash_bytes
from clipphotos.service.protocol.events import JobFinished
from clipphotos.service.protocol.indexing import IndexFolders
from clipphotos.service.protocol.operations import (
    ListMoves,
    ListOperations,
    RedoOperation,
    RenamePhoto,
    RunMoves,
    TagSortedPhotos,
    TrashPhotos,
    UndoOperation,
)
from clipphotos.storage import roots
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.operations import history, journal
from clipphotos.storage.operations.annotations import set_tags
from clipphotos.storage.operations.journal_rows import FILE_MOVES, FileMove
from clipphotos.storage.scopes import Scope
from clipphotos.storage.tags.tags import tags_in
from support.moves import catalogue_paths, moved, planned, previewed, redone, undone
from support.pictures import make_photos
from support.services import Service
from support.taps import TappedFileSystem
from support.trees import contents, taken_down


@pytest.fixture
def photos(service: Service, folder: Path) -> list[Path]:
    """Six photos that are indexed."""
    made = make_photos(folder, 6)
    service.index(folder)
    return made


def test_photos_are_moved_and_the_library_follows(service: Service, folder: Path, photos: list[Path]):
    before = taken_down(folder)
    ids = {hit.path: hit.photo_id for hit in service.search("red")}
    target = folder / "Sorted" / "Red things"
    summary = moved(service, [planned(path, target / path.name) for path in photos[:3]])
    assert summary.operation.counts == {MoveState.DONE: 3}
    assert not summary.problems
    assert sorted(target.iterdir()) == [target / path.name for path in photos[:3]]
    assert catalogue_paths(service.locations) == sorted([*photos[3:], *target.iterdir()])
    after = {hit.path: hit.photo_id for hit in service.search("red")}
    assert {after[target / path.name] for path in photos[:3]} == {ids[path] for path in photos[:3]}
    again = service.index(folder)
    assert (again.new, again.changed, again.missing, again.decoded, again.embedded) == (0, 0, 0, 0, 0)

    assert previewed(service).operation.operation_id == summary.operation.operation_id
    undo = undone(service)
    assert undo.operation.reverses == summary.operation.operation_id
    assert taken_down(folder) == before
    assert catalogue_paths(service.locations) == photos
    assert service.refusal(UndoOperation()) == "nothing-to-undo"

    redo = redone(service)
    assert redo.operation.counts == {MoveState.DONE: 3}
    assert len(list(target.iterdir())) == 3
    undone(service)
    assert taken_down(folder) == before


@pytest.mark.parametrize("effect", [Effect.COPY, Effect.LINK])
def test_copies_and_links_are_made_and_taken_back(
    effect: Effect, service: Service, folder: Path, photos: list[Path]
):
    before = taken_down(folder)
    target = folder / "copies"
    summary = moved(service, [planned(path, target / path.name) for path in photos], effect)
    assert not summary.problems
    for path in photos:
        assert (target / path.name).read_bytes() == path.read_bytes()
        assert (target / path.name).stat().st_mtime_ns == path.stat().st_mtime_ns
        assert (target / path.name).samefile(path) == (effect is Effect.LINK)
    assert len(service.search("red")) == 12
    again = service.run(IndexFolders((folder,)))
    assert (again.new, again.changed, again.decoded, again.embedded) == (0, 0, 0, 0)
    undone(service)
    assert taken_down(folder) == before
    assert len(service.search("red")) == 6
    redone(service)
    assert len(list(target.iterdir())) == 6
    undone(service)
    assert taken_down(folder) == before


def test_every_photo_that_cannot_be_moved_is_listed_and_the_others_are(
    service: Service, folder: Path, photos: list[Path], tmp_path: Path
):
    """Each thing that can be wrong with one photo stops that photo only."""
    target = folder / "sorted"
    (folder / "a file").write_bytes(b"not a folder")
    (folder / "elsewhere").symlink_to(tmp_path)
    moves = [planned(path, target / path.name) for path in photos]
    moves[0] = planned(photos[0], target / photos[1].name)
    moves[2] = planned(photos[2], folder / "a file" / "x.png")
    moves[3] = planned(photos[3], folder / "elsewhere" / "x.png")
    moves[4] = planned(photos[4], tmp_path / "outside" / "x.png")
    photos[5].write_bytes(b"changed meanwhile")
    before = taken_down(folder)
    summary = moved(service, moves)
    assert [(each.source, each.error.code) for each in summary.problems if each.error] == [
        (photos[1], "move-target-exists"),
        (photos[2], "move-folder-is-file"),
        (photos[3], "move-through-link"),
        (photos[4], "folder-not-in-library"),
        (photos[5], "move-source-changed"),
    ]
    assert summary.operation.counts == {MoveState.DONE: 1, MoveState.FAILED: 5}
    assert len(service.run(ListMoves(summary.operation.operation_id))) == 6
    undone(service)
    assert taken_down(folder) == before
    assert not (tmp_path / "outside").exists()
    assert not (tmp_path / "x.png").exists()


def test_what_cannot_be_begun_is_no_interruption(
    service: Service, folder: Path, photos: list[Path], tmp_path: Path
):
    before = taken_down(folder)
    (tmp_path / "a file").write_bytes(b"not a folder")
    destination = tmp_path / "a file" / "new"
    moves = RunMoves(
        tuple(planned(path, destination / path.name) for path in photos),
        Effect.MOVE,
        destinations=(destination,),
    )
    with pytest.raises(KnownError):
        service.run(moves)
    (operation,) = service.run(ListOperations()).operations
    assert operation.counts == {MoveState.FAILED: len(photos)}
    assert operation.finished_at is not None
    assert not operation.interrupted
    assert taken_down(folder) == before


def test_a_destination_outside_becomes_a_library_root(
    service: Service, folder: Path, photos: list[Path], tmp_path: Path
):
    before = taken_down(folder, tmp_path / "new")
    destination = tmp_path / "new" / "Sorted"
    summary = moved(
        service,
        [planned(path, destination / "Cats" / path.name) for path in photos],
        Effect.MOVE,
        destination,
    )
    assert not summary.problems
    assert {root.path for root in service.status().roots} == {folder, destination}
    assert len(service.search("red")) == 6
    again = service.index(folder, destination)
    assert (again.new, again.moved, again.missing, again.embedded) == (0, 0, 0, 0)
    undone(service)
    assert taken_down(folder, tmp_path / "new") == before
    assert {root.path for root in service.status().roots} == {folder}
    with pytest.raises(KnownError, match="folder-is-data-folder"):
        moved(service, [planned(photos[0], photos[0])], Effect.MOVE, service.locations.root / "x")


def test_tags_are_put_and_taken_back(service: Service, folder: Path, photos: list[Path]):
    twin = folder / "twin.png"
    twin.write_bytes(photos[0].read_bytes())
    service.index(folder)

    def tags() -> dict[Path, list[str]]:
        with open_catalogue(service.locations) as catalogue:
            found = tags_in(catalogue, [Scope(roots.all_roots(catalogue)[0].id)])
        by_user = {path: [term for term, score in own if score is None] for path, own in found.items()}
        return {path: terms for path, terms in by_user.items() if terms}

    hits = {hit.path: hit.photo_id for hit in service.search("red")}
    chosen = [photos[0], twin, photos[1]]
    summary = service.run(TagSortedPhotos(tuple((hits[path], "Cats") for path in chosen)))
    assert isinstance(summary, OperationSummary)
    assert (summary.operation.kind, summary.operation.act, summary.problems) == ("sort", "tag", ())
    assert tags() == {path: ["Cats"] for path in sorted(chosen)}
    undone(service)
    assert tags() == {}
    redone(service)
    assert tags() == {path: ["Cats"] for path in sorted(chosen)}
    content = hash_bytes(photos[1].read_bytes())
    with open_catalogue(service.locations) as catalogue, catalogue.transaction():
        set_tags(catalogue, {(content, "Cats"): UserTag.REJECTED})
    (problem,) = undone(service).problems
    assert problem.error is not None
    assert (problem.source, problem.error.code) == (photos[1], "tag-changed")
    assert tags() == {}


def test_cancelled_keeps_what_was_done_and_lists_the_rest(service: Service, folder: Path):
    photos = make_photos(folder, 120, ".bmp")
    service.index(folder)
    before = taken_down(folder)
    for steps in (0, 1, 2, 3, 4):
        with service.host() as host:
            running = host._running
            running.submit(
                1, RunMoves(tuple(planned(path, folder / "x" / path.name) for path in photos), Effect.MOVE)
            )
            for _ in range(steps):
                running.step()
            running.cancel(1)
            while running.busy:
                running.step()
        done = len(list((folder / "x").iterdir())) if (folder / "x").exists() else 0
        assert done == max(0, min(120, 50 * (steps - 1)))
        if steps:
            (event,) = [each for each in service.events if isinstance(each, JobFinished) and each.job_id == 1]
            assert isinstance(event.result, OperationSummary)
            assert event.result.operation.counts.get(MoveState.DONE, 0) == done
            assert event.result.cancelled == bool(event.result.problems)
        if done:
            undone(service)
        assert taken_down(folder) == before
        service.events.clear()


def test_the_service_closed_in_the_middle_knows_what_was_done(
    service: Service, folder: Path, photos: list[Path]
):
    before = taken_down(folder)
    with service.host() as host:
        host._running.submit(
            1, RunMoves(tuple(planned(path, folder / "x" / path.name) for path in photos), Effect.COPY)
        )
        for _ in range(7):
            host._running.step()
    (operation,) = service.run(ListOperations()).operations
    assert operation.interrupted
    assert 0 < operation.counts[MoveState.DONE] < 6
    assert not list(folder.rglob("*.part"))
    undone(service)
    assert taken_down(folder) == before


def test_a_scan_that_is_under_way_misses_and_doubles_nothing(service: Service, folder: Path):
    photos = make_photos(folder / "m", 40)
    service.index(folder)
    with service.host() as host:
        running = host._running
        running.submit(1, IndexFolders((folder,)))
        running.step()
        running.submit(
            2, RunMoves(tuple(planned(path, folder / "z" / path.name) for path in photos), Effect.MOVE)
        )
        while running.busy:
            running.step()
    results = {each.job_id: each.result for each in service.events if isinstance(each, JobFinished)}
    assert results[2].operation.counts == {MoveState.DONE: 40}
    assert catalogue_paths(service.locations) == sorted((folder / "z").iterdir())
    assert len(service.search("red")) == 40


def test_photos_are_renamed_with_their_companions(service: Service, folder: Path, photos: list[Path]):
    photos[0].with_suffix(".xmp").write_bytes(b"sidecar")
    before = taken_down(folder)
    photo_id = {hit.path: hit.photo_id for hit in service.search("red")}[photos[0]]
    service.run(RenamePhoto(photo_id, "holiday"))
    assert {"holiday.png", "holiday.xmp"} <= {path.name for path in folder.iterdir()}
    assert folder / "holiday.png" in {hit.path for hit in service.search("red")}
    for name in ("", "a/b", "..", "CON", "x."):
        assert service.refusal(RenamePhoto(photo_id, name)) == "name-unusable"
    undone(service)
    assert taken_down(folder) == before


@pytest.mark.skipif(sys.platform != "linux", reason="other trashes do not say where they put things")
def test_deleted_photos_are_in_the_trash_and_come_back(
    service: Service, folder: Path, photos: list[Path], own_trash: Path
):
    photos[0].with_suffix(".xmp").write_bytes(b"sidecar")
    before = taken_down(folder)
    ids = {hit.path: hit.photo_id for hit in service.search("red")}
    summary = service.run(TrashPhotos((ids[photos[0]], ids[photos[1]])))
    assert summary.operation.counts == {MoveState.DONE: 2}
    assert {path.name for path in own_trash.iterdir()} == {photos[0].name, "0000-red.xmp", photos[1].name}
    assert len(service.search("red")) == 4
    undone(service)
    assert taken_down(folder) == before
    assert not list(own_trash.parent.rglob("*.*"))
    assert {hit.path: hit.photo_id for hit in service.search("red")} == ids
    redone(service)
    assert len(list(own_trash.iterdir())) == 3
    undone(service)
    assert taken_down(folder) == before
    assert service.doctor().healthy


def test_a_drive_that_is_away_is_waited_for(service: Service, folder: Path, photos: list[Path]):
    """An interrupted move whose both folders are gone stays open until they are back."""
    before = taken_down(folder)
    with open_catalogue(service.locations) as catalogue, catalogue.durable(), catalogue.transaction():
        running = journal.begin(catalogue, "sort", Effect.MOVE, {})
        move = planned(photos[0], folder / "x" / "y.png")
        row = FileMove(
            source=str(move.source), target=str(move.target), size=move.size, mtime_ns=move.mtime_ns
        )
        FILE_MOVES.plan(catalogue, running.operation_id, [row])
    away = folder.rename(folder.with_name("away"))
    assert not service.doctor().healthy
    (operation,) = service.run(ListOperations()).operations
    assert operation.counts == {MoveState.PLANNED: 1}
    away.rename(folder)
    report = service.doctor()
    assert report.healthy
    (operation,) = service.run(ListOperations()).operations
    assert operation.counts == {MoveState.FAILED: 1}
    assert taken_down(folder) == before


def test_old_operations_are_forgotten(service: Service, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(journal, "KEEP_OPERATIONS", 3)
    monkeypatch.setattr(journal, "KEEP_SECONDS", -1.0)
    with open_catalogue(service.locations) as catalogue, catalogue.transaction():
        for _ in range(6):
            running = journal.begin(catalogue, "sort", Effect.MOVE, {"category": "Cats"})
            journal.finish(catalogue, running)
        journal.forget_old(catalogue)
        assert [each.operation_id for each in history.operations(catalogue, 10)] == [6, 5, 4]


def test_what_cannot_be_undone_is_said(service: Service, folder: Path, photos: list[Path]):
    assert service.refusal(UndoOperation()) == "nothing-to-undo"
    assert service.refusal(RedoOperation()) == "nothing-to-redo"
    assert service.refusal(UndoOperation(7)) == "operation-unknown"
    assert service.refusal(ListMoves(7)) == "operation-unknown"
    assert service.refusal(RunMoves((), Effect.MOVE)) == "nothing-to-move"
    first = moved(service, [planned(path, folder / "x" / path.name) for path in photos[:2]]).operation
    assert service.refusal(RedoOperation(first.operation_id)) == "operation-no-undo"
    photos[0].write_bytes(b"something new in its old place")
    changed = folder / "x" / photos[1].name
    changed.write_bytes(b"edited")
    kept = taken_down(folder)
    preview = previewed(service)
    assert {each.error.code for each in preview.outcomes if each.error} == {
        "move-target-exists",
        "move-source-changed",
    }
    summary = undone(service)
    assert {each.state for each in summary.problems} == {MoveState.CONFLICT}
    assert len(summary.problems) == 2
    assert taken_down(folder) == kept
    photos[0].unlink()
    undo = undone(service)
    assert undo.operation.counts == {MoveState.DONE: 1, MoveState.CONFLICT: 1}
    assert service.refusal(UndoOperation(undo.operation.operation_id)) == "operation-is-undo"


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO, errno.EACCES])
@pytest.mark.parametrize("effect", [Effect.MOVE, Effect.COPY])
def test_whichever_call_fails_nothing_is_lost(
    effect: Effect, error: int, service: Service, folder: Path, photos: list[Path]
):
    """Every call that changes something fails once; for moves also as if to another volume."""
    before = taken_down(folder)
    for failing in range(1, 500):
        count = 0

        def fail(name: str, arguments: tuple[Any, ...], failing: int = failing) -> None:
            nonlocal count
            if name == "rename_exclusive" and not arguments[0].endswith(".part"):
                raise OSError(errno.EXDEV, "another volume")
            count += 1
            if count == failing:
                raise OSError(error, f"{name} fails")

        files = TappedFileSystem(fail)
        summary = moved(
            service, [planned(path, folder / "x" / path.name) for path in photos[:2]], effect, files=files
        )
        done = summary.operation.counts.get(MoveState.DONE, 0)
        assert done + len(summary.problems) == 2
        assert set(contents(folder)) == {entry.content for entry in before.values()}
        assert not list(folder.rglob("*.part"))
        if done:
            assert not undone(service).problems
        assert taken_down(folder) == before
        if count < failing:
            assert done == 2
            return
    raise AssertionError("it never got through")


def test_a_name_that_is_taken_can_be_gone_round(service: Service, folder: Path, photos: list[Path]):
    (folder / f"{photos[0].stem}.xmp").write_text("about it")
    moved(
        service,
        [
            planned(
                photos[0],
                folder / "away" / "one.png",
                [(folder / f"{photos[0].stem}.xmp", folder / "away" / "one.xmp")],
            )
        ],
    )
    photos[0].write_bytes(b"somebody else's")
    (folder / f"{photos[0].stem} (2).xmp").write_text("somebody else's, too")
    (conflict,) = previewed(service).outcomes
    assert conflict.error is not None
    assert (conflict.error.code, conflict.choices) == (
        "move-target-exists",
        (ConflictChoice.LEAVE, ConflictChoice.OTHER_NAME),
    )
    summary = service.run(UndoOperation(choices=((conflict.move_id, ConflictChoice.OTHER_NAME),)))
    assert not summary.problems
    # The number is free for the photo and for what travels with it.
    assert (folder / f"{photos[0].stem} (3).png").exists()
    assert (folder / f"{photos[0].stem} (3).xmp").read_text() == "about it"
    assert photos[0].read_bytes() == b"somebody else's"
    assert not (folder / "away").exists()
    redone(service)
    assert {path.name for path in (folder / "away").iterdir()} == {"one.png", "one.xmp"}


def test_a_photo_changed_since_goes_back_with_its_changes(service: Service, folder: Path, photos: list[Path]):
    moved(service, [planned(photos[0], folder / "away" / "one.png")])
    edited = (folder / "away" / "one.png").read_bytes() + b"edited"
    (folder / "away" / "one.png").write_bytes(edited)
    photos[0].write_bytes(b"somebody else's")
    (conflict,) = previewed(service).outcomes
    assert conflict.choices == (ConflictChoice.LEAVE, ConflictChoice.AS_IS)
    summary = service.run(UndoOperation(choices=((conflict.move_id, ConflictChoice.AS_IS),)))
    assert not summary.problems
    assert (folder / f"{photos[0].stem} (2).png").read_bytes() == edited
    again = service.index(folder)
    assert (again.changed, again.new) == (1, 1)


def test_what_is_left_alone_can_be_taken_back_later(service: Service, folder: Path, photos: list[Path]):
    before = taken_down(folder)
    moved(service, [planned(path, folder / "away" / path.name) for path in photos[:2]])
    photos[0].write_bytes(b"somebody else's")
    (conflict,) = (each for each in previewed(service).outcomes if each.error)
    leave = ((conflict.move_id, ConflictChoice.LEAVE),)
    summary = service.run(UndoOperation(choices=leave))
    assert not summary.problems
    assert summary.operation.counts == {MoveState.DONE: 1}
    assert service.refusal(UndoOperation(choices=leave)) == "nothing-to-undo"
    photos[0].unlink()
    undone(service)
    assert taken_down(folder) == before


def test_nothing_can_be_chosen_about_copies_that_were_changed(
    service: Service, folder: Path, photos: list[Path]
):
    moved(service, [planned(photos[0], folder / "copies" / "one.png")], Effect.COPY)
    (folder / "copies" / "one.png").write_bytes(b"a drawing on it")
    (conflict,) = previewed(service).outcomes
    assert conflict.choices == (ConflictChoice.LEAVE,)
