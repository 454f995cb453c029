"""One column of the plan board: a place photos would go to, and the photos."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFontMetrics,
    QIcon,
    QKeyEvent,
    QPainter,
    QPalette,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from clipphotos.core.photo import Photo
from clipphotos.gui.formatting import number, tooltip
from clipphotos.gui.grid_delegate import TileDelegate
from clipphotos.gui.grid_layout import CAPTION
from clipphotos.gui.grid_model import GridModel, PhotoSource
from clipphotos.gui.thumbnail_loader import ThumbnailLoader
from clipphotos.gui.widgets import ElidedLabel, plain_label

TILE = 100
_GAP = 8
_COLUMNS = 2


class PlanColumn(QFrame):
    """A headline and two photos side by side, as many rows as there are.

    Args:
        title: What it is.
        picture: Shown before the title; may be null.
        source: Gives details of photos.
        thumbnails: Gives pictures; whoever owns the columns tells it what is visible.
        parent: Qt parent.
    """

    dropped = Signal(object)
    """Ids of photos that were dragged here from another column."""
    key_pressed = Signal(int)
    """A digit, with photos selected."""
    scrolled = Signal()

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
        self._title = title
        self.list = _PhotoList(source, thumbnails, title)
        self.list.dropped.connect(self.dropped)
        self.list.key_pressed.connect(self.key_pressed)
        self.list.verticalScrollBar().valueChanged.connect(self._note_scroll)
        name = ElidedLabel(title)
        font = name.font()
        font.setBold(True)
        name.setFont(font)
        name.setToolTip(tooltip(title))
        self.count = plain_label(muted=True)
        self.place = ElidedLabel()
        self.place.setForegroundRole(QPalette.ColorRole.PlaceholderText)
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
        column.addWidget(self.place)
        column.addWidget(self.list, 1)

    def show_photos(self, captions: Mapping[int, str], place: str) -> None:
        """Show photos.

        Args:
            captions: A few letters below each, in this order.
            place: Where they go; empty for nowhere.
        """
        self.list.show_photos(captions)
        self.count.setText(number(len(captions)))
        self.place.setText(place)
        self.place.setToolTip(tooltip(place) if place else "")

    def _note_scroll(self, _value: int) -> None:
        self.scrolled.emit()

    @property
    def title(self) -> str:
        """What it is."""
        return self._title


class _PhotoList(QListView):
    dropped = Signal(object)
    key_pressed = Signal(int)

    def __init__(self, source: PhotoSource, thumbnails: ThumbnailLoader, name: str) -> None:
        super().__init__()
        self.photos = GridModel(source, self)
        self.captions: dict[int, str] = {}
        self.setModel(self.photos)
        self.setObjectName("grid")
        self.setAccessibleName(name)
        self.setItemDelegate(_PlanTile(thumbnails, self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSpacing(0)
        self.setGridSize(QSize(TILE + _GAP, TILE + CAPTION + _GAP))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        thumbnails.arrived.connect(self._repaint_photo)

    def show_photos(self, captions: Mapping[int, str]) -> None:
        self.captions = dict(captions)
        self.photos.update_ids(list(captions))
        self.viewport().update()

    def selected_ids(self) -> list[int]:
        rows = sorted(index.row() for index in self.selectedIndexes())
        return [self.photos.ids[row] for row in rows]

    def visible_contents(self) -> dict[int, bytes]:
        """Content hashes of the photos on screen, for the thumbnail loader."""
        tall = self.gridSize().height()
        top = self.verticalOffset()
        first = top // tall * _COLUMNS
        last = (top + self.viewport().height()) // tall * _COLUMNS + _COLUMNS
        rows = range(max(0, first), min(self.photos.rowCount(), last))
        found = [self.photos.photo(row) for row in rows]
        return {photo.id: photo.content_hash for photo in found if photo}

    def _repaint_photo(self, photo_id: int) -> None:
        row = self.photos.row_of(photo_id)
        if row is not None:
            self.update(self.photos.index(row))

    # --- events ------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits say where the selected photos go."""
        key = Qt.Key(event.key())
        if Qt.Key.Key_0 <= key <= Qt.Key.Key_9 and self.selectedIndexes():
            self.key_pressed.emit(int(key) - int(Qt.Key.Key_0))
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take photos of other columns."""
        if _other_list(event, self):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Anywhere in the column."""
        if _other_list(event, self):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell which photos are to come here; nothing is moved by Qt itself."""
        other = _other_list(event, self)
        if other:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.dropped.emit(other.selected_ids())


def _other_list(event: QDropEvent, own: _PhotoList) -> _PhotoList | None:
    source = event.source()
    return source if isinstance(source, _PhotoList) and source is not own else None


class _PlanTile(TileDelegate):
    def sizeHint(
        self,
        option: QStyleOptionViewItem,  # noqa: ARG002
        _index: QModelIndex | QPersistentModelIndex,
    ) -> QSize:
        """All alike."""
        return QSize(TILE, TILE + CAPTION)

    def paint_caption(
        self,
        painter: QPainter,
        rect: QRect,
        palette: QPalette,
        metrics: QFontMetrics,
        photo: Photo | None,
        score: float | None,  # noqa: ARG002
    ) -> None:
        """What the plan says of it."""
        owner = self.parent()
        text = owner.captions.get(photo.id, "") if photo and isinstance(owner, _PhotoList) else ""
        painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter), shown)


def first_selected(columns: Sequence[PlanColumn]) -> PlanColumn | None:
    """The column with selected photos that has the focus, or else the first with any."""
    some = [column for column in columns if column.list.selected_ids()]
    return next((column for column in some if column.list.hasFocus()), some[0] if some else None)
