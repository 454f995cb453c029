"""Makes the README's picture: the real window, on photos that may be shown.

    pip install '.[docs]'
    python packaging/readme_screenshot.py docs/window.png

The photos come with scikit-image: works of NASA in the public domain, and photos under CC0 or without known
restrictions, as the documentation of ``skimage.data`` says of each.
"""

import os
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from clipphotos.app import WindowController
from clipphotos.core.search.query import SearchQuery
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.settings import ColourChoice, LanguageChoice, WindowSettings
from clipphotos.gui.theme import apply_theme
from clipphotos.service.hosts.inline import InlineHost
from clipphotos.service.hosts.process import ProcessHost
from clipphotos.service.protocol.categories import AddCategory, PhotoExample, SetExamples
from clipphotos.service.protocol.events import Event, JobFinished
from clipphotos.service.protocol.indexing import IndexFolders
from clipphotos.service.protocol.operations import RatePhotos
from clipphotos.service.protocol.searching import Search, SearchResult
from clipphotos.storage.locations import DataLocations

FREE = {
    "astronaut.png": "Portrait/Eileen Collins.jpg",
    "camera.png": "Portrait/Photographer.jpg",
    "chelsea.png": "Home/Chelsea.jpg",
    "coffee.png": "Home/Coffee.jpg",
    "coins.png": "Museum/Coins.jpg",
    "hubble_deep_field.jpg": "Sky/Hubble deep field.jpg",
    "moon.png": "Sky/Moon.jpg",
    "rocket.jpg": "Sky/Rocket.jpg",
}
"""Files of scikit-image that may be shown, and where a person would keep them."""
QUERY = "a cup of coffee"
CATEGORIES = {"Pets": ("cat", "dog"), "Coffee and tea": ("coffee", "tea"), "People": ("a man", "a woman")}
EXAMPLES = {"Coffee and tea": "Coffee.jpg", "People": "Eileen Collins.jpg"}
"""What a person would confirm."""
STARS = (5, 4)
"""Ratings of the first photos found."""
MILLISECONDS_TO_SETTLE = 8000


def main() -> int:
    target = Path(sys.argv[1]).absolute()
    with tempfile.TemporaryDirectory() as folder:
        photos = Path(folder, "Pictures")
        _copy_photos(photos)
        locations = DataLocations(Path(folder, "data"))
        with InlineHost(locations) as service:
            service.run(IndexFolders((photos,)))
            found = service.run(Search(SearchQuery(QUERY)))
            numbers = {hit.path.name: hit.photo_id for hit in found.hits}
            for name, labels in CATEGORIES.items():
                added = service.run(AddCategory(name, labels))
                if name in EXAMPLES:
                    example = PhotoExample(numbers[EXAMPLES[name]], added.category_id, is_member=True)
                    service.run(SetExamples((example,)))
            for hit, stars in zip(found.hits, STARS, strict=False):
                service.run(RatePhotos((hit.photo_id,), stars))
        _take_picture(locations, target)
    return 0


def _copy_photos(folder: Path) -> None:
    import skimage

    for name, path in FREE.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        with Image.open(Path(skimage.__file__).parent / "data" / name) as picture:
            picture.convert("RGB").save(folder / path, quality=92)


def _take_picture(locations: DataLocations, target: Path) -> None:
    app = QApplication([])
    settings = WindowSettings(locations.settings)
    settings.language, settings.colours = LanguageChoice.ENGLISH, ColourChoice.LIGHT
    settings.tile_size = 176
    apply_theme(app, settings.colours)
    answered = threading.Event()

    def start_host(on_event: Callable[[Event], None]) -> ProcessHost:
        def watch(event: Event) -> None:
            on_event(event)
            if isinstance(event, JobFinished) and isinstance(event.result, SearchResult):
                answered.set()

        return ProcessHost(locations, watch)

    bridge = ServiceBridge(start_host)
    controller = WindowController(app, bridge, locations, settings)
    controller.window.resize(1120, 640)
    controller.show()
    QTimer.singleShot(1000, lambda: controller.window.search_bar.edit.setText(QUERY))
    clock = QTimer(interval=200)

    def look() -> None:
        if answered.is_set():
            clock.stop()
            QTimer.singleShot(MILLISECONDS_TO_SETTLE, shoot)

    def shoot() -> None:
        controller.window.grab().save(str(target))
        app.quit()

    clock.timeout.connect(look)
    clock.start()
    app.exec()
    controller.shut_down()
    bridge.close()


if __name__ == "__main__":
    sys.exit(main())
