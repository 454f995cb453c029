"""The program's own line icons, drawn in the palette's colours whatever they are at the time."""

from functools import cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from clipphotos.core.resources import resource_path


@cache
def _source(name: str) -> bytes:
    return resource_path("icons", f"{name}.svg").read_bytes()


def paint_icon(painter: QPainter, name: str, rect: QRectF, colour: QColor) -> None:
    """Draw an icon.

    Args:
        painter: Draws the icon.
        name: File name below ``resources/icons`` without its ending.
        rect: A square to fill.
        colour: Replaces ``currentColor``.
    """
    source = _source(name).replace(b"currentColor", colour.name().encode())
    painter.save()
    painter.setOpacity(painter.opacity() * colour.alphaF())
    QSvgRenderer(QByteArray(source)).render(painter, rect)
    painter.restore()


class _PaletteIcon(QIconEngine):
    def __init__(self, name: str, role: QPalette.ColorRole, active: QPalette.ColorRole) -> None:
        super().__init__()
        self._name = name
        self._role = role
        self._active = active

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        group = QPalette.ColorGroup.Active
        if mode is QIcon.Mode.Disabled:
            group = QPalette.ColorGroup.Disabled
        # On a selected row, text changes its colour, too.
        role = {
            QIcon.Mode.Selected: QPalette.ColorRole.HighlightedText,
            QIcon.Mode.Active: self._active,
        }.get(mode, self._role)
        paint_icon(painter, self._name, QRectF(rect), QGuiApplication.palette().color(group, role))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(), size), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _PaletteIcon(self._name, self._role, self._active)


def icon(name: str, role: QPalette.ColorRole = QPalette.ColorRole.WindowText) -> QIcon:
    """An icon that follows the palette.

    Args:
        name: File name below ``resources/icons`` without its ending.
        role: Palette role that gives its colour.
    """
    return QIcon(_PaletteIcon(name, role, role))


def menu_icon(name: str) -> QIcon:
    """An icon of a menu entry: as `icon`, and as its text is while the pointer is on the entry.

    Elsewhere, as on buttons, a pointer changes no colours.
    """
    return QIcon(_PaletteIcon(name, QPalette.ColorRole.WindowText, active=QPalette.ColorRole.HighlightedText))


def app_icon() -> QIcon:
    """The program's icon."""
    picture = QIcon()
    for edge in (16, 24, 32, 48, 64, 128, 256):
        pixmap = QPixmap(edge, edge)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        QSvgRenderer(QByteArray(_source("app"))).render(painter, QRectF(0, 0, edge, edge))
        painter.end()
        picture.addPixmap(pixmap)
    return picture


def colour_dot(colour: str, edge: int = 18) -> QIcon:
    """A dot in a category's colour."""
    pixmap = QPixmap(QSize(2 * edge, 2 * edge))
    pixmap.setDevicePixelRatio(2)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    inset = edge / 5
    painter.drawEllipse(QPoint(edge // 2, edge // 2), int(edge / 2 - inset), int(edge / 2 - inset))
    painter.end()
    return QIcon(pixmap)
