"""Another user of the same machine, who may write where we do and exchanges what is there under our hands.

A process of the user *nobody*: each act is done with that user's rights, at the moment when it is asked for
or as fast as it can. It never removes anything of ours: what is missing afterwards, we lost.
"""

import ctypes
import os
import random
import signal
import stat
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

NOBODY = 65534
_AT_FDCWD = -100
_NOREPLACE, _EXCHANGE = 1, 2


class Stranger:
    """What the stranger does, told in the process that has a stranger's rights.

    Args:
        arena: The folder that it may write, with everything in it.
        stash: Its own folder, on the same volume.
        outside: A folder that it may not even list, where it wants us to write.
    """

    def __init__(self, arena: Path, stash: Path, outside: Path) -> None:
        self.arena, self.stash, self.outside = arena, stash, outside
        self.chance = random.Random()
        self.taken: list[tuple[Path, Path]] = []
        self._rename = ctypes.CDLL(None, use_errno=True).renameat2

    def act(self, seed: int | None = None) -> None:
        """Do something, to be told again by its seed."""
        if seed is not None:
            self.chance = random.Random(seed)
        acts = (self.exchange, self.exchange, self.put_link, self.put_link, self.put_own, self.give_back)
        # What the rights do not allow, or another act was quicker with, is not done.
        with suppress(OSError):
            self.chance.choice(acts)()

    def exchange(self) -> None:
        """Two names for one another: of files, of unfinished copies, of folders."""
        everything = self._everything()
        one = self.chance.choice(everything)
        self._renamed(one, self.chance.choice([each for each in everything if each != one]), _EXCHANGE)

    def put_link(self) -> None:
        """A link to what is not theirs, in the place of a file or of a folder."""
        place = self._taken_away()
        target = self.outside if self.chance.random() < 0.5 else self.outside / "secret.jpg"
        place.symlink_to(target)

    def put_own(self) -> None:
        """Something of its own in the place of a file or of a folder, as like it as it can be made."""
        place = self._taken_away()
        taken = self.taken[-1][1]
        status = taken.lstat()
        if stat.S_ISDIR(status.st_mode):
            place.mkdir()
            place.chmod(0o777)
            return
        place.write_bytes(b"#" * min(status.st_size, 100_000))
        os.utime(place, ns=(status.st_atime_ns, status.st_mtime_ns))
        place.chmod(0o6777)

    def give_back(self) -> None:
        """What was taken, in its old place; the stranger's own thing there goes."""
        if not self.taken:
            return
        place, taken = self.taken.pop(self.chance.randrange(len(self.taken)))
        with suppress(OSError):
            if place.lstat().st_uid == NOBODY:
                place.rmdir() if place.is_dir() and not place.is_symlink() else place.unlink()
        try:
            self._renamed(taken, place, _NOREPLACE)
        except OSError:
            self.taken.append((place, taken))

    def give_all_back(self) -> None:
        """As far as that can be done; then all is forgotten."""
        for _ in range(len(self.taken)):
            self.give_back()
        self.taken.clear()

    def _taken_away(self) -> Path:
        place = self.chance.choice(self._everything())
        taken = self.stash / f"{time.monotonic_ns()}"
        self._renamed(place, taken, _NOREPLACE)
        self.taken.append((place, taken))
        return place

    def _everything(self) -> list[Path]:
        found: list[Path] = []
        for folder, names, files in os.walk(self.arena):
            found += [Path(folder, name) for name in (*names, *files)]
        return sorted(found)

    def _renamed(self, one: Path, other: Path, flag: int) -> None:
        if self._rename(_AT_FDCWD, bytes(one), _AT_FDCWD, bytes(other), flag):
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code))


class StrangersProcess:
    """The process, seen from ours."""

    def __init__(self, stranger: Stranger) -> None:
        ours, theirs = os.pipe(), os.pipe()
        self._process = os.fork()
        if self._process == 0:
            try:
                for descriptor in (ours[1], theirs[0]):
                    os.close(descriptor)
                _become_nobody()
                self._serve(stranger, ours[0], theirs[1])
            finally:
                os._exit(0)
        self._ask, self._hear = ours[1], theirs[0]
        for descriptor in (ours[0], theirs[1]):
            os.close(descriptor)

    @staticmethod
    def _serve(stranger: Stranger, hear: int, answer: int) -> None:
        while request := os.read(hear, 8):
            seed = int.from_bytes(request, "big")
            if seed:
                stranger.act(seed)
            else:
                stranger.give_all_back()
            os.write(answer, b".")

    def act(self, seed: int) -> None:
        """Have one act done, and wait for it; 0 is to give everything back."""
        os.write(self._ask, seed.to_bytes(8, "big"))
        os.read(self._hear, 1)

    def close(self) -> None:
        for descriptor in (self._ask, self._hear):
            os.close(descriptor)
        os.waitpid(self._process, 0)


def _become_nobody() -> None:
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)
    os.umask(0)


@contextmanager
def stranger_at_hand(stranger: Stranger) -> Generator[StrangersProcess]:
    """A stranger who acts when told to."""
    process = StrangersProcess(stranger)
    try:
        yield process
    finally:
        process.close()


@contextmanager
def stranger_at_work(stranger: Stranger, seed: int) -> Generator[None]:
    """A stranger who does not stop acting, from before the first to after the last moment."""
    reader, writer = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            _become_nobody()
            stranger.chance = random.Random(seed)
            os.write(writer, b".")
            while True:
                stranger.act()
        finally:
            os._exit(0)
    os.read(reader, 1)
    for descriptor in (reader, writer):
        os.close(descriptor)
    try:
        yield
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
