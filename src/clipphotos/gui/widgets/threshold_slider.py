"""A histogram of probabilities with a line that says from where on photos belong."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSignalBlocker, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractSlider, QWidget

_Role = QPalette.ColorRole
_MARGIN = 10
SCALE = 18
"""Height of the line of numbers below."""


class ThresholdSlider(QAbstractSlider):
    """Per cent, from 1 to 99; follows what is best until it is dragged, or moved with keys and the wheel.

    Args:
        parent: Qt parent.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(1, 99)
        self.setSingleStep(1)
        self.setPageStep(10)
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setAccessibleName(self.tr("Least probability in per cent"))
        self._histogram: Sequence[int] = ()
        self._follows = True

    @property
    def follows(self) -> bool:
        """Whether the line is where it is best, not where the user put it."""
        return self._follows

    def follow(self, per_cent: int | None = None) -> None:
        """Let the line be where it is best, and say where that is as soon as it is known."""
        self._follows = True
        if per_cent is not None:
            with QSignalBlocker(self):
                self.setValue(per_cent)
        self.update()

    def choose(self, per_cent: int) -> None:
        """Put the line where the user wants it."""
        self._follows = False
        self.setValue(per_cent)

    def sizeHint(self) -> QSize:
        """Wide enough to aim at a per cent."""
        return QSize(300, 112)

    def minimumSizeHint(self) -> QSize:
        """As `sizeHint`."""
        return self.sizeHint()

    def show_histogram(self, histogram: Sequence[int]) -> None:
        """Show how many photos are how likely, in bins of equal width from 0 to 1."""
        self._histogram = histogram
        self.update()

    # --- drawing -----------------------------------------------------------------------------------

    def _room(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_MARGIN, 8, -_MARGIN, -SCALE)

    def _x(self, per_cent: float) -> float:
        room = self._room()
        return room.left() + room.width() * per_cent / 100

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw bars, scale and line."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_bars(painter)
        self._paint_scale(painter)
        self._paint_line(painter)

    def _paint_bars(self, painter: QPainter) -> None:
        room = self._room()
        painter.setPen(Qt.PenStyle.NoPen)
        # Most photos do not belong at all: heights are logarithms, or nothing else could be seen.
        heights = [math.log1p(count) for count in self._histogram]
        tallest = max(heights, default=0.0) or 1.0
        width = room.width() / max(1, len(heights))
        for number, height in enumerate(heights):
            inside = (number + 0.5) / len(heights) >= self.value() / 100
            painter.setBrush(self.palette().color(_Role.Highlight if inside else _Role.Mid))
            tall = room.height() * height / tallest
            bar = QRectF(room.left() + number * width, room.bottom() - tall, max(1.0, width - 1), tall)
            painter.drawRect(bar)
        painter.setPen(QPen(self.palette().color(_Role.Mid), 1))
        painter.drawLine(room.bottomLeft(), room.bottomRight())

    def _paint_scale(self, painter: QPainter) -> None:
        painter.setPen(self.palette().color(_Role.PlaceholderText))
        for per_cent in (0, 50, 100):
            text = f"{per_cent}%"
            width = self.fontMetrics().horizontalAdvance(text)
            left = min(max(self._x(per_cent) - width / 2, 0), self.width() - width)
            at = QRectF(left, self.height() - SCALE + 2, width + 2, SCALE - 2)
            painter.drawText(at, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), text)

    def _paint_line(self, painter: QPainter) -> None:
        room, x = self._room(), self._x(self.value())
        colour = QColor(self.palette().color(_Role.Highlight if self.hasFocus() else _Role.Text))
        painter.setPen(QPen(colour, 2))
        painter.drawLine(QPointF(x, room.top()), QPointF(x, room.bottom() + 3))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        top = room.top() - 6
        painter.drawPolygon(QPolygonF([QPointF(x - 6, top), QPointF(x + 6, top), QPointF(x, top + 9)]))

    # --- moving ------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the line to the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._go_to(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the line."""
        if self.isSliderDown():
            self._go_to(event.position().x())

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Stop dragging the line."""
        self.setSliderDown(False)

    def _go_to(self, x: float) -> None:
        room = self._room()
        self.setValue(round(100 * (x - room.left()) / room.width()))

    def sliderChange(self, change: QAbstractSlider.SliderChange) -> None:
        """Draw the line at the new value."""
        # What is set by `follow` blocks signals; anything else that moves the line is the user.
        if change == QAbstractSlider.SliderChange.SliderValueChange and not self.signalsBlocked():
            self._follows = False
        super().sliderChange(change)
        self.update()
