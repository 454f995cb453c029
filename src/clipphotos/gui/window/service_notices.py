"""Notices about the service that stopped or came back, and about a crash of the last run."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject

from clipphotos.core.errors import ErrorReport
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.widgets.file_manager import show_in_file_manager
from clipphotos.gui.widgets.notice_bar import NoticeBar


class ServiceNotices(QObject):
    """Says when the service went away, and takes it back when it returned.

    Args:
        bridge: The photo service.
        notice: Shows the notice; the owner.
    """

    def __init__(self, bridge: ServiceBridge, notice: NoticeBar) -> None:
        super().__init__(notice)
        self._notice = notice
        self._restarting = ""
        """What is said while it starts again."""
        bridge.lost.connect(self._note_lost)
        bridge.ready.connect(self._note_ready)
        bridge.failed.connect(notice.report)

    def _note_lost(self, restarting: bool) -> None:
        if restarting:
            self._restarting = self.tr(
                "The search service stopped and is starting again. It goes on where it was."
            )
            self._notice.inform(self._restarting, stays=True)
        else:
            self._restarting = ""
            self._notice.report(ErrorReport("service-stopped"))

    def _note_ready(self) -> None:
        self._notice.withdraw(self._restarting)
        self._restarting = ""


def mention_crash(notice: NoticeBar, logs: Path) -> None:
    """Say that the program ended badly the last time, and where its traces are."""
    translate = QCoreApplication.translate
    notice.inform(
        translate(
            "ServiceNotices", "ClipPhotos ended unexpectedly the last time. Your photos are untouched."
        ),
        translate("ServiceNotices", "Show details"),
        lambda: show_in_file_manager(notice, [logs]),
    )
