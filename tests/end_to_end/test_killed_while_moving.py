"""Killed at every step of an operation on files, and at random moments: nothing is lost, all is undone."""

import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path

import pytest

from clipphotos.core.operations.operation import Effect, MoveState
from clipphotos.library.file_system import FileSystem
from clipphotos.service.photo_service import PhotoService
from clipphotos.service.protocol.events import OperationsRecovered
from clipphotos.service.protocol.operations import ListOperations, UndoOperation
from clipphotos.storage.locations import DataLocations
from support.moves import add_to_library, catalogue_paths, moved, planned, undone
from support.services import Service, load_colour_embedder
from support.taps import Countdown, TappedFileSystem, in_child, tap_journal
from support.trees import Entry, contents, taken_down

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="needs fork and two volumes"),
    # The child only ever works on files; the threads of other tests are not missed in it.
    pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning"),
]

RANDOM_KILLS = int(os.environ.get("CLIPPHOTOS_TEST_KILLS", "4"))
"""For each kind of operation; each takes a second or two."""
FILES = 300


@pytest.fixture
def other_volume() -> Generator[Path]:
    """A folder on another volume than the temporary files."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK) or memory.stat().st_dev == Path(tempfile.gettempdir()).stat().st_dev:
        pytest.skip("there is only one volume")
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


@dataclass
class Stage:
    """A small library that is put up again for every kill.

    Attributes:
        source: Root of the photos.
        target: Root that they are moved to.
        service: On a data folder of its own.
        effect: What is done.
        without: What the file system cannot do.
        count: Photos.
        size: Bytes of each.
        mode: Of the folders: where others may write, files go by a way of their own.
    """

    source: Path
    target: Path
    service: Service
    effect: Effect = Effect.MOVE
    without: tuple[str, ...] = ()
    count: int = 3
    size: int = 1000
    mode: int = 0o755

    def put_up(self) -> None:
        for folder in (self.source, self.target, self.service.locations.root):
            shutil.rmtree(folder, ignore_errors=True)
        chance = random.Random(5)
        for number in range(self.count):
            photo = self.source / f"{number % 3}" / f"{number} é.jpg"
            photo.parent.mkdir(parents=True, exist_ok=True)
            photo.write_bytes(chance.randbytes(self.size))
            if number % 3 == 0:
                photo.with_suffix(".xmp").write_bytes(b"sidecar %d" % number)
                os.utime(photo.with_suffix(".xmp"), ns=(1, 1_500_000_000_000_000_000 + number))
            os.utime(photo, ns=(1, 1_600_000_000_123_456_789 + number))
        (self.target / "kept").mkdir(parents=True)
        for folder in (self.source, self.target):
            for each in (folder, *(each for each in folder.rglob("*") if each.is_dir())):
                each.chmod(self.mode)
        add_to_library(self.service.locations, self.source, self.target)

    def before(self) -> dict[Path, Entry]:
        return taken_down(self.source, self.target)

    def operate(self, files: FileSystem | None = None) -> None:
        moves = []
        for photo in sorted(self.source.rglob("*.jpg")):
            place = self.target / "sorted" / photo.parent.name / photo.name
            sidecar = photo.with_suffix(".xmp")
            companions = [(sidecar, place.with_suffix(".xmp"))] if sidecar.exists() else []
            moves.append(planned(photo, place, companions))
        moved(self.service, moves, self.effect, files=files)

    def undo(self, files: FileSystem | None = None) -> None:
        self.service_with(files, UndoOperation())

    def service_with(self, files: FileSystem | None, command: UndoOperation) -> None:
        service = PhotoService(
            self.service.locations, lambda _: None, load_embedder=load_colour_embedder, files=files
        )
        service.submit(1, command)
        while service.busy:
            service.step()
        service.close()

    def check_nothing_is_lost(self, before: dict[Path, Entry]) -> None:
        """Recovery has run: every photo is there once (twice if copied), and the catalogue knows where."""
        now = taken_down(self.source, self.target)
        assert not [path for path in now if path.name.endswith((".part", ".aside"))]
        photos = sorted(path for path, entry in now.items() if entry.kind == "file")
        found = contents(self.source, self.target)
        expected = {entry.content for entry in before.values() if entry.kind == "file"}
        assert set(found) == expected
        if self.effect is Effect.MOVE:
            assert set(found.values()) == {1}
        for photo in photos:
            sidecar = photo.with_suffix(".xmp")
            number = int(photo.name.split(" ")[0])
            assert photo.suffix == ".xmp" or (number % 3 == 0) == (sidecar in now), "a unit was torn apart"
        known = catalogue_paths(self.service.locations)
        # All files were made photos at the start; copies of those become photos too.
        assert known == photos

    def check_undone(self, before: dict[Path, Entry]) -> None:
        operations = self.service.run(ListOperations()).operations
        if operations and any(each.can_be_undone for each in operations):
            summary = undone(self.service)
            assert not summary.problems
        assert taken_down(self.source, self.target) == before
        assert catalogue_paths(self.service.locations) == sorted(
            path for path, entry in before.items() if entry.kind == "file"
        )
        assert not self.service.doctor().findings


def stage(
    tmp_path: Path, target: Path, effect: Effect = Effect.MOVE, without: tuple[str, ...] = (), **more: int
) -> Stage:
    service = Service(DataLocations(tmp_path / "data"))
    return Stage(tmp_path / "photos", target / "target", service, effect, without, **more)


def kill_everywhere(scene: Stage, *, while_undoing: bool) -> int:
    """Kill before every call that changes a file or the journal; returns how many there were."""
    scene.put_up()
    before = scene.before()

    def act(tap: Countdown) -> None:
        tap_journal(tap)
        files = TappedFileSystem(tap, without=scene.without)
        if while_undoing:
            scene.undo(files)
        else:
            scene.operate(files)

    for calls in range(1, 1000):
        scene.put_up()
        if while_undoing:
            scene.operate(TappedFileSystem(lambda *_: None, without=scene.without))
        code = in_child(lambda calls=calls: act(Countdown(calls)))
        if code == 0:
            assert calls > 20
            return calls - 1
        assert code == 9
        scene.service.status()
        scene.check_nothing_is_lost(before)
        scene.check_undone(before)
    raise AssertionError("it never ended")


KINDS = [
    pytest.param(Effect.MOVE, (), id="move"),
    pytest.param(Effect.MOVE, ("rename_exclusive",), id="move-by-link"),
    pytest.param(Effect.COPY, (), id="copy"),
    pytest.param(Effect.LINK, (), id="link"),
]


@pytest.mark.parametrize("while_undoing", [False, True], ids=["doing", "undoing"])
@pytest.mark.parametrize(("effect", "without"), KINDS)
def test_killed_at_every_step_on_one_volume(
    tmp_path: Path, effect: Effect, without: tuple[str, ...], while_undoing: bool
):
    kill_everywhere(stage(tmp_path, tmp_path, effect, without), while_undoing=while_undoing)


@pytest.mark.parametrize("while_undoing", [False, True], ids=["doing", "undoing"])
@pytest.mark.parametrize("effect", [Effect.MOVE, Effect.COPY])
def test_killed_at_every_step_across_two_volumes(
    tmp_path: Path, other_volume: Path, effect: Effect, while_undoing: bool
):
    kill_everywhere(stage(tmp_path, other_volume, effect), while_undoing=while_undoing)


@pytest.mark.parametrize(("effect", "while_undoing"), [(Effect.MOVE, False), (Effect.COPY, True)])
def test_killed_at_every_step_where_others_may_write(
    tmp_path: Path, other_volume: Path, effect: Effect, while_undoing: bool
):
    kill_everywhere(stage(tmp_path, other_volume, effect, count=2, mode=0o777), while_undoing=while_undoing)


def test_killed_at_every_step_by_second_names_where_others_may_write(tmp_path: Path):
    scene = stage(tmp_path, tmp_path, Effect.MOVE, ("rename_exclusive",), count=1, mode=0o777)
    kill_everywhere(scene, while_undoing=False)


def kill_at_random(scene: Stage, act: Callable[[], None], kills: int, seed: int) -> int:
    """Kill at random moments of one long operation, each time from the start; returns how often it hit."""
    chance = random.Random(seed)
    scene.put_up()
    before = scene.before()
    began = time.monotonic()
    assert in_child(act) == 0
    whole = time.monotonic() - began
    hits = partial = 0
    while hits < kills:
        scene.put_up()
        if in_child(act, chance.uniform(0.05, 1.0) * whole) == 0:
            continue  # it was quicker this time
        hits += 1
        scene.service.status()
        partial += len(contents(scene.target)) > 0
        scene.check_nothing_is_lost(before)
        scene.check_undone(before)
    return partial


@pytest.mark.parametrize("effect", [Effect.MOVE, Effect.COPY])
def test_killed_at_random_moments_on_one_volume(tmp_path: Path, effect: Effect):
    scene = stage(tmp_path, tmp_path, effect, count=FILES)
    kill_at_random(scene, scene.operate, RANDOM_KILLS, 3)


def test_killed_at_random_moments_across_two_volumes(tmp_path: Path, other_volume: Path):
    scene = stage(tmp_path, other_volume, count=FILES, size=20_000)
    kill_at_random(scene, scene.operate, RANDOM_KILLS, 4)


def test_recovery_is_killed_as_well(tmp_path: Path, other_volume: Path):
    """Half-way across two volumes, then at every step of the recovery, then recovered after all."""
    scene = stage(tmp_path, other_volume)
    scene.put_up()
    before = scene.before()

    def begin() -> None:
        def kill_at_last_unlink(name: str, arguments: tuple[str, ...]) -> None:
            if name == "unlink" and arguments[0].endswith(".xmp"):
                os._exit(9)

        scene.operate(TappedFileSystem(kill_at_last_unlink))

    def recover(calls: int) -> None:
        tap = Countdown(calls)
        tap_journal(tap)
        PhotoService(scene.service.locations, lambda _: None, files=TappedFileSystem(tap)).close()

    for calls in range(1, 100):
        scene.put_up()
        assert in_child(begin) == 9
        if in_child(lambda calls=calls: recover(calls)) == 0:
            assert calls > 3
            return
        scene.service.status()
        scene.check_nothing_is_lost(before)
        scene.check_undone(before)


def test_what_recovery_found_is_told(tmp_path: Path):
    scene = stage(tmp_path, tmp_path, count=5)
    scene.put_up()

    def begin() -> None:
        calls = Countdown()

        def tap(name: str, _arguments: tuple[str, ...]) -> None:
            calls.count += name == "rename_exclusive"
            if calls.count == 4:
                os._exit(9)

        scene.operate(TappedFileSystem(tap))

    assert in_child(begin) == 9
    scene.service.status()
    (event,) = [each for each in scene.service.events if isinstance(each, OperationsRecovered)]
    assert (event.recovery.done, event.recovery.failed, event.recovery.conflicts) == (2, 5, 0)
    (operation,) = scene.service.run(ListOperations()).operations
    assert operation.interrupted
    # The second photo's sidecar was not moved any more, so that photo went back.
    assert operation.counts == {MoveState.DONE: 1, MoveState.FAILED: 4}
