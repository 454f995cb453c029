"""A button of the search bar that offers filters, such as how many stars photos must have."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QCursor
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from clipphotos.core.search.filters import Filter
from clipphotos.gui.search.filter_texts import FilterChoice, filter_text
from clipphotos.gui.widgets.basics import set_tooltip


class FilterChooser(QToolButton):
    """A button with a menu of filters; it shows the one chosen.

    Args:
        choice: What is offered.
        parent: Qt parent.
    """

    changed = Signal()

    def __init__(self, choice: FilterChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("quiet")
        self.setAccessibleName(choice.name)
        set_tooltip(self, choice.hint)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._choice = choice
        self._chosen: Filter | None = None
        menu = QMenu(self)
        group = QActionGroup(self)
        self.entries: dict[Filter | None, QAction] = {
            each: group.addAction(filter_text(each).entry) for each in choice.filters
        }
        self.entries[None] = group.addAction(choice.any_name)
        for each, entry in self.entries.items():
            entry.setCheckable(True)
            entry.triggered.connect(lambda _=False, each=each: self.choose(each))
            menu.addAction(entry)
        self.setMenu(menu)
        menu.aboutToHide.connect(self._menu_closes)
        self._show()

    @property
    def chosen(self) -> Filter | None:
        """The filter chosen, or None."""
        return self._chosen

    def offers(self, each: Filter) -> bool:
        """Whether a filter is among those to choose from."""
        return each in self._choice.filters

    def choose(self, each: Filter | None) -> None:
        """Choose a filter that is offered, or none."""
        if each != self._chosen:
            self._chosen = each
            self._show()
            self.changed.emit()

    def _menu_closes(self) -> None:
        # Not before Qt is done with it. The menu had the pointer, so nobody told the button that it left.
        QTimer.singleShot(0, self, self._look_for_pointer)

    def _look_for_pointer(self) -> None:
        is_under = self.rect().contains(self.mapFromGlobal(QCursor.pos()))
        self.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, is_under)
        self.setDown(False)
        self.update()

    def _show(self) -> None:
        chosen = self._chosen
        self.entries[chosen].setChecked(True)
        text = filter_text(chosen) if chosen is not None else None
        self.setText(text.name if text else self._choice.symbol)
        self.setAccessibleDescription((text.spoken or text.name) if text else self._choice.any_name)
