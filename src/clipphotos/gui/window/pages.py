"""Which page of the window is on screen: the library, a photo, the welcome, or one to sort or review on."""

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from clipphotos.gui.grid.view import GridView
from clipphotos.gui.viewer.viewer import Viewer
from clipphotos.gui.window.welcome import Welcome


class WindowPages(QStackedWidget):
    """Turns the pages, and hides the window's bars where they would disturb.

    Args:
        window: Its menus and status bar are hidden, and it fills the screen.
        library: The page of the library.
        grid: The photos on it.
        welcome: Shown as long as there is no library.
        viewer: Shows one photo.
    """

    def __init__(
        self,
        window: QMainWindow,
        library: QWidget,
        grid: GridView,
        welcome: Welcome,
        viewer: Viewer,
    ) -> None:
        super().__init__()
        self._window = window
        self._library = library
        self._grid = grid
        self._welcome = welcome
        self._viewer = viewer
        for page in (library, welcome, viewer):
            self.addWidget(page)
        viewer.closed.connect(self.close_photo)
        viewer.full_screen_requested.connect(self.toggle_full_screen)
        viewer.moved.connect(self._follow_viewer)

    def show_library(self) -> None:
        """Show the photos of the library."""
        self.setCurrentWidget(self._library)
        self._grid.setFocus()

    def add_page(self, page: QWidget, opened: SignalInstance, closed: SignalInstance) -> None:
        """Add a page that is shown instead of the library from one signal to another."""
        self.addWidget(page)
        opened.connect(lambda: self._show_page(page))
        closed.connect(self.show_library)

    def _show_page(self, page: QWidget) -> None:
        self.setCurrentWidget(page)
        page.setFocus()

    def leave_welcome(self) -> None:
        """Show that there is a library, or will be."""
        self.setCurrentWidget(self._library)
        self._window.statusBar().show()

    def welcome_if(self, *, empty: bool) -> None:
        """Show the welcome in place of a library without any folder, and the library once it has one."""
        page = self.currentWidget()
        if empty and page is self._library:
            self.setCurrentWidget(self._welcome)
            self._welcome.button.setFocus()
            self._window.statusBar().hide()
        elif not empty and page is self._welcome:
            self.leave_welcome()

    def open_photo(self, row: int) -> None:
        """Look at one photo; nothing happens if the row is -1."""
        if row >= 0:
            self.setCurrentWidget(self._viewer)
            self._viewer.show_row(row)
            self._viewer.setFocus()

    def close_photo(self) -> None:
        """Go back to the library."""
        if self._window.isFullScreen():
            self.toggle_full_screen()
        self.show_library()

    def leave_photo(self) -> None:
        """Go back to the library from a photo; other pages stay."""
        if self.currentWidget() is self._viewer:
            self.close_photo()

    def toggle_full_screen(self) -> None:
        """Fill the screen, or no longer; a photo does so without anything around it."""
        window = self._window
        full = not window.isFullScreen()
        viewing = self.currentWidget() is self._viewer
        window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)
        # Hidden menus lose their shortcuts, so they are only flattened.
        window.menuBar().setFixedHeight(0 if full and viewing else window.menuBar().sizeHint().height())
        window.statusBar().setHidden(full and viewing)
        self._viewer.set_bare(bare=full)

    def _follow_viewer(self, row: int) -> None:
        if row != self._grid.currentIndex().row():
            self._grid.selection.make_current(row)
