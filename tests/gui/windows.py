"""A window with a real, inline service behind it."""

from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.indexing import Indexing
from clipphotos.gui.main_window import MainWindow
from clipphotos.gui.settings import WindowSettings
from clipphotos.service.inline_host import InlineHost
from clipphotos.storage.locations import DataLocations
from support.services import load_colour_embedder


class Opened:
    """A window with an inline service behind it."""

    def __init__(self, locations: DataLocations) -> None:
        locations.create()
        self.locations = locations
        self.settings = WindowSettings(locations.settings)
        self.bridge = ServiceBridge(
            lambda on_event: InlineHost(locations, on_event, load_embedder=load_colour_embedder)
        )
        self.indexing = Indexing(self.bridge)
        self.window = MainWindow(self.bridge, self.indexing, locations, self.settings)
        self.window.resize(1000, 700)

    def begin(self) -> None:
        self.window.show()
        self.window.begin()
        self.bridge.start()

    def names(self) -> list[str]:
        """File names in the order of the grid."""
        model = self.window.model
        photos = [model.photo(row) for row in range(model.rowCount())]
        return [photo.path.name for photo in photos if photo]

    def close(self) -> None:
        self.window.hide()
        self.window.shut_down()
        self.bridge.close()
        self.window.deleteLater()
        self.bridge.deleteLater()
        self.indexing.deleteLater()
