"""Files with times that 64 bits of nanoseconds cannot hold are photos like any other."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from clipphotos.core.operations.operation import Effect, MoveState
from clipphotos.core.sorting.plan import SortEffect
from clipphotos.service.protocol.categories import AddCategory
from clipphotos.service.protocol.operations import TrashPhotos, sort_command
from clipphotos.service.protocol.sorting import PlanSort
from support.moves import moved, planned, redone, undone
from support.pictures import make_photo, make_photos
from support.services import Service
from support.trees import contents, taken_down

SECOND = 10**9
YEAR_1601 = -11_644_473_600 * SECOND
YEAR_2300 = 10_413_792_000 * SECOND


@pytest.fixture(params=[YEAR_1601, YEAR_2300], ids=["1601", "2300"])
def odd_time(request: pytest.FixtureRequest) -> int:
    return request.param


@pytest.fixture
def folder(odd_time: int, tmp_path: Path) -> Iterator[Path]:
    """A folder on a file system that can hold the time."""
    for place in (tmp_path, Path("/dev/shm")):
        if os.access(place, os.W_OK):
            with tempfile.TemporaryDirectory(dir=place) as made:
                if time_set(Path(made, "try"), odd_time):
                    yield Path(made, "photos")
                    return
    pytest.skip("no file system here holds such a time")


def time_set(path: Path, mtime_ns: int) -> bool:
    """Give a file a time; says whether it has it."""
    if not path.exists():
        path.touch()
    os.utime(path, ns=(mtime_ns, mtime_ns))
    return path.stat().st_mtime_ns == mtime_ns


@pytest.fixture
def photos(service: Service, folder: Path, odd_time: int) -> list[Path]:
    """Three photos, the first of them and its sidecar with an odd time, indexed."""
    made = make_photos(folder, 3, ".jpg")
    made[0].with_suffix(".xmp").write_text("sidecar")
    for path in (made[0], made[0].with_suffix(".xmp")):
        assert time_set(path, odd_time)
    assert service.index(folder).new == 3
    return made


def test_they_are_indexed_and_known_again(service: Service, folder: Path, photos: list[Path]):
    assert {hit.path for hit in service.search("red")} == set(photos)
    again = service.index(folder)
    assert (again.unchanged, again.decoded) == (3, 0)
    make_photo(photos[0], "blue", number=77)
    assert service.index(folder).changed == 1


def test_one_that_gets_such_a_time_later(service: Service, folder: Path, photos: list[Path], odd_time: int):
    assert time_set(photos[1], odd_time)
    summary = service.index(folder)
    # Its bytes were read and proved to be the same.
    assert (summary.changed, summary.unchanged, summary.skipped) == (0, 3, 0)


@pytest.mark.parametrize("effect", [SortEffect.MOVE, SortEffect.COPY, SortEffect.LINK])
def test_they_are_sorted_with_their_sidecars_and_come_back(
    service: Service, folder: Path, photos: list[Path], effect: SortEffect
):
    before = taken_down(folder)
    service.run(AddCategory("red", threshold=0.3))
    plan = service.run(PlanSort(folder=folder, effect=effect, into=folder / "sorted")).plan
    summary = service.run(sort_command(plan, {}))
    assert summary.operation.counts == {MoveState.DONE: 1}
    sorted_photo = folder / "sorted" / "red" / photos[0].name
    assert sorted_photo.exists()
    assert sorted_photo.with_suffix(".xmp").exists()
    assert not undone(service).problems
    assert taken_down(folder) == before
    assert not redone(service).problems
    assert sorted_photo.exists()


def test_they_get_to_another_volume_and_back(
    service: Service, folder: Path, photos: list[Path], tmp_path: Path
):
    other = tmp_path if folder.stat().st_dev != tmp_path.stat().st_dev else Path("/dev/shm")
    if not os.access(other, os.W_OK) or other.stat().st_dev == folder.stat().st_dev:
        pytest.skip("needs another volume")
    before = contents(folder)
    with tempfile.TemporaryDirectory(dir=other) as away:
        target = Path(away, "sorted", photos[0].name)
        assert not moved(service, [planned(photos[0], target)], Effect.MOVE, Path(away)).problems
        assert target.exists()
        assert not undone(service).problems
    # The other volume may not know such times; then the file comes back with the nearest it knows.
    assert contents(folder) == before


def test_they_come_back_from_the_trash(service: Service, folder: Path, photos: list[Path], own_trash: Path):
    before = taken_down(folder)
    ids = {hit.path: hit.photo_id for hit in service.search("red")}
    assert not service.run(TrashPhotos((ids[photos[0]],))).problems
    assert not photos[0].exists()
    assert not undone(service).problems
    assert taken_down(folder) == before
    shutil.rmtree(own_trash, ignore_errors=True)
