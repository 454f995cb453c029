"""The library's folders are watched, so that what other programs change in them appears by itself."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QObject, QStorageInfo, Signal

from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.indexing import IndexingController
from clipphotos.gui.watching.changed_folders import ChangedFolders
from clipphotos.library.watching.change_watch import ChangeWatch

_REMOTE = frozenset(
    {
        *("9p", "afpfs", "afs", "ceph", "cifs", "davfs", "lustre", "ncpfs", "nfs", "nfs4"),
        *("smb2", "smb3", "smbfs", "webdav", "vboxsf", "vmhgfs", "prl_fs", "virtiofs"),
        *("fuse.davfs2", "fuse.glusterfs", "fuse.gvfsd-fuse", "fuse.rclone", "fuse.sshfs"),
        *("fuse.vmhgfs-fuse", "macfuse", "osxfuse"),
    }
)
"""Types of file systems that are on another computer, or that another computer writes to."""


class LibraryWatch(QObject):
    """Watches the roots while the settings want it, and has indexed what changed.

    Args:
        bridge: Tells when a run has ended.
        indexing: Knows the settings, and reads what changed.
        parent: Qt parent.
    """

    _told = Signal(list)

    def __init__(
        self, bridge: ServiceBridge, indexing: IndexingController, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._indexing = indexing
        self._roots: frozenset[Path] = frozenset()
        self.watch = ChangeWatch(self._told.emit, is_remote)
        self._changed = ChangedFolders(bridge, indexing, self.watch.being_written, self)
        self._told.connect(self._changed.note)
        indexing.settings_changed.connect(self._follow)

    def follow(self, roots: Iterable[Path]) -> None:
        """Watch these folders of the library, and no others."""
        self._roots = frozenset(roots)
        self._follow()

    def close(self) -> None:
        """Watch nothing any more."""
        self.watch.close()
        self._changed.close()

    def _follow(self) -> None:
        settings = self._indexing.settings
        is_wanted = settings is not None and settings.watch
        self.watch.watch(self._roots if is_wanted else ())


def is_remote(folder: Path) -> bool:
    """Whether a folder is on a network drive, as far as the system says so."""
    if str(folder).startswith("\\\\"):
        return True
    kind = bytes(QStorageInfo(str(folder)).fileSystemType().data()).decode(errors="replace").lower()
    return kind in _REMOTE
