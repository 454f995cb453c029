"""Asks for a checkpoint file, its architecture and a name."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from clipphotos.gui.widgets.basics import plain_label
from clipphotos.gui.widgets.drops import let_files_pass
from clipphotos.gui.widgets.screen import lay_out_dialog
from clipphotos.service.protocol.models import AddLocalModel

_USUAL_ARCHITECTURES = (
    "ViT-B-32",
    "ViT-B-16",
    "ViT-L-14",
    "ViT-L-14-336",
    "ViT-H-14",
    "RN50",
    "ViT-B-32-SigLIP2-256",
    "ViT-B-16-SigLIP2",
    "xlm-roberta-base-ViT-B-32",
    "MobileCLIP2-S0",
)


class CheckpointDialog(QDialog):
    """A small form; the service checks that the file loads."""

    chosen = Signal(object)
    """`AddLocalModel`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Local checkpoint"))
        self.setMinimumWidth(520)
        intro = plain_label(
            self.tr("A file of weights for open_clip: safetensors, or a .pt file that holds weights only."),
            wrap=True,
        )
        self.file = QLineEdit()
        self.file.setAccessibleName(self.tr("File"))
        browse = QPushButton(self.tr("Browse…"))
        browse.clicked.connect(self._browse)
        line = QHBoxLayout()
        line.addWidget(self.file, 1)
        line.addWidget(browse)
        self.architecture = QComboBox()
        self.architecture.setEditable(True)
        self.architecture.addItems(list(_USUAL_ARCHITECTURES))
        self.name = QLineEdit()
        for field in (self.file, self.architecture, self.name):
            let_files_pass(field)
        form = QFormLayout()
        form.setVerticalSpacing(12)
        form.addRow(self.tr("File:"), line)
        form.addRow(self.tr("Architecture:"), self.architecture)
        form.addRow(self.tr("Name:"), self.name)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.add = buttons.addButton(self.tr("Add"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout()
        column.setSpacing(16)
        column.addWidget(intro)
        column.addLayout(form)
        lay_out_dialog(self, column, buttons)
        for edit in (self.file, self.name):
            edit.textChanged.connect(self._check)
        self.architecture.editTextChanged.connect(self._check)
        self._check()

    def _browse(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, self.tr("Choose a checkpoint"), "", self.tr("Checkpoints (*.safetensors *.pt *.bin)")
        )
        if chosen:
            self.file.setText(chosen)
            if not self.name.text():
                self.name.setText(Path(chosen).stem)

    def _check(self) -> None:
        fields = (self.file.text(), self.name.text(), self.architecture.currentText())
        self.add.setEnabled(all(field.strip() for field in fields))

    def _accept(self) -> None:
        self.chosen.emit(
            AddLocalModel(
                name=self.name.text().strip(),
                architecture=self.architecture.currentText().strip(),
                checkpoint=Path(self.file.text().strip()).expanduser(),
            )
        )
        self.accept()
