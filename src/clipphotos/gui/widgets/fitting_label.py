"""A line of text that says less where there is less room, instead of claiming room or being cut off."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class FittingLabel(QLabel):
    """Shows the longest of several texts that there is room for.

    Args:
        muted: Draw it less prominently.
        parent: Qt parent.
    """

    def __init__(self, *, muted: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts = ("",)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        if muted:
            self.setForegroundRole(self.palette().ColorRole.PlaceholderText)

    def set_texts(self, *texts: str) -> None:
        """Say something.

        Args:
            texts: The same in fewer and fewer words; the first is the whole of it, which is read aloud, too.
        """
        self._texts = texts
        self.setText(texts[0])
        self.setToolTip("")
        self.updateGeometry()

    @property
    def shown(self) -> str:
        """What there is room for now."""
        room = self.contentsRect().width()
        width = self.fontMetrics().horizontalAdvance
        fitting = (text for text in self._texts if width(text) <= room)
        shortest = self._texts[-1]
        return next(fitting, None) or self.fontMetrics().elidedText(
            shortest, Qt.TextElideMode.ElideRight, room
        )

    def minimumSizeHint(self) -> QSize:
        """Room for the fewest words."""
        width = self.fontMetrics().horizontalAdvance(self._texts[-1])
        return QSize(width + 1 if width else 0, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw what there is room for."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(
            self.contentsRect(), int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), self.shown
        )
