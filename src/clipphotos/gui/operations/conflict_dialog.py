"""What cannot be taken back just as it was: one by one, each with what can be done about it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QPushButton,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from clipphotos.core.operations.operation import ConflictChoice, MoveOutcome
from clipphotos.gui.operations.texts import why_text
from clipphotos.gui.widgets.basics import flat_table, plain_label
from clipphotos.gui.widgets.formatting import name_text, path_text, tooltip
from clipphotos.gui.widgets.icons import icon
from clipphotos.gui.widgets.screen import lay_out_dialog, resize_within_screen

_POSITION = Qt.ItemDataRole.UserRole


class ConflictDialog(QDialog):
    """A sentence, a table of conflicts, and a button for each thing to do about the selected ones.

    Nothing is chosen at first, that is: every file stays as it is.

    Args:
        text: What was asked for, and how much of it can be done.
        conflicts: Photos with `MoveOutcome.choices`.
        others: How many photos can be taken back as they were.
        is_redo: Whether what is taken back was an undo.
        parent: Qt parent.
    """

    def __init__(
        self,
        text: str,
        conflicts: Sequence[MoveOutcome],
        others: int,
        *,
        is_redo: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._is_redo = is_redo
        self.setWindowTitle(self.tr("Redo") if is_redo else self.tr("Undo"))
        resize_within_screen(self, 860, 460)
        self._conflicts = list(conflicts)
        self._others = others
        self._chosen: dict[int, ConflictChoice] = {}
        self.table = flat_table(
            self.tr("Conflicts"), [self.tr("File"), self.tr("Why"), self.tr("What to do")], [180, 420]
        )
        self.table.setSelectionMode(self.table.SelectionMode.ExtendedSelection)
        for position, conflict in enumerate(self._conflicts):
            self.table.addTopLevelItem(self._row(position, conflict))
        self.table.itemSelectionChanged.connect(self._show_choices)
        self.buttons_of_choices = {choice: self._choice_button(choice) for choice in ConflictChoice}
        self.hint = plain_label(muted=True, wrap=True)
        boxes = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go_on = boxes.addButton("", QDialogButtonBox.ButtonRole.AcceptRole)
        boxes.accepted.connect(self.accept)
        boxes.rejected.connect(self.reject)
        choices = QHBoxLayout()
        choices.setSpacing(8)
        choices.addWidget(plain_label(self.tr("Selected files:")))
        for button in self.buttons_of_choices.values():
            choices.addWidget(button)
        choices.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addWidget(plain_label(text, scale=1.15, wrap=True))
        column.addWidget(self.table, 1)
        column.addLayout(choices)
        column.addWidget(self.hint)
        lay_out_dialog(self, column, boxes)
        self.table.setCurrentIndex(self.table.model().index(0, 0))
        self.table.setFocus()
        self._show_total()

    @property
    def choices(self) -> tuple[tuple[int, ConflictChoice], ...]:
        """What to do about each conflict, by `MoveOutcome.move_id`."""
        return tuple(
            (conflict.move_id, self._chosen.get(position, ConflictChoice.LEAVE))
            for position, conflict in enumerate(self._conflicts)
        )

    def _row(self, position: int, conflict: MoveOutcome) -> QTreeWidgetItem:
        reason = why_text(conflict, short=True)
        row = QTreeWidgetItem([name_text(conflict.source), reason, self._done_text(ConflictChoice.LEAVE)])
        row.setData(0, _POSITION, position)
        row.setIcon(0, icon("warning"))
        row.setToolTip(0, tooltip(path_text(conflict.source)))
        row.setToolTip(1, tooltip(why_text(conflict)))
        return row

    def _choice_button(self, choice: ConflictChoice) -> QPushButton:
        texts = {
            ConflictChoice.LEAVE: self.tr("&Leave as it is"),
            ConflictChoice.OTHER_NAME: self.tr("Give it another &name"),
            ConflictChoice.AS_IS: self.tr("Move it with its &changes"),
        }
        button = QPushButton(texts[choice])
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self._choose(choice))
        return button

    def _done_text(self, choice: ConflictChoice) -> str:
        texts = {
            ConflictChoice.LEAVE: self.tr("Stays as it is"),
            ConflictChoice.OTHER_NAME: self.tr("Gets another name"),
            ConflictChoice.AS_IS: self.tr("Moves with its changes"),
        }
        return texts[choice]

    def _selected(self) -> list[QTreeWidgetItem]:
        return self.table.selectedItems()

    def _choose(self, choice: ConflictChoice) -> None:
        rows = self._selected()
        for row in rows:
            position: int = row.data(0, _POSITION)
            if choice in self._conflicts[position].choices:
                self._chosen[position] = choice
                row.setText(2, self._done_text(choice))
                row.setIcon(0, icon("warning" if choice is ConflictChoice.LEAVE else "check"))
        if len(rows) == 1 and (following := self.table.itemBelow(rows[0])):
            # One after the other, by the same key.
            self.table.setCurrentItem(following)
        self._show_total()

    def _show_choices(self) -> None:
        selected: list[MoveOutcome] = [self._conflicts[row.data(0, _POSITION)] for row in self._selected()]
        for choice, button in self.buttons_of_choices.items():
            button.setEnabled(any(choice in conflict.choices for conflict in selected))
        self.hint.setText("\n".join([*self._reasons(selected), self._advice(selected)]))

    def _reasons(self, selected: Sequence[MoveOutcome]) -> list[str]:
        """Why, in full, where one file is selected: the table has room for the beginning only."""
        return [why_text(selected[0])] if len(selected) == 1 else []

    def _advice(self, selected: Sequence[MoveOutcome]) -> str:
        if selected and all(conflict.choices == (ConflictChoice.LEAVE,) for conflict in selected):
            return self.tr("Nothing can be done about this here: mend what the table says, then try again.")
        return self.tr("No file is ever overwritten, and what stays as it is can be dealt with later.")

    def _show_total(self) -> None:
        going = self._others + sum(choice is not ConflictChoice.LEAVE for choice in self._chosen.values())
        self.go_on.setText(
            self.tr("Redo %n photo(s)", "", going)
            if self._is_redo
            else self.tr("Take back %n photo(s)", "", going)
        )
        self.go_on.setEnabled(going > 0)
