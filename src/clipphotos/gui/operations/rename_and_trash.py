"""Renames photos and puts them into the trash; both can be undone."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QInputDialog, QLineEdit, QWidget

from clipphotos.core.operation import MoveState, OperationSummary
from clipphotos.core.photo import Photo
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.operations.texts import done_text, history_text, outcome_sentence
from clipphotos.gui.widgets.notice_bar import NoticeBar
from clipphotos.service.protocol.operations import RenamePhoto, TrashPhotos, UndoOperation


class ChangingFiles(QObject):
    """What the user does to single files.

    Args:
        window: Parent of the dialog.
        bridge: Renames and deletes.
        notice: Where news are told, with a button that takes them back.
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
        self._tell(summary, done_text(summary.operation.effect, done))

    def _tell_renamed(self, summary: OperationSummary) -> None:
        self._tell(summary, history_text(summary.operation))

    def _tell(self, summary: OperationSummary, text: str) -> None:
        if summary.problems and not summary.operation.counts.get(MoveState.DONE, 0):
            error = summary.problems[0].error
            if error:
                self._notice.report(error)
            return
        text = outcome_sentence(text, len(summary.problems))
        self._notice.inform(text, self.tr("Undo"), self._undo(summary))

    def _undo(self, summary: OperationSummary) -> Callable[[], None]:
        def undo() -> None:
            self._notice.hide()
            command = UndoOperation(summary.operation.operation_id)
            self._bridge.submit(command, None, self._notice.report)

        return undo
