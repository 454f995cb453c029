"""One column of the plan board: the category or folder that photos would go to, and the photos."""

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QIcon,
    QKeyEvent,
    QPalette,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from clipphotos.gui.grid.model import GridModel, PhotoSource
from clipphotos.gui.grid.photo_tiles import PhotoTiles
from clipphotos.gui.grid.thumbnails import ThumbnailLoader
from clipphotos.gui.widgets.basics import ElidedLabel, make_bold, plain_label, set_tooltip
from clipphotos.gui.widgets.drops import take_copy
from clipphotos.gui.widgets.formatting import number

TILE = 100
_GAP = 8
_COLUMNS = 2


class PlanColumn(QFrame):
    """A headline and two photos side by side, as many rows as there are.

    Args:
        title: Name of the category, or what the column is for.
        picture: Shown before the title; may be null.
        source: Gives details of photos.
        thumbnails: Loads pictures; the owner of the columns tells it which photos are visible.
        parent: Qt parent.
    """

    dropped = Signal(object)
    """Ids of photos that were dragged here from another column."""
    key_pressed = Signal(int)
    """A digit, with photos selected."""
    menu_requested = Signal(QPoint)
    """Position on the screen, with photos selected."""
    scrolled = Signal()
    dragged_over = Signal()
    """Photos of another column are held over this one."""

    def __init__(
        self,
        title: str,
        picture: QIcon,
        source: PhotoSource,
        thumbnails: ThumbnailLoader,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setFixedWidth(_COLUMNS * (TILE + _GAP) + 40)
        self.list = _PhotoList(source, thumbnails, title)
        self.list.dropped.connect(self.dropped)
        self.list.key_pressed.connect(self.key_pressed)
        self.list.menu_requested.connect(self.menu_requested)
        self.list.dragged_over.connect(self.dragged_over)
        self.list.verticalScrollBar().valueChanged.connect(self._note_scroll)
        name = ElidedLabel(title)
        make_bold(name)
        set_tooltip(name, title)
        self.count = plain_label(muted=True)
        self.folder = ElidedLabel()
        self.folder.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        head = QHBoxLayout()
        head.setSpacing(6)
        if not picture.isNull():
            dot = QLabel()
            dot.setPixmap(picture.pixmap(QSize(18, 18)))
            head.addWidget(dot)
        head.addWidget(name, 1)
        head.addWidget(self.count)
        head.addSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 4, 4)
        column.setSpacing(4)
        column.addLayout(head)
        # As far from the edge as the dot above and the tiles below.
        self.folder.setContentsMargins(4, 0, 8, 4)
        column.addWidget(self.folder)
        column.addWidget(self.list, 1)

    def show_photos(self, captions: Mapping[int, str], folder: str) -> None:
        """Show photos.

        Args:
            captions: A few letters below each, in this order; more lines are for the tooltip.
            folder: The folder they go to; empty for none.
        """
        self.list.show_photos(captions)
        self.count.setText(number(len(captions)))
        self.folder.setText(folder)
        set_tooltip(self.folder, folder)

    def _note_scroll(self, _value: int) -> None:
        self.scrolled.emit()


class _DraggablePhotos(GridModel):
    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        """Let Qt start drags by itself, besides what the grid's model allows."""
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled


class _PhotoList(PhotoTiles):
    MODEL = _DraggablePhotos
    dropped = Signal(object)
    key_pressed = Signal(int)
    menu_requested = Signal(QPoint)
    dragged_over = Signal()

    def __init__(self, source: PhotoSource, thumbnails: ThumbnailLoader, name: str) -> None:
        super().__init__(source, thumbnails, name, TILE, _GAP)
        self.setObjectName("grid")
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        # Tiles that do not move made the viewport refuse drops, and the view does not tell it otherwise.
        self.viewport().setAcceptDrops(True)

    def show_photos(self, captions: Mapping[int, str]) -> None:
        self.captions = dict(captions)
        self.photos.set_notes(self.captions)
        self.photos.update_ids(list(captions))
        self.viewport().update()

    def visible_contents(self) -> dict[int, bytes]:
        """Content hashes of the photos on screen, for the thumbnail loader."""
        tall = self.gridSize().height()
        top = self.verticalOffset()
        first = top // tall * _COLUMNS
        last = (top + self.viewport().height()) // tall * _COLUMNS + _COLUMNS
        return self.contents(range(max(0, first), min(self.photos.rowCount(), last)))

    # --- events ------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits say where the selected photos go."""
        key = Qt.Key(event.key())
        if Qt.Key.Key_0 <= key <= Qt.Key.Key_9 and self.selectedIndexes():
            self.key_pressed.emit(int(key) - int(Qt.Key.Key_0))
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for a menu about the selected photos."""
        # The list that has the focus is the one whose selection counts.
        self.setFocus()
        if self.selectedIndexes():
            self.menu_requested.emit(event.globalPos())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept photos of other columns."""
        if _other_list(event, self):
            take_copy(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Accept them anywhere in the column."""
        self.dragged_over.emit()
        if _other_list(event, self):
            take_copy(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell which photos are to come here; nothing is moved by Qt itself."""
        other = _other_list(event, self)
        if other:
            take_copy(event)
            self.dropped.emit(other.selected_ids())


def _other_list(event: QDropEvent, own: _PhotoList) -> _PhotoList | None:
    source = event.source()
    return source if isinstance(source, _PhotoList) and source is not own else None
