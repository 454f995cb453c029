"""Another user exchanges files and folders while ours are moved: nothing is lost, nothing is done elsewhere.

Two real users, root and nobody. Where others may write, they can take files away at any moment; but we never
do it for them, never remove the last copy of anything, and never write where only we may.
"""

import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Generator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest

from clipphotos.core.errors import KnownError
from clipphotos.library import file_operations
from clipphotos.library.content import hash_bytes
from clipphotos.library.file_looks import Expected
from clipphotos.library.file_stamp import identity_of
from clipphotos.library.file_system import FileSystem
from support.strangers import NOBODY, Stranger, StrangersProcess, stranger_at_hand, stranger_at_work
from support.taps import CHANGING, LOOKING, TappedFileSystem
from support.trees import contents, taken_down

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="needs fork and the calls of Linux"),
    pytest.mark.skipif(sys.platform == "linux" and os.geteuid() != 0, reason="only root has two users"),
    # The child does nothing but system calls; the threads of other tests are not missed in it.
    pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning"),
]

INTERLEAVINGS = int(os.environ.get("CLIPPHOTOS_TEST_STRANGERS", "200"))
"""For each kind of operation; one takes a few milliseconds."""
EVERY_CALL = (*CHANGING, *LOOKING, "hold", "is_private")


@dataclass(frozen=True)
class Arena:
    """A library that others may write in.

    Attributes:
        base: A folder that everybody may look into.
        photos: The library, which everybody may write.
        stash: The stranger's own folder.
        outside: A folder of ours alone.
    """

    base: Path

    @property
    def photos(self) -> Path:
        return self.base / "photos"

    @property
    def stash(self) -> Path:
        return self.base / "stash"

    @property
    def outside(self) -> Path:
        return self.base / "outside"

    @property
    def source(self) -> Path:
        return self.photos / "in" / "cat.jpg"

    @property
    def target(self) -> Path:
        return self.photos / "out" / "cats" / "tiger.jpg"

    def put_up(self) -> None:
        for each in self.base.iterdir():
            shutil.rmtree(each)
        for folder in (self.source.parent, self.target.parent, self.stash):
            folder.mkdir(parents=True)
        for folder in (self.photos, *self.photos.rglob("*")):
            folder.chmod(0o777)
        os.chown(self.stash, NOBODY, NOBODY)
        for number, photo in enumerate((self.source, self.source.with_name("dog.jpg"))):
            photo.write_bytes(b"photo %d" % number * 1000)
            photo.chmod(0o644)
            os.utime(photo, ns=(1, 1_600_000_000_123_456_789 + number))
        self.outside.mkdir(mode=0o700)
        for name in ("secret.jpg", "cat.jpg"):
            (self.outside / name).write_bytes(b"a secret " + name.encode())
            (self.outside / name).chmod(0o600)

    def stranger(self) -> Stranger:
        return Stranger(self.photos, self.stash, self.outside)

    def check(self, photos: set[str], outside: dict[Path, Any]) -> None:
        """Every photo is somewhere, nothing outside has changed, and nothing of ours can be run."""
        assert taken_down(self.outside) == outside
        found = contents(self.photos, self.stash)
        assert photos <= set(found)
        for path in (*self.photos.rglob("*"), *self.stash.rglob("*")):
            status = path.lstat()
            if stat.S_ISREG(status.st_mode) and status.st_uid == 0:
                assert not status.st_mode & 0o7111, path


@pytest.fixture
def arena() -> Generator[Arena]:
    # In memory where there is some, which is quicker; and nobody else may enter pytest's own folders.
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="clipphotos-strangers-", dir=memory) as folder:
        Path(folder).chmod(0o755)
        yield Arena(Path(folder))


def expected(path: Path) -> Expected:
    status = path.lstat()
    return Expected(status.st_size, status.st_mtime_ns, hash_bytes(path.read_bytes()), identity_of(status))


def _move(files: FileSystem, arena: Arena, wanted: Expected) -> None:
    file_operations.move(files, str(arena.source), str(arena.target), wanted)


def _copy(files: FileSystem, arena: Arena, wanted: Expected) -> None:
    part = str(arena.target.with_name(".clipphotos-1.part"))
    for _ in file_operations.copy(files, str(arena.source), str(arena.target), part, wanted):
        pass


def _move_by_copy(files: FileSystem, arena: Arena, wanted: Expected) -> None:
    part = str(arena.target.with_name(".clipphotos-1.part"))
    for _ in file_operations.move_by_copy(files, str(arena.source), str(arena.target), part, wanted):
        pass


def _link(files: FileSystem, arena: Arena, wanted: Expected) -> None:
    file_operations.link(files, str(arena.source), str(arena.target), wanted)


def _remove_copy(files: FileSystem, arena: Arena, wanted: Expected) -> None:
    file_operations.remove_copy(files, str(arena.source), str(arena.target), wanted)


def _remove_link(files: FileSystem, arena: Arena, _wanted: Expected) -> None:
    file_operations.remove_link(files, str(arena.source), str(arena.target))


def _drop_source(files: FileSystem, arena: Arena, _wanted: Expected) -> None:
    file_operations.drop_source(files, str(arena.source), str(arena.target), linked=False)


Act = Callable[[FileSystem, Arena, Expected], None]
BY_LINK = ("rename_exclusive",)
KINDS = [
    pytest.param(_move, (), id="move"),
    pytest.param(_move, BY_LINK, id="move-by-link"),
    pytest.param(_move_by_copy, (), id="move-by-copy"),
    pytest.param(_move_by_copy, BY_LINK, id="move-by-copy-and-link"),
    pytest.param(_copy, (), id="copy"),
    pytest.param(_link, (), id="link"),
    pytest.param(_remove_copy, (), id="remove-copy"),
    pytest.param(_remove_link, (), id="remove-link"),
    pytest.param(_drop_source, (), id="drop-source"),
]


def put_up(arena: Arena, act: Act) -> Expected:
    """The arena as the act finds it, and what is expected of its file."""
    arena.put_up()
    if act in (_remove_copy, _drop_source):
        shutil.copy2(arena.source, arena.target)
    if act is _remove_link:
        os.link(arena.source, arena.target)
    return expected(arena.source if act is not _remove_copy else arena.target)


def attempt(act: Act, files: FileSystem, arena: Arena, wanted: Expected) -> bool:
    """Whether it was done; it may be refused with a sentence, or where it is journaled by the system."""
    try:
        act(files, arena, wanted)
    except KnownError:
        return False
    except OSError:
        assert act is _drop_source, "the system's errors are to be translated"
        return False
    return True


def act_now_and_then(
    stranger: StrangersProcess, chance: Random, share: float, _name: str, _arguments: tuple[Any, ...]
) -> None:
    """Before a call; how often is drawn."""
    if chance.random() < share:
        stranger.act(chance.randrange(1, 2**40))


@pytest.mark.parametrize(("act", "without"), KINDS)
def test_a_stranger_acts_at_any_moment(arena: Arena, act: Act, without: tuple[str, ...]):
    """Before random calls of an operation, one after another random act: the same every time."""
    done = 0
    with stranger_at_hand(arena.stranger()) as stranger:
        for seed in range(1, INTERLEAVINGS + 1):
            wanted = put_up(arena, act)
            photos, outside = set(contents(arena.photos)), taken_down(arena.outside)
            tap = partial(act_now_and_then, stranger, Random(seed), (0.03, 0.1, 0.3)[seed % 3])
            is_done = attempt(act, TappedFileSystem(tap, EVERY_CALL, without), arena, wanted)
            if is_done and act in (_move, _copy, _link):  # the others do something after they looked at it
                assert hash_bytes(arena.target.read_bytes()) == wanted.content_hash
                assert arena.target.resolve() == arena.target
            done += is_done
            arena.check(photos, outside)
            stranger.act(0)
            arena.check(photos, outside)
    assert 0 < done < INTERLEAVINGS, "it must be possible, and it must be possible to be in the way"


@pytest.mark.parametrize(("act", "without"), KINDS)
def test_a_stranger_never_stops(arena: Arena, act: Act, without: tuple[str, ...]):
    """Both as fast as they can, for real."""
    for seed in range(INTERLEAVINGS // 10):
        wanted = put_up(arena, act)
        photos, outside = set(contents(arena.photos)), taken_down(arena.outside)
        files = TappedFileSystem(lambda *_: None, without=without)
        with stranger_at_work(arena.stranger(), seed):
            for _ in range(10):
                attempt(act, files, arena, wanted)
                with suppress(OSError):
                    wanted = expected(arena.source)
        arena.check(photos, outside)
