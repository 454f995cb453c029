"""Looks at what was chosen in the sidebar: all photos, a folder, an inbox, or a category."""

from pathlib import Path

from PySide6.QtCore import QObject

from clipphotos.core.categories.category import Category
from clipphotos.core.search.filters import CategoryFilter, FolderFilter
from clipphotos.gui.search.bar import SearchBar
from clipphotos.gui.search.content_controller import ContentController
from clipphotos.gui.search.search_controller import SearchController
from clipphotos.gui.sidebar.sidebar import Sidebar


class PlaceController(QObject):
    """Passes the place that was chosen on to the search and the grid.

    The grid first: a search that ends then leaves no other place to be shown for a moment.

    Args:
        sidebar: Lists the places to choose from.
        search_bar: Says which place is searched.
        search: Searches in that place.
        content: Shows the photos of that place.
    """

    def __init__(
        self, sidebar: Sidebar, search_bar: SearchBar, search: SearchController, content: ContentController
    ) -> None:
        super().__init__(sidebar)
        self._search_bar = search_bar
        self._search = search
        self._content = content
        sidebar.folder_chosen.connect(self._show_folder)
        sidebar.category_chosen.connect(self._show_category)

    def show_inbox(self, folder: Path, photo_ids: frozenset[int]) -> None:
        """Look at some photos of a folder; a search is made in all of it."""
        self._search_bar.set_place(FolderFilter(folder))
        self._content.show_folder(folder, only=photo_ids)
        self._search.set_category(None)

    def _show_folder(self, folder: Path | None) -> None:
        self._search_bar.set_place(FolderFilter(folder) if folder else None)
        self._content.show_folder(folder)
        self._search.set_category(None)

    def _show_category(self, category: Category) -> None:
        shown = CategoryFilter(category.category_id, category.name)
        self._search_bar.set_place(shown)
        self._content.show_folder(None)
        self._search.set_category(shown)
