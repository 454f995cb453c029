"""Messages that do not interrupt: one line above the grid, closed with a click."""

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from clipphotos.core.errors import ErrorReport
from clipphotos.core.wording.errors import word
from clipphotos.gui.i18n import current_language
from clipphotos.gui.widgets.basics import IconLabel, icon_button, plain_label

BUG = "internal-error"


class NoticeBar(QFrame):
    """Shows the latest notice; hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._picture = IconLabel("info", 20)
        self._text = plain_label(wrap=True)
        self._button = QPushButton()
        self._button.clicked.connect(self._act)
        self._action: Callable[[], None] | None = None
        close = icon_button("close", self.tr("Close this message"), self)
        close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(12)
        row.addWidget(self._picture)
        row.addWidget(self._text, 1)
        row.addWidget(self._button)
        row.addWidget(close)
        self.hide()

    @property
    def text(self) -> str:
        """The notice shown."""
        return self._text.text()

    def withdraw(self, text: str) -> None:
        """Hide a notice, if it is the one that is shown: what it says is no longer so."""
        if text and self.text == text:
            self.hide()

    def inform(self, text: str, button: str = "", action: Callable[[], None] | None = None) -> None:
        """Show good or neutral news.

        Args:
            text: Plain text.
            button: Label of a button, or empty.
            action: What the button does.
        """
        self._show("info", QPalette.ColorRole.Link, text, button, action)

    def report(self, error: ErrorReport) -> None:
        """Show an error in the user's language; a bug's details can be copied."""
        text = word(error.code, error.params, current_language())
        if error.code == BUG:
            details = f"{text}\n\n{error.traceback}"
            self._show(
                "warning",
                QPalette.ColorRole.BrightText,
                text,
                self.tr("Copy details"),
                lambda: QGuiApplication.clipboard().setText(details),
            )
        else:
            self._show("warning", QPalette.ColorRole.BrightText, text, "", None)

    def _show(
        self,
        icon_name: str,
        role: QPalette.ColorRole,
        text: str,
        button: str,
        action: Callable[[], None] | None,
    ) -> None:
        self._picture.set_icon(icon_name, role)
        self._text.setText(text)
        self._button.setText(button)
        self._button.setVisible(bool(button))
        self._action = action
        self.show()

    def _act(self) -> None:
        if self._action:
            self._action()
        self.hide()
