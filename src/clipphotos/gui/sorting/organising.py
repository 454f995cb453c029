"""Organising photos in the window: categories, review, sorting, renaming, deleting, and the way back."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from clipphotos.core.category import Category
from clipphotos.gui.actions import Actions
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.categories.controller import Categorising
from clipphotos.gui.categories.review_page import ReviewPage
from clipphotos.gui.grid.view import GridView
from clipphotos.gui.operations.rename_and_trash import ChangingFiles
from clipphotos.gui.settings import WindowSettings
from clipphotos.gui.sidebar.sidebar import Sidebar
from clipphotos.gui.sorting.controller import Sorting
from clipphotos.gui.widgets.notice_bar import NoticeBar
from clipphotos.storage.browse import CatalogueReader
from clipphotos.storage.locations import DataLocations


class Organising(QObject):
    """Puts together what changes where photos belong.

    Args:
        window: Parent of dialogs.
        bridge: The photo service.
        locations: Where thumbnails are.
        settings: Remembers what the user chose the last time.
        reader: Knows the library.
        grid: Its selection is what is acted on.
        sidebar: Lists categories and folders.
        notice: Where news are told.
    """

    page_opened = Signal(object)
    """A page that is to be seen instead of the grid."""
    page_closed = Signal()

    def __init__(
        self,
        window: QWidget,
        bridge: ServiceBridge,
        locations: DataLocations,
        settings: WindowSettings,
        reader: CatalogueReader,
        grid: GridView,
        sidebar: Sidebar,
        notice: NoticeBar,
    ) -> None:
        super().__init__(window)
        self._reader = reader
        self._grid = grid
        self._sidebar = sidebar
        self._notice = notice
        self.review = ReviewPage(bridge)
        self.categorising = Categorising(window, sidebar.categories, bridge, locations, reader, notice)
        self.sorting = Sorting(window, bridge, locations, reader, settings, notice)
        self.changing_files = ChangingFiles(window, bridge, notice)
        sidebar.categories.review_requested.connect(self.review_photos)
        sidebar.library.sort_requested.connect(self.sort_folder)
        self.review.closed.connect(self.page_closed)
        self.review.refused.connect(notice.report)
        self.sorting.board.closed.connect(self.page_closed)

    @property
    def pages(self) -> tuple[QWidget, ...]:
        """What `page_opened` may name."""
        return (self.review, self.sorting.board)

    def connect_actions(self, actions: Actions) -> None:
        """Let the menus act on the selected photos."""
        self._actions = actions
        actions.new_category.triggered.connect(self.categorising.add)
        actions.review.triggered.connect(lambda: self.review_photos(None))
        actions.learn.triggered.connect(self.categorising.learn)
        actions.sort.triggered.connect(lambda: self.sort_photos(self._selected()))
        actions.trash.triggered.connect(lambda: self.changing_files.put_into_trash(self._selected()))
        actions.rename.triggered.connect(self._rename)
        self.sorting.connect_actions(actions)
        self.categorising.listed.connect(self._follow_categories)

    def catch_up(self) -> None:
        """Ask what was told before this window was there."""
        self.categorising.reload()
        self.sorting.catch_up()

    def close(self) -> None:
        """Stop the threads."""
        self.sorting.close()

    def fill_menu(self, menu: QMenu) -> None:
        """Add to the menu about selected photos what can be said about them."""
        self.categorising.fill_menu(menu, self._selected(), self._sidebar.category)

    def review_photos(self, category: Category | None) -> None:
        """Ask the user about photos: for one category, or for all."""
        if self.categorising.categories:
            self.page_opened.emit(self.review)
            self.review.begin(self.categorising.categories, category)

    def sort_photos(self, photo_ids: Sequence[int]) -> None:
        """Show on the plan board where photos would go."""
        if not self.categorising.categories:
            self._notice.inform(
                self.tr("Photos are sorted into categories. Describe one first."),
                self.tr("New category…"),
                self.categorising.add,
            )
            return
        first = self._reader.photos(photo_ids[:1])
        if first:
            path = next(iter(first.values())).path
            roots = [root.path for root in self._reader.roots() if path.is_relative_to(root.path)]
            self.page_opened.emit(self.sorting.board)
            self.sorting.sort(photo_ids, roots[0] if roots else path.parent)

    def _selected(self) -> list[int]:
        model = self._grid.grid_model()
        return [model.ids[row] for row in self._grid.selected_rows()]

    def _rename(self) -> None:
        row = self._grid.currentIndex().row()
        photo = self._grid.grid_model().photo(row) if row >= 0 else None
        if photo:
            self.changing_files.ask_for_name(photo)

    def sort_folder(self, folder: Path | None) -> None:
        """Show on the plan board where the photos of a folder, or all photos, would go."""
        self.sort_photos(self._reader.photo_ids(folder))

    def _follow_categories(self) -> None:
        self._sidebar.follow_list()
        self._actions.review.setEnabled(bool(self.categorising.categories))
