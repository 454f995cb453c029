"""A strong ring around what has the focus, in high contrast."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QFocusFrame,
    QLineEdit,
    QPlainTextEdit,
    QTreeWidget,
    QWidget,
)
from shiboken6 import isValid

from clipphotos.gui.theme.palettes import is_high_contrast

_RINGED = (QAbstractButton, QAbstractSlider, QComboBox, QLineEdit, QPlainTextEdit, QTreeWidget)


class FocusRing(QObject):
    """Goes where the focus goes.

    Args:
        app: The application.
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._frame: _Frame | None = None
        app.focusChanged.connect(self._follow)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        if self._frame is None or not isValid(self._frame):
            # It went with the window that it was in.
            self._frame = _Frame()
        self._frame.setWidget(now if _is_ringed(now) else None)  # pyright: ignore[reportArgumentType]


def _is_ringed(widget: QWidget | None) -> bool:
    """Whether a widget does not show by itself, or by the box that it is part of, that it has the focus."""
    if not isinstance(widget, _RINGED) or not is_high_contrast(widget.palette()):
        return False
    return not isinstance(widget, QLineEdit) or widget.hasFrame()


class _Frame(QFocusFrame):
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Fill what is seen of it: it lies below what has the focus, and is a little larger."""
        QPainter(self).fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Highlight))
