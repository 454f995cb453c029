"""Undo, redo and the history: what the menu offers next, and what becomes of it."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from clipphotos.core.changes import Changes
from clipphotos.core.errors import ErrorReport
from clipphotos.core.operations.operation import (
    MoveOutcome,
    MoveState,
    Operation,
    OperationSummary,
    Recovery,
    UndoPreview,
)
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.operations.conflict_dialog import ConflictDialog
from clipphotos.gui.operations.history_dialog import HistoryDialog
from clipphotos.gui.operations.local_act import LocalAct
from clipphotos.gui.operations.texts import history_text, outcome_sentence
from clipphotos.gui.widgets.formatting import number
from clipphotos.gui.widgets.notice_bar import NoticeBar
from clipphotos.service.protocol.operations import (
    History,
    ListMoves,
    ListOperations,
    PreviewRedo,
    PreviewUndo,
    RedoOperation,
    UndoOperation,
)

_Reversal = UndoOperation | RedoOperation
_NOTHING = {"nothing-to-undo", "nothing-to-redo"}


class HistoryController(QObject):
    """Undoes and redoes operations, and keeps what is offered next up to date.

    Args:
        window: Parent of the dialogs.
        bridge: Lists, undoes and redoes operations.
        notice: Says what was undone.
    """

    LOOK_MS = 300
    FEW_LISTED = 1
    """Enough for the menu, which is about the next undo and redo only."""
    MOST_LISTED = 1000
    """A rating by key is an operation: an evening's work must not push the sorts of the day out of sight."""

    changed = Signal()
    """What would be undone or redone next is another."""
    reversed = Signal(object)
    """Keys of photos that something was undone or redone with, to be shown."""

    def __init__(self, window: QWidget, bridge: ServiceBridge, notice: NoticeBar) -> None:
        super().__init__(window)
        self._window = window
        self._bridge = bridge
        self._notice = notice
        self._dialog: HistoryDialog | None = None
        self._known = History((), None, None)
        self._coming = 0
        self._next: list[Callable[[], None]] = []
        self._local: list[LocalAct] = []
        self._stuck: set[int] = set()
        """Operations that cannot be taken back as a whole, which the user was told."""
        self._look_soon = QTimer(self, singleShot=True, interval=self.LOOK_MS)
        self._look_soon.timeout.connect(self.reload)
        bridge.ready.connect(self.reload)
        bridge.library_changed.connect(self._note_changes)
        bridge.operations_recovered.connect(self._tell_recovery)

    @property
    def next_undo(self) -> Operation | None:
        """What Undo takes back; None for nothing."""
        return self._known.undo

    @property
    def next_redo(self) -> Operation | None:
        """What Redo does again; None for nothing."""
        return self._known.redo

    @property
    def expects_more(self) -> bool:
        """Whether something was begun that Undo will take back, which the menu does not know by name yet."""
        return self._coming > 0

    @property
    def is_reversing(self) -> bool:
        """Whether something is being undone or redone, after which the other is possible."""
        return bool(self._next)

    def expect(self) -> None:
        """Something is about to be done that can be undone; `arrive` follows, whatever becomes of it."""
        self._coming += 1
        self.changed.emit()

    def arrive(self) -> None:
        """What was expected is done, or was refused."""
        self._coming -= 1
        self.reload()

    @property
    def next_local(self) -> LocalAct | None:
        """What Undo takes back before any operation; None if an operation is newer, or for nothing."""
        self._local = [each for each in self._local if not each.is_taken_back]
        newest = self._local[-1] if self._local else None
        operation = self._known.undo
        if newest is None or self._coming or (operation is not None and operation.started_at > newest.at):
            return None
        return newest

    def add_local(self, act: LocalAct) -> None:
        """Let Undo take something back, in its turn, that is no operation."""
        self._local.append(act)
        self.changed.emit()

    def reload(self) -> None:
        """Ask for the operations anew."""
        limit = self.MOST_LISTED if self._dialog else self.FEW_LISTED
        self._bridge.submit(ListOperations(limit, self._passed_over()), self._take)

    def close(self) -> None:
        """Ask no more."""
        self._look_soon.stop()

    # --- undo and redo -----------------------------------------------------------------------------

    def undo(self) -> None:
        """Take the newest operation back: not what the menu knew of, but what is the newest by then."""
        self._in_turn(self._undo_newest)

    def redo(self) -> None:
        """Do again what was undone last."""
        self._in_turn(lambda: self._preview(PreviewRedo(pass_over=self._passed_over()), RedoOperation))

    def undo_operation(self, operation_id: int) -> None:
        """Take an operation back that was done a moment ago, without looking for conflicts first."""
        self._in_turn(lambda: self._reverse(UndoOperation(operation_id)))

    def note_done(self, operation: Operation) -> None:
        """Let Undo take back what was done this moment: who saw it done need not wait for the list."""
        if operation.counts.get(MoveState.DONE, 0):
            self._known = replace(self._known, undo=operation, redo=None)
            self.changed.emit()
        self.reload()

    def tell_with_undo(self, text: str, operation: Operation) -> None:
        """Tell what an operation did, and offer to take it back."""
        self.note_done(operation)
        self._notice.inform(text, self.tr("Undo"), lambda: self.undo_operation(operation.operation_id))

    def _undo_newest(self) -> None:
        """An operation, or an act that came after all of them: that is known once they are listed anew."""
        if not self._local:
            self._preview(PreviewUndo(pass_over=self._passed_over()), UndoOperation)
            return

        def listed(history: History) -> None:
            self._take(history)
            local = self.next_local
            if local is None:
                self._preview(PreviewUndo(pass_over=self._passed_over()), UndoOperation)
            else:
                local.take_back()
                self._notice.inform(local.done)
                self._note_over()

        command = ListOperations(self.FEW_LISTED, self._passed_over())
        self._bridge.submit(command, listed, self._refused, self._note_over)

    def _passed_over(self) -> tuple[int, ...]:
        return tuple(sorted(self._stuck))

    def _in_turn(self, act: Callable[[], None]) -> None:
        """Do one thing after the other: a key pressed twice is about two operations."""
        self._next.append(act)
        if len(self._next) == 1:
            self.changed.emit()
            act()

    def _note_over(self) -> None:
        """What was begun came to its end: on with what was asked for meanwhile."""
        del self._next[:1]
        self.reload()
        if self._next:
            self._next[0]()

    def _preview(self, command: PreviewUndo | PreviewRedo, reversal: type[_Reversal]) -> None:
        """Look first: what cannot be taken back is shown, and nothing is forced."""

        def looked(preview: UndoPreview) -> None:
            conflicts = [each for each in preview.outcomes if each.state is MoveState.CONFLICT]
            wanted = reversal(preview.operation.operation_id)
            if conflicts:
                self._ask(wanted, preview.operation, conflicts, len(preview.outcomes) - len(conflicts))
            else:
                self._reverse(wanted)

        self._bridge.submit(command, looked, self._refused, self._note_over)

    def _refused(self, error: ErrorReport) -> None:
        if error.code not in _NOTHING:
            self._notice.report(error)
        elif self._stuck:
            self._notice.inform(self.tr("Nothing else can be taken back; the history says why."))
        self._note_over()

    def _ask(
        self, command: _Reversal, operation: Operation, conflicts: Sequence[MoveOutcome], possible: int
    ) -> None:
        text = self.tr("{what}: {possible} can be taken back as they were, {conflicts} cannot.").format(
            what=history_text(operation), possible=number(possible), conflicts=number(len(conflicts))
        )
        text += " " + self.tr("What stays as it is does not stop Undo from going on with older acts.")
        is_redo = isinstance(command, RedoOperation)
        dialog = ConflictDialog(text, conflicts, possible, is_redo=is_redo, parent=self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        # What was told once is not in the way of what was done before it.
        self._stuck.add(operation.operation_id)
        dialog.accepted.connect(lambda: self._reverse(replace(command, choices=dialog.choices)))
        dialog.rejected.connect(self._note_over)
        # More presses were about what the user thought would be undone; now there is something to read.
        del self._next[1:]
        dialog.open()

    def _reverse(self, command: _Reversal) -> None:
        offered = "redo" if isinstance(command, UndoOperation) else "undo"

        def done(summary: OperationSummary) -> None:
            text = history_text(summary.operation)
            has_problems = bool(summary.problems)
            self._notice.inform(outcome_sentence(text, len(summary.problems)), stays=has_problems)
            if summary.problems and command.operation_id is not None:
                self._stuck.add(command.operation_id)
            self._show_photos(summary.operation.operation_id)
            self._known = replace(self._known, **{offered: summary.operation})
            self.changed.emit()
            self._note_over()

        self._notice.hide()
        self._bridge.submit(command, done, self._refused, self._note_over)

    def _show_photos(self, operation_id: int) -> None:
        """What was undone is also seen, where its photos are shown."""

        def listed(moves: Sequence[MoveOutcome]) -> None:
            photos = [each.photo_id for each in moves if each.state is MoveState.DONE]
            self.reversed.emit([each for each in photos if each is not None])

        self._bridge.submit(ListMoves(operation_id), listed)

    # --- the dialog --------------------------------------------------------------------------------

    def show_history(self) -> None:
        """List what was done."""
        if self._dialog is None:
            dialog = HistoryDialog(self._window)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.undo_requested.connect(self._undo_chosen)
            dialog.redo_requested.connect(self._redo_chosen)
            dialog.finished.connect(self._forget_dialog)
            self._dialog = dialog
            dialog.open()
        self.reload()

    def _undo_chosen(self, operation: Operation) -> None:
        self._in_turn(lambda: self._preview(PreviewUndo(operation.operation_id), UndoOperation))

    def _redo_chosen(self, operation: Operation) -> None:
        self._in_turn(lambda: self._preview(PreviewRedo(operation.operation_id), RedoOperation))

    def _forget_dialog(self) -> None:
        self._dialog = None

    # --- keeping up --------------------------------------------------------------------------------

    def _take(self, history: History) -> None:
        self._known = history
        if self._dialog:
            self._dialog.show_operations(history.operations)
        self.changed.emit()

    def _note_changes(self, changes: Changes) -> None:
        if (changes.photos or changes.annotations) and not self._look_soon.isActive():
            self._look_soon.start()

    def _tell_recovery(self, recovery: Recovery) -> None:
        text = self.tr(
            "A sort was interrupted the last time. Of its files, {done} had arrived and {failed} had not;"
            " nothing was lost."
        ).format(done=number(recovery.done), failed=number(recovery.failed))
        if recovery.conflicts:
            text += " " + self.tr("To be looked at: {count}; see the history.").format(
                count=number(recovery.conflicts)
            )
        self._notice.inform(text, self.tr("History"), self.show_history)
