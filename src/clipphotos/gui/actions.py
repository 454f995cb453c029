"""Everything the window can do, with its shortcuts, and the menus that show them."""

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from clipphotos.core.operation import MOST_STARS
from clipphotos.gui.settings import ColourChoice, LanguageChoice
from clipphotos.gui.widgets.icons import icon
from clipphotos.gui.widgets.stars import stars_text

_Key = QKeySequence.StandardKey
_Choice = TypeVar("_Choice", bound=str)


class Actions(QObject):
    """The window's actions; whoever can do them connects to ``triggered``.

    Args:
        window: The window.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.add_folder = self._new(self.tr("&Add folder…"), "add-folder", _Key.Open)
        self.rescan = self._new(self.tr("&Rescan library"), "refresh", _Key.Refresh)
        self.quit = self._new(self.tr("&Quit"), "", _Key.Quit)
        self.copy = self._new(self.tr("&Copy"), "", _Key.Copy)
        self.copy_path = self._new(self.tr("Copy &path"), "", "Ctrl+Shift+C")
        self.select_all = self._new(self.tr("Select &all"), "", _Key.SelectAll)
        self.select_none = self._new(self.tr("Select &none"), "", "Ctrl+Shift+A")
        self.invert = self._new(self.tr("&Invert selection"), "", "Ctrl+I")
        self.undo = self._new(self.tr("&Undo"), "", _Key.Undo)
        self.redo = self._new(self.tr("&Redo"), "", _Key.Redo)
        self.history = self._new(self.tr("&History…"), "", "Ctrl+H")
        self.sort = self._new(self.tr("Sort into &folders…"), "sort", "Ctrl+Shift+S")
        self.rename = self._new(self.tr("Re&name…"), "edit", "F2")
        self.trash = self._new(self.tr("&Delete"), "remove", _Key.Delete)
        # In the order of the keys, 0 to 5.
        self.ratings = [
            self._new(stars_text(rating) or self.tr("No rating"), "", str(rating))
            for rating in range(MOST_STARS + 1)
        ]
        self.settings = self._new(self.tr("&Settings…"), "", "Ctrl+,")
        self.find = self._new(self.tr("&Find"), "search", _Key.Find)
        self.open = self._new(self.tr("&Open"), "", ["Return", "Enter", "Space"])
        self.similar = self._new(self.tr("Find &similar"), "similar", "S")
        self.show_in_folder = self._new(self.tr("Sho&w in folder"), "folder", "Ctrl+Shift+O")
        self.larger = self._new(self.tr("&Larger thumbnails"), "", [_Key.ZoomIn, "Ctrl+="])
        self.smaller = self._new(self.tr("S&maller thumbnails"), "", _Key.ZoomOut)
        self.full_screen = self._new(self.tr("&Full screen"), "full-screen", "F11")
        self.sidebar = self._new(self.tr("Si&debar"), "", "F9")
        self.sidebar.setCheckable(True)
        self.sidebar.setChecked(True)
        self.new_category = self._new(self.tr("&New category…"), "add", "Ctrl+Shift+N")
        self.review = self._new(self.tr("&Review photos"), "review", "Ctrl+Shift+R")
        self.review.setEnabled(False)
        self.learn = self._new(self.tr("&Learn from sorted folders…"), "folder", "")
        self.info = self._new(self.tr("&Information"), "info", "Ctrl+Shift+I")
        self.info.setCheckable(True)
        self.tag_automatically = self._new(self.tr("Tag photos &automatically"), "", "")
        self.tag_automatically.setCheckable(True)
        self.tag_automatically.setChecked(True)
        self.tag_anew = self._new(self.tr("Tag photos ane&w"), "tag", "")
        self.remove_tags = self._new(self.tr("&Remove all automatic tags…"), "", "")
        self.model = self._new(self.tr("Search &model…"), "model", "Ctrl+M")
        self.skipped = self._new(self.tr("S&kipped photos…"), "warning", "")
        self.watch = self._new(self.tr("&Watch folder for new photos"), "inbox", "")
        self.watch.setCheckable(True)
        self.sort_inbox = self._new(self.tr("Sort the in&box…"), "", "")
        self.data_folder = self._new(self.tr("Show the program's &data folder"), "", "")
        self.about = self._new(self.tr("&About ClipPhotos"), "", "")
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)
        self.settings.setMenuRole(QAction.MenuRole.PreferencesRole)
        self.about.setMenuRole(QAction.MenuRole.AboutRole)
        colours = (
            (ColourChoice.SYSTEM, self.tr("Like the &system")),
            (ColourChoice.LIGHT, self.tr("&Light")),
            (ColourChoice.DARK, self.tr("&Dark")),
        )
        self.colours = self._choices(colours)
        languages = (
            (LanguageChoice.SYSTEM, self.tr("Like the &system")),
            (LanguageChoice.ENGLISH, "&English"),
            (LanguageChoice.CHINESE, "中文(&Z)"),
        )
        self.languages = self._choices(languages)
        for action in self.on_selection():
            action.setEnabled(False)

    def on_selection(self) -> list[QAction]:
        """Actions that need a selected photo."""
        on_one = [self.open, self.similar, self.show_in_folder, self.copy, self.copy_path]
        return [*on_one, *self.ratings, *self.on_files()]

    def on_files(self) -> list[QAction]:
        """Those among them that may change files."""
        return [self.sort, self.rename, self.trash]

    def limit_to(self, widget: QWidget) -> None:
        """Keep single keys and editing keys from working while a text field has the focus.

        Args:
            widget: Where they work.
        """
        for action in [*self.on_selection(), self.select_all, self.select_none, self.invert]:
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            widget.addAction(action)

    def fill(self, bar: QMenuBar) -> None:
        """Build the menu bar."""
        _fill(bar.addMenu(self.tr("&File")), [self.add_folder, self.rescan, None, self.quit])
        _fill(
            bar.addMenu(self.tr("&Edit")),
            [
                self.undo,
                self.redo,
                self.history,
                None,
                self.copy,
                self.copy_path,
                None,
                self.select_all,
                self.select_none,
                self.invert,
                None,
                self.find,
                None,
                self.settings,
            ],
        )
        photo = bar.addMenu(self.tr("&Photo"))
        _fill(photo, [self.open, self.similar, self.show_in_folder, None])
        self._add_ratings(photo)
        _fill(photo, [None, self.sort, self.rename, self.trash])
        view = bar.addMenu(self.tr("&View"))
        _fill(view, [self.larger, self.smaller, None, self.sidebar, self.info, self.full_screen, None])
        _fill(view.addMenu(self.tr("&Colours")), list(self.colours.values()))
        _fill(view.addMenu(self.tr("Lan&guage")), list(self.languages.values()))
        _fill(bar.addMenu(self.tr("&Categories")), [self.new_category, self.review, None, self.learn])
        tagging = [self.tag_automatically, self.tag_anew, self.remove_tags]
        _fill(
            bar.addMenu(self.tr("&Library")),
            [
                self.model,
                self.skipped,
                None,
                self.watch,
                self.sort_inbox,
                None,
                *tagging,
                None,
                self.data_folder,
            ],
        )
        _fill(bar.addMenu(self.tr("&Help")), [self.about])

    def fill_photo_menu(self, menu: QMenu) -> None:
        """Build the menu about selected photos."""
        _fill(menu, [self.open, self.similar, None])
        self._add_ratings(menu)
        _fill(
            menu,
            [
                self.sort,
                None,
                self.show_in_folder,
                None,
                self.copy,
                self.copy_path,
                None,
                self.rename,
                self.trash,
            ],
        )

    def _add_ratings(self, menu: QMenu) -> None:
        """The best first, as a list of stars is read."""
        _fill(menu.addMenu(self.tr("Ra&te")), [*reversed(self.ratings[1:]), None, self.ratings[0]])

    def _new(
        self,
        text: str,
        icon_name: str,
        keys: str | QKeySequence.StandardKey | Sequence[str | QKeySequence.StandardKey],
    ) -> QAction:
        action = QAction(text, self)
        if icon_name:
            action.setIcon(icon(icon_name))
        if isinstance(keys, QKeySequence.StandardKey):
            action.setShortcuts(keys)
        else:
            several = [keys] if isinstance(keys, str) else keys
            action.setShortcuts([QKeySequence(key) for key in several if key != ""])
        return action

    def _choices(self, choices: Sequence[tuple[_Choice, str]]) -> dict[_Choice, QAction]:
        group = QActionGroup(self)
        actions: dict[_Choice, QAction] = {}
        for value, text in choices:
            actions[value] = group.addAction(text)
            actions[value].setCheckable(True)
        return actions


def _fill(menu: QMenu, actions: Sequence[QAction | None]) -> None:
    for action in actions:
        if action is None:
            menu.addSeparator()
        else:
            menu.addAction(action)
