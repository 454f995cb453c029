"""The window's dialogs about models, what is skipped or left out and settings, and what they show."""

import os

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.indexing import IndexingController
from clipphotos.gui.preferences.excluded_dialog import ExcludedDialog
from clipphotos.gui.preferences.model_dialog import ModelDialog
from clipphotos.gui.preferences.settings_dialog import SettingsDialog
from clipphotos.gui.preferences.skipped_dialog import SkippedDialog
from clipphotos.gui.widgets.formatting import photo_count
from clipphotos.gui.widgets.notice_bar import NoticeBar
from clipphotos.service.protocol.indexing import IndexSummary
from clipphotos.service.protocol.library import GetStatus, Status


class WindowDialogs(QObject):
    """Opens each dialog at most once and keeps it up to date.

    Args:
        window: Parent of the dialogs.
        bridge: Asked how things stand.
        indexing: Uses another model, tries skipped photos again.
    """

    status_changed = Signal(object)
    """`Status`."""

    def __init__(self, window: QWidget, bridge: ServiceBridge, indexing: IndexingController) -> None:
        super().__init__(window)
        self._window = window
        self._bridge = bridge
        self._indexing = indexing
        self._status: Status | None = None
        self._models: ModelDialog | None = None
        self._skipped: SkippedDialog | None = None
        self._excluded: ExcludedDialog | None = None
        self._settings: SettingsDialog | None = None

    def ask_status(self, *_: object) -> None:
        """Find out how things stand."""
        self._bridge.submit(GetStatus(), self._take_status)

    def show_models(self) -> None:
        """Let the user choose a model."""
        if self._status is None:
            self._bridge.submit(GetStatus(), self._take_status_and_show_models)
        elif self._models is None:
            status = self._status
            dialog = ModelDialog(
                status.models, status.device, self._bridge, self._window, backend=status.backend
            )
            dialog.show_fallback_reason(status.fallback_reason)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.use_requested.connect(self._indexing.use_model)
            dialog.finished.connect(self._forget_models)
            self._models = dialog
            dialog.open()

    def show_skipped(self) -> None:
        """List the photos that were skipped."""
        self._bridge.submit(GetStatus(), self._open_skipped)

    def show_settings(self) -> None:
        """Let the user change the settings."""
        if self._settings is None:
            dialog = SettingsDialog(self._indexing, self._bridge, os.cpu_count() or 1, self._window)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.exclusions.show_requested.connect(self.show_excluded)
            dialog.finished.connect(self._forget_settings)
            self._settings = dialog
            dialog.open()

    def show_excluded(self) -> None:
        """List the folders that are left out."""
        self._bridge.submit(GetStatus(), self._open_excluded)

    def tell_of_excluded(self, notice: NoticeBar, summary: IndexSummary) -> None:
        """Say once that photos that were shown before are left out from now on."""
        if summary.newly_excluded:
            text = self.tr("No longer shown: {photos} in {folders}. What is known of them is kept.")
            folders = self.tr("%Ln excluded folder(s)", "", summary.excluded_folders)
            text = text.format(photos=photo_count(summary.newly_excluded), folders=folders)
            notice.inform(text, self.tr("Show…"), self.show_excluded)

    def _open_excluded(self, status: Status) -> None:
        self._take_status(status)
        if self._excluded is None:
            dialog = ExcludedDialog(status.excluded, self._settings or self._window)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.settings_requested.connect(self.show_settings)
            dialog.finished.connect(self._forget_excluded)
            self._excluded = dialog
            dialog.open()

    def _forget_excluded(self) -> None:
        self._excluded = None

    def _forget_settings(self) -> None:
        self._settings = None

    def _take_status(self, status: Status) -> None:
        self._status = status
        if self._models:
            self._models.show_models(status.models, status.device, status.backend)
            self._models.show_fallback_reason(status.fallback_reason)
        self.status_changed.emit(status)

    def _take_status_and_show_models(self, status: Status) -> None:
        self._take_status(status)
        self.show_models()

    def _forget_models(self) -> None:
        self._models = None

    def _open_skipped(self, status: Status) -> None:
        self._take_status(status)
        if self._skipped is None:
            dialog = SkippedDialog(status.skipped, self._window)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.retry_requested.connect(self._retry)
            dialog.finished.connect(self._forget_skipped)
            self._skipped = dialog
            dialog.open()

    def _forget_skipped(self) -> None:
        self._skipped = None

    def _retry(self) -> None:
        self._indexing.index(retry_skipped=True)
