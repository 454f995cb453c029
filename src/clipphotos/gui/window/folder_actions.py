"""What menus, the sidebar and drops do with folders of the library."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from clipphotos.core.photo import LibraryRoot
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.indexing import IndexingController
from clipphotos.gui.library_loader import LibrarySnapshot
from clipphotos.gui.settings import WindowSettings
from clipphotos.gui.watching.library_watch import LibraryWatch
from clipphotos.gui.widgets.drops import dropped_paths, take_copy
from clipphotos.gui.widgets.file_manager import show_in_file_manager
from clipphotos.gui.widgets.questions import ask_to_remove
from clipphotos.service.protocol.library import RemoveRoot


class FolderActions(QObject):
    """Lets the user choose folders to add; removes, rescans, shows and watches those that are there.

    Args:
        window: Parent of the dialogs.
        bridge: Removes folders.
        indexing: Rescans them, by itself where something changes.
        settings: Remembers where the folder dialog was left.
    """

    chosen = Signal(object)
    """List of folders to add to the library."""
    removed = Signal()

    def __init__(
        self, window: QWidget, bridge: ServiceBridge, indexing: IndexingController, settings: WindowSettings
    ) -> None:
        super().__init__(window)
        self._window = window
        self._bridge = bridge
        self._indexing = indexing
        self._settings = settings
        self._watch = LibraryWatch(bridge, indexing, self)

    def take_held(self, event: QDragMoveEvent) -> None:
        """Take folders that are held over the window."""
        if dropped_folders(event):
            take_copy(event)

    def take_dropped(self, event: QDropEvent) -> None:
        """Add folders that were dropped on the window."""
        folders = dropped_folders(event)
        if folders:
            take_copy(event)
            self.chosen.emit(folders)

    def choose(self) -> None:
        """Ask for a folder of photos to add."""
        start = self._settings.last_folder or str(Path.home())
        chosen = QFileDialog.getExistingDirectory(self._window, self.tr("Choose a folder of photos"), start)
        if chosen:
            self._settings.last_folder = chosen
            self.chosen.emit([Path(chosen)])

    def rescan(self, folder: Path | None) -> None:
        """Look for new and changed photos in a folder, or in the whole library."""
        self._indexing.rescan(folder)

    def remove(self, root: LibraryRoot) -> None:
        """Remove a folder from the library if the user really wants to."""
        if ask_to_remove(self._window, root):
            self._bridge.submit(RemoveRoot(root.id), lambda _: self.removed.emit())

    def show(self, folder: Path) -> None:
        """Show a folder in the file manager."""
        show_in_file_manager(self._window, [folder])

    def watch(self, snapshot: LibrarySnapshot) -> None:
        """Notice what other programs change in the folders of the library."""
        self._watch.follow(root.path for root in snapshot.roots)

    def close(self) -> None:
        """Watch nothing any more."""
        self._watch.close()


def dropped_folders(event: QDropEvent) -> list[Path]:
    """The folders among what another program holds over the window or dropped on it."""
    if event.source() is not None:  # pyright: ignore[reportUnnecessaryComparison]
        return []
    return [path for path in dropped_paths(event) if path.is_dir()]
