"""Small widgets that several parts of the window share."""

import re
from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHeaderView, QLabel, QLayout, QSizePolicy, QToolButton, QTreeWidget, QWidget

from clipphotos.gui.widgets.formatting import tooltip
from clipphotos.gui.widgets.icons import icon, paint_icon

_LONGEST_WORD = 20
"""Letters that stand on one line whatever they are."""


def plain_label(text: str = "", *, wrap: bool = False, scale: float = 1.0, muted: bool = False) -> QLabel:
    """A label that never interprets its text.

    Args:
        text: What it says; may hold file names.
        wrap: Break long lines.
        scale: Size of the font relative to the usual one.
        muted: Draw it less prominently.
    """
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    label.setWordWrap(wrap)
    if scale != 1.0:
        font = label.font()
        font.setPointSizeF(font.pointSizeF() * scale)
        label.setFont(font)
    if muted:
        label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label


def breakable(text: str) -> str:
    """A text whose long words, such as paths, may be broken: else a label is as wide as the longest."""
    return re.sub(rf"\S{{{_LONGEST_WORD}}}(?=\S)", lambda found: found[0] + "\u200b", text)


def drop_first(layout: QLayout) -> None:
    """Take the first widget out of a layout and delete it."""
    item = layout.takeAt(0)
    widget = item.widget() if item else None
    if widget:
        widget.hide()
        widget.deleteLater()


def make_bold(label: QLabel) -> None:
    """Write a label's text in bold."""
    font = label.font()
    font.setBold(True)
    label.setFont(font)


NUMBERS = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
"""How a column of numbers and its title are aligned."""


def flat_table(
    name: str, titles: Sequence[str], widths: Sequence[int], *, striped: bool = True
) -> QTreeWidget:
    """A table of rows without a tree; the user may change the widths.

    Args:
        name: For screen readers.
        titles: Of the columns.
        widths: Of the first columns; the rest take what is left.
        striped: Give every other row another ground.
    """
    table = QTreeWidget()
    table.setObjectName("table")
    table.setAccessibleName(name)
    table.setAllColumnsShowFocus(True)
    table.setHeaderLabels(list(titles))
    table.setRootIsDecorated(False)
    table.setUniformRowHeights(True)
    table.setAlternatingRowColors(striped)
    table.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    for column, width in enumerate(widths):
        table.header().resizeSection(column, width)
    # Rows are as tall as the first was found to be: where one is selected, before the window is shown.
    table.ensurePolished()
    return table


def set_tooltip(widget: QWidget, text: str) -> None:
    """Give a widget a tooltip, which screen readers read as plain text; an empty text takes it away.

    They would read the tooltip itself with its markup. Whoever wants to tell them something else sets the
    accessible description afterwards.
    """
    widget.setToolTip(tooltip(text) if text else "")
    widget.setAccessibleDescription(text)


def icon_button(icon_name: str, name: str, parent: QWidget | None = None) -> QToolButton:
    """A borderless button that shows an icon only.

    Args:
        icon_name: See `clipphotos.gui.widgets.icons`.
        name: What it does, for its tooltip and for screen readers.
        parent: Qt parent.
    """
    button = QToolButton(parent)
    button.setObjectName("quiet")
    button.setIcon(icon(icon_name))
    button.setIconSize(QSize(18, 18))
    button.setAccessibleName(name)
    set_tooltip(button, name)
    return button


class IconLabel(QWidget):
    """An icon that is no button; it follows the palette.

    Args:
        icon_name: See `clipphotos.gui.widgets.icons`; may be changed later.
        edge: Its size.
        role: Palette role that gives its colour.
        parent: Qt parent.
    """

    def __init__(
        self,
        icon_name: str,
        edge: int,
        role: QPalette.ColorRole = QPalette.ColorRole.WindowText,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._role = role
        self.setFixedSize(edge, edge)

    def set_icon(self, icon_name: str, role: QPalette.ColorRole | None = None) -> None:
        """Show another icon."""
        self._icon_name = icon_name
        self._role = role or self._role
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the icon."""
        painter = QPainter(self)
        paint_icon(painter, self._icon_name, QRectF(self.rect()), self.palette().color(self._role))


class ElidedLabel(QLabel):
    """One line of plain text, shortened in the middle where it does not fit."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def minimumSizeHint(self) -> QSize:
        """Let the label shrink to nothing."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as much of the text as fits."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        rect = self.contentsRect()
        metrics = QFontMetrics(self.font())
        text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideMiddle, rect.width())
        painter.drawText(rect, int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), text)


class LinkLabel(ElidedLabel):
    """An `ElidedLabel` that can be clicked."""

    clicked = Signal()

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setForegroundRole(QPalette.ColorRole.Link)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click, if the button is let go where it was pressed."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()
