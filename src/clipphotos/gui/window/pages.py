"""Which page of the window is on screen: the library, a photo, the welcome, or one to sort or review on."""

from functools import partial

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QBoxLayout, QMainWindow, QSplitter, QStackedWidget, QWidget

from clipphotos.gui.actions.situation import Page
from clipphotos.gui.categories.review_page import ReviewPage
from clipphotos.gui.grid.view import GridView
from clipphotos.gui.sorting.board import SortBoard
from clipphotos.gui.viewer.viewer import Viewer
from clipphotos.gui.widgets.notice_bar import NoticeBar
from clipphotos.gui.window.library_page import LibraryPage
from clipphotos.gui.window.welcome import Welcome


class WindowPages(QStackedWidget):
    """Turns the pages, and hides the window's bars where they would disturb.

    Args:
        window: Its menus and status bar are hidden, and it fills the screen.
        library: The page of the library.
        grid: The photos on it.
        welcome: Shown as long as there is no library.
        viewer: Shows one photo.
        notice: The window's news, shown on whichever page is on screen.
    """

    has_room_for_panel = Signal(bool)
    """Another page is shown; whether it is one with photos and with room beside it."""
    stepped = Signal()
    """The task on screen has another last step to take back, or none any more."""

    def __init__(
        self,
        window: QMainWindow,
        library: LibraryPage,
        grid: GridView,
        welcome: Welcome,
        viewer: Viewer,
        notice: NoticeBar,
    ) -> None:
        super().__init__()
        self._window = window
        self._library = library
        self._grid = grid
        self._welcome = welcome
        self._viewer = viewer
        self._notice = notice
        self._kinds: dict[QWidget, Page] = {}
        self._tasks: dict[QWidget, ReviewPage | SortBoard] = {}
        self._places_for_news: dict[QWidget, QBoxLayout] = {}
        self.currentChanged.connect(self._note_page)
        self._add(library, Page.LIBRARY, library.notices)
        self._add(welcome, Page.WELCOME, None)
        self._add(viewer, Page.PHOTO, viewer.notices)
        viewer.closed.connect(self.close_photo)
        # Over one photo after the other, news would hide what is looked at; Undo is still in the menu.
        viewer.browsed.connect(partial(notice.go_by, with_offers=True))
        viewer.full_screen_requested.connect(self.toggle_full_screen)
        viewer.moved.connect(self._follow_viewer)

    @property
    def page(self) -> Page:
        """What is on screen."""
        page = self.currentWidget()
        return self._kinds[page] if page else Page.WELCOME

    @property
    def is_bare(self) -> bool:
        """Whether a photo fills the screen, with nothing around it."""
        return self._window.isFullScreen() and self.page is Page.PHOTO

    def show_library(self) -> None:
        """Show the photos of the library."""
        self.setCurrentWidget(self._library)
        self._grid.setFocus()

    def focus_photos(self) -> None:
        """Give the keys to the grid or the viewer, whichever is on screen."""
        (self._viewer if self.page is Page.PHOTO else self._grid).setFocus()

    def add_page(self, page: ReviewPage | SortBoard, kind: Page, opened: SignalInstance) -> None:
        """Add a page with a task of its own, shown from a signal on until it is closed."""
        self._add(page, kind, page.notices)
        self._tasks[page] = page
        page.stepped.connect(self.stepped)
        opened.connect(lambda: self._show_page(page))
        page.closed.connect(self.show_library)

    @property
    def can_step_back(self) -> bool:
        """Whether the task on screen has a step that Undo takes back."""
        task = self._task()
        return task is not None and task.can_step_back

    def step_back(self) -> bool:
        """Take the last step of the task on screen back.

        Returns:
            Whether there is such a task: Undo is about nothing else then.
        """
        task = self._task()
        if task:
            task.step_back()
        return task is not None

    def _task(self) -> ReviewPage | SortBoard | None:
        page = self.currentWidget()
        return self._tasks.get(page) if page else None

    def _add(self, page: QWidget, kind: Page, news: QBoxLayout | None) -> None:
        self._kinds[page] = kind
        if news:
            self._places_for_news[page] = news
        self.addWidget(page)

    def _show_page(self, page: QWidget) -> None:
        self.leave_photo()
        self.setCurrentWidget(page)
        page.setFocus()

    def _note_page(self) -> None:
        page = self.currentWidget()
        if page is None:
            return  # on the way out
        self._notice.go_by()
        place = self._places_for_news.get(page)
        if place:
            place.addWidget(self._notice)
        self.has_room_for_panel.emit(self.page in {Page.LIBRARY, Page.PHOTO} and not self.is_bare)

    def leave_welcome(self) -> None:
        """Show that there is a library, or will be."""
        if self.page is Page.WELCOME:
            self.show_library()
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
        if self.page is Page.PHOTO:
            self.close_photo()

    def toggle_full_screen(self) -> None:
        """Fill the screen, or no longer; a photo does so without anything around it."""
        window = self._window
        full = not window.isFullScreen()
        viewing = self.page is Page.PHOTO
        window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)
        # Hidden menus lose their shortcuts, so they are only flattened.
        window.menuBar().setFixedHeight(0 if full and viewing else window.menuBar().sizeHint().height())
        window.statusBar().setHidden(full and viewing)
        self._viewer.set_bare(bare=full)
        self._note_page()

    def _follow_viewer(self, row: int) -> None:
        if row != self._grid.currentIndex().row():
            self._grid.selection.make_current(row)


class PagesAndPanel(QSplitter):
    """The pages, and at their right what is known of the photos on them; the user can move the border.

    Args:
        pages: Take what room there is.
        panel: Shown where there are photos, if the user wants it.
    """

    def __init__(self, pages: QWidget, panel: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.addWidget(pages)
        self.addWidget(panel)
        self.setStretchFactor(0, 1)
        self.setSizes([1000, 280])
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
