"""Lists the folders that are left out of the library, with reasons."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTreeWidgetItem, QVBoxLayout, QWidget

from clipphotos.core.indexing.exclusions import Exclusion, LeftOutFolder
from clipphotos.gui.widgets.basics import flat_table, plain_label
from clipphotos.gui.widgets.file_manager import show_in_file_manager
from clipphotos.gui.widgets.formatting import number, path_text, tooltip
from clipphotos.gui.widgets.icons import icon
from clipphotos.gui.widgets.screen import lay_out_dialog, resize_within_screen


class ExcludedDialog(QDialog):
    """A table of folder, known photos and reason; a folder is opened in the file manager by a double click.

    Args:
        folders: The folders.
        parent: Qt parent.
    """

    settings_requested = Signal()

    def __init__(self, folders: Sequence[LeftOutFolder], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Excluded folders"))
        resize_within_screen(self, 860, 480)
        intro = plain_label(
            self.tr(
                "Photos in these folders are neither shown nor searched nor sorted. Their files are left as"
                " they are, and what is known of them is kept for when they are let in again."
            )
            if folders
            else self.tr("No folder is left out."),
            wrap=True,
        )
        titles = [self.tr("Folder"), self.tr("Photos"), self.tr("Reason")]
        self.table = flat_table(self.tr("Excluded folders"), titles, [460, 80])
        reasons = self.reasons()
        for folder in folders:
            row = QTreeWidgetItem(
                [
                    path_text(folder.path),
                    number(folder.photo_count) if folder.photo_count else "",
                    reasons[folder.exclusion],
                ]
            )
            row.setIcon(0, icon("folder"))
            row.setToolTip(0, tooltip(path_text(folder.path)))
            row.setToolTip(2, tooltip(reasons[folder.exclusion]))
            row.setData(0, Qt.ItemDataRole.UserRole, folder.path)
            self.table.addTopLevelItem(row)
        self.table.itemActivated.connect(self._open_folder)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        change = buttons.addButton(self.tr("Settings…"), QDialogButtonBox.ButtonRole.ActionRole)
        change.setAutoDefault(False)
        change.clicked.connect(self._change)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addWidget(intro)
        column.addWidget(self.table, 1)
        lay_out_dialog(self, column, buttons)

    def reasons(self) -> dict[Exclusion, str]:
        """Every reason in words."""
        return {
            Exclusion.PACKAGE: self.tr("Another program's library"),
            Exclusion.TRASH: self.tr("Deleted files"),
            Exclusion.SYSTEM: self.tr("Data of the system or of a network drive"),
            Exclusion.THUMBNAILS: self.tr("Thumbnails of photos that are elsewhere"),
            Exclusion.MARKER: self.tr("A file named .nomedia or .noimage is in it"),
            Exclusion.LINK: self.tr("A link to a folder outside of the library"),
            Exclusion.CHOSEN: self.tr("Excluded in the settings"),
        }

    def _open_folder(self, row: QTreeWidgetItem) -> None:
        show_in_file_manager(self, [row.data(0, Qt.ItemDataRole.UserRole)])

    def _change(self) -> None:
        self.accept()
        self.settings_requested.emit()
