"""A photo and what travels with it: where the second file cannot be done, the first is as it was."""

import sys
from pathlib import Path

import pytest

from clipphotos.core.operations.operation import Effect, MoveState, OperationSummary
from clipphotos.library.file_system import FileSystem
from clipphotos.service.hosts.inline import InlineHost
from clipphotos.service.protocol.operations import TrashPhotos, UndoOperation
from support.moves import catalogue_paths, moved, planned
from support.pictures import make_photo
from support.services import Service, load_colour_embedder
from support.taps import TappedFileSystem
from support.trees import taken_down

EFFECTS = [Effect.MOVE, Effect.COPY, Effect.LINK]


@pytest.fixture
def photo(service: Service, folder: Path) -> Path:
    """A photo with a sidecar."""
    made = make_photo(folder / "a.png", "red")
    made.with_suffix(".xmp").write_bytes(b"sidecar")
    service.index(folder)
    return made


def failing_for_sidecars(name: str, after: int = 0) -> FileSystem:
    """A file system on which some call fails for sidecars, once it was made `after` times."""
    count = 0

    def fail(called: str, arguments: tuple[object, ...]) -> None:
        nonlocal count
        if called == name and str(arguments[0]).endswith(".xmp"):
            count += 1
            if count > after:
                raise PermissionError(13, "no")

    return TappedFileSystem(fail)


def with_sidecar(photo: Path, target: Path):  # type: ignore[no-untyped-def]
    return planned(photo, target, [(photo.with_suffix(".xmp"), target.with_suffix(".xmp"))])


@pytest.mark.parametrize("effect", EFFECTS)
def test_all_of_a_unit_or_nothing(service: Service, folder: Path, photo: Path, effect: Effect):
    (folder / "x").mkdir()
    (folder / "x" / "a.xmp").write_bytes(b"somebody else's")
    before = taken_down(folder)
    summary = moved(service, [with_sidecar(photo, folder / "x" / "a.png")], effect)
    assert summary.operation.counts == {MoveState.FAILED: 1}
    assert taken_down(folder) == before
    assert catalogue_paths(service.locations) == [photo]
    assert service.refusal(UndoOperation()) == "nothing-to-undo"


@pytest.mark.parametrize("effect", [Effect.COPY, Effect.LINK])
def test_all_of_a_unit_is_undone_or_nothing(service: Service, folder: Path, photo: Path, effect: Effect):
    """What was removed already is made again."""
    moved(service, [with_sidecar(photo, folder / "x" / "a.png")], effect)
    before = taken_down(folder)
    files = failing_for_sidecars("unlink")
    # While it is open its inode is taken: what is made again is another file to the system.
    with (
        (folder / "x" / "a.png").open("rb"),
        InlineHost(
            service.locations, service.events.append, load_embedder=load_colour_embedder, files=files
        ) as host,
    ):
        summary = host.run(UndoOperation())
    assert isinstance(summary, OperationSummary)
    assert summary.operation.counts == {MoveState.CONFLICT: 1}
    assert taken_down(folder) == before
    assert catalogue_paths(service.locations) == [photo, folder / "x" / "a.png"]
    assert not service.run(UndoOperation()).problems


@pytest.mark.skipif(sys.platform != "linux", reason="other trashes do not say where they put things")
def test_what_is_in_the_trash_stays_there_if_its_sidecar_cannot_follow(
    service: Service, folder: Path, photo: Path, own_trash: Path
):
    """Nothing takes a file out of the trash by itself; the history has it as done."""
    photo_id = service.search("red")[0].photo_id
    files = failing_for_sidecars("trash")
    with InlineHost(
        service.locations, service.events.append, load_embedder=load_colour_embedder, files=files
    ) as host:
        summary = host.run(TrashPhotos((photo_id,)))
    assert isinstance(summary, OperationSummary)
    assert [each.source.name for each in summary.problems] == ["a.xmp"]
    assert summary.operation.counts == {MoveState.DONE: 1}
    assert (own_trash / "a.png").exists()
    assert not service.run(UndoOperation()).problems
    assert photo.exists()
