"""Windows that are never larger than the screen they are on."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

FRAME = QSize(16, 48)
"""What a window manager puts around a window, at most; it is not known before the window is on screen."""


def room_on_screen(widget: QWidget) -> QSize:
    """How large a window may be, without its frame, panels of the desktop left free."""
    return widget.screen().availableGeometry().size() - FRAME


def resize_within_screen(widget: QWidget, width: int, height: int) -> None:
    """Give a window this size, or as much of it as the screen has room for."""
    widget.resize(QSize(width, height).boundedTo(room_on_screen(widget)))


def keep_within_screen(window: QWidget) -> None:
    """Make a window that came back from another screen, or from a larger one, fit on this one."""
    if window.isMaximized() or window.isFullScreen():
        return
    room = window.screen().availableGeometry()
    window.resize(window.size().boundedTo(room_on_screen(window)))
    at = window.frameGeometry()
    at.moveRight(min(at.right(), room.right()))
    at.moveBottom(min(at.bottom(), room.bottom()))
    at.moveLeft(max(at.left(), room.left()))
    at.moveTop(max(at.top(), room.top()))
    if at.topLeft() != window.frameGeometry().topLeft():
        window.move(at.topLeft())
