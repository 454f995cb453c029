"""Messages that do not interrupt: one line above the grid, closed with a click."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QMetaMethod, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QGuiApplication, QHideEvent, QPalette, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from clipphotos.core.errors import RESTORABLE, ErrorReport
from clipphotos.core.wording.errors import word
from clipphotos.gui.i18n import current_language
from clipphotos.gui.widgets.basics import IconLabel, breakable, icon_button, plain_label

BUG = "internal-error"


class NoticeBar(QFrame):
    """Shows the latest notice; hidden while there is none.

    News about which nothing is to be done go by themselves after a while, in which the mouse is elsewhere.
    Errors, offers and what is true until somebody withdraws it stay.
    """

    READING_MS = 20_000
    """How long passing news are on screen: more than twice as long as the longest take to be read."""

    restore_requested = Signal()
    """A backup of the catalogue that is damaged or gone is wanted; offered where somebody listens."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        # Over a photo, a click on the words is not one on the photo.
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self._picture = IconLabel("info", 20)
        self._text = plain_label(wrap=True)
        self._button = QPushButton()
        self._button.clicked.connect(self._act)
        self._shown: _Notice | None = None
        self._below: _Notice | None = None
        """What was to stay, and that something else stands before."""
        self._read = QTimer(self, singleShot=True, interval=self.READING_MS)
        self._read.timeout.connect(self._leave)
        self._close = icon_button("close", self.tr("Close this message"), self)
        self._close.clicked.connect(self._leave)
        for button in (self._button, self._close):
            # A click leaves the keys to the photos: the bar goes, and the focus with it would go anywhere.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(12)
        row.addWidget(self._picture)
        row.addWidget(self._text, 1)
        row.addWidget(self._button)
        row.addWidget(self._close)
        self.hide()

    @property
    def text(self) -> str:
        """The notice shown."""
        return self._shown.text if self._shown else ""

    def shows(self, text: str) -> bool:
        """Whether this notice is on screen."""
        return bool(text) and self.text == text and not self.isHidden()

    def withdraw(self, text: str) -> None:
        """Hide a notice, if it is the one that is shown: what it says is no longer so."""
        if text and self.text == text:
            self._leave()
        elif text and self._below and self._below.text == text:
            self._below = None

    def go_by(self, *, with_offers: bool = False) -> None:
        """The user went on: news that were to be seen are in the way now. Errors stay until they are closed.

        Args:
            with_offers: Whether what can be done about the news, as to undo it, need not stay either.
        """
        shown = self._shown
        if shown and not shown.is_error and (with_offers or not shown.action):
            self.hide()

    def inform(
        self, text: str, button: str = "", action: Callable[[], None] | None = None, *, stays: bool = False
    ) -> None:
        """Show good or neutral news.

        Args:
            text: Plain text.
            button: Label of a button, or empty.
            action: What the button does; as long as it can be done, the news stay.
            stays: Whether they are true until somebody withdraws them, or too important to be missed. They
                are there again once other news have gone.
        """
        shown = None if self.isHidden() else self._shown
        self._below = shown if shown and shown.stays and not stays else None
        self._show(_Notice("info", QPalette.ColorRole.Link, text, button, action, stays=stays))

    def report(self, error: ErrorReport) -> None:
        """Show an error in the user's language; a bug's details can be copied.

        An offer that stood there, as to undo something, is there again once the error is closed.
        """
        text = word(error.code, error.params, current_language())
        button, action = "", None
        if error.code == BUG:
            details = f"{text}\n\n{error.traceback}"
            button, action = self.tr("Copy details"), partial(_copy, details)
        elif error.code in RESTORABLE and self._can_restore():
            button, action = self.tr("Restore a backup…"), self.restore_requested.emit
        if self._shown and (self._shown.action or self._shown.stays) and not self._shown.is_error:
            self._below = None if self.isHidden() else self._shown
        self._show(_Notice("warning", QPalette.ColorRole.BrightText, text, button, action, is_error=True))

    def _can_restore(self) -> bool:
        return self.isSignalConnected(QMetaMethod.fromSignal(self.restore_requested))

    def _show(self, notice: "_Notice") -> None:
        self._shown = notice
        self._picture.set_icon(notice.icon_name, notice.role)
        self._text.setText(breakable(notice.text))
        self._text.setAccessibleName(notice.text)
        self._button.setText(notice.button)
        self._button.setVisible(bool(notice.button))
        self.show()
        self._count_down()

    def _count_down(self) -> None:
        """Give passing news their time, from now on; it runs only while they can be seen."""
        self._read.stop()
        if self._shown and self._shown.passes and self.isVisible() and not self.underMouse():
            self._read.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to count the time for reading."""
        super().showEvent(event)
        self._count_down()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop to count it."""
        super().hideEvent(event)
        self._read.stop()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Stay for as long as the mouse is here."""
        super().enterEvent(event)
        self._read.stop()

    def leaveEvent(self, event: QEvent) -> None:
        """Begin to count anew."""
        super().leaveEvent(event)
        self._count_down()

    def _leave(self) -> None:
        """Go, or make room for what stood there before."""
        below, self._below = self._below, None
        if below:
            self._show(below)
        else:
            self.hide()

    def _act(self) -> None:
        if self._shown and self._shown.action:
            self._shown.action()
        self._leave()


@dataclass(frozen=True, slots=True)
class _Notice:
    icon_name: str
    role: QPalette.ColorRole
    text: str
    button: str
    action: Callable[[], None] | None
    is_error: bool = False
    stays: bool = False

    @property
    def passes(self) -> bool:
        """Whether it goes by itself."""
        return not (self.is_error or self.stays or self.action)


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
