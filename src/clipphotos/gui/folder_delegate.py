"""Draws a line of the sidebar: a rounded selection, the name, and the number of photos at the right."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

COUNT = Qt.ItemDataRole.UserRole + 2
"""Number of photos as text."""
_Role = QPalette.ColorRole
_State = QStyle.StateFlag
_ICON = 18


class FolderDelegate(QStyledItemDelegate):
    """One line of the sidebar."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Lines are tall enough for a finger."""
        return QSize(0, 32)

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
        if option.state & _State.State_HasFocus:
            painter.setPen(palette.color(_Role.Highlight))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(0, 0, -1, -1), 6, 6)
        picture = index.data(Qt.ItemDataRole.DecorationRole)
        if isinstance(picture, QIcon):
            at = QRect(rect.left() + 8, rect.center().y() - _ICON // 2 + 1, _ICON, _ICON)
            picture.paint(painter, at)
        count = str(index.data(COUNT) or "")
        muted = palette.color(_Role.PlaceholderText)
        room = rect.adjusted(8 + _ICON + 8, 0, -8, 0)
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
