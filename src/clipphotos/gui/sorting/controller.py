"""Sorting in the window: opens the plan board, and tells what came of it."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialogButtonBox, QWidget

from clipphotos.core.categories.category import Category
from clipphotos.core.operations.operation import MoveOutcome, MoveState, OperationSummary
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.grid.thumbnails import ThumbnailLoader
from clipphotos.gui.operations.outcome_dialog import OutcomeDialog
from clipphotos.gui.operations.texts import done_text, outcome_sentence
from clipphotos.gui.settings import WindowSettings
from clipphotos.gui.sorting.board import SortBoard
from clipphotos.gui.widgets.file_manager import show_in_file_manager
from clipphotos.gui.widgets.notice_bar import NoticeBar
from clipphotos.service.protocol.operations import ListMoves
from clipphotos.storage.browse import CatalogueReader


class SortController(QObject):
    """Shows on the plan board where photos would go, and afterwards where they went.

    Args:
        window: Parent of the dialogs.
        bridge: Plans and sorts.
        reader: Knows the library.
        thumbnails: The board's own, so that the grid's are not loaded anew when it is left.
        settings: Remembers what the user chose the last time.
        notice: Says what was sorted.
    """

    opened = Signal()
    """The board is to be seen."""
    finished = Signal(object)
    """The operation that sorted."""
    category_wanted = Signal()
    """There is no category to sort into, and the user wants to describe one."""
    undo_requested = Signal(int)
    """Key of the operation that sorted."""

    def __init__(
        self,
        window: QWidget,
        bridge: ServiceBridge,
        reader: CatalogueReader,
        thumbnails: ThumbnailLoader,
        settings: WindowSettings,
        notice: NoticeBar,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._bridge = bridge
        self._reader = reader
        self._notice = notice
        self._thumbnails = thumbnails
        self._has_categories = False
        self.board = SortBoard(bridge, reader, thumbnails, settings)
        self.board.finished.connect(self._tell)

    def take_categories(self, categories: Sequence[Category]) -> None:
        """Learn which categories there are."""
        self._has_categories = bool(categories)

    def sort_folder(self, folder: Path | None) -> None:
        """Show on the board where the photos of a folder, or all photos, would go."""
        self.sort(self._reader.photo_ids(folder))

    def sort(self, photo_ids: Sequence[int]) -> None:
        """Show on the board where photos would go, in this order."""
        if not self._has_categories:
            self._notice.inform(
                self.tr("Photos are sorted into categories. Describe one first."),
                self.tr("New category…"),
                self.category_wanted.emit,
            )
            return
        first = self._reader.photos(photo_ids[:1])
        if first:
            path = next(iter(first.values())).path
            roots = [root.path for root in self._reader.roots() if path.is_relative_to(root.path)]
            self.opened.emit()
            self.board.begin(photo_ids, roots[0] if roots else path.parent)

    def close(self) -> None:
        """Stop the thread that loads the board's thumbnails."""
        self._thumbnails.close()

    def _tell(self, summary: OperationSummary) -> None:
        operation = summary.operation
        done = operation.counts.get(MoveState.DONE, 0)
        text = outcome_sentence(done_text(operation, done), len(summary.problems))
        self.finished.emit(operation)

        def undo() -> None:
            self.undo_requested.emit(operation.operation_id)

        if not summary.problems and not summary.cancelled:
            self._notice.inform(text, self.tr("Undo"), undo)

        def listed(moves: tuple[MoveOutcome, ...]) -> None:
            self._show_outcome(text, moves, summary)

        self._bridge.submit(ListMoves(operation.operation_id), listed)

    def _show_outcome(self, text: str, moves: Sequence[MoveOutcome], summary: OperationSummary) -> None:
        operation = summary.operation
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
        back.setEnabled(operation.can_be_undone)
        back.setAutoDefault(False)
        back.clicked.connect(dialog.accept)
        back.clicked.connect(lambda: self.undo_requested.emit(operation.operation_id))
        if folders:
            show = dialog.buttons.addButton(self.tr("Show in folder"), QDialogButtonBox.ButtonRole.ActionRole)
            show.setAutoDefault(False)
            show.clicked.connect(lambda: show_in_file_manager(self._window, sorted(folders)[:1]))
        dialog.open()
