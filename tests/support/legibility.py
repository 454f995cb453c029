"""How well each text of a window can be read: its contrast to what it stands on, measured in a picture."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPixmap, QRegion
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
    QStyle,
    QStyleOptionViewItem,
    QWidget,
)

from clipphotos.gui.grid.layout import CAPTION
from clipphotos.gui.grid.photo_tiles import PhotoTiles
from clipphotos.gui.grid.view import GridView
from clipphotos.gui.viewer.canvas import PhotoCanvas
from clipphotos.gui.widgets.threshold_slider import SCALE, ThresholdSlider

_SCALE = 3
"""Drawn so much larger, strokes have pixels of their full colour."""
_LEAST_PIXELS = 6
"""So many of a colour are no accident of drawing."""


_BORDER, _ARROW = 4, 20
_ITEMS_IN_EVERY_STATE = 2
"""So many items of a list are drawn in each of its states; the others would be drawn alike."""
_State = QStyle.StateFlag
_ITEM_STATES = {
    "hover": _State.State_MouseOver,
    "selected": _State.State_Selected | _State.State_HasFocus | _State.State_Active,
    "selected elsewhere": _State.State_Selected,
}


@dataclass(frozen=True, slots=True)
class Text:
    """A text on the screen.

    Attributes:
        words: What it says.
        state: What is being done with it: ``""``, ``hover``, ``pressed``, ``disabled``, ``selected`` …
        contrast: Its contrast to what is behind it, from 1 to 21.
    """

    words: str
    state: str
    contrast: float

    @property
    def has_letters(self) -> bool:
        """Whether it is a text, and not a symbol such as a star."""
        return any(letter.isalnum() for letter in self.words)


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
        elif isinstance(widget, ThresholdSlider):
            yield from _of_slider(widget)
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
        case PhotoCanvas():
            return widget.message
        case _:
            return ""


def _of_widget(widget: QWidget, words: str) -> Iterator[Text]:
    place = _inside(widget)
    yield Text(words, "" if widget.isEnabled() else "disabled", _measured(widget, place))
    if not isinstance(widget, QAbstractButton | QComboBox) or not widget.isEnabled():
        return
    _hover(widget)
    yield Text(words, "hover", _measured(widget, place))
    if isinstance(widget, QAbstractButton):
        widget.setDown(True)
        yield Text(words, "pressed", _measured(widget, place))
        widget.setDown(False)
    widget.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    # Not through the widget's own state: who has the focus would lose it.
    widget.blockSignals(True)
    widget.setEnabled(False)
    yield Text(words, "disabled", _measured(widget, place))
    widget.setEnabled(True)
    widget.blockSignals(False)


def _inside(widget: QWidget) -> QRect:
    """A widget without its border, which is no text, and without the arrow of a list."""
    arrow = _ARROW if isinstance(widget, QComboBox) else 0
    border = 0 if isinstance(widget, QLabel) else _BORDER
    return widget.rect().adjusted(border, border, -border - arrow, -border)


def _of_slider(slider: ThresholdSlider) -> Iterator[Text]:
    scale = slider.rect()
    scale.setTop(scale.bottom() - SCALE + 2)
    yield Text("100%", "", _measured(slider, scale))


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
    measured = 0
    for index in _rows(view, QModelIndex()):
        words = index.data(Qt.ItemDataRole.DisplayRole) or index.data(Qt.ItemDataRole.AccessibleTextRole)
        place = view.visualRect(index)
        if not words or not port.rect().contains(place):
            continue
        in_view = QRect(place)
        if isinstance(view, GridView | PhotoTiles):
            in_view.setTop(in_view.bottom() - CAPTION + 1)
        if index in selected:
            yield Text(str(words), "selected", _measured(port, in_view))
            continue
        yield Text(str(words), "", _measured(port, in_view))
        measured += 1
        if measured <= _ITEMS_IN_EVERY_STATE:
            for name, state in _ITEM_STATES.items():
                yield Text(str(words), name, _measured_item(view, index, in_view.height(), state))


def _measured_item(view: QAbstractItemView, index: QModelIndex, height: int, state: _State) -> float:
    """The contrast of the lowest lines of an item, drawn as if it were in a state."""
    option = QStyleOptionViewItem()
    view.initViewItemOption(option)
    place = view.visualRect(index)
    option.rect = QRect(QPoint(), place.size())
    option.state |= _State.State_Enabled | state
    picture = QPixmap(place.size() * _SCALE)
    picture.setDevicePixelRatio(_SCALE)
    corner = QRect(view.viewport().mapTo(view.window(), place.topLeft() + QPoint(8, 1)), QSize(1, 1))
    picture.fill(view.window().grab(corner).toImage().pixelColor(0, 0))
    painter = QPainter(picture)
    view.itemDelegateForIndex(index).paint(painter, option, index)
    painter.end()
    lines = QRect(0, place.height() - height, place.width(), height)
    return _strongest(picture.copy(QRect(lines.topLeft() * _SCALE, lines.size() * _SCALE)))


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
    return _strongest(picture)


def _strongest(picture: QPixmap) -> float:
    """The contrast of the colour that differs most from what most of a picture shows."""
    image = picture.toImage().convertToFormat(QImage.Format.Format_RGB32)
    lines = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.bytesPerLine() // 4)
    values, counts = np.unique(lines[:, : image.width()], return_counts=True)
    ground = values[counts.argmax()]
    colours = [QColor.fromRgb(int(value)) for value in values[(counts >= _LEAST_PIXELS) | (values == ground)]]
    return max(contrast(QColor.fromRgb(int(ground)), colour) for colour in colours)


def _luminance(colour: QColor) -> float:
    channels = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
