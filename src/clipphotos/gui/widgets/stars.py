"""Stars: drawn on tiles and photos, said in words, and a row of them to click on."""

import math

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from clipphotos.core.operations.annotation import MOST_STARS
from clipphotos.gui.widgets.basics import set_tooltip

_SPACING = 0.25
"""Between two stars, as a share of one."""
_PADDING = 4
_POINTS = tuple(
    QPointF(math.sin(corner * math.pi / 5) * radius, -math.cos(corner * math.pi / 5) * radius)
    for corner, radius in ((corner, 0.5 if corner % 2 == 0 else 0.21) for corner in range(10))
)
"""Of a star one wide, around its centre."""


def stars_text(rating: int) -> str:
    """A rating as characters; empty for none."""
    return "★" * rating


def rating_words(rating: int) -> str:
    """A rating as words, for whoever cannot see stars."""
    return _Words().stars(rating) if rating else _Words().none()


class _Words(QObject):
    def stars(self, count: int) -> str:
        return self.tr("%n star(s)", "", count)

    def none(self) -> str:
        return self.tr("No rating")


def stars_width(count: int, edge: float) -> float:
    """Width of a row of stars that are `edge` wide."""
    return count * edge + (count - 1) * edge * _SPACING


def paint_stars(painter: QPainter, at: QPointF, edge: float, count: int) -> None:
    """Draw a row of stars with the painter's pen and brush.

    Args:
        painter: Draws with its present pen and brush.
        at: Top left corner.
        edge: Width of one star.
        count: Number of stars.
    """
    for number in range(count):
        # A star reaches less far down than up.
        centre = at + QPointF(edge / 2 + number * edge * (1 + _SPACING), edge * 0.54)
        painter.drawPolygon(QPolygonF([centre + point * edge for point in _POINTS]))


def paint_badge(painter: QPainter, bottom_left: QPointF, edge: float, rating: int, palette: QPalette) -> None:
    """Draw a rating over a picture, on a ground of its own so that it is seen on any; nothing for none."""
    if not rating:
        return
    size = QRectF(0, 0, stars_width(rating, edge) + 2 * _PADDING + 2, edge + _PADDING)
    size.moveBottomLeft(bottom_left)
    ground = QColor(palette.color(QPalette.ColorRole.Base))
    ground.setAlphaF(0.8)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(size, size.height() / 2, size.height() / 2)
    painter.setBrush(palette.color(QPalette.ColorRole.Text))
    paint_stars(painter, size.topLeft() + QPointF(_PADDING + 1, _PADDING / 2), edge, rating)
    painter.restore()


class StarBar(QWidget):
    """Five stars; a click on one gives so many, on the last of those given takes them away.

    Args:
        parent: Qt parent.
    """

    EDGE = 16

    rated = Signal(int)
    """Stars wished for, 0 for none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rating = 0
        self._offered = 0
        self.setMouseTracking(True)
        # The keys 0 to 5 do the same wherever the focus is.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Rating"))
        self.set_rating(0)

    @property
    def rating(self) -> int:
        """The stars shown; 0 for none."""
        return self._rating

    def set_rating(self, rating: int) -> None:
        """Show a rating."""
        self._rating = rating
        set_tooltip(self, self.tr("{rating}. Keys 0 to 5 rate.").format(rating=rating_words(rating)))
        self.setAccessibleDescription(rating_words(rating))
        self.update()

    def sizeHint(self) -> QSize:
        """Room for all stars."""
        return QSize(math.ceil(stars_width(MOST_STARS, self.EDGE)) + 2, self.EDGE + 4)

    def minimumSizeHint(self) -> QSize:
        """The room that all stars need."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the stars given, or those that a click would give, and the outlines of the others."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        at = QPointF(1, (self.height() - self.EDGE) / 2)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.PlaceholderText), 1))
        paint_stars(painter, at, self.EDGE, MOST_STARS)
        colour = self.palette().color(QPalette.ColorRole.WindowText)
        painter.setPen(QPen(colour, 1))
        painter.setBrush(colour)
        paint_stars(painter, at, self.EDGE, self._offered or self._rating)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what a click would give."""
        self._offer(self._star_at(event.position()))

    def leaveEvent(self, _event: QEvent) -> None:
        """Show the rating again, not what a click would give."""
        self._offer(0)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click, if the button is let go where it was pressed."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            star = self._star_at(event.position())
            self._offer(0)
            self.rated.emit(0 if star == self._rating else star)

    def _offer(self, stars: int) -> None:
        if stars != self._offered:
            self._offered = stars
            self.update()

    def _star_at(self, point: QPointF) -> int:
        return min(max(int(point.x() / (self.EDGE * (1 + _SPACING))) + 1, 1), MOST_STARS)
