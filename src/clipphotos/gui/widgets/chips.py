"""Small labelled boxes: what is searched for, and what photos are tagged with."""

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QToolTip, QWidget

from clipphotos.gui.widgets.basics import IconLabel, icon_button, plain_label, set_tooltip
from clipphotos.gui.widgets.formatting import menu_text, tooltip

HEIGHT = 28
WIDEST_NAME = 180


class Chip(QFrame):
    """A box with a name and a × that takes it off again.

    Args:
        icon_name: What kind of thing it is.
        close_name: What the × does, for its tooltip and for screen readers.
        parent: Qt parent.
    """

    closed = Signal()

    def __init__(self, icon_name: str, close_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chip")
        self.setFixedHeight(HEIGHT)
        self._name = plain_label()
        # Where there is no room, letters are missing, and not the ×.
        self._name.setMinimumWidth(1)
        close = icon_button("close", close_name, self)
        close.setIconSize(QSize(12, 12))
        close.clicked.connect(self.closed)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 2, 0)
        row.setSpacing(4)
        for widget in (IconLabel(icon_name, 16), self._name, close):
            row.addWidget(widget)

    @property
    def text(self) -> str:
        """The name shown, perhaps shortened."""
        return self._name.text()

    def set_name(self, name: str, pattern: str = "{name}", widest: int = WIDEST_NAME) -> None:
        """Show a name.

        Args:
            name: Shortened if it is long, and then whole in the tooltip.
            pattern: What it is part of; ``{name}`` stands in it for the name.
            widest: How wide it may be.
        """
        shown = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, widest)
        self._name.setText(pattern.format(name=shown))
        set_tooltip(self, name if shown != name else "")


class TagChip(QFrame):
    """A tag of photos: a click searches for it, × takes it off, and it says why it is there.

    Args:
        name: The tag.
        note: A few letters after the name, or empty.
        reason: Why the photos have the tag.
        by_user: Whether the user gave the tag.
        parent: Qt parent.
    """

    chosen = Signal()
    closed = Signal()

    def __init__(
        self, name: str, note: str, reason: str, *, by_user: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("chip" if by_user else "machineChip")
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        role = QPalette.ColorRole.WindowText if by_user else QPalette.ColorRole.PlaceholderText
        self.button = _ChipButton(name, reason)
        self.button.clicked.connect(self.chosen)
        self.close_button = icon_button(
            "close", self.tr("Take off the tag “{tag}”").format(tag=name[:WIDEST_NAME]), self
        )
        self.close_button.setIconSize(QSize(12, 12))
        self.close_button.clicked.connect(self.closed)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 2, 0)
        row.setSpacing(4)
        row.addWidget(IconLabel("tag" if by_user else "sparkle", 14, role))
        row.addWidget(self.button)
        if note:
            row.addWidget(plain_label(note, muted=True))
        row.addWidget(self.close_button)
        set_tooltip(self, reason)


class _ChipButton(QPushButton):
    """The tag's name; its reason is shown to those who come by keyboard, too."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__()
        self.setObjectName("chipName")
        self.setFlat(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._reason = tooltip(reason)
        shown = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, WIDEST_NAME)
        self.setText(menu_text(shown))
        set_tooltip(self, reason)
        self.setAccessibleName(self.tr("Search for the tag “{tag}”").format(tag=name))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the reason, as a tooltip would."""
        super().focusInEvent(event)
        if event.reason() in {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}:
            QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), self._reason, self)

    def event(self, event: QEvent) -> bool:
        """Hide the reason with the focus."""
        if event.type() is QEvent.Type.FocusOut:
            QToolTip.hideText()
        return super().event(event)
