"""Where the window was, and where the borders between its parts were."""

from collections.abc import Mapping

from PySide6.QtWidgets import QMainWindow, QSplitter

from clipphotos.gui.settings import WindowSettings
from clipphotos.gui.sidebar.sidebar import Sidebar
from clipphotos.gui.widgets.screen import keep_within_screen, resize_within_screen


class WindowGeometry:
    """Keeps the size of the window and its parts from one start to the next.

    Args:
        settings: Remembers them.
        window: The window.
        sidebar: Remembers the borders in it by itself.
        borders: The splitters in it, by the names under which they are remembered.
    """

    def __init__(
        self,
        settings: WindowSettings,
        window: QMainWindow,
        sidebar: Sidebar,
        borders: Mapping[str, QSplitter],
    ) -> None:
        self._settings = settings
        self._window = window
        self._sidebar = sidebar
        self._borders = borders

    def remember(self) -> None:
        """Come back like this next time."""
        self._settings.set_geometry("window", self._window.saveGeometry())
        for name, splitter in self._borders.items():
            self._settings.set_geometry(name, splitter.saveState())
        self._settings.set_geometry("places", self._sidebar.remember())

    def restore(self) -> None:
        """Be as the last time, or as at first."""
        if not self._window.restoreGeometry(self._settings.geometry("window")):
            resize_within_screen(self._window, 1280, 820)
        keep_within_screen(self._window)
        for name, splitter in self._borders.items():
            splitter.restoreState(self._settings.geometry(name))
        self._sidebar.restore(self._settings.geometry("places"))
