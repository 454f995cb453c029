"""Lists the photos that cannot be searched, and the folders that cannot be listed, with reasons."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from clipphotos.core.wording.errors import word
from clipphotos.gui.i18n import current_language
from clipphotos.gui.widgets.basics import flat_table, plain_label
from clipphotos.gui.widgets.file_manager import show_in_file_manager
from clipphotos.gui.widgets.formatting import name_text, path_text, tooltip
from clipphotos.gui.widgets.icons import icon
from clipphotos.gui.widgets.screen import lay_out_dialog, resize_within_screen
from clipphotos.service.protocol.skipped_photo import SkippedPhoto


class SkippedDialog(QDialog):
    """A table of file, reason and folder.

    Args:
        skipped: The photos and folders, with reasons.
        parent: Qt parent.
    """

    retry_requested = Signal()

    def __init__(self, skipped: Sequence[SkippedPhoto], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Skipped photos"))
        resize_within_screen(self, 1000, 560)
        folders = sum(each.is_folder for each in skipped)
        intro = plain_label(self._intro(len(skipped) - folders, folders), wrap=True)
        titles = [self.tr("File"), self.tr("Reason"), self.tr("Folder")]
        self.table = flat_table(self.tr("Skipped photos"), titles, [220, 460])
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        language = current_language()
        rows: list[QTreeWidgetItem] = []
        for photo in skipped:
            reason = word(photo.error.code, photo.error.params, language)
            row = QTreeWidgetItem([name_text(photo.path), reason, path_text(photo.path.parent)])
            row.setIcon(0, icon("folder" if photo.is_folder else "broken"))
            row.setToolTip(0, tooltip(path_text(photo.path)))
            row.setToolTip(1, tooltip(reason))
            row.setToolTip(2, tooltip(path_text(photo.path.parent)))
            row.setData(0, Qt.ItemDataRole.UserRole, photo.path.parent)
            rows.append(row)
        self.table.addTopLevelItems(rows)
        self.table.itemActivated.connect(self._show_folder)
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        retry = buttons.addButton(self.tr("Try them again"), QDialogButtonBox.ButtonRole.ActionRole)
        retry.setIcon(icon("refresh"))
        retry.setEnabled(bool(skipped))
        retry.setAutoDefault(False)
        retry.clicked.connect(self._retry)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addWidget(intro)
        column.addWidget(self.table, 1)
        lay_out_dialog(self, column, buttons)

    def _intro(self, photos: int, folders: int) -> str:
        if not photos and not folders:
            return self.tr("Nothing was skipped: every photo that was tried could be read.")
        unread = self.tr(
            "%Ln photo(s) could not be read and cannot be searched. The files were left as they are.",
            "",
            photos,
        )
        unlisted = self.tr("%Ln folder(s) could not be listed; photos in them are not known.", "", folders)
        return "\n".join(line for count, line in ((photos, unread), (folders, unlisted)) if count)

    def _retry(self) -> None:
        self.retry_requested.emit()
        self.accept()

    def _show_folder(self, row: QTreeWidgetItem) -> None:
        show_in_file_manager(self, [row.data(0, Qt.ItemDataRole.UserRole)])
