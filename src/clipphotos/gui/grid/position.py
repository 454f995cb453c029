"""Keeps selection, focus and place of the grid while its list changes underneath."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange, QObject

from clipphotos.gui.grid.model import GridModel

if TYPE_CHECKING:
    from clipphotos.gui.grid.view import GridView

_Select = QItemSelectionModel.SelectionFlag


def selection_of(model: GridModel, rows: Iterable[int]) -> QItemSelection:
    """Rows as a selection of as few runs as possible."""
    selection = QItemSelection()
    first = previous = -2
    for row in [*sorted(rows), -2]:
        if row != previous + 1 or row < 0:
            if first >= 0:
                selection.select(model.index(first), model.index(previous))
            first = row
        previous = row
    return selection


def runs_of(selection: QItemSelection) -> list[tuple[int, int]]:
    """First and last row of each run of a selection."""
    # The stubs do not know that a selection can be iterated over.
    parts = cast("Iterable[QItemSelectionRange]", selection)
    return [(part.top(), part.bottom()) for part in parts]


class GridPlace(QObject):
    """Remembers before a change and restores after it.

    Rows that are inserted or removed keep Qt's own selection; a list that is exchanged as a whole loses it,
    and gets it back by the photos' ids.

    Args:
        view: The grid.
        model: Its model.
    """

    def __init__(self, view: "GridView", model: GridModel) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self._top_id = -1
        self._below_top = 0
        self._current_id = -1
        self._selected: set[int] = set()
        model.about_to_update.connect(self._remember)
        model.updated.connect(self._restore)

    def _remember(self) -> None:
        view, ids = self._view, self._model.ids
        top, visible = view.verticalOffset(), view.visible_rows()
        # At the very top one wants to see what is new.
        self._top_id = ids[visible[0]] if top > 0 and len(visible) else -1
        self._below_top = top - view.layout_now().rect(visible[0]).top() if len(visible) else 0
        self._selected = {ids[row] for row in view.selected_rows()}
        current = view.currentIndex()
        self._current_id = ids[current.row()] if current.isValid() else -1

    def _restore(self) -> None:
        view, model = self._view, self._model
        if self._selected and not view.selectionModel().hasSelection():
            view.select_ids(self._selected)
        row = model.row_of(self._current_id)
        if row is not None and not view.currentIndex().isValid():
            view.selectionModel().setCurrentIndex(model.index(row), _Select.NoUpdate)
        view.updateGeometries()
        row = model.row_of(self._top_id)
        if row is not None:
            view.verticalScrollBar().setValue(view.layout_now().rect(row).top() + self._below_top)
        view.refresh()
