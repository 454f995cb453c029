"""The columns of the plan board: unsure photos at the left, and beside them a column for each category."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QCursor, QGuiApplication, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from clipphotos.core.categories.category import Category
from clipphotos.core.sorting.plan import SortAction, SortEntry
from clipphotos.gui.grid.model import PhotoSource
from clipphotos.gui.grid.thumbnails import ThumbnailLoader
from clipphotos.gui.sorting.column import TILE, PlanColumn
from clipphotos.gui.widgets.icons import colour_dot, icon

UNSURE, STAY = -1, -2
"""Places that are no category."""
MOST_KEYS = 9
"""So many categories have a digit."""
_GAP = 12
_EDGE = 56
"""Pixels from the edge where a drag makes the columns scroll."""
_SCROLL_MS = 16
_SCROLL_STEP = 14


class PlanLane(QWidget):
    """A column for each category, one for what stays, and the unsure ones always in sight.

    Args:
        source: Gives details of photos.
        thumbnails: A loader of the board's own: the lane alone tells it which photos are visible.
        parent: Qt parent.
    """

    dropped = Signal(int, object)
    """The key of a column, and the ids of photos that were dragged there."""
    key_pressed = Signal(int)
    """A digit, with photos selected."""
    menu_requested = Signal(QPoint)
    """Position on the screen, with photos selected."""

    def __init__(
        self, source: PhotoSource, thumbnails: ThumbnailLoader, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._source = source
        self._thumbnails = thumbnails
        self.columns: dict[int, PlanColumn] = {}
        self._unsure = QHBoxLayout()
        self._sure = QHBoxLayout()
        self._sure.setContentsMargins(0, 4, 16, 4)
        self._sure.setSpacing(_GAP)
        inner = QWidget()
        inner.setLayout(self._sure)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inner)
        bar = self._scroll.horizontalScrollBar()
        bar.valueChanged.connect(self.ask_for_thumbnails_soon)
        bar.rangeChanged.connect(self._line_up)
        self._line_up(0, 0)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
        row.addLayout(self._unsure)
        row.addWidget(self._scroll, 1)
        self._pictures = QTimer(self, singleShot=True, interval=0)
        self._pictures.timeout.connect(self._ask_for_thumbnails)
        self._scrolling = QTimer(self, interval=_SCROLL_MS)
        self._scrolling.timeout.connect(self._scroll_while_dragged)

    def clear(self) -> None:
        """Remove all columns."""
        self._scrolling.stop()
        for column in self.columns.values():
            column.hide()
            column.deleteLater()
        self.columns.clear()
        for layout in (self._unsure, self._sure):
            while layout.takeAt(0):
                pass

    def make_columns(self, categories: Sequence[Category]) -> None:
        """Make a column for each category, one for unsure photos and one for those that stay."""
        keys = [UNSURE, *(category.category_id for category in categories), STAY]
        if list(self.columns) == keys:
            return
        self.clear()
        self._add(UNSURE, self.tr("Unsure"), "")
        for digit, category in enumerate(categories, start=1):
            prefix = f"{digit}  " if digit <= MOST_KEYS else ""
            self._add(category.category_id, f"{prefix}{category.name}", category.colour)
        self._add(STAY, self.tr("0  Left alone"), "")
        self._sure.addStretch(1)

    def show_photos(self, captions: Mapping[int, Mapping[int, str]], folder_of: Callable[[int], str]) -> None:
        """Show photos in the columns.

        Args:
            captions: What is written below each photo, by column and photo, in order.
            folder_of: Gives the folder that a column's photos go to; empty for none.
        """
        for key, column in self.columns.items():
            column.show_photos(captions[key], folder_of(key))
        self.ask_for_thumbnails_soon()

    def selected_ids(self) -> list[int]:
        """The selected photos of the column with the focus, or else of the first that has any."""
        some = [column for column in self.columns.values() if column.list.selected_ids()]
        chosen = next((column for column in some if column.list.hasFocus()), some[0] if some else None)
        return chosen.list.selected_ids() if chosen else []

    def _add(self, key: int, title: str, colour: str) -> None:
        picture = colour_dot(colour) if colour else icon("warning" if key == UNSURE else "pause")
        column = PlanColumn(title, picture, self._source, self._thumbnails)
        column.dropped.connect(partial(self.dropped.emit, key))
        column.key_pressed.connect(self.key_pressed)
        column.menu_requested.connect(self.menu_requested)
        column.scrolled.connect(self.ask_for_thumbnails_soon)
        column.dragged_over.connect(self._note_drag)
        self.columns[key] = column
        (self._unsure if key == UNSURE else self._sure).addWidget(column)

    def _line_up(self, least: int, most: int) -> None:
        """Let the column at the left end where the others end, above their scroll bar."""
        below = self._scroll.horizontalScrollBar().sizeHint().height() if most > least else 0
        self._unsure.setContentsMargins(16, 4, 0, 4 + below)

    # --- scrolling while a photo is dragged --------------------------------------------------------

    def _note_drag(self) -> None:
        self._scrolling.start()

    def _scroll_while_dragged(self) -> None:
        if QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton:
            self._scrolling.stop()
            return
        area = self._scroll.viewport()
        at = area.mapFromGlobal(QCursor.pos())
        step = edge_step(at.x(), area.width())
        if step and 0 <= at.y() < area.height():
            bar = self._scroll.horizontalScrollBar()
            bar.setValue(bar.value() + step)

    # --- pictures ----------------------------------------------------------------------------------

    def ask_for_thumbnails_soon(self, *_: object) -> None:
        """Ask in a moment for the pictures of the photos that are visible then."""
        self._pictures.start()

    def _ask_for_thumbnails(self) -> None:
        photos: dict[int, bytes] = {}
        for column in self.columns.values():
            if not column.visibleRegion().isEmpty():
                photos |= column.list.visible_contents()
        self._thumbnails.show(photos, round(TILE * self.devicePixelRatioF()))

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for pictures once it is known which photos are visible."""
        super().showEvent(event)
        self.ask_for_thumbnails_soon()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for pictures of photos that became visible."""
        super().resizeEvent(event)
        self.ask_for_thumbnails_soon()


def column_of(entry: SortEntry) -> int:
    """The key of the column that shows a photo of the plan."""
    if entry.action is SortAction.GO and entry.category_id is not None:
        return entry.category_id
    return UNSURE if entry.action is SortAction.UNSURE else STAY


def edge_step(x: int, width: int) -> int:
    """How far to scroll while a photo is held at `x`: the nearer to an edge, the faster; 0 in the middle.

    Args:
        x: Pixels from the left edge; outside is as at the edge.
        width: Of what scrolls.

    Returns:
        Pixels, negative to the left.
    """
    for distance, direction in ((x, -1), (width - 1 - x, 1)):
        if distance < _EDGE:
            return direction * max(1, _SCROLL_STEP * (_EDGE - max(distance, 0)) // _EDGE)
    return 0
