"""Renames photos and puts them into the trash; both can be undone."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from clipphotos.core.errors import ErrorReport
from clipphotos.core.operations.operation import MoveState, OperationSummary
from clipphotos.core.photo import Photo
from clipphotos.core.wording.errors import word
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.i18n import current_language
from clipphotos.gui.operations.history_controller import HistoryController
from clipphotos.gui.operations.rename_dialog import RenameDialog
from clipphotos.gui.operations.texts import done_text, history_text, outcome_sentence
from clipphotos.gui.widgets.notice_bar import NoticeBar
from clipphotos.gui.widgets.questions import ask_to_delete
from clipphotos.service.protocol.operations import RenamePhoto, TrashPhotos

ASK_FROM = 50
"""So many photos are not deleted by one key without a question."""


class FileController(QObject):
    """Renames single photos and deletes selected ones.

    Args:
        window: Parent of the dialogs.
        bridge: Renames and deletes.
        history: Takes it back.
        notice: Says what was done, with a button that undoes it.
    """

    stayed = Signal(object)
    """Keys of photos that did not get into the trash."""

    def __init__(
        self, window: QWidget, bridge: ServiceBridge, history: HistoryController, notice: NoticeBar
    ) -> None:
        super().__init__(window)
        self._window = window
        self._bridge = bridge
        self._history = history
        self._notice = notice
        self._dialog: RenameDialog | None = None

    # --- the trash ---------------------------------------------------------------------------------

    def may_delete(self, count: int, *, ask: bool = False) -> bool:
        """Whether so many photos may go into the trash; the user is asked if they are many, or if told to."""
        return not (ask or count >= ASK_FROM) or ask_to_delete(self._window, count)

    def put_into_trash(self, photo_ids: Sequence[int]) -> None:
        """Put photos into the system's trash; it can be undone."""
        if photo_ids:
            self._history.expect()
            command = TrashPhotos(tuple(photo_ids))

            def refused(error: ErrorReport) -> None:
                stay()
                self._notice.report(error)

            def stay() -> None:
                self._history.arrive()
                self.stayed.emit(photo_ids)

            self._bridge.submit(command, self._tell_trashed, refused, stay)

    def _tell_trashed(self, summary: OperationSummary) -> None:
        self._history.arrive()
        self.stayed.emit([each.photo_id for each in summary.problems])
        done = summary.operation.counts.get(MoveState.DONE, 0)
        self._tell(summary, done_text(summary.operation, done))

    # --- names -------------------------------------------------------------------------------------

    def ask_for_name(self, photo: Photo) -> None:
        """Let the user give a photo another name; what travels with it follows."""
        self._dialog = dialog = RenameDialog(photo.path.stem, photo.path.suffix, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.name_given.connect(partial(self.give_name, photo.id))
        dialog.finished.connect(self._forget_dialog)
        dialog.open()

    def give_name(self, photo_id: int, name: str) -> None:
        """Give a photo another name; its ending stays."""
        self._history.expect()
        self._bridge.submit(RenamePhoto(photo_id, name), self._renamed, self._refused, self._history.arrive)

    def _renamed(self, summary: OperationSummary) -> None:
        self._history.arrive()
        error = _refusal(summary)
        if error:
            self._not_renamed(error)
            return
        self._tell(summary, history_text(summary.operation))
        if self._dialog:
            self._dialog.accept()

    def _refused(self, error: ErrorReport) -> None:
        self._history.arrive()
        self._not_renamed(error)

    def _not_renamed(self, error: ErrorReport) -> None:
        if self._dialog:
            self._dialog.complain(word(error.code, error.params, current_language()))
        else:
            self._notice.report(error)

    def _forget_dialog(self) -> None:
        self._dialog = None

    # --- what became of it -------------------------------------------------------------------------

    def _tell(self, summary: OperationSummary, text: str) -> None:
        error = _refusal(summary)
        if error:
            self._notice.report(error)
            return
        text = outcome_sentence(text, len(summary.problems))
        self._history.tell_with_undo(text, summary.operation)


def _refusal(summary: OperationSummary) -> ErrorReport | None:
    """Why nothing was done at all; None if something was."""
    if summary.problems and not summary.operation.counts.get(MoveState.DONE, 0):
        return summary.problems[0].error
    return None
