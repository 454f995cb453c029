"""A window with a real, inline service behind it."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from clipphotos.gui.bridge import MakeHost, ServiceBridge
from clipphotos.gui.indexing import IndexingController, IndexingState
from clipphotos.gui.settings import WindowSettings
from clipphotos.gui.window.main_window import MainWindow
from clipphotos.service.hosts.inline import InlineHost
from clipphotos.service.protocol.categories import AddCategory
from clipphotos.storage.locations import DataLocations
from support.services import load_colour_embedder


class Opened:
    """A window with a service behind it, an inline one unless another is made."""

    def __init__(self, locations: DataLocations, make_host: MakeHost | None = None) -> None:
        locations.create()
        self.locations = locations
        self.settings = WindowSettings(locations.settings)
        self.bridge = ServiceBridge(
            make_host
            or (lambda on_event: InlineHost(locations, on_event, load_embedder=load_colour_embedder))
        )
        self.indexing = IndexingController(self.bridge)
        self.window = MainWindow(self.bridge, self.indexing, locations, self.settings)
        self.window.resize(1000, 700)

    def begin(self) -> None:
        self.window.show()
        self.window.begin()
        self.bridge.start()

    def index(self, qtbot: QtBot, folder: Path, photos: int) -> None:
        """Add a folder with so many photos, and see its run to the end."""
        self.window.add_folders([folder])
        qtbot.waitUntil(lambda: self.window.model.rowCount() == photos)
        qtbot.waitUntil(lambda: self.indexing.state is IndexingState.IDLE)

    def fill(self, qtbot: QtBot, folder: Path, photos: int) -> None:
        """Index a folder with so many photos, and make the categories red and blue."""
        self.index(qtbot, folder, photos)
        for name in ("red", "blue"):
            self.bridge.submit(AddCategory(name, threshold=0.3))
        qtbot.waitUntil(lambda: self.window.sidebar.categories.names == ["red", "blue"])

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
