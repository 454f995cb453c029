"""A few photos side by side, as wide as there is room; no more than fit are meant to be in it."""

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyleOptionViewItem, QWidget

from clipphotos.core.photo import Photo
from clipphotos.gui.grid_delegate import TileDelegate
from clipphotos.gui.grid_layout import CAPTION
from clipphotos.gui.grid_model import GridModel, PhotoSource
from clipphotos.gui.thumbnail_loader import ThumbnailLoader

TILE = 84
_GAP = 6


class PhotoShelf(QListView):
    """Shows photos with how likely they are; they can be selected.

    Args:
        source: Gives details of photos.
        thumbnails: Gives pictures; whoever owns several shelves tells it what is visible.
        name: What a screen reader calls it.
        parent: Qt parent.
    """

    def __init__(
        self, source: PhotoSource, thumbnails: ThumbnailLoader, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.photos = GridModel(source, self)
        self.setModel(self.photos)
        self.setAccessibleName(name)
        self.setItemDelegate(_SmallTile(thumbnails, self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSpacing(0)
        self.setGridSize(QSize(TILE + _GAP, TILE + CAPTION + _GAP))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        thumbnails.arrived.connect(self._repaint_photo)

    def show_photos(self, scores: Mapping[int, float]) -> None:
        """Show these, in this order."""
        ids = list(scores)
        if ids == list(self.photos.ids):
            self.photos.update_ids(ids, scores)
            self.viewport().update()
        else:
            self.photos.show_ids(ids, scores)
        self._fit()

    def contents(self) -> dict[int, bytes]:
        """Content hashes of what is shown, for the thumbnail loader."""
        photos = [self.photos.photo(row) for row in range(self.photos.rowCount())]
        return {photo.id: photo.content_hash for photo in photos if photo}

    def selected_ids(self) -> list[int]:
        """The selected photos, in the order shown."""
        return [self.photos.ids[index.row()] for index in sorted(self.selectedIndexes(), key=_row)]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be as tall as the rows need."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        columns = max(1, self.viewport().width() // (TILE + _GAP))
        rows = -(-max(1, self.photos.rowCount()) // columns)
        self.setFixedHeight(rows * (TILE + CAPTION + _GAP) + 2)

    def _repaint_photo(self, photo_id: int) -> None:
        row = self.photos.row_of(photo_id)
        if row is not None:
            self.update(self.photos.index(row))


class _SmallTile(TileDelegate):
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
        metrics: QFontMetrics,  # noqa: ARG002
        photo: Photo | None,  # noqa: ARG002
        score: float | None,
    ) -> None:
        """How likely it is; there is no room for a name."""
        painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
        text = "" if score is None else f"{round(100 * score)} %"
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter), text)


def _row(index: QModelIndex) -> int:
    return index.row()
