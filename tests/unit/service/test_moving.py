"""Moving, copying, linking and tagging, and taking all of it back."""

from pathlib import Path

import pytest

from clipphotos.core.operation import Effect, MoveState
from clipphotos.service.commands import IndexFolders
from clipphotos.service.operation_commands import UndoOperation
from support.moves import catalogue_paths, moved, planned, previewed, redone, undone
from support.pictures import make_photos
from support.services import Service
from support.trees import taken_down


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
    assert (again.new, again.changed, again.decoded, again.embedded) == (0, 0, 0, 0)  # type: ignore[union-attr]
    undone(service)
    assert taken_down(folder) == before
    assert len(service.search("red")) == 6
    redone(service)
    assert len(list(target.iterdir())) == 6
    undone(service)
    assert taken_down(folder) == before
