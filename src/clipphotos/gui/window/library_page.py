"""The page of the library: the sidebar at the left, search and photos beside it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget


class LibraryPage(QSplitter):
    """Lays the parts out beside each other; the user can move the borders.

    Args:
        sidebar: At the left.
        search_bar: Above the photos.
        grid: The photos.
    """

    def __init__(self, sidebar: QWidget, search_bar: QWidget, grid: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        top = QWidget()
        self.notices = column = QVBoxLayout(top)
        """News stand below the search."""
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(search_bar)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(top)
        column.addWidget(grid, 1)
        self.addWidget(sidebar)
        self.addWidget(middle)
        self.setStretchFactor(1, 1)
        self.setSizes([248, 1000])
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
