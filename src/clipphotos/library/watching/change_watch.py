"""Tells which folders of the library changed, once what changed has come to rest."""

import hashlib
import os
import threading
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from clipphotos.library.file_stamp import stamp_of
from clipphotos.library.folder_look import look_at
from clipphotos.library.scanner import is_passed_over, kind_of
from clipphotos.library.surroundings import is_folder, nearest_existing
from clipphotos.library.watching.system_notices import SystemNotices


@dataclass(slots=True)
class _Place:
    """A folder that changed, or may have.

    Attributes:
        due: When to look at it next.
        since: When its change was noticed.
        state: How it was at the last look; None before the first.
    """

    due: float
    since: float
    state: bytes | None = None


@dataclass(slots=True)
class _Polled:
    """A folder of which the system does not tell.

    Attributes:
        due: When to look at it next.
        told: How it was when it was last told of, or found; None while it is not there.
        seen: How it was at the last look.
    """

    due: float = 0.0
    told: bytes | None = None
    seen: bytes | None = None
    is_known: bool = False


class ChangeWatch:
    """Watches folders in a thread of its own: by the system's notices, else by a look now and then.

    Args:
        tell: Receives folders that changed, in that thread. None of them lies in another.
        is_remote: Whether a folder is on another computer, whose changes no system tells of.
    """

    SETTLE_SECONDS = 1.5
    """What looks the same after so long is at rest."""
    LONGEST_SECONDS = 4.0
    """Where it never rests, as while a card is copied, it is told of after so long."""
    POLL_SECONDS = 20.0
    """Between two looks at a folder of which the system does not tell …"""
    LEAST_REST = 20
    """… or so many times as long as a look takes."""
    LAST_WAIT_SECONDS = 2.0

    def __init__(
        self, tell: Callable[[list[Path]], None], is_remote: Callable[[Path], bool] = lambda _: False
    ) -> None:
        self._tell = tell
        self._is_remote = is_remote
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._wanted: frozenset[Path] = frozenset()
        self._notices = SystemNotices(self._wake.set)
        self._places: dict[tuple[Path, bool], _Place] = {}
        self._polled: dict[Path, _Polled] = {}
        self._checked_at = 0.0
        self._thread: threading.Thread | None = None

    def watch(self, folders: Iterable[Path]) -> None:
        """Watch these folders with all below them, and no others."""
        with self._lock:
            self._wanted = frozenset(folders)
        if self._thread is None and self._wanted:
            self._thread = threading.Thread(target=self._run, name="change-watch", daemon=True)
            self._thread.start()
        self._wake.set()

    def is_watching(self, folder: Path) -> bool:
        """Whether a change of a folder from now on is told of, be it that the folder comes back."""
        polled = self._polled.get(folder)
        return folder in self._notices.folders if polled is None else polled.is_known

    def being_written(self) -> frozenset[Path]:
        """Files that some program is writing to just now, as far as the system tells."""
        return self._notices.being_written()

    def close(self) -> None:
        """Watch nothing any more."""
        self._stop.set()
        self._wake.set()
        if self._thread is not None:
            # A drive that does not answer must not keep the program from ending.
            self._thread.join(self.LAST_WAIT_SECONDS)

    # --- the thread --------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                self._follow_wishes()
                changed = self._settled() | self._changed_since_the_last_poll()
                if changed and not self._stop.is_set():
                    self._tell(_outermost(changed))
                self._wake.wait(self._rest())
                self._wake.clear()
                # What arrives together is looked at together.
                self._stop.wait(min(0.2, self.SETTLE_SECONDS))
        finally:
            self._notices.close()

    def _rest(self) -> float:
        dues = [place.due for place in self._places.values()] + [each.due for each in self._polled.values()]
        dues.append(self._checked_at + self.POLL_SECONDS)
        return max(0.05, min(dues) - time.monotonic())

    def _follow_wishes(self) -> None:
        """Have the system tell of folders that are wanted now, and look at those of which it does not."""
        now = time.monotonic()
        with self._lock:
            wanted = self._wanted
        for folder in [each for each in self._notices.folders if each not in wanted]:
            self._notices.forget(folder)
        for folder in [each for each in self._polled if each not in wanted]:
            del self._polled[folder]
        if now >= self._checked_at + self.POLL_SECONDS:
            self._checked_at = now
            # A folder that went takes the system's notices with it, even if it comes back.
            for folder in [each for each in self._notices.folders if not is_folder(each)]:
                self._notices.forget(folder)
        for folder in wanted - set(self._notices.folders) - self._polled.keys():
            if self._is_remote(folder) or not is_folder(folder) or not self._notices.add(folder):
                self._polled[folder] = _Polled()

    def _settled(self) -> set[Path]:
        """Folders of which the system told, and that are at rest by now."""
        now = time.monotonic()
        for key in self._notices.take():
            self._places.setdefault(key, _Place(now, now))
        written = self._notices.being_written()
        settled: set[Path] = set()
        for key in [key for key, place in self._places.items() if place.due <= now]:
            place, (folder, with_all_below) = self._places[key], key
            state = _state_of(folder, written, with_all_below=with_all_below)
            if state == place.state or now - place.since > self.LONGEST_SECONDS:
                settled.add(nearest_existing(folder))
                del self._places[key]
            else:
                self._places[key] = _Place(now + self.SETTLE_SECONDS, place.since, state)
        return settled

    def _changed_since_the_last_poll(self) -> set[Path]:
        changed: set[Path] = set()
        for folder, polled in list(self._polled.items()):
            began = time.monotonic()
            if polled.due > began or self._stop.is_set():
                continue
            look = look_at(folder)
            state = look.state if look.is_there else None
            took = time.monotonic() - began
            rest = max(self.POLL_SECONDS, self.LEAST_REST * took)
            if not polled.is_known:
                polled.told, polled.is_known = state, True
            elif state != polled.told and state != polled.seen:
                rest = max(self.SETTLE_SECONDS, took)
            elif state != polled.told:
                polled.told = state
                if state is not None:
                    changed.add(folder)
            polled.seen, polled.due = state, time.monotonic() + rest
            if look.is_there and not self._is_remote(folder) and self._notices.add(folder):
                # It came back, or the system has room for it again.
                del self._polled[folder]
                changed.add(folder)
        return changed


def _state_of(folder: Path, written: Collection[Path], *, with_all_below: bool) -> bytes:
    """Equal for two looks between which nothing changed but files that are still being written."""
    if with_all_below:
        return look_at(folder).state
    state = hashlib.blake2b(digest_size=16)
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError:
        return b""
    for entry in entries:
        if is_passed_over(entry.name) or kind_of(entry.name) is None or Path(entry.path) in written:
            continue
        try:
            status = entry.stat()
        except OSError:
            continue
        size, mtime_ns = stamp_of(status)
        state.update(os.fsencode(f"{entry.name}\0{size} {mtime_ns}\0"))
    return state.digest()


def _outermost(folders: Collection[Path]) -> list[Path]:
    """The folders that lie in none of the others."""
    return sorted(folder for folder in folders if not any(above in folders for above in folder.parents))
