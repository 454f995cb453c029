"""Sorting in the window: opens the plan board, tells what came of it, and takes it back."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QDialogButtonBox, QWidget

from clipphotos.core.changes import Changes
from clipphotos.core.operation import (
    MoveOutcome,
    MoveState,
    Operation,
    OperationSummary,
    Recovery,
    UndoPreview,
)
from clipphotos.gui.actions import Actions
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.grid.model import PhotoSource
from clipphotos.gui.grid.thumbnails import ThumbnailLoader
from clipphotos.gui.operations.conflict_dialog import ConflictDialog
from clipphotos.gui.operations.history_dialog import HistoryDialog
from clipphotos.gui.operations.outcome_dialog import OutcomeDialog
from clipphotos.gui.operations.texts import done_text, history_text, outcome_sentence, redo_text, undo_text
from clipphotos.gui.settings import WindowSettings
from clipphotos.gui.sorting.board import SortBoard
from clipphotos.gui.widgets.file_manager import show_in_file_manager
from clipphotos.gui.widgets.formatting import number
from clipphotos.gui.widgets.notice_bar import NoticeBar
from clipphotos.service.protocol.operations import ListMoves, ListOperations, RedoOperation, UndoOperation
from clipphotos.storage.locations import DataLocations

_Reversal = UndoOperation | RedoOperation


class Sorting(QObject):
    """Sorts photos and keeps Undo and Redo in the menu right.

    Args:
        window: Parent of the dialogs.
        bridge: Sorts, undoes, lists.
        locations: Where thumbnails are.
        source: Gives details of photos.
        settings: Remembers what the user chose the last time.
        notice: Where news are told.
    """

    LOOK_MS = 300
    FEW_LISTED = 20
    """Operations that the menu has to know; more are asked for while the history is on screen."""
    MOST_LISTED = 1000
    """A rating by key is an operation: an evening's work must not push the sorts of the day out of sight."""

    def __init__(
        self,
        window: QWidget,
        bridge: ServiceBridge,
        locations: DataLocations,
        source: PhotoSource,
        settings: WindowSettings,
        notice: NoticeBar,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._bridge = bridge
        self._notice = notice
        self._thumbnails = ThumbnailLoader(locations, bridge, self)
        self.board = SortBoard(bridge, source, self._thumbnails, settings)
        self.board.finished.connect(self._tell)
        self._history: HistoryDialog | None = None
        self._operations: tuple[Operation, ...] = ()
        self._look_soon = QTimer(self, singleShot=True, interval=self.LOOK_MS)
        self._look_soon.timeout.connect(self._look)
        bridge.ready.connect(self._look)
        bridge.library_changed.connect(self._note_changes)
        bridge.operations_recovered.connect(self._tell_recovery)

    def connect_actions(self, actions: Actions) -> None:
        """Let the menu undo, redo and show the history."""
        self._actions = actions
        actions.undo.triggered.connect(self.undo)
        actions.redo.triggered.connect(self.redo)
        actions.history.triggered.connect(self.show_history)
        self._show_actions()

    def catch_up(self) -> None:
        """Ask for the operations anew."""
        self._look()

    def close(self) -> None:
        """Stop the board's thread."""
        self._look_soon.stop()
        self._thumbnails.close()

    @property
    def newest_to_undo(self) -> Operation | None:
        """What Undo takes back."""
        return next((each for each in self._operations if each.can_be_undone), None)

    @property
    def newest_to_redo(self) -> Operation | None:
        """What Redo does again: the newest undo in effect, if nothing but undoing and redoing came after."""
        for each in self._operations:
            if each.can_be_redone:
                return each
            if each.reverses is None and each.counts:
                break
        return None

    def sort(self, photo_ids: Sequence[int], into: Path) -> None:
        """Plan to sort photos on the board, which is to be seen by now.

        Args:
            photo_ids: In this order.
            into: Where the folders of categories are proposed.
        """
        self.board.begin(photo_ids, into)

    # --- what came of it ---------------------------------------------------------------------------

    def _tell(self, summary: OperationSummary) -> None:
        operation = summary.operation
        done = operation.counts.get(MoveState.DONE, 0)
        text = outcome_sentence(done_text(operation.effect, done), len(summary.problems))
        self._look()

        def undo() -> None:
            self._reverse(UndoOperation(operation.operation_id))

        if not summary.problems and not summary.cancelled:
            self._notice.inform(text, self.tr("Undo"), undo)

        def listed(moves: tuple[MoveOutcome, ...]) -> None:
            self._show_outcome(text, moves, summary, undo)

        self._bridge.submit(ListMoves(operation.operation_id), listed)

    def _show_outcome(
        self, text: str, moves: Sequence[MoveOutcome], summary: OperationSummary, undo: Callable[[], None]
    ) -> None:
        folders = Counter(
            move.target.parent
            for move in moves
            if move.state is MoveState.DONE and move.target != move.source
        )
        if not folders and not summary.problems:
            return  # tags: the notice says it all
        title = self.tr("Stopped") if summary.cancelled else self.tr("Sorted")
        dialog = OutcomeDialog(title, text, folders, summary.problems, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.buttons.addButton(QDialogButtonBox.StandardButton.Close).setDefault(True)
        back = dialog.buttons.addButton(self.tr("Undo"), QDialogButtonBox.ButtonRole.ActionRole)
        back.setEnabled(summary.operation.can_be_undone)
        back.setAutoDefault(False)
        back.clicked.connect(dialog.accept)
        back.clicked.connect(undo)
        if folders:
            show = dialog.buttons.addButton(self.tr("Show in folder"), QDialogButtonBox.ButtonRole.ActionRole)
            show.setAutoDefault(False)
            show.clicked.connect(lambda: show_in_file_manager(sorted(folders)[:1]))
        dialog.open()

    def _tell_recovery(self, recovery: Recovery) -> None:
        text = self.tr(
            "A sort was interrupted the last time. {done} files had arrived, {failed} are where they were;"
            " nothing was lost."
        ).format(done=number(recovery.done), failed=number(recovery.failed))
        if recovery.conflicts:
            text += " " + self.tr("{count} need a look: see the history.").format(
                count=number(recovery.conflicts)
            )
        self._notice.inform(text, self.tr("History"), self.show_history)

    # --- undo and redo -----------------------------------------------------------------------------

    def undo(self) -> None:
        """Take the newest operation back: not what the menu knew of, but what is the newest by then."""
        if self.newest_to_undo:
            self._preview(UndoOperation(dry_run=True))

    def redo(self) -> None:
        """Do again what was undone last."""
        if self.newest_to_redo:
            self._preview(RedoOperation(dry_run=True))

    def _preview(self, command: _Reversal) -> None:
        """Look first: what cannot be taken back is shown, and nothing is forced."""

        def looked(preview: UndoPreview) -> None:
            conflicts = [each for each in preview.outcomes if each.state is MoveState.CONFLICT]
            wanted = type(command)(preview.operation.operation_id)
            if conflicts:
                self._ask(wanted, preview.operation, conflicts, len(preview.outcomes) - len(conflicts))
            else:
                self._reverse(wanted)

        self._bridge.submit(command, looked, self._notice.report)

    def _ask(
        self, command: _Reversal, operation: Operation, conflicts: Sequence[MoveOutcome], possible: int
    ) -> None:
        text = self.tr("{what}: {possible} can be taken back as they were, {conflicts} cannot.").format(
            what=history_text(operation), possible=number(possible), conflicts=number(len(conflicts))
        )
        is_redo = isinstance(command, RedoOperation)
        dialog = ConflictDialog(text, conflicts, possible, is_redo=is_redo, parent=self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._reverse(replace(command, choices=dialog.choices)))
        dialog.open()

    def _reverse(self, command: _Reversal) -> None:
        def done(summary: OperationSummary) -> None:
            text = history_text(summary.operation)
            self._notice.inform(outcome_sentence(text, len(summary.problems)))
            self._look()

        self._notice.hide()
        self._bridge.submit(command, done, self._notice.report)

    def show_history(self) -> None:
        """List what was done."""
        if self._history is None:
            dialog = HistoryDialog(self._window)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.undo_requested.connect(self._undo_chosen)
            dialog.redo_requested.connect(self._redo_chosen)
            dialog.finished.connect(self._forget_history)
            self._history = dialog
            dialog.open()
        self._look()

    def _undo_chosen(self, operation: Operation) -> None:
        self._preview(UndoOperation(operation.operation_id, dry_run=True))

    def _redo_chosen(self, operation: Operation) -> None:
        self._preview(RedoOperation(operation.operation_id, dry_run=True))

    def _forget_history(self) -> None:
        self._history = None

    # --- keeping up --------------------------------------------------------------------------------

    def _look(self) -> None:
        limit = self.MOST_LISTED if self._history else self.FEW_LISTED
        self._bridge.submit(ListOperations(limit, and_next=True), self._take)

    def _take(self, operations: tuple[Operation, ...]) -> None:
        self._operations = operations
        if self._history:
            self._history.show_operations(operations)
        self._show_actions()

    def _show_actions(self) -> None:
        undo, redo = self.newest_to_undo, self.newest_to_redo
        self._actions.undo.setText(undo_text(self._origin(undo)))
        self._actions.undo.setEnabled(undo is not None)
        self._actions.redo.setText(redo_text(self._origin(redo)))
        self._actions.redo.setEnabled(redo is not None)

    def _origin(self, operation: Operation | None) -> Operation | None:
        """What was done in the first place, of which an undo or a redo is only the echo."""
        known = {each.operation_id: each for each in self._operations}
        while operation is not None and operation.reverses in known:
            operation = known[operation.reverses]
        return operation

    def _note_changes(self, changes: Changes) -> None:
        if (changes.photos or changes.tags or changes.ratings) and not self._look_soon.isActive():
            self._look_soon.start()
