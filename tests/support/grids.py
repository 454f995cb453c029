"""A grid without a service behind it: a model of made-up photos."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QPixmap

from clipphotos.core.photo import Photo, PhotoState
from clipphotos.gui.grid.model import GridModel
from clipphotos.gui.grid.view import GridView


class MadeUpPhotos:
    """A `PhotoSource` that knows a photo for every id, and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def photos(self, photo_ids: Sequence[int], /) -> dict[int, Photo]:
        self.asked.extend(photo_ids)
        return {
            each: Photo(each, Path(f"/photos/{each:06d}.jpg"), PhotoState.OK, 1000 + each, 10**18)
            for each in photo_ids
        }


class NoThumbnails(QObject):
    """Stands in for `ThumbnailLoader`: everything is a placeholder."""

    arrived = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.shown: dict[int, bytes] = {}

    def pixmap(self, _photo_id: int) -> QPixmap | None:
        return None

    def failed(self, _photo_id: int) -> bool:
        return False

    def show(self, photos: dict[int, bytes], _edge: int) -> None:
        self.shown = photos


class Grid:
    """A grid view of made-up photos."""

    def __init__(self, count: int, width: int = 800, height: int = 600) -> None:
        self.source = MadeUpPhotos()
        self.thumbnails = NoThumbnails()
        self.model = GridModel(self.source)
        self.model.show_ids(range(1, count + 1))
        self.view = GridView(self.model, self.thumbnails)  # type: ignore[arg-type]
        self.view.resize(width, height)

    def centre(self, row: int) -> QPoint:
        return self.view.visualRect(self.model.index(row)).center()

    def rect(self, row: int) -> QRect:
        return self.view.visualRect(self.model.index(row))

    @property
    def selected(self) -> list[int]:
        return self.view.selection.rows()

    @property
    def selected_ids(self) -> list[int]:
        return [self.model.ids[row] for row in self.selected]

    @property
    def current(self) -> int:
        return self.view.currentIndex().row()


LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
