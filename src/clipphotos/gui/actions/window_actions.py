"""The window's actions as Qt wants them: made from the table, shown as the situation says."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from clipphotos.gui.actions.action import Action, Menu, Reach, Submenu, rows_of, translated
from clipphotos.gui.actions.context_menu import Handler, connect
from clipphotos.gui.actions.situation import Situation
from clipphotos.gui.actions.window_table import WINDOW_TABLE
from clipphotos.gui.widgets.icons import menu_icon


class WindowActions(QObject):
    """One `QAction` for each row of the window's table.

    Args:
        window: Where the shortcuts work that work everywhere.
        grid: The photos, where the shortcuts work that are about selected ones.
        viewer: Shows one photo; some of them work there too.
    """

    def __init__(self, window: QWidget, grid: QWidget, viewer: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._rows = {row.id: row for row in WINDOW_TABLE if isinstance(row, Action)}
        self._actions: dict[str, QAction] = {}
        self._groups: dict[str, QActionGroup] = {}
        for row in self._rows.values():
            action = self._actions[row.id] = self._made(row)
            if row.reach is not Reach.WINDOW:
                # A window's shortcut would take the letters typed into a text field.
                action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
                grid.addAction(action)
            if row.reach is Reach.PHOTOS:
                viewer.addAction(action)
            for key in row.photo_keys:
                for place in (grid, viewer):
                    shortcut = QShortcut(QKeySequence(key), place)
                    shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
                    shortcut.setAutoRepeat(row.repeats)
                    shortcut.activated.connect(action.trigger)
        self.show(Situation())

    def __getitem__(self, action_id: str) -> QAction:
        return self._actions[action_id]

    def handle(self, handlers: Mapping[str, Handler]) -> None:
        """Let each of some actions, by its id, do something."""
        for action_id, handler in handlers.items():
            connect(self._actions[action_id], handler)

    def show(self, situation: Situation) -> None:
        """Offer what can be done now, and show which switches are on."""
        for action_id, row in self._rows.items():
            action = self._actions[action_id]
            action.setEnabled(row.enabled_when(situation))
            if row.checked_when:
                action.setChecked(row.checked_when(situation))
            if row.text_when:
                action.setText(row.text(situation))

    def fill(self, menu: Menu, into: QMenu | QMenuBar) -> None:
        """Put the actions of a menu, and its submenus, into one.

        The menu bar gets the actions themselves, a context menu entries that stand for them: Qt tells screen
        readers of one place for each action, and in a second menu they would look for it in the first.
        """
        self._fill(menu, into, is_bar=menu is Menu.BAR)

    def _fill(self, menu: Menu, into: QMenu | QMenuBar, *, is_bar: bool) -> None:
        last_group = 0
        for group, row in rows_of(menu, WINDOW_TABLE):
            if last_group not in (0, group):
                into.addSeparator()
            last_group = group
            if isinstance(row, Submenu):
                self._fill(row.opens, into.addMenu(translated(row.words)), is_bar=is_bar)
            else:
                action = self._actions[row.id]
                into.addAction(action if is_bar else _standing_for(action, into))

    def open(self, menu: Menu, at: QPoint) -> QMenu:
        """Open a menu at a position on the screen; more may be added to it."""
        opened = QMenu(self._window)
        opened.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill(menu, opened)
        opened.popup(at)
        return opened

    def _made(self, row: Action[Situation]) -> QAction:
        action = QAction(row.text(Situation()), self)
        if row.icon:
            action.setIcon(menu_icon(row.icon))
        action.setShortcuts(row.sequences())
        action.setAutoRepeat(row.repeats)
        action.setCheckable(row.checked_when is not None)
        action.setMenuRole(row.role)
        if row.excludes:
            group = self._groups.setdefault(row.excludes, QActionGroup(self))
            group.addAction(action)
        return action


def _standing_for(action: QAction, menu: QWidget) -> QAction:
    """An entry of a menu that looks like an action and does the same."""
    entry = QAction(action.icon(), action.text(), menu)
    # The key is shown; what it does is the action's own business.
    entry.setShortcuts(action.shortcuts())
    entry.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    entry.setCheckable(action.isCheckable())
    entry.setChecked(action.isChecked())
    entry.setEnabled(action.isEnabled())
    entry.triggered.connect(action.trigger)
    return entry
