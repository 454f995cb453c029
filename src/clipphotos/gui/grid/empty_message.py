"""What an empty grid says instead of showing nothing."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clipphotos.gui.grid.view import GridView
from clipphotos.gui.widgets.basics import IconLabel, plain_label


class EmptyMessage(QWidget):
    """A picture and a few words in the middle of an empty grid.

    Args:
        grid: Covered while there is something to say.
    """

    def __init__(self, grid: GridView) -> None:
        super().__init__(grid.viewport())
        self._ground = grid.viewport()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._picture = IconLabel("photos", 56, QPalette.ColorRole.PlaceholderText)
        self._title = plain_label(scale=1.35, wrap=True)
        self._detail = plain_label(muted=True, wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 32, 32, 32)
        column.setSpacing(8)
        column.addStretch(2)
        column.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (self._title, self._detail):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addStretch(3)
        grid.viewport().installEventFilter(self)
        self.hide()

    @property
    def title(self) -> str:
        """What it says; empty while hidden."""
        return self._title.text() if not self.isHidden() else ""

    def say(self, icon_name: str, title: str, detail: str = "") -> None:
        """Show a message; an empty title hides it."""
        self.setVisible(bool(title))
        if not title:
            return
        self._picture.set_icon(icon_name)
        self._title.setText(title)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self.resize(self._ground.size())

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Cover the grid whatever its size."""
        if event.type() == QEvent.Type.Resize:
            self.resize(self._ground.size())
        return False
