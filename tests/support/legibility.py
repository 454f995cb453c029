"""How well each text of a window can be read: its contrast to what it stands on, measured in a picture."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPixmap, QRegion
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QWidget,
)

from clipphotos.gui.grid.layout import CAPTION
from clipphotos.gui.grid.view import GridView

_SCALE = 3
"""Drawn so much larger, strokes have pixels of their full colour."""
_LEAST_PIXELS = 6
"""So many of a colour are no accident of drawing."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text on the screen.

    Attributes:
        words: What it says.
        state: What is being done with it: ``""``, ``hover``, ``pressed``, ``disabled``, ``selected``.
        contrast: Its contrast to what is behind it, from 1 to 21.
    """

    words: str
    state: str
    contrast: float


def contrast(one: QColor, other: QColor) -> float:
    """Contrast ratio after WCAG 2."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def texts_of(window: QWidget) -> Iterator[Text]:
    """Every text of a window in each of its states."""
    for widget in [window, *window.findChildren(QWidget)]:
        if not widget.isVisible() or widget.visibleRegion().isEmpty():
            continue
        if isinstance(widget, QMenuBar | QMenu):
            yield from _of_menu(widget)
        elif isinstance(widget, QAbstractItemView):
            yield from _of_view(widget)
        elif words := _words(widget):
            yield from _of_widget(widget, words)


def _words(widget: QWidget) -> str:
    match widget:
        case QLabel() | QAbstractButton():
            return widget.text()
        case QLineEdit():
            return widget.text() or widget.placeholderText()
        case QPlainTextEdit():
            return widget.toPlainText() or widget.placeholderText()
        case QComboBox():
            return widget.currentText()
        case _:
            return ""


def _of_widget(widget: QWidget, words: str) -> Iterator[Text]:
    yield Text(words, "" if widget.isEnabled() else "disabled", _measured(widget, widget.rect()))
    if not isinstance(widget, QAbstractButton | QComboBox) or not widget.isEnabled():
        return
    _hover(widget)
    yield Text(words, "hover", _measured(widget, widget.rect()))
    if isinstance(widget, QAbstractButton):
        widget.setDown(True)
        yield Text(words, "pressed", _measured(widget, widget.rect()))
        widget.setDown(False)
    widget.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    # Not through the widget's own state: who has the focus would lose it.
    widget.blockSignals(True)
    widget.setEnabled(False)
    yield Text(words, "disabled", _measured(widget, widget.rect()))
    widget.setEnabled(True)
    widget.blockSignals(False)


def _hover(widget: QWidget) -> None:
    """Let a widget know of the pointer, which no window system moves here."""
    widget.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, True)
    at = QPointF(widget.rect().center())
    no_button = Qt.MouseButton.NoButton
    there = widget.mapToGlobal(at)
    keys = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(widget, QMouseEvent(QEvent.Type.MouseMove, at, there, no_button, no_button, keys))


def _of_menu(menu: QMenuBar | QMenu) -> Iterator[Text]:
    for action in menu.actions():
        if action.isSeparator() or not action.text():
            continue
        place = menu.actionGeometry(action)
        yield Text(action.text(), "" if action.isEnabled() else "disabled", _measured(menu, place))
        menu.setActiveAction(action)
        if isinstance(menu, QMenuBar) and (opened := action.menu()):
            opened.hide()
        yield Text(action.text(), "hover" if action.isEnabled() else "disabled", _measured(menu, place))


def _of_view(view: QAbstractItemView) -> Iterator[Text]:
    port = view.viewport()
    selected = view.selectionModel().selectedIndexes() if view.selectionModel() else []
    for index in _rows(view, QModelIndex()):
        words = index.data(Qt.ItemDataRole.DisplayRole) or index.data(Qt.ItemDataRole.AccessibleTextRole)
        place = view.visualRect(index)
        if isinstance(view, GridView):
            place.setTop(place.bottom() - CAPTION + 1)
        if words and port.rect().contains(place):
            state = "selected" if index in selected else ""
            yield Text(str(words), state, _measured(port, place))


def _rows(view: QAbstractItemView, parent: QModelIndex) -> Iterator[QModelIndex]:
    model = view.model()
    for row in range(model.rowCount(parent) if model else 0):
        columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)
        for column in range(columns):
            yield model.index(row, column, parent)
        yield from _rows(view, model.index(row, 0, parent))


def _measured(widget: QWidget, place: QRect) -> float:
    """The contrast of the colour that differs most from what most of a place shows."""
    window = widget.window()
    shown = place.intersected(widget.visibleRegion().boundingRect())
    if shown.isEmpty():
        return 21.0
    region = QRect(widget.mapTo(window, shown.topLeft()), shown.size())
    picture = QPixmap(region.size() * _SCALE)
    picture.setDevicePixelRatio(_SCALE)
    picture.fill(window.palette().window().color())
    window.render(picture, QPoint(), QRegion(region))
    counts = _colours(picture.toImage())
    ground = counts.most_common(1)[0][0]
    return max(
        contrast(QColor(*ground), QColor(*colour))
        for colour, count in counts.items()
        if count >= _LEAST_PIXELS or colour == ground
    )


def _colours(image: QImage) -> Counter[tuple[int, int, int]]:
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    lines = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    pixels = lines[:, : image.width() * 4].reshape(-1, 4)[:, 2::-1]
    values, counts = np.unique(pixels, axis=0, return_counts=True)
    return Counter({tuple(map(int, value)): int(n) for value, n in zip(values, counts, strict=True)})


def _luminance(colour: QColor) -> float:
    channels = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
