"""What menus and keys do with the look of the window: size of thumbnails, sidebar, colours, language."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from clipphotos.gui.actions.context_menu import Handler
from clipphotos.gui.actions.look_rows import colours_id, language_id
from clipphotos.gui.grid.view import GridView
from clipphotos.gui.settings import ColourChoice, LanguageChoice, WindowSettings
from clipphotos.gui.sidebar.sidebar import Sidebar
from clipphotos.gui.window.status_bar import StatusBar

_ZOOM_STEP = 32


class ViewActions(QObject):
    """Changes the look of the window as far as it can; colours and language are the whole program's.

    Args:
        settings: Remembers the size of thumbnails.
        grid: Shows thumbnails.
        sidebar: Shown or hidden.
        status_bar: Has a slider for the size of thumbnails.
    """

    colours_chosen = Signal(object)
    """`ColourChoice`."""
    language_chosen = Signal(object)
    """`LanguageChoice`."""
    changed = Signal()

    def __init__(
        self, settings: WindowSettings, grid: GridView, sidebar: Sidebar, status_bar: StatusBar
    ) -> None:
        super().__init__(status_bar)
        self._settings = settings
        self._grid = grid
        self._sidebar = sidebar
        self._status_bar = status_bar
        self.shows_sidebar = True
        grid.set_tile_size(settings.tile_size)
        grid.zoom_requested.connect(self.zoom)
        status_bar.tile_size_changed.connect(self._set_tile_size)

    def handlers(self) -> dict[str, Handler]:
        """What the rows about the look of the window in the table of actions do."""
        return {
            "larger": partial(self.zoom, 1),
            "smaller": partial(self.zoom, -1),
            "sidebar": self._show_sidebar,
            **{colours_id(each): partial(self._choose_colours, each) for each in ColourChoice},
            **{language_id(each): partial(self._choose_language, each) for each in LanguageChoice},
        }

    def zoom(self, steps: int) -> None:
        """Make thumbnails larger, or smaller for negative steps."""
        self._status_bar.set_tile_size(self._settings.tile_size + steps * _ZOOM_STEP)

    def _set_tile_size(self, size: int) -> None:
        self._settings.tile_size = size
        self._grid.set_tile_size(size)

    def _show_sidebar(self, on: bool) -> None:
        self.shows_sidebar = on
        self._sidebar.setVisible(on)
        self.changed.emit()

    def _choose_colours(self, choice: ColourChoice, _on: bool) -> None:
        self.colours_chosen.emit(choice)
        self.changed.emit()

    def _choose_language(self, choice: LanguageChoice, _on: bool) -> None:
        self.language_chosen.emit(choice)
