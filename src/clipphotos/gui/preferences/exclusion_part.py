"""The part of the settings about folders that are left out of the library."""

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from clipphotos.core.errors import ErrorReport
from clipphotos.core.indexing.exclusions import ExclusionSettings
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.indexing import IndexingController, IndexingState
from clipphotos.gui.widgets.basics import make_bold, plain_label
from clipphotos.gui.widgets.drops import FilesPassDelegate
from clipphotos.service.protocol.indexing import GetExclusions, SetExclusions

_LIST_HEIGHT = 84
"""Three entries: the dialog has to fit a small screen."""


class ExclusionPart(QWidget):
    """A list of folders and patterns that the user edits; every change holds at once.

    Args:
        bridge: Keeps what is decided.
        indexing: Reads what is let in again.
        parent: Qt parent.
    """

    refused = Signal(object)
    """`ErrorReport` of a change that could not be kept."""
    show_requested = Signal()
    """The user wants to see what is left out."""

    def __init__(
        self, bridge: ServiceBridge, indexing: IndexingController, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._indexing = indexing
        self._known: ExclusionSettings | None = None
        title = plain_label(self.tr("Excluded folders"), scale=1.1)
        make_bold(title)
        hint = plain_label(
            self.tr(
                "Photos in these folders are not shown; what is known of them is kept. * stands for any"
                " letters. Other programs' libraries and trash folders are always left out."
            ),
            wrap=True,
            muted=True,
        )
        self.list = QListWidget()
        self.list.setItemDelegate(FilesPassDelegate(self.list))
        self.list.setAccessibleName(self.tr("Excluded folders and patterns"))
        self.list.setFixedHeight(_LIST_HEIGHT)
        self.list.itemChanged.connect(self._keep)
        self.list.itemSelectionChanged.connect(self._follow_selection)
        self.add_folder = QPushButton(self.tr("Add &folder…"))
        self.add_folder.clicked.connect(self._choose_folder)
        self.add_pattern = QPushButton(self.tr("Add &pattern"))
        self.add_pattern.clicked.connect(self._begin_pattern)
        self.remove = QPushButton(self.tr("&Remove"))
        self.remove.clicked.connect(self._remove)
        self.show_what = QPushButton(self.tr("&Show what is left out…"))
        self.show_what.clicked.connect(self.show_requested)
        self.markers = QCheckBox(self.tr("Leave out folders with a file named .nomedia or .noimage"))
        self.markers.clicked.connect(self._keep)
        line = QHBoxLayout()
        for button in (self.add_folder, self.add_pattern, self.remove, self.show_what):
            button.setAutoDefault(False)
            line.addWidget(button)
        line.insertStretch(3, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(title)
        column.addWidget(hint)
        column.addWidget(self.list)
        column.addLayout(line)
        column.addWidget(self.markers)
        self._show()
        bridge.submit(GetExclusions(), self._take, self.refused.emit, asker=self)

    @property
    def entries(self) -> tuple[str, ...]:
        """The entries as they stand in the list, without empty ones."""
        texts = (self.list.item(row).text().strip() for row in range(self.list.count()))
        return tuple(text for text in texts if text)

    def exclude_folder(self, folder: Path) -> None:
        """Add a folder to the list, and have it left out."""
        self._set((*self.entries, str(folder)))

    def exclude_pattern(self, pattern: str) -> None:
        """Add a pattern to the list, and have what fits it left out."""
        self._set((*self.entries, pattern))

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Folder to leave out"))
        if chosen:
            self.exclude_folder(Path(chosen))

    def _begin_pattern(self) -> None:
        """A new entry to be typed; an empty one is none."""
        item = self._add("")
        self.list.setCurrentItem(item)
        self.list.editItem(item)

    def _remove(self) -> None:
        gone = {self.list.row(item) for item in self.list.selectedItems()}
        texts = [self.list.item(row).text() for row in range(self.list.count()) if row not in gone]
        self._set(tuple(texts))

    def _keep(self) -> None:
        self._set(self.entries)

    def _set(self, entries: tuple[str, ...]) -> None:
        wanted = ExclusionSettings(entries, self.markers.isChecked())
        if self._known is None or wanted == self._known:
            self._show()
            return

        def done(kept: ExclusionSettings) -> None:
            # What is let in may hold photos that were never read, also if the dialog was closed meanwhile.
            if self._indexing.state in {IndexingState.IDLE, IndexingState.RUNNING}:
                self._indexing.index(in_background=True)
            if isValid(self):
                self._take(kept)

        self._bridge.submit(SetExclusions(wanted), done, self._refuse)

    def _take(self, kept: ExclusionSettings) -> None:
        self._known = kept
        self._show()

    def _refuse(self, error: ErrorReport) -> None:
        if isValid(self):
            self._show()
            self.refused.emit(error)
        else:
            self._bridge.failed.emit(error)

    def _show(self) -> None:
        """Show what holds now; nothing can be chosen before that is known."""
        known = self._known
        for widget in (self.list, self.add_folder, self.add_pattern, self.markers):
            widget.setEnabled(known is not None)
        with QSignalBlocker(self.list):
            self.list.clear()
            for entry in known.entries if known else ():
                self._add(entry)
        self.markers.setChecked(known.markers if known else True)
        self._follow_selection()

    def _add(self, text: str) -> QListWidgetItem:
        item = QListWidgetItem(text)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        self.list.addItem(item)
        return item

    def _follow_selection(self) -> None:
        self.remove.setEnabled(bool(self.list.selectedItems()))
