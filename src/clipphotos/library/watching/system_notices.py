"""What the system tells of changes below folders: where to look, and which files are still being written."""

import logging
import os
import sys
import threading
import time
import warnings
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileAttribEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

from clipphotos.core.indexing.exclusions import MARKERS
from clipphotos.library.scanner import is_passed_over, kind_of

if TYPE_CHECKING:
    from watchdog.observers.api import BaseObserver, ObservedWatch

logger = logging.getLogger(__name__)
# What it cannot do it raises. What it writes of itself, as of news that come while it is ended, is no error.
logging.getLogger("watchdog").setLevel(logging.CRITICAL)

# What is only opened and read is no change, and indexing itself does a lot of it.
_WANTED: list[type[FileSystemEvent]] = [
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileAttribEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
]

_LIMIT = Path("/proc/sys/fs/inotify/max_user_watches")
_TELLS_OF_CLOSING = sys.platform == "linux"
OPEN_SECONDS = 60.0
"""A file that was written to and not closed is thought to be finished after so long a rest."""


class SystemNotices:
    """Has the system tell of changes below folders, where it can.

    Args:
        wake: Called in another thread when there is something to `take`.
    """

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self._observer: BaseObserver | None = None
        self._watches: dict[Path, ObservedWatch] = {}
        self._lock = threading.Lock()
        self._places: set[tuple[Path, bool]] = set()
        self._written: dict[Path, float] = {}

    @property
    def folders(self) -> Collection[Path]:
        """Folders of which the system tells."""
        return self._watches.keys()

    def add(self, folder: Path) -> bool:
        """Watch a folder and all below it; False if the system cannot: it has a limit, or no such folder."""
        if not _has_room_for(folder):
            return False
        if self._observer is None:
            # It warns where folders come while it makes its list; nothing is wrong then.
            warnings.filterwarnings("ignore", "Callback with id", RuntimeWarning)
            self._observer = Observer()
            self._observer.start()
        try:
            self._watches[folder] = self._observer.schedule(
                _Handler(folder, self), str(folder), recursive=True, event_filter=_WANTED
            )
        except (OSError, UnicodeError) as error:
            logger.info(
                "a folder is looked at now and then instead of being watched: %s", type(error).__name__
            )
            return False
        return True

    def forget(self, folder: Path) -> None:
        """Watch a folder no longer."""
        watch = self._watches.pop(folder, None)
        if watch is not None and self._observer is not None:
            self._observer.unschedule(watch)

    def close(self) -> None:
        """Watch nothing any more."""
        self._watches.clear()
        if self._observer is not None:
            self._observer.stop()
            self._observer.join()
            self._observer = None

    def take(self) -> set[tuple[Path, bool]]:
        """The folders in which something changed since the last call, and whether also below them."""
        with self._lock:
            places, self._places = self._places, set()
        return places

    def being_written(self) -> frozenset[Path]:
        """Files that some program has written to and not closed yet, as far as the system tells."""
        oldest = time.monotonic() - OPEN_SECONDS
        with self._lock:
            self._written = {path: at for path, at in self._written.items() if at > oldest}
            return frozenset(self._written)

    def note(self, root: Path, event: FileSystemEvent) -> None:
        """Take in what the system tells; called in its thread."""
        places: set[tuple[Path, bool]] = set()
        for typed in (event.src_path, event.dest_path):
            if not typed:
                continue
            path = Path(os.fsdecode(typed))
            if _may_matter(path, root, is_folder=event.is_directory):
                # A folder that came may have come with all its files.
                is_new_folder = event.is_directory and not isinstance(event, DirDeletedEvent)
                places.add((path, True) if is_new_folder else (path.parent, False))
                places.add((path.parent, False))
        if not places:
            return
        path = Path(os.fsdecode(event.src_path))
        with self._lock:
            if isinstance(event, FileModifiedEvent) and _TELLS_OF_CLOSING:
                self._written[path] = time.monotonic()
            elif not isinstance(event, FileAttribEvent | FileCreatedEvent):
                self._written.pop(path, None)
            self._places |= places
        self._wake()


class _Handler(FileSystemEventHandler):
    def __init__(self, root: Path, notices: SystemNotices) -> None:
        self._root = root
        self._notices = notices

    def on_any_event(self, event: FileSystemEvent) -> None:
        self._notices.note(self._root, event)


def _has_room_for(folder: Path) -> bool:
    """Whether a folder has few enough folders to be watched; other programs want to watch some, too."""
    if not _TELLS_OF_CLOSING:
        return True
    try:
        most = int(_LIMIT.read_text()) // 2
    except (OSError, ValueError):
        return True
    return all(number < most for number, _ in enumerate(os.walk(folder)))


def _may_matter(path: Path, root: Path, *, is_folder: bool) -> bool:
    """Whether a photo, or a folder of photos, may have come, gone or changed there."""
    try:
        *folders, name = path.relative_to(root).parts or ("",)
    except ValueError:
        return False
    if any(is_passed_over(folder) for folder in folders):
        return False
    if name.lower() in MARKERS:
        return True
    return not is_passed_over(name) and (is_folder or kind_of(name) is not None)
