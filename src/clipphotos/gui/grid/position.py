"""Keeps selection, focus and scroll position of the grid while its list changes underneath."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QAbstractItemView

from clipphotos.gui.grid.layout import GridLayout
from clipphotos.gui.grid.model import GridModel
from clipphotos.gui.grid.selection import GridSelection


class GridPosition(QObject):
    """Remembers before a change and restores after it.

    Rows that are inserted or removed keep Qt's own selection; a list that is exchanged as a whole loses it,
    and gets it back by the photos' ids.

    Args:
        view: The grid, to scroll it.
        model: Its photos.
        selection: What is selected in it.
        layout_now: Gives its present layout.
    """

    restored = Signal()

    def __init__(
        self,
        view: QAbstractItemView,
        model: GridModel,
        selection: GridSelection,
        layout_now: Callable[[], GridLayout],
    ) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self._selection = selection
        self._layout_now = layout_now
        self._in_sight: list[tuple[int, int]] = []
        """Ids of the photos on screen, and how far above the upper edge each began."""
        self._current_id = -1
        self._looked_at = -1
        self._selected: set[int] = set()
        model.about_to_update.connect(self._remember)
        model.updated.connect(self._restore)
        self._awaited: set[int] = set()
        model.modelReset.connect(self._awaited.clear)
        selection.moved_to.connect(self._awaited.clear)

    def show(self, photo_ids: Sequence[int]) -> None:
        """Select photos and scroll to the first; those that are not in the list yet, when they come.

        What the user chooses meanwhile counts for more.
        """
        model, selection = self._model, self._selection
        there = sorted(row for each in photo_ids if (row := model.row_of(each)) is not None)
        if there:
            selection.begin_at(there[0])
            selection.select_ids(photo_ids)
        self._awaited.clear()
        if len(there) < len(photo_ids):
            self._awaited.update(photo_ids)

    def _remember(self) -> None:
        ids, selection, layout = self._model.ids, self._selection, self._layout_now()
        top = self._view.verticalScrollBar().value()
        visible = layout.visible(top, self._view.viewport().height())
        # At the very top one wants to see what is new.
        self._in_sight = [(ids[row], top - layout.rect(row).top()) for row in visible] if top > 0 else []
        self._selected = set(selection.ids())
        self._current_id = ids[selection.current] if selection.current >= 0 else -1
        is_chosen = selection.current in visible and selection.is_selected(selection.current)
        self._looked_at = self._current_id if is_chosen else -1

    def _restore(self) -> None:
        model, selection = self._model, self._selection
        if self._selected and not selection.count():
            selection.select_ids(self._selected)
        row = model.row_of(self._current_id)
        if row is not None and selection.current < 0:
            selection.focus_quietly(row)
        self._view.updateGeometries()
        self._keep_in_sight()
        row = model.row_of(self._looked_at)
        if row is not None:
            # Keys are about it: what goes or comes before it must not push it out of sight.
            self._view.scrollTo(model.index(row))
        if any(model.row_of(each) is not None for each in self._awaited):
            self.show(tuple(self._awaited))
        self.restored.emit()

    def _keep_in_sight(self) -> None:
        """Let the first photo on screen that is still there stay where it is, or look at the one in focus.

        Where all on screen went, the one in focus would else be far out of sight.
        """
        for photo_id, above in self._in_sight:
            row = self._model.row_of(photo_id)
            if row is not None:
                self._view.verticalScrollBar().setValue(self._layout_now().rect(row).top() + above)
                return
        if self._in_sight and self._selection.current >= 0:
            self._view.scrollTo(self._model.index(self._selection.current))
