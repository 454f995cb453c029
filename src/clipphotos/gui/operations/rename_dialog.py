"""Asks for a photo's new name, and stays open until it has one that can be given."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from clipphotos.gui.widgets.basics import plain_label
from clipphotos.gui.widgets.drops import let_files_pass
from clipphotos.gui.widgets.screen import lay_out_dialog


class RenameDialog(QDialog):
    """A field with the name, and below it the sentence about why a name cannot be given.

    Args:
        stem: The present name without its ending.
        ending: Stays as it is.
        parent: Qt parent.
    """

    name_given = Signal(str)
    """A name to be tried; the dialog stays open until it is closed or told what is wrong with the name."""

    def __init__(self, stem: str, ending: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Rename"))
        self.setMinimumWidth(420)
        self._stem = stem
        label = plain_label(self.tr("New name, without “{ending}”:").format(ending=ending), wrap=True)
        self.field = QLineEdit(stem)
        self.field.setAccessibleName(self.tr("New name"))
        self.field.selectAll()
        let_files_pass(self.field)
        label.setBuddy(self.field)
        self._problem = plain_label(wrap=True)
        self._problem.setForegroundRole(QPalette.ColorRole.BrightText)
        self._problem.hide()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.rename = buttons.addButton(self.tr("Rename"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._give)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout()
        column.setSpacing(10)
        for widget in (label, self.field, self._problem):
            column.addWidget(widget)
        lay_out_dialog(self, column, buttons)
        self.rename.setDefault(True)
        self.field.textEdited.connect(self._note_typing)

    @property
    def problem(self) -> str:
        """Why the last name could not be given; empty while nothing is wrong."""
        return self._problem.text()

    def complain(self, text: str) -> None:
        """Say why the name cannot be given, and let it be put right."""
        self._problem.setText(text)
        self._problem.setVisible(bool(text))
        self.rename.setEnabled(True)
        if text:
            self.field.setFocus()
            self.field.selectAll()
        self.adjustSize()

    def _note_typing(self) -> None:
        if self.problem:
            self.complain("")

    def _give(self) -> None:
        if self.field.text() == self._stem:
            self.accept()
        elif self.rename.isEnabled():
            # One try at a time: the next one when it is known what became of this one.
            self.rename.setEnabled(False)
            self.name_given.emit(self.field.text())
