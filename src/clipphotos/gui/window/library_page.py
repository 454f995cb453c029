"""The page of the library: the sidebar at the left, search and photos, and their tags at the right."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget


class LibraryPage(QSplitter):
    """Lays the parts out beside each other; the user can move the borders.

    Args:
        sidebar: At the left.
        search_bar: Above the photos.
        notice: Below the search, when there is something to tell.
        grid: The photos, below both.
        tag_panel: At the right: what is known of the selected photos.
    """

    def __init__(
        self, sidebar: QWidget, search_bar: QWidget, notice: QWidget, grid: QWidget, tag_panel: QWidget
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        top = QWidget()
        column = QVBoxLayout(top)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(search_bar)
        column.addWidget(notice)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(top)
        column.addWidget(grid, 1)
        self.addWidget(sidebar)
        self.addWidget(middle)
        self.addWidget(tag_panel)
        self.setStretchFactor(1, 1)
        self.setSizes([248, 1000, 280])
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
