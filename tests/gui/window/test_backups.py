"""The daily backup of the window, and the restore that it offers when the catalogue is damaged."""

import random
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from clipphotos import app
from clipphotos.app import WindowController
from clipphotos.core.errors import ErrorReport
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.settings import LanguageChoice, WindowSettings
from clipphotos.gui.widgets.questions import Remedy, ask_for_remedy
from clipphotos.service.hosts.process import ProcessHost
from clipphotos.storage.catalogue import open_catalogue_to_read
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.maintenance.backups import Backup, all_backups
from support.dialogs import when_asked
from support.pictures import make_photos
from support.services import Service, run_with_colours


@pytest.fixture
def library(locations: DataLocations, tmp_path: Path) -> DataLocations:
    make_photos(tmp_path / "photos", 4)
    Service(locations).index(tmp_path / "photos")
    return locations


@pytest.fixture
def opened(qapp: QApplication, library: DataLocations, qtbot: QtBot) -> Iterator[WindowController]:
    """The program, shown."""
    settings = WindowSettings(library.settings)
    settings.language = LanguageChoice.ENGLISH
    bridge = ServiceBridge(lambda tell: ProcessHost(library, tell, run=run_with_colours))
    keeper = WindowController(qapp, bridge, library, settings)
    keeper.show()
    yield keeper
    keeper.window.hide()
    keeper.shut_down()
    bridge.close()
    keeper.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def overwrite(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(random.Random(5).randbytes(3000))


def restore_button(keeper: WindowController) -> QPushButton | None:
    buttons = keeper.window.notice.findChildren(QPushButton)
    return next((each for each in buttons if each.text() == "Restore a backup…"), None)


@pytest.mark.parametrize(
    ("damage", "said"), [(overwrite, "is damaged"), (Path.unlink, "is gone")], ids=["damaged", "gone"]
)
def test_a_catalogue_is_restored_in_the_window(
    opened: WindowController,
    library: DataLocations,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    damage: Callable[[Path], None],
    said: str,
):
    qtbot.waitUntil(lambda: bool(all_backups(library)), timeout=20_000)
    qtbot.waitUntil(lambda: opened.window.model.rowCount() == 4, timeout=20_000)
    # The service meets the damage when it is started again.
    opened._bridge.restart(lambda: damage(library.catalogue))
    qtbot.waitUntil(lambda: restore_button(opened) is not None, timeout=20_000)
    assert said in opened.window.notice.text
    monkeypatch.setattr(app, "ask_for_remedy", lambda _window, _backup: Remedy.RESTORE)
    before = opened.window
    button = restore_button(opened)
    assert button is not None
    button.click()
    qtbot.waitUntil(lambda: opened.window is not before, timeout=20_000)
    qtbot.waitUntil(lambda: opened.window.model.rowCount() == 4, timeout=20_000)
    qtbot.waitUntil(lambda: opened._ready, timeout=20_000)
    assert not opened.window.notice.isVisible()
    assert bool(list(library.root.glob("catalogue.damaged-*.sqlite3"))) == (damage is overwrite)


def test_without_a_backup_a_library_can_be_begun_anew(
    opened: WindowController, library: DataLocations, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    qtbot.waitUntil(lambda: bool(all_backups(library)), timeout=20_000)
    for backup in all_backups(library):
        overwrite(backup.path)
    asked: list[Backup | None] = []

    def start_anew(_window: QWidget, backup: Backup | None) -> Remedy:
        asked.append(backup)
        return Remedy.START_ANEW

    monkeypatch.setattr(app, "ask_for_remedy", start_anew)
    opened.window.notice.report(ErrorReport("catalogue-damaged", {"path": "x", "detail": "y"}))
    button = restore_button(opened)
    assert button is not None
    before = opened.window
    button.click()
    qtbot.waitUntil(lambda: opened.window is not before and opened._ready, timeout=20_000)
    assert asked == [None]
    with open_catalogue_to_read(library) as catalogue:
        assert catalogue.value("SELECT count(*) FROM library_root") == 0


@pytest.mark.parametrize("is_backed_up", [True, False])
@pytest.mark.parametrize("remedy", Remedy)
def test_what_can_be_done_is_asked(qtbot: QtBot, tmp_path: Path, remedy: Remedy, is_backed_up: bool):
    parent = QWidget()
    qtbot.addWidget(parent)
    texts = {Remedy.RESTORE: "Restore", Remedy.START_ANEW: "Start with an empty library"}
    seen: list[str] = []

    def press(box: QMessageBox) -> None:
        seen.extend(button.text() for button in box.buttons())
        wanted = texts.get(remedy)
        button = next((each for each in box.buttons() if each.text() == wanted), box.escapeButton())
        assert button is not None
        button.click()

    backup = Backup(tmp_path, date(2026, 5, 31)) if is_backed_up else None
    when_asked(press)
    answer = ask_for_remedy(parent, backup)
    assert ("Restore" in seen) == is_backed_up
    assert answer is (remedy if is_backed_up or remedy is not Remedy.RESTORE else Remedy.NOTHING)
