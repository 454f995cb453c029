"""Which photos of the grid are selected and which one is current, as its view and its input share it."""

from collections.abc import Collection, Iterable
from typing import cast

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Signal,
)

from clipphotos.gui.grid.model import GridModel

_Select = QItemSelectionModel.SelectionFlag


class GridSelection(QObject):
    """Selects by row or by photo, and extends from an anchor like a file manager.

    Args:
        model: The photos.
        selected: Qt's own record of what is selected.
        parent: Qt parent.
    """

    moved_to = Signal(QModelIndex)
    """The current photo was changed on purpose and is to be scrolled to."""

    def __init__(self, model: GridModel, selected: QItemSelectionModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._selected = selected
        self._anchor = QPersistentModelIndex()

    # --- what is selected --------------------------------------------------------------------------

    @property
    def current(self) -> int:
        """The row that has the focus, or -1."""
        return self._selected.currentIndex().row()

    def rows(self) -> list[int]:
        """Selected rows in order."""
        runs = _runs_of(self._selected.selection())
        return sorted(row for first, last in runs for row in range(first, last + 1))

    def count(self) -> int:
        """How many rows are selected."""
        return sum(last - first + 1 for first, last in _runs_of(self._selected.selection()))

    def ids(self) -> list[int]:
        """The selected photos, in the order shown."""
        return [self._model.ids[row] for row in self.rows()]

    @property
    def leading(self) -> int:
        """The current row if it is selected or nothing is, else the first selected one; -1 for none."""
        rows = self.rows()
        return self.current if not rows or self.is_selected(self.current) else rows[0]

    def next_beside(self, photo_ids: Collection[int]) -> int:
        """The row to go on with when photos go: the next one that stays, else the one before, else -1."""
        ids, going = self._model.ids, set(photo_ids)
        rows = [row for each in going if (row := self._model.row_of(each)) is not None]
        if not rows:
            return -1
        start = self.current if self.current in rows else max(rows)
        after = (row for row in range(start + 1, len(ids)) if ids[row] not in going)
        before = (row for row in range(start - 1, -1, -1) if ids[row] not in going)
        return next(after, next(before, -1))

    def is_selected(self, row: int) -> bool:
        """Whether a row is selected."""
        return self._selected.isSelected(self._model.index(row))

    # --- selecting ---------------------------------------------------------------------------------

    def select_rows(self, first: int, last: int, how: QItemSelectionModel.SelectionFlag) -> None:
        """Select a run of rows."""
        self._selected.select(QItemSelection(self._model.index(first), self._model.index(last)), how)

    def select_ids(self, photo_ids: Iterable[int]) -> None:
        """Select these photos as far as they are shown, and nothing else."""
        rows = [row for each in photo_ids if (row := self._model.row_of(each)) is not None]
        self._selected.select(self._as_runs(rows), _Select.ClearAndSelect)

    def select_all(self) -> None:
        """Select every photo."""
        self._select_every(_Select.Select)

    def select_none(self) -> None:
        """Clear the selection; the focus stays."""
        self._selected.clearSelection()

    def invert(self) -> None:
        """Select what is not selected and the reverse."""
        self._select_every(_Select.Toggle)

    def toggle_current(self) -> None:
        """Select the current photo, or no longer."""
        self._selected.select(self._selected.currentIndex(), _Select.Toggle)

    def _select_every(self, how: QItemSelectionModel.SelectionFlag) -> None:
        count = self._model.rowCount()
        if count:
            self.select_rows(0, count - 1, how)

    def _as_runs(self, rows: Iterable[int]) -> QItemSelection:
        """Rows as a selection of as few runs as possible."""
        selection = QItemSelection()
        first = previous = -2
        for row in [*sorted(rows), -2]:
            if row != previous + 1 or row < 0:
                if first >= 0:
                    selection.select(self._model.index(first), self._model.index(previous))
                first = row
            previous = row
        return selection

    # --- moving the focus --------------------------------------------------------------------------

    def make_current(self, row: int, *, select: bool = True) -> None:
        """Move the focus to a row, select it alone if wanted, and have it scrolled to."""
        index = self._model.index(row)
        self._selected.setCurrentIndex(index, _Select.ClearAndSelect if select else _Select.NoUpdate)
        self.moved_to.emit(index)

    def focus_quietly(self, row: int) -> None:
        """Move the focus to a row; nothing is selected or scrolled."""
        self._selected.setCurrentIndex(self._model.index(row), _Select.NoUpdate)

    def begin_at(self, row: int, *, select: bool = True) -> None:
        """Move the focus to a row, from which a later extension starts."""
        self.anchor_at(row)
        self.make_current(row, select=select)

    def toggle_at(self, row: int) -> None:
        """Select a row too, or no longer; a later extension starts from it."""
        self.anchor_at(row)
        self._selected.setCurrentIndex(self._model.index(row), _Select.Toggle)

    def anchor_at(self, row: int) -> None:
        """Let a later extension start from a row."""
        self._anchor = QPersistentModelIndex(self._model.index(row))

    def extend_to(self, row: int, *, keep: bool) -> None:
        """Select from the anchor to a row; what is selected elsewhere stays if it is kept."""
        if not self._anchor.isValid():
            self.anchor_at(self.current if self.current >= 0 else row)
        first, last = sorted((self._anchor.row(), row))
        self.select_rows(first, last, _Select.Select if keep else _Select.ClearAndSelect)
        self.make_current(row, select=False)


def _runs_of(selection: QItemSelection) -> list[tuple[int, int]]:
    """First and last row of each run of a selection."""
    # The stubs do not know that a selection can be iterated over.
    parts = cast("Iterable[QItemSelectionRange]", selection)
    return [(part.top(), part.bottom()) for part in parts]
