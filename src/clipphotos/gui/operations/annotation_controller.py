"""Giving photos stars and flags in the window: seen at once, and undone like everything else."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject

from clipphotos.core.changes import Changes
from clipphotos.core.errors import ErrorReport
from clipphotos.core.operations.annotation import Flag
from clipphotos.core.operations.operation import OperationSummary
from clipphotos.core.photo import Photo
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.grid.model import GridModel
from clipphotos.gui.operations.history_controller import HistoryController
from clipphotos.gui.operations.texts import history_text, outcome_sentence
from clipphotos.gui.widgets.notice_bar import NoticeBar
from clipphotos.service.protocol.command import Command
from clipphotos.service.protocol.operations import FlagPhotos, RatePhotos


class AnnotationController(QObject):
    """Changes what a person says about whole photos.

    Args:
        bridge: Makes the changes.
        model: The photos shown; they change before the catalogue knows.
        history: Takes it back.
        notice: Says what was done if it was about more than one photo; the owner.
    """

    def __init__(
        self, bridge: ServiceBridge, model: GridModel, history: HistoryController, notice: NoticeBar
    ) -> None:
        super().__init__(notice)
        self._bridge = bridge
        self._model = model
        self._history = history
        self._notice = notice
        self._on_their_way = 0
        bridge.library_changed.connect(self._note_changes)

    def rate(self, photo_ids: Sequence[int], rating: int) -> None:
        """Give photos stars, 1 to 5, or none, 0."""
        command = RatePhotos(tuple(photo_ids), rating)
        self._annotate(photo_ids, command, lambda photo: replace(photo, rating=rating))

    def flag(self, photo_ids: Sequence[int], flag: Flag) -> None:
        """Pick photos, reject them, or neither."""
        command = FlagPhotos(tuple(photo_ids), flag)
        self._annotate(photo_ids, command, lambda photo: replace(photo, flag=flag))

    def _annotate(
        self,
        photo_ids: Sequence[int],
        command: Command[OperationSummary | None],
        changed: Callable[[Photo], Photo],
    ) -> None:
        if not photo_ids:
            return
        # The key is answered at once, however busy the service is.
        self._model.show_changed(photo_ids, changed)
        self._on_their_way += 1
        self._history.expect()

        def done(summary: OperationSummary | None) -> None:
            self._settle()
            if summary is not None:
                self._tell(summary)

        self._bridge.submit(command, done, self._refused, self._settle)

    def _tell(self, summary: OperationSummary) -> None:
        """The tiles say it themselves, unless it is about many photos: then a slip must be seen."""
        photos = sum(summary.operation.counts.values())
        if photos < 2 and not summary.problems:
            return
        text = outcome_sentence(history_text(summary.operation), len(summary.problems))
        self._history.tell_with_undo(text, summary.operation)

    def _refused(self, error: ErrorReport) -> None:
        self._settle()
        self._notice.report(error)

    def _settle(self) -> None:
        self._on_their_way -= 1
        self._history.arrive()
        if not self._on_their_way:
            self._model.refresh_details()

    def _note_changes(self, changes: Changes) -> None:
        # What was said a moment ago is not in the catalogue yet, and must not vanish for a blink.
        if (changes.ratings or changes.flags) and not self._on_their_way:
            self._model.refresh_details()
