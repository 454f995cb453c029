"""The outcome of an operation: how many photos went into which folder, and which were left alone and why."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from clipphotos.core.operations.operation import MoveOutcome
from clipphotos.gui.operations.texts import why_text
from clipphotos.gui.widgets.basics import NUMBERS, flat_table, plain_label
from clipphotos.gui.widgets.file_manager import show_in_file_manager
from clipphotos.gui.widgets.formatting import name_text, number, path_text, tooltip
from clipphotos.gui.widgets.icons import icon
from clipphotos.gui.widgets.screen import lay_out_dialog, resize_within_screen

_FOLDER = Qt.ItemDataRole.UserRole


class OutcomeDialog(QDialog):
    """A sentence, a table of folders, a table of problems, and a button or two.

    Args:
        title: Title of the dialog.
        text: What happened.
        folders: Folders that photos are in now, with their numbers.
        problems: Photos that nothing happened to.
        parent: Qt parent.
    """

    def __init__(
        self,
        title: str,
        text: str,
        folders: Counter[Path],
        problems: Sequence[MoveOutcome],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        resize_within_screen(self, 720, 440)
        headline = plain_label(text, scale=1.15, wrap=True)
        self.folders = flat_table(self.tr("Folder"), [self.tr("Folder"), self.tr("Photos")], [560])
        self.folders.headerItem().setTextAlignment(1, NUMBERS)
        for folder, count in sorted(folders.items()):
            row = QTreeWidgetItem([path_text(folder), number(count)])
            row.setIcon(0, icon("folder"))
            row.setToolTip(0, tooltip(path_text(folder)))
            row.setTextAlignment(1, NUMBERS)
            row.setData(0, _FOLDER, folder)
            self.folders.addTopLevelItem(row)
        self.folders.itemActivated.connect(self._show_folder)
        self.folders.setVisible(bool(folders))
        self.problems = flat_table(
            self.tr("Why nothing happened to it"),
            [self.tr("File"), self.tr("Why nothing happened to it")],
            [220],
        )
        for each in problems:
            row = QTreeWidgetItem([name_text(each.source), why_text(each, short=True)])
            row.setToolTip(0, tooltip(path_text(each.source)))
            row.setToolTip(1, tooltip(why_text(each)))
            row.setIcon(0, icon("warning"))
            self.problems.addTopLevelItem(row)
        self.problems.setVisible(bool(problems))
        self.buttons = QDialogButtonBox()
        self.buttons.rejected.connect(self.reject)
        self.buttons.accepted.connect(self.accept)
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addWidget(headline)
        column.addWidget(self.folders, 1)
        column.addWidget(self.problems, 1)
        if not folders and not problems:
            column.addStretch(1)
        lay_out_dialog(self, column, self.buttons)

    def _show_folder(self, row: QTreeWidgetItem) -> None:
        show_in_file_manager(self, [row.data(0, _FOLDER)])
