"""Windows and dialogs that are usable on any screen: never larger than it, their buttons always in reach."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QDialog, QFrame, QLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

FRAME = QSize(16, 48)
"""What a window manager puts around a window, at most; it is not known before the window is on screen."""
ROOM_FOR_FOCUS = 3
"""Around what scrolls, for the ring around what has the focus: else it would be cut off at the sides."""
_MARGIN = 16
_SPACING = 12
_LEAST_HEIGHT = 96
"""So much of what scrolls is always in sight."""


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


def lay_out_dialog(
    dialog: QDialog, content: QLayout, buttons: QWidget, *, notice: QWidget | None = None
) -> None:
    """Give a dialog its content, which scrolls where the screen is too small, and buttons, which do not.

    Args:
        dialog: Has no layout yet.
        content: What it is about.
        buttons: Stay in sight below it.
        notice: Stays in sight above it, so that an error is seen.
    """
    body = QWidget()
    body.setLayout(content)
    content.setContentsMargins(ROOM_FOR_FOCUS, ROOM_FOR_FOCUS, ROOM_FOR_FOCUS, ROOM_FOR_FOCUS)
    column = QVBoxLayout(dialog)
    margin = _MARGIN - ROOM_FOR_FOCUS
    column.setContentsMargins(margin, margin, margin, margin)
    column.setSpacing(_SPACING - ROOM_FOR_FOCUS)
    if notice:
        column.addLayout(_inset(notice))
    column.addWidget(ScrollingPart(body), 1)
    column.addLayout(_inset(buttons))


def _inset(widget: QWidget) -> QLayout:
    """What does not scroll, in line with what does."""
    line = QVBoxLayout()
    line.setContentsMargins(ROOM_FOR_FOCUS, ROOM_FOR_FOCUS, ROOM_FOR_FOCUS, ROOM_FOR_FOCUS)
    line.addWidget(widget)
    return line


class ScrollingPart(QScrollArea):
    """As wide as what is in it needs, and as tall as that if there is room; else it scrolls.

    Args:
        body: What is in it.
    """

    def __init__(self, body: QWidget) -> None:
        super().__init__()
        self._body = body
        self.setWidget(body)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(body.hasHeightForWidth())
        self.setSizePolicy(policy)
        # The dialog's own ground shows through.
        self.viewport().setAutoFillBackground(False)
        body.setAutoFillBackground(False)

    def sizeHint(self) -> QSize:
        """As large as what is in it wants to be."""
        return self._body.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Wide enough for everything beside the scroll bar, and a little of the height."""
        least = self._body.minimumSizeHint()
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(least.width() + bar, min(least.height(), _LEAST_HEIGHT))

    def viewportEvent(self, event: QEvent) -> bool:
        """Let the dialog know when what is in it needs more room, or less."""
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().viewportEvent(event)

    def hasHeightForWidth(self) -> bool:
        """Whether lines break in what is in it."""
        return self._body.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        """How tall what is in it is then."""
        return self._body.heightForWidth(width)
