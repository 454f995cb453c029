"""A strip of a few photos side by side, as wide as there is room and as tall as they need."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from clipphotos.gui.grid.model import PhotoSource
from clipphotos.gui.grid.photo_tiles import PhotoTiles
from clipphotos.gui.grid.thumbnails import ThumbnailLoader

TILE = 84
_GAP = 6


class PhotoStrip(PhotoTiles):
    """Shows photos with the probability that they belong.

    Args:
        source: Gives details of photos.
        thumbnails: Loads pictures; the owner of the strip tells it which photos are visible.
        name: What a screen reader calls it.
        parent: Qt parent.
    """

    def __init__(
        self, source: PhotoSource, thumbnails: ThumbnailLoader, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(source, thumbnails, name, TILE, _GAP, parent)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)

    def show_photos(self, scores: Mapping[int, float]) -> None:
        """Show photos by their probabilities, in this order."""
        ids = list(scores)
        self.captions = {photo_id: f"{round(100 * score)}%" for photo_id, score in scores.items()}
        if ids == list(self.photos.ids):
            self.photos.update_ids(ids, scores)
            self.viewport().update()
        else:
            self.photos.show_ids(ids, scores)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the height that the rows need."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        columns = max(1, self.viewport().width() // self.gridSize().width())
        rows = -(-max(1, self.photos.rowCount()) // columns)
        self.setFixedHeight(rows * self.gridSize().height() + 2)
