"""Renames photos and puts them into the trash; both can be undone."""

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QInputDialog, QLineEdit, QWidget

from clipphotos.core.operations.operation import MoveState, OperationSummary
from clipphotos.core.photo import Photo
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.operations.texts import done_text, history_text, outcome_sentence
from clipphotos.gui.operations.undo_offer import tell_with_undo
from clipphotos.gui.widgets.notice_bar import NoticeBar
from clipphotos.service.protocol.operations import RenamePhoto, TrashPhotos


class FileController(QObject):
    """Renames single photos and deletes selected ones.

    Args:
        window: Parent of the dialog.
        bridge: Renames and deletes.
        notice: Says what was done, with a button that undoes it.
    """

    def __init__(self, window: QWidget, bridge: ServiceBridge, notice: NoticeBar) -> None:
        super().__init__(window)
        self._window = window
        self._bridge = bridge
        self._notice = notice

    def put_into_trash(self, photo_ids: Sequence[int]) -> None:
        """Put photos into the system's trash; nobody is asked, since it can be undone."""
        if photo_ids:
            self._bridge.submit(TrashPhotos(tuple(photo_ids)), self._tell_trashed, self._notice.report)

    def ask_for_name(self, photo: Photo) -> None:
        """Let the user give a photo another name; what travels with it follows."""
        name, accepted = QInputDialog.getText(
            self._window,
            self.tr("Rename"),
            self.tr("New name, without “{ending}”:").format(ending=photo.path.suffix),
            QLineEdit.EchoMode.Normal,
            photo.path.stem,
        )
        if accepted and name != photo.path.stem:
            self.give_name(photo.id, name)

    def give_name(self, photo_id: int, name: str) -> None:
        """Give a photo another name; its ending stays."""
        self._bridge.submit(RenamePhoto(photo_id, name), self._tell_renamed, self._notice.report)

    def _tell_trashed(self, summary: OperationSummary) -> None:
        done = summary.operation.counts.get(MoveState.DONE, 0)
        self._tell(summary, done_text(summary.operation, done))

    def _tell_renamed(self, summary: OperationSummary) -> None:
        self._tell(summary, history_text(summary.operation))

    def _tell(self, summary: OperationSummary, text: str) -> None:
        if summary.problems and not summary.operation.counts.get(MoveState.DONE, 0):
            error = summary.problems[0].error
            if error:
                self._notice.report(error)
            return
        text = outcome_sentence(text, len(summary.problems))
        tell_with_undo(self._notice, self._bridge, text, summary.operation.operation_id)
