"""Puts the GUI together and runs it."""

import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from clipphotos.core.errors import ErrorReport, KnownError
from clipphotos.core.wording.errors import word
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.i18n import current_language, install_language
from clipphotos.gui.indexing import IndexingController
from clipphotos.gui.settings import ColourChoice, LanguageChoice, WindowSettings
from clipphotos.gui.theme.apply import apply_theme, follow_system
from clipphotos.gui.theme.focus_ring import FocusRing
from clipphotos.gui.widgets.icons import app_icon
from clipphotos.gui.widgets.questions import Remedy, ask_for_remedy, ask_to_trust
from clipphotos.gui.window.backups import DailyBackup
from clipphotos.gui.window.crash import CrashReporter
from clipphotos.gui.window.main_window import MainWindow
from clipphotos.gui.window.service_notices import mention_crash
from clipphotos.gui.window.single_instance import Claim, SingleInstance
from clipphotos.service.hosts.process import ProcessHost
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.logs import start_log
from clipphotos.storage.maintenance.backups import restore, sound_backup, start_anew


class WindowController(QObject):
    """Makes the window, and makes it anew when its language changes.

    Args:
        app: The application.
        bridge: The photo service.
        locations: The data folder.
        settings: What the window remembers.
    """

    def __init__(
        self, app: QApplication, bridge: ServiceBridge, locations: DataLocations, settings: WindowSettings
    ) -> None:
        super().__init__()
        self._app = app
        self._bridge = bridge
        self._locations = locations
        self._settings = settings
        self._ready = False
        self._indexing = IndexingController(bridge, self)
        self._backup = DailyBackup(bridge, self)
        bridge.ready.connect(self._note_ready)
        follow_system(app, self._apply_colours)
        self.window = self._make()

    def show(self) -> None:
        """Show the window, and only then read the library and start the service."""
        self.window.show()
        QTimer.singleShot(0, self._begin)

    def come_to_front(self) -> None:
        """Show the window that is there already to somebody who started the program again."""
        if self.window.isMinimized():
            self.window.showNormal()
        self.window.raise_()
        self.window.activateWindow()

    def report_bug(self, traceback: str) -> None:
        """Tell about a bug without stopping the work."""
        lines = traceback.strip().splitlines()
        detail = lines[-1] if lines else ""
        self.window.notice.report(ErrorReport("internal-error", {"detail": detail}, traceback))

    def _begin(self) -> None:
        self.window.begin()
        self._bridge.start()

    def _note_ready(self) -> None:
        self._ready = True

    def _make(self) -> MainWindow:
        install_language(self._settings.language)
        window = MainWindow(self._bridge, self._indexing, self._locations, self._settings)
        window.view_actions.colours_chosen.connect(self._set_colours)
        window.view_actions.language_chosen.connect(self._set_language)
        window.notice.restore_requested.connect(self._offer_restore, Qt.ConnectionType.QueuedConnection)
        window.closed.connect(self._app.quit)
        return window

    def _offer_restore(self) -> None:
        backup = sound_backup(self._locations)
        remedy = ask_for_remedy(self.window, backup)
        if remedy is Remedy.RESTORE and backup is not None:
            self._replace_catalogue(partial(restore, self._locations, backup))
        elif remedy is Remedy.START_ANEW:
            self._replace_catalogue(partial(start_anew, self._locations))

    def _replace_catalogue(self, replace: Callable[[], object]) -> None:
        """Put something in the catalogue's place while neither a window nor the service uses it."""
        failures: list[ErrorReport] = []

        def replace_alone() -> None:
            try:
                replace()
            except KnownError as error:
                failures.append(error.report())

        def restart() -> None:
            self._ready = False
            self._bridge.restart(replace_alone)

        self._replace_window(restart)
        for failure in failures:
            self.window.notice.report(failure)

    def _set_colours(self, choice: ColourChoice) -> None:
        self._settings.colours = choice
        self._apply_colours()

    def _apply_colours(self) -> None:
        apply_theme(self._app, self._settings.colours)

    def _set_language(self, choice: LanguageChoice) -> None:
        if choice is not self._settings.language:
            self._settings.language = choice
            # Not from within the menu that is about to go.
            QTimer.singleShot(0, self._replace_window)

    def _replace_window(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        """Make the window anew, and do something while there is none."""
        old = self.window
        old.closed.disconnect(self._app.quit)
        old.remember_geometry()
        old.hide()
        old.shut_down()
        # Before the new window asks anything: what the old one asked is nobody's any more.
        self._bridge.forget_all_but(self._indexing.jobs)
        meanwhile()
        self.window = self._make()
        self.window.take_over(old)
        self.window.show()
        self.window.begin(service_ready=self._ready)
        old.deleteLater()

    def shut_down(self) -> None:
        """Stop the window's threads, and ask for no more backups."""
        self._backup.close()
        self.window.shut_down()


def open_data_folder(locations: DataLocations) -> DataLocations | None:
    """Make the data folder if need be, and have the user decide where it may be somebody else's work.

    Returns:
        The folder as it is to be used; None if it is not to be, or cannot be, which was said.
    """
    try:
        locations.require_trusted()
    except KnownError as error:
        install_language(LanguageChoice.SYSTEM)
        if not ask_to_trust(word(error.error_code, error.params, current_language())):
            return None
        locations = replace(locations, is_trusted=True)
    try:
        locations.create()
    except KnownError as error:
        install_language(LanguageChoice.SYSTEM)
        QMessageBox.critical(None, "ClipPhotos", word(error.error_code, error.params, current_language()))
        return None
    return locations


def run_gui(locations: DataLocations, argv: Sequence[str]) -> int:
    """Run the program with a window.

    Args:
        locations: The data folder.
        argv: Options for Qt itself.

    Returns:
        The exit code.
    """
    app = QApplication([sys.argv[0], *argv])
    app.setApplicationName("ClipPhotos")
    app.setApplicationDisplayName("ClipPhotos")
    app.setDesktopFileName("clipphotos")
    app.setWindowIcon(app_icon())
    app.setQuitOnLastWindowClosed(False)
    # Ctrl+C in a terminal ends the program instead of waiting for the next event.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    opened = open_data_folder(locations)
    if opened is None:
        return 1
    locations = opened
    instance = SingleInstance(locations.root, locations.window_lock)
    claim = instance.claim()
    if claim is Claim.UNANSWERED:
        install_language(LanguageChoice.SYSTEM)
        QMessageBox.critical(None, "ClipPhotos", word("window-does-not-answer", {}, current_language()))
        return 1
    if claim is Claim.RAISED:
        return 0
    with ExitStack() as stack:
        stack.callback(instance.release)
        # At once: what follows takes seconds, in which the program may be started again.
        app.aboutToQuit.connect(instance.release)
        stack.enter_context(start_log(locations.logs / "window.log"))
        crashes = CrashReporter(locations.logs)
        crashed_last_time = crashes.install()
        stack.callback(crashes.uninstall)
        settings = WindowSettings(locations.settings)
        apply_theme(app, settings.colours)
        FocusRing(app)
        bridge = ServiceBridge(lambda on_event: ProcessHost(locations, on_event))
        stack.callback(bridge.close)
        windows = WindowController(app, bridge, locations, settings)
        stack.callback(windows.shut_down)
        instance.raise_requested.connect(windows.come_to_front)
        crashes.happened.connect(windows.report_bug)
        windows.show()
        if not instance.listens:
            windows.window.notice.report(ErrorReport("window-not-listening", {"detail": instance.problem}))
        if crashed_last_time:
            mention_crash(windows.window.notice, locations.logs)
        return app.exec()
