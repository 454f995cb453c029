"""Settings in the window: chosen in the dialog, kept, and seen in the status bar."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

from clipphotos.core.errors import ErrorReport
from clipphotos.core.indexing.settings import IndexingSettings, IndexingTime
from clipphotos.gui.inbox.folder_watch import FolderWatch
from clipphotos.gui.indexing import IndexingState
from clipphotos.gui.preferences.settings_dialog import SettingsDialog
from clipphotos.gui.watching.changed_folders import ChangedFolders
from clipphotos.inference.embedders.cores import limit_cores
from clipphotos.service.protocol.inboxes import SetInbox
from clipphotos.service.protocol.indexing import (
    GetIndexingSettings,
    IndexFolders,
    SetIndexingSettings,
    ShowFolder,
)
from clipphotos.storage.locations import DataLocations
from support.computers import Computer
from support.pictures import make_photos
from support.services import Service
from support.stepped_host import SteppedHost
from support.windows import Opened

AT_ONCE, WHEN_IDLE, BY_HAND = IndexingTime.AT_ONCE, IndexingTime.WHEN_IDLE, IndexingTime.BY_HAND


class Program:
    """The program started anew, on a computer as busy as a test says."""

    def __init__(self, locations: DataLocations, computer: Computer) -> None:
        self.hosts: list[SteppedHost] = []

        def make_host(on_event: Callable[..., None]) -> SteppedHost:
            self.hosts.append(SteppedHost(locations, on_event, computer))
            return self.hosts[-1]

        self.opened = Opened(locations, make_host)
        self.opened.begin()

    @property
    def commands(self) -> list[object]:
        return list(self.hosts[0].commands)


@pytest.fixture
def computer() -> Computer:
    return Computer()


@pytest.fixture
def start(locations: DataLocations, computer: Computer) -> Iterator[Callable[[], Program]]:
    programs: list[Program] = []

    def start_one() -> Program:
        programs.append(Program(locations, computer))
        return programs[-1]

    yield start_one
    for each in programs:
        each.opened.close()
    limit_cores(None)


@pytest.fixture
def library(service_of: Service, tmp_path: Path) -> Path:
    """A library folder with four photos, and four more that nobody has indexed yet."""
    folder = tmp_path / "photos"
    make_photos(folder, 4)
    service_of.index(folder)
    make_photos(folder, 4, first=100)
    return folder


@pytest.fixture
def service_of(locations: DataLocations) -> Service:
    locations.create()
    return Service(locations)


def open_dialog(program: Program, qtbot: QtBot) -> SettingsDialog:
    window = program.opened.window
    qtbot.waitUntil(lambda: program.opened.indexing.settings is not None)
    window.actions_["settings"].trigger()
    (dialog,) = window.findChildren(SettingsDialog)
    qtbot.waitUntil(dialog.isVisible)
    return dialog


def close(dialog: SettingsDialog, qtbot: QtBot) -> None:
    box = dialog.findChild(QDialogButtonBox)
    assert box is not None
    with qtbot.waitSignal(dialog.destroyed):
        qtbot.mouseClick(box.button(QDialogButtonBox.StandardButton.Close), Qt.MouseButton.LeftButton)


def test_the_dialog_changes_settings_at_once_and_for_good(
    start: Callable[[], Program], qtbot: QtBot, service_of: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 4)
    program = start()
    acts = program.opened.window.actions_
    assert acts["settings"].shortcut() == QKeySequence("Ctrl+,")
    dialog = open_dialog(program, qtbot)
    assert dialog.times[AT_ONCE].isChecked()
    assert [dialog.cores.itemText(row) for row in range(dialog.cores.count())] == ["All (4)", "1", "2", "3"]
    dialog.times[WHEN_IDLE].click()
    qtbot.waitUntil(lambda: program.opened.indexing.settings == IndexingSettings(WHEN_IDLE))
    dialog.cores.setCurrentIndex(2)
    dialog.cores.activated.emit(2)
    qtbot.waitUntil(lambda: program.opened.indexing.settings == IndexingSettings(WHEN_IDLE, 2))
    acts["settings"].trigger()
    assert len(program.opened.window.findChildren(SettingsDialog)) == 1
    close(dialog, qtbot)
    again = open_dialog(program, qtbot)
    assert again.times[WHEN_IDLE].isChecked()
    assert again.cores.currentText() == "2"
    close(again, qtbot)
    assert program.commands.count(SetIndexingSettings(IndexingSettings(WHEN_IDLE, 2))) == 1
    program.opened.bridge.close()
    assert service_of.run(GetIndexingSettings()) == IndexingSettings(WHEN_IDLE, 2)


def test_more_cores_than_there_are_are_all(
    start: Callable[[], Program], qtbot: QtBot, service_of: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    service_of.run(SetIndexingSettings(IndexingSettings(cores=64)))
    monkeypatch.setattr("os.cpu_count", lambda: 4)
    dialog = open_dialog(start(), qtbot)
    assert dialog.cores.currentText() == "All (4)"
    close(dialog, qtbot)


def test_a_setting_that_cannot_be_kept_is_taken_back_and_said(
    start: Callable[[], Program], qtbot: QtBot
) -> None:
    program = start()
    dialog = open_dialog(program, qtbot)
    dialog.times[BY_HAND].setChecked(True)
    dialog._refuse(ErrorReport("disk-full", {"path": "/somewhere"}))
    assert dialog.times[AT_ONCE].isChecked()
    assert dialog.notice.isVisible()
    close(dialog, qtbot)


def test_by_hand_lasts_and_one_button_indexes(
    start: Callable[[], Program], qtbot: QtBot, library: Path, service_of: Service
) -> None:
    service_of.run(SetIndexingSettings(IndexingSettings(BY_HAND)))
    program = start()
    indexing, bar = program.opened.indexing, program.opened.window.status_bar
    qtbot.waitUntil(lambda: indexing.state is IndexingState.BY_HAND and not indexing.jobs)
    qtbot.waitUntil(lambda: program.opened.window.model.rowCount() == 4)
    assert bar.progress_text == "New photos are indexed by hand"
    assert bar._pause.accessibleName() == "Index new photos now"
    qtbot.mouseClick(bar._pause, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: program.opened.window.model.rowCount() == 8)
    qtbot.waitUntil(lambda: indexing.state is IndexingState.BY_HAND)


def test_leaving_by_hand_indexes_what_was_held_back(
    start: Callable[[], Program], qtbot: QtBot, library: Path, service_of: Service
) -> None:
    service_of.run(SetIndexingSettings(IndexingSettings(BY_HAND)))
    program = start()
    qtbot.waitUntil(lambda: program.opened.indexing.state is IndexingState.BY_HAND)
    dialog = open_dialog(program, qtbot)
    dialog.times[AT_ONCE].click()
    qtbot.waitUntil(lambda: program.opened.window.model.rowCount() == 8)
    qtbot.waitUntil(lambda: program.opened.indexing.state is IndexingState.IDLE)
    close(dialog, qtbot)


def test_the_status_bar_says_that_it_waits_and_offers_not_to(
    start: Callable[[], Program], qtbot: QtBot, library: Path, service_of: Service, computer: Computer
) -> None:
    service_of.run(SetIndexingSettings(IndexingSettings(WHEN_IDLE)))
    computer.share = 1.0
    program = start()
    indexing, bar = program.opened.indexing, program.opened.window.status_bar
    qtbot.waitUntil(lambda: bar.progress_text == "Waiting until the computer is idle")
    # They are there already.
    qtbot.waitUntil(lambda: program.opened.window.model.rowCount() == 8)
    assert bar.now.isVisible()
    assert not bar._bar.isVisible()
    qtbot.mouseClick(bar.now, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: indexing.state is IndexingState.IDLE)
    assert not bar.now.isVisible()
    assert service_searchable(program, service_of) == 8


def test_it_goes_on_by_itself_once_the_computer_is_idle(
    start: Callable[[], Program], qtbot: QtBot, library: Path, service_of: Service, computer: Computer
) -> None:
    service_of.run(SetIndexingSettings(IndexingSettings(WHEN_IDLE)))
    computer.share = 1.0
    program = start()
    bar = program.opened.window.status_bar
    qtbot.waitUntil(bar.now.isVisible)
    computer.share = 0.0
    qtbot.waitUntil(lambda: program.opened.indexing.state is IndexingState.IDLE)
    assert service_searchable(program, service_of) == 8


def test_what_waits_is_silent_while_something_else_is_indexed(
    start: Callable[[], Program], qtbot: QtBot, library: Path, service_of: Service, computer: Computer
) -> None:
    service_of.run(SetIndexingSettings(IndexingSettings(WHEN_IDLE)))
    computer.share = 1.0
    program = start()
    bar, told = program.opened.window.status_bar, list[str]()
    qtbot.waitUntil(bar.now.isVisible)
    program.opened.indexing.progressed.connect(lambda report: told.append(report.stage))
    program.opened.indexing.index()
    qtbot.waitUntil(lambda: "embed" in told)
    assert "idle" not in told[: told.index("embed")]
    qtbot.waitUntil(bar.now.isVisible)


def test_a_folder_that_is_added_waits_too_and_a_rescan_does_not(
    start: Callable[[], Program], qtbot: QtBot, service_of: Service, tmp_path: Path, computer: Computer
) -> None:
    service_of.run(SetIndexingSettings(IndexingSettings(WHEN_IDLE)))
    computer.share = 1.0
    make_photos(tmp_path / "photos", 3)
    program = start()
    window = program.opened.window
    qtbot.waitUntil(lambda: program.opened.indexing.settings is not None)
    window.add_folders([tmp_path / "photos"])
    qtbot.waitUntil(window.status_bar.now.isVisible)
    qtbot.waitUntil(lambda: window.model.rowCount() == 3)
    window.actions_["rescan"].trigger()
    qtbot.waitUntil(lambda: IndexFolders() in program.commands)
    window.indexing.pause()
    assert IndexFolders((tmp_path / "photos",), in_background=True) in program.commands


def test_new_photos_in_an_inbox_are_seen_while_their_indexing_waits(
    start: Callable[[], Program],
    qtbot: QtBot,
    library: Path,
    service_of: Service,
    computer: Computer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(FolderWatch, "SOON_MS", 10)
    monkeypatch.setattr(FolderWatch, "AGAIN_MS", 50)
    monkeypatch.setattr(ChangedFolders, "REST_MS", 20)
    service_of.run(SetInbox(library, on=True))
    service_of.run(SetIndexingSettings(IndexingSettings(WHEN_IDLE)))
    computer.share = 1.0
    program = start()
    window = program.opened.window
    qtbot.waitUntil(lambda: window.model.rowCount() == 8)
    qtbot.waitUntil(window.status_bar.now.isVisible)
    for first in (200, 300):  # the second while the run for the first waits
        make_photos(library, 2, first=first)
        photos = 10 if first == 200 else 12
        qtbot.waitUntil(lambda photos=photos: window.model.rowCount() == photos)
    computer.share = 0.0
    qtbot.waitUntil(lambda: program.opened.indexing.state is IndexingState.IDLE)
    assert service_searchable(program, service_of) == 12


def test_the_service_is_told_what_is_on_screen(
    start: Callable[[], Program], qtbot: QtBot, library: Path
) -> None:
    program = start()
    window = program.opened.window
    qtbot.waitUntil(lambda: window.model.rowCount() == 8)
    window.library.choose(library)
    qtbot.waitUntil(lambda: ShowFolder(library) in program.commands)
    program.opened.bridge.ready.emit()
    assert program.commands.count(ShowFolder(library)) == 2, "a service that was started anew is told again"
    window.library.choose(None)
    qtbot.waitUntil(lambda: ShowFolder(None) in program.commands)
    qtbot.waitUntil(lambda: program.opened.indexing.state is IndexingState.IDLE)


def service_searchable(program: Program, service: Service) -> int:
    program.opened.bridge.close()
    return service.status().searchable
