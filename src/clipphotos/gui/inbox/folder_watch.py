"""Notices that something changed in a few folders, without ever holding up the window."""

import threading
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from clipphotos.core.paths import is_within
from clipphotos.library.folder_look import FolderLook, look_at


class FolderWatch(QObject):
    """Watches folders and everything below them.

    The system's notices say where to look; they lack files that grow, drives in the network, and folders
    beyond what a system watches. So a thread lists the folders: after a notice, again while they keep
    changing, and once a minute in any case.

    Args:
        parent: Qt parent.
    """

    SOON_MS = 400
    """A file that arrives is many notices."""
    AGAIN_MS = 1000
    """Where something changed, more may come: a file that is still being written, say."""
    REGULARLY_MS = 60_000
    MOST_FOLDERS = 2000
    """Systems limit how many can be watched; the others are looked at once a minute."""
    LAST_WAIT_SECONDS = 2.0

    changed = Signal(object)
    """Path of a folder in which files came, went or changed since the last look; at first, every folder."""
    gone = Signal(object)
    """`FolderLook` of a folder that cannot be listed, once."""
    returned = Signal(object)
    """Path of a folder that can be listed again, before `changed`."""
    _looked = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._looks: dict[Path, FolderLook | None] = {}
        self._due: set[Path] = set()
        self._again: set[Path] = set()
        self._moving: set[Path] = set()
        self._lock = threading.Lock()
        self._wanted: set[Path] = set()
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._note)
        self._soon = QTimer(self, singleShot=True, interval=self.SOON_MS)
        self._soon.timeout.connect(self._look_where_due)
        self._later = QTimer(self, singleShot=True, interval=self.AGAIN_MS)
        self._later.timeout.connect(self._look_again)
        self._regularly = QTimer(self, interval=self.REGULARLY_MS)
        self._regularly.timeout.connect(self.look_everywhere)
        self._looked.connect(self._take)

    @property
    def folders(self) -> list[Path]:
        """What is watched."""
        return list(self._looks)

    def watch(self, folders: Iterable[Path]) -> None:
        """Watch these folders, and no others."""
        new = {folder: self._looks.get(folder) for folder in folders}
        added = new.keys() - self._looks.keys()
        self._looks = new
        self._follow()
        if new:
            self._regularly.start()
            self._ask(added)
        else:
            self._regularly.stop()

    def look_everywhere(self) -> None:
        """List all folders now."""
        self._ask(self._looks)

    def close(self) -> None:
        """Watch nothing any more."""
        self.watch(())
        for timer in (self._soon, self._later, self._regularly):
            timer.stop()
        self._stop.set()
        self._wake.set()
        if self._thread:
            # A drive that does not answer must not keep the window open.
            self._thread.join(self.LAST_WAIT_SECONDS)

    # --- what happens ------------------------------------------------------------------------------

    def _note(self, path: str) -> None:
        self._due |= {
            folder
            for folder, look in self._looks.items()
            if is_within(Path(path), folder) or (look and Path(path) == _over(look))
        }
        if not self._soon.isActive():
            self._soon.start()

    def _look_where_due(self) -> None:
        due, self._due = self._due, set()
        self._ask(due)

    def _look_again(self) -> None:
        again, self._again = self._again, set()
        self._ask(again)

    def _take(self, look: FolderLook) -> None:
        if look.folder not in self._looks or self._stop.is_set():
            return
        before = self._looks[look.folder]
        self._looks[look.folder] = look
        self._follow()
        was_there = before is None or before.is_there
        if not look.is_there:
            if was_there:
                self.gone.emit(look)
            return
        if not was_there:
            self.returned.emit(look.folder)
        if before is None:
            self.changed.emit(look.folder)
        elif before.state != look.state:
            # What is still being written is not read half: it is told of once it looks the same twice.
            self._moving.add(look.folder)
        elif look.folder in self._moving:
            self._moving.discard(look.folder)
            self.changed.emit(look.folder)
        if before is None or look.folder in self._moving:
            self._again.add(look.folder)
            self._later.start()

    def _follow(self) -> None:
        """Have the system watch the folders that were seen last."""
        looks = [look for look in self._looks.values() if look]
        # Where a folder itself goes, or comes back, the one above it tells.
        wanted = [str(each) for look in looks for each in (_over(look), *look.folders)]
        # Qt's strings are Unicode; a folder whose name is not is looked at once a minute.
        wanted = [each for each in wanted if _is_unicode(each)][: self.MOST_FOLDERS]
        known = set(self._watcher.directories())
        old, new = sorted(known.difference(wanted)), sorted(set(wanted) - known)
        if old:
            self._watcher.removePaths(old)
        if new:
            self._watcher.addPaths(new)

    # --- the thread --------------------------------------------------------------------------------

    def _ask(self, folders: Iterable[Path]) -> None:
        with self._lock:
            self._wanted.update(folders)
            if not self._wanted or self._stop.is_set():
                return
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="folder-watch", daemon=True)
            self._thread.start()
        self._wake.set()

    def _run(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            with self._lock:
                wanted, self._wanted = self._wanted, set()
            for folder in sorted(wanted):
                if self._stop.is_set():
                    return
                look = look_at(folder)
                if not self._stop.is_set():
                    self._looked.emit(look)
            if self._stop.is_set():
                return


def _over(look: FolderLook) -> Path:
    """The folder that tells whether a folder came or went."""
    return look.folder.parent if look.is_there else look.above


def _is_unicode(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True
