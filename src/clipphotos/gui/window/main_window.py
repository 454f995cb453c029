"""The main window: puts the parts together and passes messages between them."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QMainWindow

from clipphotos.core.categories.category import Category
from clipphotos.core.changes import Changes
from clipphotos.gui.actions.action import Menu
from clipphotos.gui.actions.context_menu import Handler
from clipphotos.gui.actions.situation import Page, Situation
from clipphotos.gui.actions.window_actions import WindowActions
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.categories.controller import CategoryController
from clipphotos.gui.grid.model import GridModel
from clipphotos.gui.grid.thumbnails import ThumbnailLoader
from clipphotos.gui.grid.view import GridView
from clipphotos.gui.inbox.controller import InboxController
from clipphotos.gui.indexing import IndexingController
from clipphotos.gui.library_loader import LibraryLoader, LibrarySnapshot
from clipphotos.gui.operations.annotation_controller import AnnotationController
from clipphotos.gui.operations.file_controller import FileController
from clipphotos.gui.operations.history_controller import HistoryController
from clipphotos.gui.preferences.model_texts import device_name, fallback_text, title
from clipphotos.gui.search.bar import SearchBar
from clipphotos.gui.search.content_controller import ContentController
from clipphotos.gui.search.place_controller import PlaceController
from clipphotos.gui.search.search_controller import SearchController
from clipphotos.gui.search.tag_completion import complete_tags
from clipphotos.gui.settings import WindowSettings
from clipphotos.gui.sidebar.sidebar import Sidebar
from clipphotos.gui.sorting.controller import SortController
from clipphotos.gui.tags.automatic import AutomaticTagController
from clipphotos.gui.tags.controller import TagController
from clipphotos.gui.viewer.viewer import Viewer
from clipphotos.gui.widgets.file_manager import show_in_file_manager
from clipphotos.gui.widgets.formatting import photo_count
from clipphotos.gui.widgets.notice_bar import NoticeBar
from clipphotos.gui.widgets.questions import show_about
from clipphotos.gui.window.dialogs import WindowDialogs
from clipphotos.gui.window.folder_actions import FolderActions
from clipphotos.gui.window.geometry import WindowGeometry
from clipphotos.gui.window.library_page import LibraryPage
from clipphotos.gui.window.meant import MeantPhotos
from clipphotos.gui.window.pages import PagesAndPanel, WindowPages
from clipphotos.gui.window.photo_actions import PhotoActions
from clipphotos.gui.window.search_hints import SearchHints
from clipphotos.gui.window.service_notices import ServiceNotices
from clipphotos.gui.window.status_bar import StatusBar
from clipphotos.gui.window.view_actions import ViewActions
from clipphotos.gui.window.welcome import Welcome
from clipphotos.service.protocol.indexing import IndexSummary
from clipphotos.service.protocol.library import Status
from clipphotos.service.protocol.models import WarmUp
from clipphotos.storage.browse import CatalogueReader
from clipphotos.storage.locations import DataLocations


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
        indexing: IndexingController,
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

        self._reader = reader = CatalogueReader(locations)
        self._loader = LibraryLoader(locations, self)
        self._thumbnails = ThumbnailLoader(locations, bridge, self)
        self.notice = notice = NoticeBar()
        self.sidebar = Sidebar()
        self.library = self.sidebar.library
        self.search_bar = SearchBar(settings)
        self.status_bar = StatusBar(settings.tile_size)
        self.welcome = Welcome()
        self.model = GridModel(reader, self)
        self.grid = GridView(self.model, self._thumbnails)
        self.viewer = Viewer(self.model, bridge, self._thumbnails)
        self.view_actions = ViewActions(settings, self.grid, self.sidebar, self.status_bar)

        self.indexing = indexing
        self.folders = FolderActions(self, bridge, indexing, settings)
        self.search = SearchController(bridge, self)
        self.content = ContentController(self.grid, self._loader, self.search, indexing, bridge, self)
        self.places = PlaceController(self.sidebar, self.search_bar, self.search, self.content)
        self.search_completer = complete_tags(self.search_bar, self.search, bridge, self.grid)
        self.meant = MeantPhotos(self.grid, self.viewer)
        self.tags = TagController(bridge, self.grid, settings, notice, self.meant.rows)
        self.automatic_tags = AutomaticTagController(self, bridge, indexing, notice)
        self.categories = CategoryController(self, self.sidebar.categories, bridge, locations, reader, notice)
        board_thumbnails = ThumbnailLoader(locations, bridge, self)
        self.sorting = SortController(self, bridge, reader, board_thumbnails, settings, notice)
        self.history = HistoryController(self, bridge, notice)
        self.files = FileController(self, bridge, self.history, notice)
        self.annotations = AnnotationController(bridge, self.model, self.history, notice)
        self.photo_actions = PhotoActions(
            self.grid, self.viewer, self.meant, self.files, self.annotations, self.sorting
        )
        self.inbox = InboxController(bridge, indexing, settings, reader, self.sidebar, notice)

        library_page = LibraryPage(self.sidebar, self.search_bar, self.grid)
        self.pages = WindowPages(self, library_page, self.grid, self.welcome, self.viewer, notice)
        beside = PagesAndPanel(self.pages, self.tags.panel)
        self.setCentralWidget(beside)
        borders = {"library": library_page, "panel": beside}
        self._geometry = WindowGeometry(settings, self, self.sidebar, borders)
        self.setStatusBar(self.status_bar)
        self.actions_ = WindowActions(self, self.grid, self.viewer)
        self.actions_.fill(Menu.BAR, self.menuBar())
        self.actions_.handle(self._handlers())
        self.grid.setFocus()
        self._connect_library()
        self._connect_photos()
        self._connect_features()
        self._connect_service()
        self._geometry.restore()
        self._show_situation()

    # --- actions -----------------------------------------------------------------------------------

    def _handlers(self) -> dict[str, Handler]:
        """What each row of the table of actions does."""
        return {
            "add-folder": self.folders.choose,
            "rescan": partial(self.folders.rescan, None),
            "quit": self.close,
            "undo": lambda: self.pages.step_back() or self.history.undo(),
            "redo": self.history.redo,
            "history": self.history.show_history,
            "find": self._find,
            "settings": self._dialogs.show_settings,
            "open": lambda: self.pages.open_photo(self.grid.selection.leading),
            **self.photo_actions.handlers(),
            **self.view_actions.handlers(),
            "info": self.tags.show_panel,
            "full-screen": self.pages.toggle_full_screen,
            "new-category": self.categories.add,
            "review": partial(self.categories.review, None),
            "learn": self.categories.learn,
            "model": self._dialogs.show_models,
            "skipped": self._dialogs.show_skipped,
            "watch": self.inbox.watch_shown,
            "sort-inbox": self.inbox.sort,
            "tag-automatically": self.automatic_tags.switch,
            "tag-anew": self.indexing.tag_anew,
            "remove-tags": self.automatic_tags.remove_all,
            "data-folder": lambda: show_in_file_manager(self, [self._locations.root]),
            "about": partial(show_about, self),
        }

    def _show_situation(self, *_: object) -> None:
        """Let the menus offer what can be done now."""
        self.actions_.show(
            Situation(
                page=self.pages.page,
                photos=self.meant.count(),
                listed=self.model.rowCount(),
                has_folder=self.inbox.folder is not None,
                is_watched=self.inbox.folder in self.inbox.folders,
                has_inboxes=bool(self.inbox.folders),
                has_categories=bool(self.categories.categories),
                undo=self.history.next_undo,
                undo_act=self.history.next_local.words if self.history.next_local else "",
                redo=self.history.next_redo,
                undo_is_coming=self.history.expects_more,
                is_reversing=self.history.is_reversing,
                can_step_back=self.pages.can_step_back,
                shows_sidebar=self.view_actions.shows_sidebar,
                shows_info=self.tags.shows_panel,
                tags_automatically=self.automatic_tags.is_on,
                colours=self._settings.colours,
                language=self._settings.language,
            )
        )

    # --- connections -------------------------------------------------------------------------------

    def _connect_library(self) -> None:
        library, status = self.library, self.status_bar
        library.add_requested.connect(self.folders.choose)
        library.rescan_requested.connect(self.folders.rescan)
        library.remove_requested.connect(self.folders.remove)
        library.show_requested.connect(self.folders.show)
        self.folders.chosen.connect(self.add_folders)
        self.folders.removed.connect(self._removed)
        library.sort_requested.connect(self.sorting.sort_folder)
        self.sidebar.folder_chosen.connect(self._show_situation)
        self.sidebar.category_chosen.connect(self._show_situation)
        self.welcome.add_requested.connect(self.folders.choose)
        self._loader.loaded.connect(self._take_snapshot)
        self._loader.loaded.connect(self.folders.watch)
        status.pause_requested.connect(self.indexing.pause)
        status.resume_requested.connect(self.indexing.resume)
        status.now_requested.connect(self.indexing.index_now)
        status.skipped_requested.connect(self._dialogs.show_skipped)
        status.model_requested.connect(self._dialogs.show_models)
        self.indexing.state_changed.connect(self._show_indexing_state)
        self.indexing.progressed.connect(status.show_progress)
        self.indexing.finished.connect(self._note_index_finished)
        self.indexing.rescanned.connect(self._note_rescanned)
        self.indexing.failed.connect(self.notice.report)

    def _connect_photos(self) -> None:
        bar, grid, panel = self.search_bar, self.grid, self.tags.panel
        self.search.follow(bar)
        SearchHints(self.search, self.content, self._dialogs, self.notice)
        bar.left.connect(grid.setFocus)
        grid.open_requested.connect(self.pages.open_photo)
        grid.menu_requested.connect(self._show_photo_menu)
        self.viewer.menu_requested.connect(self._show_photo_menu)
        self.viewer.moved.connect(self.tags.look)
        self.viewer.moved.connect(self._show_situation)
        self.pages.has_room_for_panel.connect(self.tags.offer_panel)
        self.history.reversed.connect(self.photo_actions.show)
        grid.escaped.connect(bar.clear)
        grid.selection_changed.connect(self._show_counts)
        self.content.content_changed.connect(self._show_counts)
        self.photo_actions.similar_wanted.connect(self._find_similar)
        self.viewer.stars.rated.connect(self.photo_actions.rate)
        panel.stars.rated.connect(self.photo_actions.rate)
        panel.tag_chosen.connect(self.pages.leave_photo)
        panel.tag_chosen.connect(bar.add_tag)
        panel.left.connect(self.pages.focus_photos)
        self.tags.panel_toggled.connect(self._show_situation)
        self.automatic_tags.switched.connect(self._show_situation)
        self.view_actions.changed.connect(self._show_situation)

    def _connect_features(self) -> None:
        categories, sorting, inbox = self.categories, self.sorting, self.inbox
        self.pages.add_page(categories.review_page, Page.REVIEW, categories.review_opened)
        self.pages.add_page(sorting.board, Page.BOARD, sorting.opened)
        self.pages.stepped.connect(self._show_situation)
        categories.said.connect(self.history.add_local)
        categories.listed.connect(self._follow_categories)
        categories.listed.connect(sorting.take_categories)
        categories.listed.connect(inbox.take_categories)
        sorting.category_wanted.connect(categories.add)
        sorting.finished.connect(self.history.note_done)
        sorting.undo_requested.connect(self.history.undo_operation)
        sorting.board.closed.connect(inbox.ask_again)
        self.history.changed.connect(self._show_situation)
        inbox.changed.connect(self._show_situation)
        inbox.proposals_changed.connect(self.grid.show_proposals)
        inbox.inbox_shown.connect(self.places.show_inbox)
        inbox.sort_requested.connect(sorting.sort)

    def _connect_service(self) -> None:
        bridge = self._bridge
        ServiceNotices(bridge, self.notice)
        for ended in (self.indexing.finished, self.indexing.scanned):
            ended.connect(partial(self._dialogs.tell_of_excluded, self.notice))
        self._dialogs.status_changed.connect(self._show_model)
        self._dialogs.status_changed.connect(self.automatic_tags.take_status)
        bridge.ready.connect(self._note_ready)
        bridge.library_changed.connect(self._note_changes)
        bridge.model_loaded.connect(self._dialogs.ask_status)

    # --- life --------------------------------------------------------------------------------------

    def begin(self, *, service_ready: bool = False) -> None:
        """Read the library; called once the window is on screen.

        Args:
            service_ready: The service was started before, for an earlier window.
        """
        self.content.reload()
        if service_ready:
            self._scan_at_start = False
            self._note_ready()
            self.categories.reload()
            self.history.reload()

    def shut_down(self) -> None:
        """Stop the window's threads; the service is not its own."""
        self.folders.close()
        self.inbox.close()
        self.tags.close()
        self.search_completer.dismiss()
        self.history.close()
        self._loader.close()
        self._thumbnails.close()
        self.sorting.close()
        self._reader.close()

    def take_over(self, old: "MainWindow") -> None:
        """Show what an earlier window showed."""
        self.search_bar.edit.setText(old.search_bar.text)
        self.search_bar.set_example(old.search_bar.example)
        self.search_bar.set_filters(old.search_bar.filters)
        self.sidebar.show_place_of(old.sidebar)
        if old.sidebar.category:
            self.categories.look_at(old.sidebar.category)
        self.content.show_folder(old.content.folder)
        self._show_indexing_state()

    def remember_geometry(self) -> None:
        """Come back like this next time."""
        self._geometry.remember()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the geometry."""
        self.remember_geometry()
        super().closeEvent(event)
        self.closed.emit()

    # --- library -----------------------------------------------------------------------------------

    def add_folders(self, folders: list[Path]) -> None:
        """Add folders to the library and index them."""
        self.pages.leave_welcome()
        self.indexing.add(folders)

    def _removed(self) -> None:
        self.library.choose(None)
        self.content.reload()

    def _take_snapshot(self, snapshot: LibrarySnapshot) -> None:
        self.library.update_from(snapshot)
        self.status_bar.show_skipped(snapshot.skipped)
        self.pages.welcome_if(empty=not snapshot.roots and not self.indexing.jobs)
        if snapshot.roots and self._service_ready and self._scan_at_start:
            self._scan_at_start = False
            self.indexing.index(in_background=True)

    def _note_index_finished(self, summary: IndexSummary) -> None:
        self._dialogs.ask_status()
        self.content.reload()
        self._thumbnails.give_another_chance()
        if summary.new:
            self.status_bar.show_news(self.tr("{photos} added").format(photos=photo_count(summary.new)))

    def _note_rescanned(self, summary: IndexSummary) -> None:
        if not summary.new:
            # Where nothing changed it is over in a moment, and nobody would know that anything was done.
            self.status_bar.show_news(self.tr("No new photos found"))

    # --- service -----------------------------------------------------------------------------------

    def _note_ready(self) -> None:
        self._service_ready = True
        self.indexing.ask_settings()
        self.content.reload()
        self._dialogs.ask_status()
        # An unchanged library is up to date without the model; the first search should not wait for it.
        self._bridge.submit(WarmUp(), self.inbox.note_model)
        self.inbox.begin()

    def _note_changes(self, changes: Changes) -> None:
        if changes.photos or changes.roots:
            self.content.reload()
        if changes.models:
            self._dialogs.ask_status()

    def _show_indexing_state(self) -> None:
        self.status_bar.show_state(self.indexing.state)

    def _show_model(self, status: Status) -> None:
        self.status_bar.show_model(
            title(status.model), device_name(status.device), fallback_text(status.fallback_reason)
        )

    # --- photos ------------------------------------------------------------------------------------

    def _find(self) -> None:
        self.pages.leave_photo()
        self.search_bar.focus()

    def _find_similar(self, photo: Path) -> None:
        self.pages.leave_photo()
        self.search_bar.edit.clear()
        self.search_bar.set_example(photo)

    def _show_photo_menu(self, at: QPoint) -> None:
        menu = self.actions_.open(Menu.SELECTED_PHOTOS, at)
        self.categories.fill_menu(menu, self.meant.ids(), self.sidebar.category)

    def _show_counts(self) -> None:
        self.status_bar.show_count(self.model.rowCount(), self.grid.selection.count())
        self._show_situation()

    def _follow_categories(self, _categories: tuple[Category, ...]) -> None:
        self.sidebar.follow_list()
        self._show_situation()

    # --- keys and drops -------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button that has the focus, as Space does."""
        button = self.focusWidget()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and isinstance(button, QAbstractButton):
            button.click()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take folders."""
        self.folders.take_held(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take them anywhere."""
        self.folders.take_held(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Add the dropped folders."""
        self.folders.take_dropped(event)
