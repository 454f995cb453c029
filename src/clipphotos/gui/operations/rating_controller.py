"""Rating in the window: by keys, menu and clicks, seen at once, taken back like everything else."""

from collections.abc import Sequence

from PySide6.QtCore import QObject

from clipphotos.core.changes import Changes
from clipphotos.core.errors import ErrorReport
from clipphotos.core.operation import OperationSummary
from clipphotos.gui.actions import Actions
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.grid.view import GridView
from clipphotos.gui.operations.texts import history_text, outcome_sentence
from clipphotos.gui.tags.info_panel import InfoPanel
from clipphotos.gui.viewer.viewer import Viewer
from clipphotos.gui.widgets.notice_bar import NoticeBar
from clipphotos.service.protocol.operations import RatePhotos, UndoOperation


class Rating(QObject):
    """Gives stars to the photo in the viewer, or else to those selected in the grid.

    Args:
        parent: Qt parent.
        bridge: Rates.
        grid: The selection.
        viewer: The photo looked at, if it is open.
        panel: Has stars to click on.
        notice: Where news are told.
    """

    def __init__(
        self,
        parent: QObject,
        bridge: ServiceBridge,
        grid: GridView,
        viewer: Viewer,
        panel: InfoPanel,
        notice: NoticeBar,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._grid = grid
        self._viewer = viewer
        self._notice = notice
        self._on_their_way = 0
        self._model = grid.grid_model()
        self._model.details_changed.connect(grid.viewport().update)
        viewer.stars.rated.connect(self.rate)
        panel.stars.rated.connect(self.rate)
        bridge.library_changed.connect(self._note_changes)

    def connect_actions(self, actions: Actions) -> None:
        """Let the keys and menus rate."""
        for rating, action in enumerate(actions.ratings):
            action.triggered.connect(lambda _=False, rating=rating: self.rate(rating))
            self._viewer.addAction(action)

    def rate(self, rating: int) -> None:
        """Give stars, 1 to 5, or none, 0, to what the user looks at."""
        photo_ids = self._chosen()
        if not photo_ids:
            return
        # The key is answered at once, however busy the service is.
        self._model.note_rating(photo_ids, rating)
        self._on_their_way += 1

        def done(summary: OperationSummary | None) -> None:
            self._settle()
            if summary is not None:
                self._tell(summary)

        self._bridge.submit(RatePhotos(tuple(photo_ids), rating), done, self._refused, self._settle)

    def _chosen(self) -> Sequence[int]:
        ids = self._model.ids
        if self._viewer.isVisible():
            return [ids[self._viewer.row]] if self._viewer.row >= 0 else []
        current = self._grid.currentIndex().row()
        rows = self._grid.selected_rows() or ([current] if current >= 0 else [])
        return [ids[row] for row in rows]

    def _tell(self, summary: OperationSummary) -> None:
        """The stars say it themselves, unless it is about many photos: then a slip must be seen."""
        photos = sum(summary.operation.counts.values())
        if photos < 2 and not summary.problems:
            return
        text = outcome_sentence(history_text(summary.operation), len(summary.problems))

        def undo() -> None:
            self._notice.hide()
            command = UndoOperation(summary.operation.operation_id)
            self._bridge.submit(command, None, self._notice.report)

        self._notice.inform(text, self.tr("Undo"), undo)

    def _refused(self, error: ErrorReport) -> None:
        self._settle()
        self._notice.report(error)

    def _settle(self) -> None:
        self._on_their_way -= 1
        if not self._on_their_way:
            self._model.refresh_details()

    def _note_changes(self, changes: Changes) -> None:
        # What was rated a moment ago is not in the catalogue yet, and must not lose its stars for a blink.
        if changes.ratings and not self._on_their_way:
            self._model.refresh_details()
