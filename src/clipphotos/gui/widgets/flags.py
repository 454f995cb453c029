"""Flags: drawn over pictures, beside a name, and said in words."""

from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import QWidget

from clipphotos.core.operations.annotation import Flag
from clipphotos.gui.widgets.basics import IconLabel, set_tooltip
from clipphotos.gui.widgets.icons import paint_icon

_ICONS = {Flag.PICK: "flag", Flag.REJECT: "flag-reject"}


class _Words(QObject):
    def flag(self, flag: Flag) -> str:
        return {
            Flag.NONE: self.tr("No flag"),
            Flag.PICK: self.tr("Picked"),
            Flag.REJECT: self.tr("Rejected"),
        }[flag]


def flag_words(flag: Flag) -> str:
    """A flag as words."""
    return _Words().flag(flag)


def paint_flag(painter: QPainter, bottom_right: QPointF, edge: float, flag: Flag, palette: QPalette) -> None:
    """Draw a flag over a picture, on a ground of its own so that it is seen on any; nothing for none."""
    if flag is Flag.NONE:
        return
    ground = QRectF(0, 0, 1.6 * edge, 1.6 * edge)
    ground.moveBottomRight(bottom_right)
    colour = QColor(palette.color(QPalette.ColorRole.Base))
    colour.setAlphaF(0.8)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(ground)
    inset = 0.22 * edge
    room = ground.adjusted(inset, inset, -inset, -inset)
    paint_icon(painter, _ICONS[flag], room, palette.color(QPalette.ColorRole.Text))
    painter.restore()


class FlagLabel(IconLabel):
    """A flag on its own; hidden where there is none.

    Args:
        parent: Qt parent.
    """

    EDGE = 18

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_ICONS[Flag.PICK], self.EDGE, parent=parent)
        self.flag = Flag.NONE
        self.hide()

    def show_flag(self, flag: Flag) -> None:
        """Show a flag, or none."""
        self.flag = flag
        self.setVisible(flag is not Flag.NONE)
        if flag is not Flag.NONE:
            self.set_icon(_ICONS[flag])
            set_tooltip(self, flag_words(flag))
            self.setAccessibleName(flag_words(flag))
