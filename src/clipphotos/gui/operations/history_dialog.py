"""Lists what was done to files, and takes it back."""

from collections.abc import Sequence

from PySide6.QtCore import QDateTime, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from clipphotos.core.operations.operation import MoveState, Operation
from clipphotos.gui.operations.texts import history_text, joined
from clipphotos.gui.widgets.basics import flat_table, plain_label
from clipphotos.gui.widgets.formatting import date_and_time, number
from clipphotos.gui.widgets.screen import lay_out_dialog, resize_within_screen

_OPERATION = Qt.ItemDataRole.UserRole


class HistoryDialog(QDialog):
    """A table of operations, the newest first, with a button for the selected one."""

    undo_requested = Signal(object)
    """`Operation`."""
    redo_requested = Signal(object)
    """`Operation`, an undo."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("History"))
        resize_within_screen(self, 760, 460)
        self._intro = plain_label(
            self.tr(
                "Everything that was done to photos, here or on the command line. Nothing was overwritten."
            ),
            wrap=True,
            muted=True,
        )
        titles = [self.tr("When"), self.tr("What"), self.tr("State")]
        self.table = flat_table(self.tr("History"), titles, [170, 320])
        self.table.itemSelectionChanged.connect(self._show_button)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.act = buttons.addButton(self.tr("Undo…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.act.setAutoDefault(False)
        self.act.clicked.connect(self._act)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addWidget(self._intro)
        column.addWidget(self.table, 1)
        lay_out_dialog(self, column, buttons)
        self._show_button()

    def show_operations(self, operations: Sequence[Operation]) -> None:
        """List operations, the newest first."""
        self.table.clear()
        for operation in operations:
            moment = QDateTime.fromSecsSinceEpoch(int(operation.started_at))
            row = QTreeWidgetItem([date_and_time(moment), history_text(operation), self._state(operation)])
            row.setData(0, _OPERATION, operation)
            self.table.addTopLevelItem(row)
        first = self.table.topLevelItem(0)
        if first:
            self.table.setCurrentItem(first)
        self._show_button()

    def _state(self, operation: Operation) -> str:
        counts = operation.counts
        parts: list[str] = []
        if operation.interrupted:
            parts.append(self.tr("was interrupted"))
        undone = counts.get(MoveState.UNDONE, 0)
        if undone and not counts.get(MoveState.DONE, 0):
            parts.append(self.tr("undone"))
        elif undone:
            parts.append(self.tr("{count} undone").format(count=number(undone)))
        failed = counts.get(MoveState.FAILED, 0) + counts.get(MoveState.CONFLICT, 0)
        if failed:
            parts.append(self.tr("{count} left alone").format(count=number(failed)))
        return joined(parts)

    def _chosen(self) -> Operation | None:
        items = self.table.selectedItems()
        return items[0].data(0, _OPERATION) if items else None

    def _show_button(self) -> None:
        operation = self._chosen()
        can_redo = operation is not None and operation.can_be_redone
        self.act.setText(self.tr("Redo…") if can_redo else self.tr("Undo…"))
        self.act.setEnabled(can_redo or (operation is not None and operation.can_be_undone))

    def _act(self) -> None:
        operation = self._chosen()
        if operation is not None and operation.can_be_redone:
            self.redo_requested.emit(operation)
        elif operation is not None:
            self.undo_requested.emit(operation)
