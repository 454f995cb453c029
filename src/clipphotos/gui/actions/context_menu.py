"""A context menu made from a table, about what is under the pointer."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from clipphotos.gui.actions.action import Action, Menu, S, rows_of
from clipphotos.gui.widgets.icons import menu_icon

Handler = Callable[..., object]
"""Takes nothing, or whether to switch on if the action is a switch."""


def connect(action: QAction, handler: Handler) -> None:
    """Let a handler do what an action stands for."""

    def trigger(on: bool) -> None:
        handler(on) if action.isCheckable() else handler()

    action.triggered.connect(trigger)


def open_context_menu(
    parent: QWidget,
    at: QPoint,
    menu: Menu,
    table: Sequence[Action[S]],
    situation: S,
    handlers: Mapping[str, Handler],
) -> None:
    """Open the menu of a situation; actions that cannot be done are left out.

    Args:
        parent: Owns the menu until it is closed.
        at: Position on the screen.
        menu: Which menu.
        table: Its actions.
        situation: What the menu is about.
        handlers: What each action does, by its id.
    """
    opened = QMenu(parent)
    opened.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    last_group = 0
    for group, row in rows_of(menu, table):
        if not isinstance(row, Action) or not row.enabled_when(situation):
            continue
        if last_group not in (0, group):
            opened.addSeparator()
        last_group = group
        action = opened.addAction(row.text(situation))
        if row.icon:
            action.setIcon(menu_icon(row.icon))
        if row.checked_when:
            action.setCheckable(True)
            action.setChecked(row.checked_when(situation))
        connect(action, handlers[row.id])
    opened.popup(at)
