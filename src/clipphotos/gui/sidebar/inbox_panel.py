"""The part of the sidebar that lists inboxes; hidden while there are none."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QTreeWidget, QTreeWidgetItem, QWidget

from clipphotos.core.sorting.inbox import Inbox
from clipphotos.gui.actions.action import Menu
from clipphotos.gui.actions.context_menu import open_context_menu
from clipphotos.gui.actions.sidebar_tables import INBOX_TABLE
from clipphotos.gui.widgets.formatting import name_text, number, path_text, photo_count, tooltip
from clipphotos.gui.widgets.icons import icon
from clipphotos.gui.widgets.place_delegate import BADGE, PlaceDelegate

_FOLDER = Qt.ItemDataRole.UserRole
_LINE = 32
_MOST_LINES = 4


class InboxList(QTreeWidget):
    """Inboxes with the number of their photos that a category would take."""

    chosen = Signal(object)
    """Path of the inbox to look at."""
    sort_requested = Signal(object)
    show_requested = Signal(object)
    stop_requested = Signal(object)
    """Path of a folder that is to be an inbox no longer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inboxes: dict[Path, Inbox] = {}
        self._awaited: Path | None = None
        self.setAccessibleName(self.tr("Inboxes"))
        self.setItemDelegate(PlaceDelegate(self))
        self.setHeaderHidden(True)
        self.setIndentation(16)  # in line with the folders below
        self.setUniformRowHeights(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        self.currentItemChanged.connect(self._choose)
        self.hide()

    @property
    def folder(self) -> Path | None:
        """The inbox that is looked at."""
        item = self.currentItem()
        return item.data(0, _FOLDER) if item else None  # pyright: ignore[reportUnnecessaryComparison]

    @property
    def folders(self) -> list[Path]:
        """All of them, from top to bottom."""
        return list(self._inboxes)

    def choose(self, folder: Path) -> None:
        """Look at an inbox if it is there."""
        for item in self._items():
            if item.data(0, _FOLDER) == folder:
                self.setCurrentItem(item)

    def choose_when_listed(self, folder: Path | None) -> None:
        """Look at an inbox once the inboxes are known, if it is among them."""
        self._awaited = folder

    def choose_none(self) -> None:
        """Show that something else is looked at."""
        self.setCurrentItem(None)  # pyright: ignore[reportArgumentType]

    def show_inboxes(self, inboxes: Sequence[Inbox]) -> None:
        """List these inboxes; the one that is shown stays chosen."""
        current = self.folder
        self._inboxes = {inbox.folder: inbox for inbox in inboxes}
        self.blockSignals(True)  # noqa: FBT003
        self.clear()
        for inbox in inboxes:
            item = QTreeWidgetItem([self._title(inbox)])
            item.setData(0, _FOLDER, inbox.folder)
            if inbox.is_there:
                item.setIcon(0, icon("inbox"))
            else:
                item.setIcon(0, icon("inbox", QPalette.ColorRole.PlaceholderText))
                item.setForeground(0, self.palette().color(QPalette.ColorRole.PlaceholderText))
            self.addTopLevelItem(item)
            if inbox.folder == current:
                self.setCurrentItem(item)
        self.blockSignals(False)  # noqa: FBT003
        self.setFixedHeight(_LINE * min(len(inboxes), _MOST_LINES) + 2)
        self.setVisible(bool(inboxes))
        self.show_counts({})
        if inboxes and self._awaited is not None:
            awaited, self._awaited = self._awaited, None
            self.choose(awaited)

    def show_counts(self, counts: Mapping[Path, int]) -> None:
        """Show how many photos have a proposal, by inbox."""
        for item in self._items():
            inbox = self._inboxes[item.data(0, _FOLDER)]
            count = counts.get(inbox.folder, 0)
            item.setData(0, BADGE, number(count) if count else "")
            description = self._description(inbox, count)
            item.setToolTip(0, tooltip(description))
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, description.replace("\n", ", "))

    def _items(self) -> list[QTreeWidgetItem]:
        rows = (self.topLevelItem(row) for row in range(self.topLevelItemCount()))
        return [item for item in rows if item]

    def _title(self, inbox: Inbox) -> str:
        if len(self._inboxes) == 1:
            return self.tr("Inbox")
        return self.tr("Inbox: {folder}").format(folder=name_text(inbox.folder))

    def _description(self, inbox: Inbox, count: int) -> str:
        lines = [path_text(inbox.folder)]
        if inbox.is_there:
            text = self.tr("{count} of {photos} would go to a category. Nothing moves by itself.")
            lines.append(text.format(count=number(count), photos=photo_count(inbox.photos)))
        else:
            lines.append(self.tr("Not there at the moment. It is watched again as soon as it is back."))
        return "\n".join(lines)

    def _choose(self, *_: object) -> None:
        if self.folder:
            self.chosen.emit(self.folder)

    def _show_menu(self, point: QPoint) -> None:
        item = self.itemAt(point)
        if not item:  # pyright: ignore[reportUnnecessaryComparison]
            return
        folder: Path = item.data(0, _FOLDER)
        open_context_menu(
            self,
            self.viewport().mapToGlobal(point),
            Menu.INBOX,
            INBOX_TABLE,
            None,
            {
                "sort": lambda: self.sort_requested.emit(folder),
                "show": lambda: self.show_requested.emit(folder),
                "stop": lambda: self.stop_requested.emit(folder),
            },
        )
