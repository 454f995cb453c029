"""The main window: puts the parts together and passes messages between them."""

from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QMainWindow, QMenu

from clipphotos.core.changes import Changes
from clipphotos.core.photo import LibraryRoot, PhotoState
from clipphotos.gui.actions import Actions
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.grid.clipboard import connect_photo_actions
from clipphotos.gui.grid.delegate import TileDelegate
from clipphotos.gui.grid.model import GridModel
from clipphotos.gui.grid.thumbnails import ThumbnailLoader
from clipphotos.gui.grid.view import GridView
from clipphotos.gui.inbox.controller import InboxKeeper
from clipphotos.gui.indexing import Indexing
from clipphotos.gui.library_loader import LibraryLoader, LibrarySnapshot
from clipphotos.gui.operations.rating_controller import Rating
from clipphotos.gui.preferences.model_texts import device_name, setback_text, title
from clipphotos.gui.search.bar import SearchBar
from clipphotos.gui.search.grid_content import Browsing
from clipphotos.gui.search.place_controller import Places
from clipphotos.gui.search.search_controller import Searching
from clipphotos.gui.settings import WindowSettings
from clipphotos.gui.sidebar.sidebar import Sidebar
from clipphotos.gui.sorting.organising import Organising
from clipphotos.gui.tags.controller import Tagging
from clipphotos.gui.viewer.viewer import Viewer
from clipphotos.gui.widgets.file_manager import show_in_file_manager
from clipphotos.gui.widgets.formatting import photo_count
from clipphotos.gui.widgets.notice_bar import NoticeBar
from clipphotos.gui.widgets.questions import ask_to_remove, show_about
from clipphotos.gui.window.dialogs import WindowDialogs
from clipphotos.gui.window.language_hint import LanguageHint
from clipphotos.gui.window.library_page import LibraryPage
from clipphotos.gui.window.pages import WindowPages
from clipphotos.gui.window.service_notices import ServiceNotices
from clipphotos.gui.window.status_bar import StatusBar
from clipphotos.gui.window.welcome import Welcome
from clipphotos.service.protocol.indexing import IndexSummary
from clipphotos.service.protocol.library import RemoveRoot, Status
from clipphotos.service.protocol.models import WarmUp
from clipphotos.storage.browse import CatalogueReader
from clipphotos.storage.locations import DataLocations

_ZOOM_STEP = 32


class MainWindow(QMainWindow):
    """One library on screen.

    Args:
        bridge: The photo service; it outlives the window.
        indexing: Fills the library; it outlives the window too.
        locations: The data folder.
        settings: What the window remembers.
    """

    closed = Signal()

    def __init__(
        self,
        bridge: ServiceBridge,
        indexing: Indexing,
        locations: DataLocations,
        settings: WindowSettings,
    ) -> None:
        super().__init__()
        self.setWindowTitle("ClipPhotos")
        self.setAcceptDrops(True)
        self._bridge = bridge
        self._locations = locations
        self._settings = settings
        self._service_ready = False
        self._scan_at_start = True
        self._dialogs = WindowDialogs(self, bridge, indexing)

        self._reader = CatalogueReader(locations)
        self._loader = LibraryLoader(locations, self)
        self._thumbnails = ThumbnailLoader(locations, bridge, self)
        self.indexing = indexing
        self.searching = Searching(bridge, self)
        self.model = GridModel(self._reader, self)
        self.grid = GridView(self._thumbnails)
        self.grid.set_grid_model(self.model)
        self.grid.setItemDelegate(TileDelegate(self._thumbnails, self.grid))
        self.grid.set_tile_size(settings.tile_size)
        self.browsing = Browsing(self.grid, self._loader, self.searching, self.indexing, bridge, self)

        self.actions_ = Actions(self)
        self.sidebar = Sidebar()
        self.library = self.sidebar.library
        self.search_bar = SearchBar(settings)
        self.notice = NoticeBar()
        self.status_bar = StatusBar(settings.tile_size)
        self.welcome = Welcome()
        self.tagging = Tagging(self, bridge, indexing, settings)
        self.viewer = Viewer(self.model, bridge, self._thumbnails)
        self.organising = Organising(
            self, bridge, locations, settings, self._reader, self.grid, self.sidebar, self.notice
        )
        places = Places(self.sidebar, self.search_bar, self.searching, self.browsing)
        self.inbox = InboxKeeper(
            bridge, indexing, settings, self._reader,
            self.sidebar, places, self.grid, self.organising, self.notice,
        )  # fmt: skip
        self.rating = Rating(self, bridge, self.grid, self.viewer, self.tagging.panel, self.notice)
        self._lay_out()
        self._connect_actions()
        self._connect_parts()
        self._restore_geometry()

    def _lay_out(self) -> None:
        self._library_page = LibraryPage(
            self.sidebar, self.search_bar, self.notice, self.grid, self.tagging.panel
        )
        self.pages = WindowPages(
            self, self._library_page, self.grid, self.welcome, self.viewer, self.organising.pages
        )
        self.setCentralWidget(self.pages)
        self.setStatusBar(self.status_bar)
        self.actions_.fill(self.menuBar())
        self.actions_.limit_to(self.grid)
        for action in (self.actions_.similar, self.actions_.copy, self.actions_.copy_path):
            self.viewer.addAction(action)
        self.grid.setFocus()

    def _connect_actions(self) -> None:
        acts = self.actions_
        connect_photo_actions(acts, self.grid)
        acts.add_folder.triggered.connect(self.choose_folder)
        acts.rescan.triggered.connect(lambda: self._rescan_folder(None))
        acts.quit.triggered.connect(self.close)
        acts.find.triggered.connect(self._find)
        acts.open.triggered.connect(lambda: self.pages.open_photo(self.grid.currentIndex().row()))
        acts.similar.triggered.connect(self._find_similar)
        acts.larger.triggered.connect(lambda: self._zoom(1))
        acts.smaller.triggered.connect(lambda: self._zoom(-1))
        acts.full_screen.triggered.connect(self.pages.toggle_full_screen)
        acts.sidebar.toggled.connect(self.sidebar.setVisible)
        self.organising.connect_actions(acts)
        self.inbox.connect_actions(acts)
        self.rating.connect_actions(acts)
        acts.settings.triggered.connect(self._dialogs.show_settings)
        acts.model.triggered.connect(self._dialogs.show_models)
        acts.skipped.triggered.connect(self._dialogs.show_skipped)
        acts.data_folder.triggered.connect(lambda: show_in_file_manager([self._locations.root]))
        acts.about.triggered.connect(lambda: show_about(self))

    def _connect_parts(self) -> None:
        bar, library, status = self.search_bar, self.library, self.status_bar
        self.searching.follow(bar)
        bar.left.connect(self.grid.setFocus)
        self.organising.page_opened.connect(self.pages.show_page)
        self.organising.page_closed.connect(self.pages.show_library)
        library.add_requested.connect(self.choose_folder)
        library.rescan_requested.connect(self._rescan_folder)
        library.remove_requested.connect(self._remove_root)
        library.show_requested.connect(self._show_folder)
        self.welcome.add_requested.connect(self.choose_folder)
        self.grid.open_requested.connect(self.pages.open_photo)
        self.grid.menu_requested.connect(self._show_photo_menu)
        self.grid.zoom_requested.connect(self._zoom)
        self.grid.escaped.connect(bar.clear)
        self.grid.selection_changed.connect(self._show_counts)
        self.browsing.content_changed.connect(self._show_counts)
        status.pause_requested.connect(self.indexing.pause)
        status.resume_requested.connect(self.indexing.resume)
        status.cancel_requested.connect(self.indexing.cancel)
        status.now_requested.connect(self.indexing.index_now)
        status.skipped_requested.connect(self._dialogs.show_skipped)
        status.model_requested.connect(self._dialogs.show_models)
        status.tile_size_changed.connect(self._set_tile_size)
        self._dialogs.status_changed.connect(self._show_model)
        self._dialogs.status_changed.connect(self.tagging.take_status)
        self.tagging.connect_parts(self.actions_, self.grid, bar, self.searching, self.notice)
        self._loader.loaded.connect(self._take_snapshot)
        self.indexing.state_changed.connect(self._show_indexing_state)
        self.indexing.progressed.connect(status.show_progress)
        self.indexing.finished.connect(self._note_index_finished)
        self.indexing.failed.connect(self.notice.report)
        self.searching.refused.connect(self.notice.report)
        LanguageHint(self.searching, self._dialogs, self.notice)
        ServiceNotices(self._bridge, self.notice)
        bridge = self._bridge
        bridge.ready.connect(self._note_ready)
        bridge.library_changed.connect(self._note_changes)
        bridge.model_loaded.connect(self._dialogs.ask_status)

    # --- life --------------------------------------------------------------------------------------

    def begin(self, *, service_ready: bool = False) -> None:
        """Read the library; called once the window is on screen.

        Args:
            service_ready: The service was started before, for an earlier window.
        """
        self.browsing.reload()
        if service_ready:
            self._scan_at_start = False
            self._note_ready()
            self.organising.catch_up()

    def shut_down(self) -> None:
        """Stop the window's threads; the service is not its own."""
        self.inbox.close()
        self.tagging.close()
        self._loader.close()
        self._thumbnails.close()
        self.organising.close()
        self._reader.close()

    def take_over(self, old: "MainWindow") -> None:
        """Show what an earlier window showed."""
        self.search_bar.edit.setText(old.search_bar.text)
        self.search_bar.set_example(old.search_bar.example)
        self.search_bar.set_tags(old.search_bar.tags)
        self.search_bar.rating.choose(old.search_bar.rating.least)
        self.browsing.show_folder(old.browsing.folder)
        self._show_indexing_state()

    def remember_geometry(self) -> None:
        """Come back like this next time."""
        self._settings.set_geometry("window", self.saveGeometry())
        self._settings.set_geometry("sidebar", self._library_page.saveState())
        self._settings.set_geometry("places", self.sidebar.saveState())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the geometry."""
        self.remember_geometry()
        super().closeEvent(event)
        self.closed.emit()

    def _restore_geometry(self) -> None:
        if not self.restoreGeometry(self._settings.geometry("window")):
            self.resize(1280, 820)
        self._library_page.restoreState(self._settings.geometry("sidebar"))
        self.sidebar.restoreState(self._settings.geometry("places"))

    # --- library -----------------------------------------------------------------------------------

    def choose_folder(self) -> None:
        """Ask for a folder of photos and add it."""
        start = self._settings.last_folder or str(Path.home())
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Choose a folder of photos"), start)
        if chosen:
            self._settings.last_folder = chosen
            self.add_folders([Path(chosen)])

    def add_folders(self, folders: list[Path]) -> None:
        """Add folders to the library and index them."""
        self.pages.leave_welcome()
        self.indexing.add(folders)
        self.grid.setFocus()

    def _rescan_folder(self, folder: Path | None) -> None:
        self.indexing.index([folder] if folder else [])

    def _show_folder(self, folder: Path) -> None:
        show_in_file_manager([folder])

    def _remove_root(self, root: LibraryRoot) -> None:
        if ask_to_remove(self, root):
            self._bridge.submit(RemoveRoot(root.id), lambda _: self._removed())

    def _removed(self) -> None:
        self.library.choose(None)
        self.browsing.reload()

    def _take_snapshot(self, snapshot: LibrarySnapshot) -> None:
        self.library.update_from(snapshot)
        self.status_bar.show_skipped(snapshot.counts.get(PhotoState.UNREADABLE.value, 0))
        empty = not snapshot.roots and not self.indexing.jobs
        self.pages.welcome_if(empty=empty)
        if snapshot.roots and self._service_ready and self._scan_at_start:
            self._scan_at_start = False
            self.indexing.index(in_background=True)

    def _note_index_finished(self, summary: IndexSummary) -> None:
        self._dialogs.ask_status()
        self.browsing.reload()
        self._thumbnails.give_another_chance()
        if summary.new:
            self.status_bar.show_news(self.tr("{photos} added").format(photos=photo_count(summary.new)))

    # --- service -----------------------------------------------------------------------------------

    def _note_ready(self) -> None:
        self._service_ready = True
        self.indexing.ask_settings()
        self.browsing.reload()
        self._dialogs.ask_status()
        # An unchanged library is up to date without the model; the first search should not wait for it.
        self._bridge.submit(WarmUp(), self.inbox.note_model)
        self.inbox.begin()

    def _note_changes(self, changes: Changes) -> None:
        if changes.photos or changes.roots:
            self.browsing.reload()
        if changes.models:
            self._dialogs.ask_status()

    def _show_indexing_state(self) -> None:
        self.status_bar.show_state(self.indexing.state)

    def _show_model(self, status: Status) -> None:
        self.status_bar.show_model(
            title(status.model), device_name(status.device), setback_text(status.setback)
        )

    # --- photos ------------------------------------------------------------------------------------

    def _find(self) -> None:
        self.pages.leave_photo()
        self.search_bar.focus()

    def _find_similar(self) -> None:
        row = self.grid.currentIndex().row()
        rows = self.grid.selected_rows()
        photo = self.model.photo(row if row in rows or not rows else rows[0]) if row >= 0 else None
        if photo:
            self.pages.leave_photo()
            self.search_bar.edit.clear()
            self.search_bar.set_example(photo.path)

    def _show_photo_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.actions_.fill_photo_menu(menu)
        self.organising.fill_menu(menu)
        menu.popup(at)

    def _show_counts(self) -> None:
        selected = self.grid.selected_count()
        self.status_bar.show_count(self.model.rowCount(), selected)
        for action in self.actions_.on_selection():
            action.setEnabled(selected > 0)

    # --- view --------------------------------------------------------------------------------------

    def _zoom(self, steps: int) -> None:
        self.status_bar.set_tile_size(self._settings.tile_size + steps * _ZOOM_STEP)

    def _set_tile_size(self, size: int) -> None:
        self._settings.tile_size = size
        self.grid.set_tile_size(size)

    # --- drops -------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take folders."""
        if event.source() is None and _dropped_folders(event):  # pyright: ignore[reportUnnecessaryComparison]
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add the dropped folders."""
        event.acceptProposedAction()
        self.add_folders(_dropped_folders(event))


def _dropped_folders(event: QDropEvent) -> list[Path]:
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return [path for path in paths if path.is_dir()]
