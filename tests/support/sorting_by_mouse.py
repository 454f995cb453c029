"""Sorts a folder of photos with the real window, as a user would by mouse and keys.

Run as a program on a real display, since Qt's offscreen platform cannot drag:
``python sorting_by_mouse.py DATA_FOLDER PHOTOS [FOLDER_FOR_SCREENSHOTS] [--category NAME]… [--language zh_CN]
[--dark]``.
Prints what came of it as JSON.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox

from clipphotos.core.sorting.plan import SortEffect
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.i18n import install_language
from clipphotos.gui.indexing import IndexingController, IndexingState
from clipphotos.gui.operations.outcome_dialog import OutcomeDialog
from clipphotos.gui.settings import ColourChoice, LanguageChoice, WindowSettings
from clipphotos.gui.sorting.board import SortBoard
from clipphotos.gui.sorting.lane import UNSURE
from clipphotos.gui.theme.apply import apply_theme
from clipphotos.gui.window.main_window import MainWindow
from clipphotos.service.hosts.process import ProcessHost
from clipphotos.service.protocol.categories import AddCategory
from clipphotos.storage.locations import DataLocations

FLOWERS = ["daisies", "dandelions", "roses", "sunflowers", "tulips"]
PATIENCE_MS = 600_000


def until(condition: Callable[[], bool]) -> None:
    """Let the window live until something is so."""
    loop, over = QEventLoop(), QTimer(singleShot=True, interval=PATIENCE_MS)
    look = QTimer(interval=20)
    look.timeout.connect(lambda: condition() and loop.quit())
    over.timeout.connect(loop.quit)
    look.start()
    over.start()
    loop.exec()
    if not condition():
        raise TimeoutError


def files_in(folder: Path) -> list[str]:
    """The files below a folder."""
    # Not by a glob, which fails when a folder goes meanwhile: an undo removes those that a sort made.
    found = [Path(at, name) for at, _, names in os.walk(folder) for name in names]
    return sorted(path.relative_to(folder).as_posix() for path in found)


def drag_photo(board: SortBoard, photo_id: int, start: int, end: int) -> None:
    """Drag a photo with the mouse. A drag has an event loop of its own: its way is told in advance."""
    source, target = board.column(start).list, board.column(end).list
    index = source.photos.index(source.photos.ids.index(photo_id))
    source.scrollTo(index)
    at = source.visualRect(index).center()
    window = board.window()
    middle = target.viewport().mapTo(window, target.viewport().rect().center())
    way = [middle + QPoint(step, step) for step in (0, 3, 6)]

    def go_on() -> None:
        if way:
            QTest.mouseMove(window.windowHandle(), way.pop(0))
            QTimer.singleShot(50, go_on)
        else:
            QTest.mouseRelease(window.windowHandle(), Qt.MouseButton.LeftButton, pos=middle + QPoint(6, 6))

    QTest.mousePress(source.viewport(), Qt.MouseButton.LeftButton, pos=at)
    QTimer.singleShot(50, go_on)
    for distance in (1, QApplication.startDragDistance() + 10):
        QTest.mouseMove(source.viewport(), at + QPoint(distance, 0))


class Visit:
    """One session with the program.

    Args:
        data: Data folder.
        photos: Folder with photos.
        categories: What they are sorted into.
        pictures: Where screenshots go, if they are wanted.
    """

    def __init__(self, data: Path, photos: Path, categories: list[str], pictures: Path | None) -> None:
        locations = DataLocations(data)
        locations.create()
        self.photos = photos
        self.categories = categories
        self.pictures = pictures
        self.bridge = ServiceBridge(lambda on_event: ProcessHost(locations, on_event))
        self.indexing = IndexingController(self.bridge)
        settings = WindowSettings(locations.settings)
        self.window = MainWindow(self.bridge, self.indexing, locations, settings)
        self.window.resize(1280, 820)
        self.window.show()
        # Without a window manager nobody else makes it the one that keys go to.
        self.window.activateWindow()
        self.window.begin()
        self.bridge.start()

    @property
    def board(self) -> SortBoard:
        """The plan board."""
        return self.window.sorting.board

    def look(self, name: str) -> None:
        """Take a screenshot."""
        if self.pictures:
            # A moment for thumbnails to arrive and be painted.
            loop = QEventLoop()
            QTimer.singleShot(500, loop.quit)
            loop.exec()
            picture = QGuiApplication.primaryScreen().grabWindow(0)
            picture.save(str(self.pictures / f"{name}.png"))

    def planned(self) -> bool:
        """Whether the plan on the board is up to date."""
        return self.board.is_up_to_date

    def prepare(self) -> None:
        """Index the photos and name categories."""
        self.window.add_folders([self.photos])
        until(lambda: self.window.model.rowCount() == len(files_in(self.photos)))
        until(lambda: self.indexing.state is IndexingState.IDLE)
        for name in self.categories:
            self.bridge.submit(AddCategory(name))
        until(lambda: self.window.sidebar.categories.names == self.categories)

    def plan(self) -> None:
        """Select everything, and open the plan board by the menu that a right click opens."""
        until(self.window.isActiveWindow)
        self.window.grid.setFocus()
        QTest.keyClick(self.window.grid, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        until(lambda: len(self.window.grid.selection.rows()) == self.window.model.rowCount())
        self.look("1-selected")
        self.window.actions_["sort"].trigger()
        until(self.planned)
        self.board.effect.setCurrentIndex(self.board.effect.findData(SortEffect.MOVE.value))
        until(lambda: self.planned() and self.board.planned.plan.effect is SortEffect.MOVE)
        self.look("2-plan")

    def correct(self) -> dict[int, int]:
        """Drag two photos the program is unsure of, or else of the first column, into other columns."""
        columns = [each.category_id for each in self.board.planned.categories]
        corrected: dict[int, int] = {}
        for end in columns[:2]:
            start = next(
                place
                for place in (UNSURE, *columns)
                if place != end and self.board.column(place).list.photos.ids
            )
            photo_id = self.board.column(start).list.photos.ids[0]
            drag_photo(self.board, photo_id, start, end)
            until(lambda: self.planned() and photo_id in self.board.column(end).list.photos.ids)  # noqa: B023
            corrected[photo_id] = end
        self.look("3-corrected")
        return corrected

    def apply(self) -> None:
        """Carry the plan out."""
        QTest.mouseClick(self.board.apply, Qt.MouseButton.LeftButton)
        until(lambda: bool(self.window.findChildren(OutcomeDialog)))
        (dialog,) = self.window.findChildren(OutcomeDialog)
        self.look("4-sorted")
        dialog.buttons.button(QDialogButtonBox.StandardButton.Close).click()

    def undo(self, before: list[str]) -> None:
        """Press Ctrl+Z."""
        until(self.window.actions_["undo"].isEnabled)
        self.window.activateWindow()
        until(self.window.isActiveWindow)
        QTest.keyClick(self.window.grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        until(lambda: files_in(self.photos) == before)
        self.look("5-undone")

    def close(self) -> None:
        """Close the window and end the service."""
        self.window.close()
        self.window.shut_down()
        self.bridge.close()


def options() -> argparse.Namespace:
    """What the program was started with."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("photos", type=Path)
    parser.add_argument("pictures", type=Path, nargs="?")
    parser.add_argument("--category", action="append", help="flowers, if there are none")
    parser.add_argument("--language", type=LanguageChoice, default=LanguageChoice.ENGLISH)
    parser.add_argument("--dark", action="store_true")
    return parser.parse_args()


def start(language: LanguageChoice, *, dark: bool) -> QApplication:
    """Make the application as the program's own start does; the language before any window."""
    app = QApplication([])
    apply_theme(app, ColourChoice.DARK if dark else ColourChoice.LIGHT)
    install_language(language)
    return app


def main() -> None:
    """See the module."""
    chosen = options()
    app = start(chosen.language, dark=chosen.dark)
    photos: Path = chosen.photos
    before = files_in(photos)
    visit = Visit(chosen.data, photos, chosen.category or FLOWERS, chosen.pictures)
    visit.prepare()
    visit.plan()
    corrected = visit.correct()
    names = {each.category_id: each.name for each in visit.board.planned.categories}
    places = {
        entry.candidate.photo_id: entry.candidate.file.path.name for entry in visit.board.planned.plan.entries
    }
    visit.apply()
    after = files_in(photos)
    visit.undo(before)
    visit.close()
    told = {
        "platform": app.platformName(),
        "corrected": {places[photo_id]: names[category] for photo_id, category in corrected.items()},
        "sorted": after,
    }
    sys.stdout.write(json.dumps(told) + os.linesep)


if __name__ == "__main__":
    main()
