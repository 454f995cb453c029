"""Draws a line of the sidebar: a rounded selection, the name, and a number at the right."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeWidget

from clipphotos.gui.theme.palettes import is_high_contrast

COUNT = Qt.ItemDataRole.UserRole + 2
"""Number of photos as text."""
BADGE = Qt.ItemDataRole.UserRole + 3
"""Number of what waits for the user, as text."""
_Role = QPalette.ColorRole
_State = QStyle.StateFlag
_MANY_LINES = 100
"""More are never seen at once."""
_ICON = 18
LINE = 32
"""Height of a place: enough for a finger."""


def visible_height(tree: QTreeWidget) -> int:
    """How tall a tree of places must be so that it need not scroll."""
    lines, item = 0, tree.topLevelItem(0)
    while item and lines < _MANY_LINES:
        lines, item = lines + 1, tree.itemBelow(item)
    return lines * LINE + 2


class PlaceDelegate(QStyledItemDelegate):
    """Draws one place of the sidebar."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """As tall as any."""
        return QSize(0, LINE)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the line."""
        rect = option.rect.adjusted(0, 1, -4, -1)
        palette = option.palette
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        selected = bool(option.state & _State.State_Selected)
        if selected or option.state & _State.State_MouseOver:
            ground = QColor(palette.color(_Role.Highlight if selected else _Role.Text))
            ground.setAlphaF(0.20 if selected else 0.06)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(rect, 6, 6)
        is_framed = selected and is_high_contrast(palette)
        if option.state & _State.State_HasFocus or is_framed:
            painter.setPen(QPen(palette.color(_Role.Highlight), 2 if is_framed else 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(0, 0, -1, -1), 6, 6)
        picture = index.data(Qt.ItemDataRole.DecorationRole)
        if isinstance(picture, QIcon):
            at = QRect(rect.left() + 8, rect.center().y() - _ICON // 2 + 1, _ICON, _ICON)
            picture.paint(painter, at)
        count = str(index.data(COUNT) or "")
        muted = palette.color(_Role.PlaceholderText)
        room = rect.adjusted(8 + _ICON + 8, 0, -8, 0)
        badge = str(index.data(BADGE) or "")
        if badge:
            room.setRight(room.right() - _paint_badge(painter, room, option, badge))
        painter.setPen(muted)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), count)
        room.setRight(room.right() - option.fontMetrics.horizontalAdvance(count) - 8)
        faint = index.data(Qt.ItemDataRole.ForegroundRole) is not None
        painter.setPen(muted if faint else palette.color(_Role.WindowText))
        name = str(index.data(Qt.ItemDataRole.DisplayRole))
        shown = option.fontMetrics.elidedText(name, Qt.TextElideMode.ElideMiddle, room.width())
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(room, int(flags), shown)
        painter.restore()


def _paint_badge(painter: QPainter, room: QRect, option: QStyleOptionViewItem, text: str) -> int:
    """Draw a number on a pill at the right; return how much room it took."""
    metrics, palette = option.fontMetrics, option.palette
    height = metrics.height() + 2
    width = max(height, metrics.horizontalAdvance(text) + height - 4)
    pill = QRect(room.right() - width + 1, room.center().y() - height // 2 + 1, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(palette.color(_Role.Highlight))
    painter.drawRoundedRect(pill, height / 2, height / 2)
    painter.setPen(palette.color(_Role.HighlightedText))
    painter.drawText(pill, int(Qt.AlignmentFlag.AlignCenter), text)
    return width
