"""A list of a few photos as small tiles, each with a word or two below: for strips and columns."""

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyleOptionViewItem, QWidget

from clipphotos.core.photo import Photo
from clipphotos.gui.grid.delegate import TileDelegate
from clipphotos.gui.grid.layout import CAPTION
from clipphotos.gui.grid.model import GridModel, PhotoSource
from clipphotos.gui.grid.thumbnails import ThumbnailLoader


class PhotoTiles(QListView):
    """Tiles of one size that can be selected.

    Args:
        source: Gives details of photos.
        thumbnails: Loads pictures; the owner of the list tells it which photos are visible.
        name: What a screen reader calls it.
        tile: Edge of a tile.
        gap: Space between tiles.
        parent: Qt parent.
    """

    MODEL = GridModel

    def __init__(
        self,
        source: PhotoSource,
        thumbnails: ThumbnailLoader,
        name: str,
        tile: int,
        gap: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.photos = self.MODEL(source, self)
        self.captions: dict[int, str] = {}
        self.setModel(self.photos)
        self.setAccessibleName(name)
        self.setItemDelegate(_SmallTile(self, thumbnails, QSize(tile, tile + CAPTION)))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSpacing(0)
        self.setGridSize(QSize(tile + gap, tile + CAPTION + gap))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        thumbnails.arrived.connect(self._repaint_photo)

    def selected_ids(self) -> list[int]:
        """The selected photos, in the order shown."""
        rows = sorted(index.row() for index in self.selectedIndexes())
        return [self.photos.ids[row] for row in rows]

    def contents(self, rows: Iterable[int]) -> dict[int, bytes]:
        """Content hashes of the photos in some rows, for the thumbnail loader."""
        found = [self.photos.photo(row) for row in rows]
        return {photo.id: photo.content_hash for photo in found if photo}

    def _repaint_photo(self, photo_id: int) -> None:
        row = self.photos.row_of(photo_id)
        if row is not None:
            self.update(self.photos.index(row))


class _SmallTile(TileDelegate):
    def __init__(self, owner: PhotoTiles, thumbnails: ThumbnailLoader, size: QSize) -> None:
        super().__init__(thumbnails, owner)
        self._owner = owner
        self._size = size

    def sizeHint(
        self,
        option: QStyleOptionViewItem,  # noqa: ARG002
        _index: QModelIndex | QPersistentModelIndex,
    ) -> QSize:
        """Give every tile the same size."""
        return self._size

    def paint_caption(
        self,
        painter: QPainter,
        rect: QRect,
        palette: QPalette,
        metrics: QFontMetrics,
        photo: Photo | None,
        score: float | None,  # noqa: ARG002
    ) -> None:
        """The first line of what the list says of it; there is no room for a name."""
        text = self._owner.captions.get(photo.id, "").partition("\n")[0] if photo else ""
        painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter), shown)
