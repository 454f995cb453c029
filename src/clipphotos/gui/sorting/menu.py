"""The context menu of the plan board: where the selected photos are to go."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from clipphotos.core.categories.category import Category
from clipphotos.gui.sorting.lane import MOST_KEYS, STAY
from clipphotos.gui.widgets.formatting import menu_text
from clipphotos.gui.widgets.icons import colour_dot, icon

translate = QCoreApplication.translate


def open_plan_menu(
    parent: QWidget,
    at: QPoint,
    categories: Sequence[Category],
    correct: Callable[[int], None],
    show: Callable[[], None],
) -> None:
    """Open the menu.

    Args:
        parent: Owns the menu until it is closed.
        at: Position on the screen.
        categories: In the order of their columns.
        correct: Takes the key of the column that the photos belong to.
        show: Shows the photos in the file manager.
    """
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def add(text: str, key: int, digit: int) -> None:
        action = menu.addAction(f"{menu_text(text)}\t{digit}" if digit <= MOST_KEYS else menu_text(text))
        action.triggered.connect(lambda: correct(key))
        if key != STAY:
            action.setIcon(colour_dot(categories[digit - 1].colour))

    for digit, category in enumerate(categories, start=1):
        text = translate("PlanMenu", "Into “{category}”").format(category=category.name)
        add(text, category.category_id, digit)
    add(translate("PlanMenu", "Leave alone"), STAY, 0)
    menu.addSeparator()
    menu.addAction(icon("folder"), translate("PlanMenu", "Show in folder"), show)
    menu.popup(at)
