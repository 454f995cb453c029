"""The left side of the window: folders and inboxes above, categories below.

Each entry is a *place*: choosing it decides which photos the grid shows. One place is chosen at a time.
"""

from pathlib import Path

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from clipphotos.core.categories.category import Category
from clipphotos.gui.sidebar.category_panel import CategoryPanel
from clipphotos.gui.sidebar.folder_panel import LibraryPanel

CATEGORIES_SHARE = 0.4
"""Of the height, where both panels have more to show than there is room for."""


class Sidebar(QSplitter):
    """Holds both panels, and says which place the user chose."""

    folder_chosen = Signal(object)
    """Path, or None for all photos."""
    category_chosen = Signal(object)
    """`Category`."""
    inbox_chosen = Signal(object)
    """Path."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.library = LibraryPanel()
        self.categories = CategoryPanel()
        self.addWidget(self.library)
        self.addWidget(self.categories)
        self.setStretchFactor(0, 1)
        self.setChildrenCollapsible(False)
        self._wished: int | None = None
        self.splitterMoved.connect(self._wish)
        for panel in (self.library, self.categories):
            panel.wanted_height_changed.connect(self._share)
        self.setHandleWidth(1)
        self.setMinimumWidth(180)
        self.library.folder_chosen.connect(self._choose_folder)
        self.inboxes = self.library.inboxes
        self.categories.chosen.connect(self._choose_category)
        self.inboxes.chosen.connect(self._choose_inbox)

    def remember(self) -> QByteArray:
        """What the user wished; empty if nothing."""
        return QByteArray() if self._wished is None else QByteArray(str(self._wished).encode())

    def restore(self, remembered: QByteArray) -> None:
        """Come back to what the user wished earlier."""
        text = bytes(remembered.data()).decode("ascii", "replace")
        self._wished = int(text) if text.isdecimal() else None
        self._share()

    def _wish(self, *_: object) -> None:
        self._wished = self.sizes()[1]

    def _share(self) -> None:
        """Give each panel what it needs; where that is too much, the categories what the user wished."""
        height = self.height() - self.handleWidth()
        wanted, others = self.categories.wanted_height, self.library.wanted_height
        share = round(height * CATEGORIES_SHARE) if self._wished is None else self._wished
        # Room that the folders do not need is free for the categories, and the other way round.
        categories = min(wanted, max(share, height - others))
        self.setSizes([height - categories, categories])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room anew."""
        super().resizeEvent(event)
        self._share()

    @property
    def category(self) -> Category | None:
        """The category that is looked at, if it is one."""
        return self.categories.category

    def show_place_of(self, other: "Sidebar") -> None:
        """Choose the folder or inbox that is chosen in another sidebar, once it is listed here."""
        self.library.choose_when_listed(other.library.folder)
        self.inboxes.choose_when_listed(other.inboxes.folder)

    def follow_list(self) -> None:
        """The categories changed: if the one that was looked at is gone, look at all photos."""
        if self.library.is_chosen or self.inboxes.folder:
            return
        if self.category is None:
            self.library.choose(None)
        else:
            self.category_chosen.emit(self.category)

    def _choose_folder(self, folder: Path | None) -> None:
        self.categories.choose_none()
        self.inboxes.choose_none()
        self.folder_chosen.emit(folder)

    def _choose_category(self, category: Category) -> None:
        self.library.choose_none()
        self.inboxes.choose_none()
        self.category_chosen.emit(category)

    def _choose_inbox(self, folder: Path) -> None:
        self.library.choose_none()
        self.categories.choose_none()
        self.inbox_chosen.emit(folder)
