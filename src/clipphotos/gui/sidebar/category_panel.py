"""The part of the sidebar that lists categories."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from clipphotos.core.categories.category import Category
from clipphotos.gui.actions.action import Menu
from clipphotos.gui.actions.context_menu import open_context_menu
from clipphotos.gui.actions.sidebar_tables import CATEGORY_TABLE
from clipphotos.gui.actions.situation import CategorySituation
from clipphotos.gui.widgets.basics import icon_button, make_bold, plain_label
from clipphotos.gui.widgets.formatting import number, tooltip
from clipphotos.gui.widgets.icons import colour_dot
from clipphotos.gui.widgets.place_delegate import COUNT, PlaceDelegate, visible_height

_KEY = Qt.ItemDataRole.UserRole
_HEAD = 52
"""Height of what is above the list."""


class CategoryPanel(QWidget):
    """Categories with the number of photos that each would take."""

    chosen = Signal(object)
    """`Category` to look at."""
    add_requested = Signal()
    edit_requested = Signal(object)
    review_requested = Signal(object)
    """`Category` to review, or None for all."""
    remove_requested = Signal(object)
    learn_requested = Signal()
    wanted_height_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self._categories: dict[int, Category] = {}
        self._counts: Mapping[int, int] = {}
        self._list = _List()
        self._list.setAccessibleName(self.tr("Categories"))
        self._list.setItemDelegate(PlaceDelegate(self._list))
        self._list.setHeaderHidden(True)
        self._list.setRootIsDecorated(False)
        self._list.setIndentation(0)
        self._list.setUniformRowHeights(True)
        self._list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._list.customContextMenuRequested.connect(self._show_menu)
        self._list.currentItemChanged.connect(self._choose)
        self._list.itemDoubleClicked.connect(self._edit)
        self._list.edit_pressed.connect(self._edit)
        self._list.delete_pressed.connect(self._remove)

        add = icon_button("add", self.tr("New category (Ctrl+Shift+N)"), self)
        add.clicked.connect(self.add_requested)
        self._review = icon_button("review", self.tr("Review photos for all categories"), self)
        self._review.clicked.connect(lambda: self.review_requested.emit(None))
        title = plain_label(self.tr("Categories"))
        make_bold(title)
        self._hint = plain_label(
            self.tr("Describe what you collect in a few words, such as “receipts” or “my dog”."),
            wrap=True,
            muted=True,
        )
        self._hint.setContentsMargins(12, 0, 12, 0)
        head = QHBoxLayout()
        head.setContentsMargins(12, 0, 4, 0)
        head.setSpacing(0)
        head.addWidget(title, 1)
        head.addWidget(self._review)
        head.addWidget(add)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 8, 4, 4)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._hint)
        column.addWidget(self._list, 1)
        column.addStretch()  # the hint stays at the top
        self.show_categories(())

    @property
    def category(self) -> Category | None:
        """The category that is looked at."""
        item = self._list.currentItem()
        return self._categories.get(item.data(0, _KEY)) if item else None  # pyright: ignore[reportUnnecessaryComparison]

    @property
    def names(self) -> list[str]:
        """What is listed, from top to bottom."""
        return [category.name for category in self._categories.values()]

    @property
    def wanted_height(self) -> int:
        """What it needs to show everything without scrolling."""
        layout = self.layout()
        assert layout  # noqa: S101 - set in the constructor
        head = layout.heightForWidth(self.width()) if self._list.isHidden() else _HEAD
        return head + (0 if self._list.isHidden() else visible_height(self._list))

    def choose_none(self) -> None:
        """Show that something else than a category is looked at."""
        self._list.setCurrentItem(None)  # pyright: ignore[reportArgumentType]

    def choose(self, category_id: int) -> None:
        """Look at a category if it is there."""
        for item in self._items():
            if item.data(0, _KEY) == category_id:
                self._list.setCurrentItem(item)

    def show_categories(self, categories: Sequence[Category]) -> None:
        """List these categories; the one that is shown stays chosen."""
        current = self.category
        self._categories = {category.category_id: category for category in categories}
        self._list.blockSignals(True)  # noqa: FBT003
        self._list.clear()
        for category in categories:
            item = QTreeWidgetItem([category.name])
            item.setData(0, _KEY, category.category_id)
            item.setIcon(0, colour_dot(category.colour))
            item.setToolTip(0, tooltip(self._description(category)))
            self._list.addTopLevelItem(item)
            if current and category.category_id == current.category_id:
                self._list.setCurrentItem(item)
        self._list.blockSignals(False)  # noqa: FBT003
        self._hint.setVisible(not categories)
        self._list.setVisible(bool(categories))
        self._review.setVisible(bool(categories))
        self.wanted_height_changed.emit()
        self.show_counts(self._counts)

    def show_counts(self, counts: Mapping[int, int]) -> None:
        """Show how many photos each would take, by key."""
        self._counts = counts
        for item in self._items():
            count = counts.get(item.data(0, _KEY))
            item.setData(0, COUNT, "" if count is None else number(count))

    def _items(self) -> list[QTreeWidgetItem]:
        rows = (self._list.topLevelItem(row) for row in range(self._list.topLevelItemCount()))
        return [item for item in rows if item]

    def _description(self, category: Category) -> str:
        lines = [category.name, self.tr("Words: {labels}").format(labels=", ".join(category.labels))]
        if category.examples or category.rejected:
            lines.append(
                self.tr("{confirmed} confirmed, {rejected} rejected").format(
                    confirmed=number(category.examples), rejected=number(category.rejected)
                )
            )
        return "\n".join(lines)

    def _choose(self, *_: object) -> None:
        category = self.category
        if category:
            self.chosen.emit(category)

    def _edit(self, *_: object) -> None:
        if self.category:
            self.edit_requested.emit(self.category)

    def _remove(self) -> None:
        if self.category:
            self.remove_requested.emit(self.category)

    def _show_menu(self, point: QPoint) -> None:
        item = self._list.itemAt(point)
        category = self._categories.get(item.data(0, _KEY)) if item else None  # pyright: ignore[reportUnnecessaryComparison]
        open_context_menu(
            self,
            self._list.viewport().mapToGlobal(point),
            Menu.CATEGORY,
            CATEGORY_TABLE,
            CategorySituation(is_category=category is not None),
            {
                "edit": lambda: self.edit_requested.emit(category),
                "review": lambda: self.review_requested.emit(category),
                "remove": lambda: self.remove_requested.emit(category),
                "add": self.add_requested.emit,
                "learn": self.learn_requested.emit,
            },
        )


class _List(QTreeWidget):
    edit_pressed = Signal()
    delete_pressed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2 and Enter edit, Delete removes."""
        key = Qt.Key(event.key())
        if key in {Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.edit_pressed.emit()
        elif key is Qt.Key.Key_Delete:
            self.delete_pressed.emit()
        else:
            super().keyPressEvent(event)
