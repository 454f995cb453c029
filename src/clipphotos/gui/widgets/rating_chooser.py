"""Chooses in the search bar how many stars photos must have."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from clipphotos.core.annotation import MOST_STARS
from clipphotos.gui.widgets.formatting import tooltip
from clipphotos.gui.widgets.stars import rating_words, stars_text


class RatingChooser(QToolButton):
    """A button with a menu of least ratings; it shows the one chosen.

    Args:
        parent: Qt parent.
    """

    chosen = Signal(int)
    """The least rating, 0 for any."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("quiet")
        self.setAccessibleName(self.tr("At least this many stars"))
        self.setToolTip(tooltip(self.tr("Show only photos with at least this many stars")))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._least = 0
        menu = QMenu(self)
        group = QActionGroup(self)
        self.entries = {
            least: group.addAction(self._entry(least)) for least in (*range(MOST_STARS, 0, -1), 0)
        }
        for least, entry in self.entries.items():
            entry.setCheckable(True)
            entry.triggered.connect(lambda _=False, least=least: self.choose(least))
            menu.addAction(entry)
        self.setMenu(menu)
        self._show()

    @property
    def least(self) -> int:
        """The least rating, 0 for any."""
        return self._least

    def choose(self, least: int) -> None:
        """Ask for so many stars, 0 for any number."""
        if least != self._least:
            self._least = least
            self._show()
            self.chosen.emit(least)

    def _entry(self, least: int) -> str:
        if not least:
            return self.tr("Any rating")
        if least == MOST_STARS:
            return stars_text(least)
        return self.tr("{stars} or more").format(stars=stars_text(least))

    def _show(self) -> None:
        self.entries[self._least].setChecked(True)
        more = "+" if 0 < self._least < MOST_STARS else ""
        self.setText((stars_text(self._least) or "☆") + more)
        said = rating_words(self._least) if self._least else self.tr("Any rating")
        self.setAccessibleDescription(said)
