"""The daily backup of the window, and the restore that it offers when the catalogue is damaged."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from clipphotos import app
from clipphotos.app import WindowController
from clipphotos.core.errors import ErrorReport
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.settings import LanguageChoice, WindowSettings
from clipphotos.service.hosts.process import ProcessHost
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.maintenance.backups import all_backups
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


def test_a_damaged_catalogue_is_restored_in_the_window(
    opened: WindowController, library: DataLocations, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    qtbot.waitUntil(lambda: bool(all_backups(library)), timeout=20_000)
    qtbot.waitUntil(lambda: opened.window.model.rowCount() == 4, timeout=20_000)
    # The service meets the damage when it is started again.
    opened._bridge.restart(lambda: overwrite(library.catalogue))
    qtbot.waitUntil(lambda: restore_button(opened) is not None, timeout=20_000)
    assert "is damaged" in opened.window.notice.text
    monkeypatch.setattr(app, "ask_to_restore", lambda _window, _backup: True)
    before = opened.window
    button = restore_button(opened)
    assert button is not None
    button.click()
    qtbot.waitUntil(lambda: opened.window is not before, timeout=20_000)
    qtbot.waitUntil(lambda: opened.window.model.rowCount() == 4, timeout=20_000)
    qtbot.waitUntil(lambda: opened._ready, timeout=20_000)
    assert not opened.window.notice.isVisible()
    assert list(library.root.glob("catalogue.damaged-*.sqlite3"))


def test_without_a_backup_that_is_said(
    opened: WindowController, library: DataLocations, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    qtbot.waitUntil(lambda: bool(all_backups(library)), timeout=20_000)
    for backup in all_backups(library):
        overwrite(backup.path)
    opened.window.notice.report(ErrorReport("catalogue-damaged", {"path": "x", "detail": "y"}))
    button = restore_button(opened)
    assert button is not None
    button.click()
    qtbot.waitUntil(lambda: "no sound backup" in opened.window.notice.text)
    assert opened.window.notice.isVisible()
    assert restore_button(opened) is None
