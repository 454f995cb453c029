"""What is dropped on the window: always taken as a copy, so that no program removes a file from its place."""

from pathlib import Path

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)


def take_copy(event: QDropEvent) -> None:
    """Accept what is held over the window or dropped on it.

    The source may propose a move: some file managers then delete the original once the drop is accepted. If
    it offers nothing but a move, nothing is accepted.
    """
    event.setDropAction(Qt.DropAction.CopyAction)
    # Qt turns an action that the source does not offer into one that it does.
    event.setAccepted(event.dropAction() is Qt.DropAction.CopyAction)


def dropped_paths(event: QDropEvent) -> list[Path]:
    """The files and folders that are held over the window or dropped on it."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


def let_files_pass(field: QLineEdit | QPlainTextEdit | QComboBox) -> None:
    """Leave files that are dropped on a text field to what the field stands in.

    By itself a text field takes a file for its address, and accepts whatever action the source proposes.
    """
    target: QWidget | None = field
    if isinstance(field, QPlainTextEdit):
        target = field.viewport()
    elif isinstance(field, QComboBox):
        target = field.lineEdit()
    if target is not None:  # pyright: ignore[reportUnnecessaryComparison]
        target.installEventFilter(_FilesPass(target))


class FilesPassDelegate(QStyledItemDelegate):
    """Edits the entries of a list in fields that leave files to what is around them."""

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        """Make the field."""
        editor = super().createEditor(parent, option, index)
        if isinstance(editor, QLineEdit):
            let_files_pass(editor)
        return editor


class _FilesPass(QObject):
    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Refuse events about files: Qt then asks the widget around this one."""
        if isinstance(event, QDropEvent) and dropped_paths(event):
            event.ignore()
            return True
        return False
