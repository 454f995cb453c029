"""The sidebar: the whole library, its folders, and what can be done with them."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPalette, QPolygonF
from PySide6.QtWidgets import (
    QHBoxLayout,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from clipphotos.core.photo import AWAY, LibraryRoot
from clipphotos.gui.actions.action import Menu
from clipphotos.gui.actions.context_menu import open_context_menu
from clipphotos.gui.actions.sidebar_tables import FOLDER_TABLE
from clipphotos.gui.actions.situation import FolderSituation
from clipphotos.gui.library_loader import LibrarySnapshot
from clipphotos.gui.sidebar.inbox_panel import InboxList
from clipphotos.gui.widgets.basics import icon_button, make_bold, plain_label
from clipphotos.gui.widgets.formatting import name_text, number, path_text, tooltip
from clipphotos.gui.widgets.icons import icon
from clipphotos.gui.widgets.place_delegate import COUNT, PlaceDelegate, visible_height

_PATH = Qt.ItemDataRole.UserRole
_ROOT = Qt.ItemDataRole.UserRole + 1
_SPACING = 8
_HEAD = 56
"""Height of what is above the inboxes and folders."""
_ALL = Path()
"""Stands for the whole library among paths, which are all absolute."""


class LibraryPanel(QWidget):
    """A tree of folders with their numbers of photos."""

    folder_chosen = Signal(object)
    """Path, or None for all photos."""
    add_requested = Signal()
    rescan_requested = Signal(object)
    """Path of a library root, or None for all."""
    remove_requested = Signal(object)
    """`LibraryRoot`."""
    sort_requested = Signal(object)
    """Path, or None for all photos."""
    wanted_height_changed = Signal()
    show_requested = Signal(object)
    """Path to show in the file manager."""
    watch_requested = Signal(object, bool)
    """Path of a folder; whether it is to be an inbox."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self._roots: dict[Path, LibraryRoot] = {}
        self._awaited: Path | None = None
        self._items: dict[Path, QTreeWidgetItem] = {}
        self.inboxes = InboxList()
        self.inboxes.sort_requested.connect(self.sort_requested)
        self.inboxes.show_requested.connect(self.show_requested)
        self.inboxes.stop_requested.connect(partial(self._watch, on=False))
        self._tree = _FolderTree()
        self._tree.setAccessibleName(self.tr("Library folders"))
        self._tree.setItemDelegate(PlaceDelegate(self._tree))
        self._tree.setHeaderHidden(True)
        self._tree.setIndentation(16)
        self._tree.setUniformRowHeights(True)
        self._tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._tree.customContextMenuRequested.connect(self._show_menu)
        self._tree.currentItemChanged.connect(self._choose)
        self._tree.itemExpanded.connect(self._note_height)
        self._tree.itemCollapsed.connect(self._note_height)

        add = icon_button("add-folder", self.tr("Add a folder of photos"), self)
        add.clicked.connect(self.add_requested)
        rescan = icon_button("refresh", self.tr("Look for new and changed photos"), self)
        rescan.clicked.connect(lambda: self.rescan_requested.emit(self._current_root_path()))
        self._remove = icon_button("remove", self.tr("Remove the folder from the library"), self)
        self._remove.clicked.connect(self._remove_current)
        self._remove.setEnabled(False)
        title = plain_label(self.tr("Library"))
        make_bold(title)
        head = QHBoxLayout()
        head.setContentsMargins(12, 0, 4, 0)
        head.setSpacing(0)
        head.addWidget(title, 1)
        for button in (add, rescan, self._remove):
            head.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 12, 4, 4)
        column.setSpacing(_SPACING)
        column.addLayout(head)
        column.addWidget(self.inboxes)
        column.addWidget(self._tree, 1)
        self._add_item(_ALL, None, self.tr("All photos"))
        self._tree.setCurrentItem(self._items[_ALL])

    @property
    def folder(self) -> Path | None:
        """The folder chosen, or None for all photos."""
        item = self._tree.currentItem()
        path = item.data(0, _PATH) if item else _ALL  # pyright: ignore[reportUnnecessaryComparison]
        return None if path == _ALL else path

    @property
    def wanted_height(self) -> int:
        """What it needs to show everything without scrolling."""
        inboxes = 0 if self.inboxes.isHidden() else self.inboxes.height() + _SPACING
        return _HEAD + inboxes + visible_height(self._tree)

    @property
    def is_chosen(self) -> bool:
        """Whether a folder, or all photos, is looked at."""
        return bool(self._tree.currentItem())

    def choose_none(self) -> None:
        """Show that something else than a folder is looked at."""
        self._tree.setCurrentItem(None)  # pyright: ignore[reportArgumentType]

    def choose(self, folder: Path | None) -> None:
        """Choose a folder if it is there."""
        item = self._items.get(folder or _ALL)
        if item:
            self._tree.setCurrentItem(item)

    def choose_when_listed(self, folder: Path | None) -> None:
        """Choose a folder once the folders are known, if it is among them."""
        self._awaited = folder

    def root_at(self, folder: Path | None) -> LibraryRoot | None:
        """The library root at exactly this path."""
        return self._roots.get(folder) if folder else None

    def update_from(self, snapshot: LibrarySnapshot) -> None:
        """Show the present folders; what is expanded and chosen stays."""
        is_first = not self._roots
        chosen = self.folder
        self._roots = {root.path: root for root in snapshot.roots}
        wanted: dict[Path, tuple[Path | None, int]] = {}
        for root in snapshot.roots:
            wanted[root.path] = (None, root.photo_count)
            for relative, count in snapshot.folders.get(root.id, []):
                if relative and relative != ".":
                    path = root.path / relative
                    for above in reversed(path.relative_to(root.path).parents[:-1]):
                        between = root.path / above
                        wanted.setdefault(between, (between.parent, 0))
                    wanted[path] = (path.parent, count)
        self._drop_outdated({path: parent for path, (parent, _) in wanted.items()})
        present = sum(count for state, count in snapshot.counts.items() if state not in AWAY)
        self._items[_ALL].setData(0, COUNT, number(present))
        for path in sorted(wanted):
            parent, count = wanted[path]
            if path not in self._items:
                self._add_item(path, parent, name_text(path))
            self._items[path].setData(0, COUNT, number(count) if count else "")
        for root in snapshot.roots:
            self._dress_root(root)
        if is_first and len(snapshot.roots) == 1:
            self._tree.expandItem(self._items[snapshot.roots[0].path])
        self.wanted_height_changed.emit()
        if chosen is not None and self.is_chosen:
            # One that hangs below another folder by now was dropped and added again.
            self.choose(chosen)
        if self._roots:
            awaited, self._awaited = self._awaited, None
            if awaited is not None and self.is_chosen:
                self.choose(awaited)
        self._choose()

    def _note_height(self, *_: object) -> None:
        self.wanted_height_changed.emit()

    def _add_item(self, path: Path, parent: Path | None, name: str) -> None:
        item = QTreeWidgetItem([name])
        item.setData(0, _PATH, path)
        item.setIcon(0, icon("photos" if path == _ALL else "folder"))
        if path != _ALL:
            item.setToolTip(0, tooltip(path_text(path)))
        self._items[path] = item
        above = self._above(parent)
        if above is None:
            roots = [each for each, known in self._items.items() if known.parent() is None]
            self._tree.insertTopLevelItem(sum(each < path for each in roots), item)
        else:
            below = (above.child(row) for row in range(above.childCount()))
            earlier = sum(each is not None and each.text(0).casefold() < name.casefold() for each in below)
            above.insertChild(earlier, item)

    def _dress_root(self, root: LibraryRoot) -> None:
        item = self._items[root.path]
        name = name_text(root.path)
        if root.online:
            item.setText(0, name)
            item.setIcon(0, icon("folder"))
            item.setToolTip(0, tooltip(path_text(root.path)))
            item.setData(0, Qt.ItemDataRole.ForegroundRole, None)
        else:
            item.setText(0, self.tr("{folder} (not connected)").format(folder=name))
            item.setIcon(0, icon("folder-offline", QPalette.ColorRole.PlaceholderText))
            note = self.tr("Not connected. Its photos stay in the library and come back with it.")
            item.setToolTip(0, tooltip(f"{path_text(root.path)}\n{note}"))
            item.setForeground(0, self.palette().color(QPalette.ColorRole.PlaceholderText))

    def _drop_outdated(self, parents: Mapping[Path, Path | None]) -> None:
        """Drop the entries of folders that are gone, or that hang below another folder by now."""
        outdated: list[Path] = []
        for path, item in self._items.items():
            parent = parents.get(path)
            above = self._above(parent)
            has_moved = item.parent() is not above or (parent is not None and above is None)
            if path != _ALL and (path not in parents or has_moved):
                outdated.append(path)
        for path in outdated:
            if path in self._items:  # not dropped yet with a folder above it
                self._drop_item(path)

    def _above(self, parent: Path | None) -> QTreeWidgetItem | None:
        return self._items.get(parent) if parent else None

    def _drop_item(self, path: Path) -> None:
        if self.folder is not None and self.folder.is_relative_to(path):
            # Qt would go on to a neighbour; what is left of the folder's surroundings is the folder above.
            self._tree.setCurrentItem(self._above(path.parent) or self._items[_ALL])
        item = self._items.pop(path)
        for below in [each for each in self._items if path in each.parents]:
            del self._items[below]
        parent = item.parent()
        if parent:  # pyright: ignore[reportUnnecessaryComparison]
            parent.removeChild(item)
        else:
            self._tree.takeTopLevelItem(self._tree.indexOfTopLevelItem(item))

    def _choose(self, *_: object) -> None:
        self._remove.setEnabled(self.root_at(self.folder) is not None)
        if self.is_chosen:
            self.folder_chosen.emit(self.folder)

    def _current_root_path(self) -> Path | None:
        folder = self.folder
        return next((path for path in self._roots if folder and folder.is_relative_to(path)), None)

    def _remove_current(self) -> None:
        root = self.root_at(self.folder)
        if root:
            self.remove_requested.emit(root)

    def _watch(self, folder: Path, on: bool) -> None:
        self.watch_requested.emit(folder, on)

    def _show_menu(self, point: QPoint) -> None:
        item = self._tree.itemAt(point)
        path: Path = item.data(0, _PATH) if item else _ALL  # pyright: ignore[reportUnnecessaryComparison]
        root = self._roots.get(path)
        folder = None if path == _ALL else path
        open_context_menu(
            self,
            self._tree.viewport().mapToGlobal(point),
            Menu.FOLDER,
            FOLDER_TABLE,
            FolderSituation(
                is_everything=folder is None,
                is_root=root is not None,
                is_watched=path in self.inboxes.folders,
            ),
            {
                "add": self.add_requested.emit,
                "rescan": lambda: self.rescan_requested.emit(folder),
                "sort": lambda: self.sort_requested.emit(folder),
                "show": lambda: self.show_requested.emit(folder),
                "watch": partial(self._watch, path),
                "remove": lambda: self.remove_requested.emit(root),
            },
        )


class _FolderTree(QTreeWidget):
    """A tree that draws the arrows of its branches itself: style sheets leave out those of selected rows."""

    def drawBranches(
        self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw an arrow before a folder that has others in it."""
        if not self.model().hasChildren(index):
            return
        centre = QPointF(rect.right() - self.indentation() / 2, rect.center().y() + 0.5)
        points = [QPointF(-4, -2), QPointF(4, -2), QPointF(0, 3)]  # down
        if not self.isExpanded(index):
            points = [QPointF(point.y(), -point.x()) for point in points]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawPolygon(QPolygonF([centre + point for point in points]))
        painter.restore()
