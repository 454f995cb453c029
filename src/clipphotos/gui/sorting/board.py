"""The plan board: what a sort would do, corrected by dragging photos between columns before it is done."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from clipphotos.core.errors import ErrorReport
from clipphotos.core.jobs import ProgressReport
from clipphotos.core.operations.operation import OperationSummary
from clipphotos.core.sorting.plan import SortEffect
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.grid.model import PhotoSource
from clipphotos.gui.grid.thumbnails import ThumbnailLoader
from clipphotos.gui.operations.texts import effect_names
from clipphotos.gui.settings import WindowSettings
from clipphotos.gui.sorting.column import PlanColumn
from clipphotos.gui.sorting.corrections import Corrections, Step
from clipphotos.gui.sorting.lane import MOST_KEYS, STAY, UNSURE, PlanLane, column_of
from clipphotos.gui.sorting.menu import open_plan_menu
from clipphotos.gui.sorting.texts import caption_text, folder_text, totals_text, warnings_text
from clipphotos.gui.widgets.basics import icon_button, plain_label, set_tooltip
from clipphotos.gui.widgets.file_manager import show_in_file_manager
from clipphotos.gui.widgets.formatting import menu_text, number, path_text, photo_count
from clipphotos.gui.widgets.icons import icon
from clipphotos.gui.widgets.notice_bar import NoticeBar
from clipphotos.service.protocol.categories import PhotoExample, SetExamples
from clipphotos.service.protocol.operations import sort_command
from clipphotos.service.protocol.sorting import PlannedSort, PlanSort


class SortBoard(QWidget):
    """Plans a sort, shows the plan, lets the user correct it, and carries it out.

    Args:
        bridge: Plans and sorts.
        source: Gives details of photos.
        thumbnails: A loader of the board's own: the board alone tells it which photos are visible.
        settings: Remembers what the user chose the last time.
        parent: Qt parent.
    """

    closed = Signal()
    stepped = Signal()
    """There is another correction to take back, or none any more."""
    finished = Signal(object)
    """`OperationSummary`."""

    def __init__(
        self,
        bridge: ServiceBridge,
        source: PhotoSource,
        thumbnails: ThumbnailLoader,
        settings: WindowSettings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._source = source
        self._settings = settings
        self._photo_ids: tuple[int, ...] = ()
        self._corrections = Corrections()
        self._into = Path()
        self._planned: PlannedSort | None = None
        self._planning: int | None = None
        self._outdated = False
        self._sorting: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

        self._back = icon_button("back", self.tr("Back to the grid (Esc)"), self)
        self._back.clicked.connect(self.close_board)
        self.headline = plain_label(scale=1.25)
        self.effect = QComboBox()
        self.effect.setAccessibleName(self.tr("What happens to the photos"))
        for effect, name in effect_names().items():
            self.effect.addItem(name, effect.value)
        self.pattern = QComboBox()
        self.pattern.setAccessibleName(self.tr("Folders"))
        for pattern, name in (
            ("{category}", self.tr("by category")),
            ("{category}/{year}", self.tr("by category / year")),
            ("{category}/{year}/{month}", self.tr("by category / year / month")),
        ):
            self.pattern.addItem(name, pattern)
        self.into = QPushButton()
        self.into.setIcon(icon("folder"))
        self.into.clicked.connect(self._choose_folder)
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 16, 8)
        head.setSpacing(8)
        head.addWidget(self._back)
        head.addWidget(self.headline, 1)
        head.addWidget(self.effect)
        head.addWidget(self.into)
        head.addWidget(self.pattern)
        self.notice = NoticeBar(self)
        self._lane = PlanLane(source, thumbnails)
        self._lane.dropped.connect(self._correct)
        self._lane.key_pressed.connect(self._press_digit)
        self._lane.menu_requested.connect(self._open_menu)
        self.totals = plain_label(wrap=True)
        self.warning = plain_label(wrap=True)
        self.warning.setForegroundRole(QPalette.ColorRole.BrightText)
        self._hint = plain_label(
            self.tr("Drag photos to another column, or select them and press 1 to 9; 0 leaves them alone."),
            muted=True,
            wrap=True,
        )
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedWidth(180)
        self.stop = QPushButton(self.tr("Stop"))
        self.stop.clicked.connect(self._stop)
        self.apply = QPushButton()
        self.apply.setObjectName("primary")
        self.apply.clicked.connect(self._apply)
        words = QVBoxLayout()
        words.setSpacing(2)
        for label in (self.totals, self.warning, self._hint):
            words.addWidget(label)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 12)
        foot.setSpacing(12)
        foot.addLayout(words, 1)
        for widget in (self._progress, self.stop, self.apply):
            foot.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        self.notices = QVBoxLayout()
        self.notices.setContentsMargins(16, 0, 16, 4)
        self.notices.addWidget(self.notice)
        column.addLayout(self.notices)
        column.addWidget(self._lane, 1)
        column.addLayout(foot)
        self.effect.currentIndexChanged.connect(self._note_effect)
        self.pattern.currentIndexChanged.connect(self._note_effect)
        bridge.progressed.connect(self._show_progress)

    # --- what is planned ---------------------------------------------------------------------------

    @property
    def planned(self) -> PlannedSort | None:
        """The plan on screen."""
        return self._planned

    @property
    def is_up_to_date(self) -> bool:
        """Whether the plan shown takes everything into account that was said."""
        return self._planned is not None and self._planning is None and not self._outdated

    def column(self, key: int) -> PlanColumn:
        """The column of a category, `UNSURE` or `STAY`."""
        return self._lane.columns[key]

    def begin(self, photo_ids: Sequence[int], into: Path) -> None:
        """Plan to sort photos.

        Args:
            photo_ids: In this order.
            into: Where the folders of categories are proposed.
        """
        self._photo_ids = tuple(photo_ids)
        self._corrections.clear()
        self.stepped.emit()
        self._planned = None
        self.notice.hide()
        self._lane.clear()
        self._into = self._settings.sort_into or into
        self.effect.setCurrentIndex(max(0, self.effect.findData(self._settings.sort_effect)))
        self._show_folder()
        self.headline.setText(self.tr("Sort {photos}").format(photos=photo_count(len(photo_ids))))
        self.totals.setText(self.tr("Looking at the photos…"))
        self._show_buttons()
        self._plan()

    def close_board(self) -> None:
        """Go back; nothing is done. While photos are being sorted, the board stays."""
        if self._sorting is not None:
            return
        if self._planning is not None:
            self._bridge.cancel(self._planning)
            self._planning = None
        self._outdated = False
        self._lane.clear()
        self.closed.emit()

    def _chosen_effect(self) -> SortEffect:
        return SortEffect(self.effect.currentData())

    def _plan(self) -> None:
        """Ask at once; while an answer is on its way, once more when it is there."""
        if self._planning is not None:
            self._outdated = True
            return
        command = PlanSort(
            photo_ids=self._photo_ids,
            effect=self._chosen_effect(),
            into=self._into,
            pattern=self.pattern.currentData(),
            corrections=self._corrections.items,
        )
        self._planning = self._bridge.submit(command, self._show, self._refuse)

    def _show(self, planned: PlannedSort) -> None:
        if self._planning is None:
            return
        self._planning = None
        if self._outdated:
            self._outdated = False
            self._plan()
            return
        self._planned = planned
        going, photos = len(planned.plan.going), photo_count(len(self._photo_ids))
        is_part = 0 < going < len(self._photo_ids)
        text = self.tr("Sort {going} of {photos}") if is_part else self.tr("Sort {photos}")
        self.headline.setText(text.format(going=number(going), photos=photos))
        self._lane.make_columns(planned.categories)
        names = {category.category_id: category.name for category in planned.categories}
        captions: dict[int, dict[int, str]] = {key: {} for key in self._lane.columns}
        for entry in planned.plan.entries:
            captions[column_of(entry)][entry.candidate.photo_id] = caption_text(entry, names)
        self._lane.show_photos(captions, lambda key: folder_text(planned.plan, key))
        self._show_totals(planned)
        self._show_buttons()

    def _refuse(self, error: ErrorReport) -> None:
        self._planning = None
        self._outdated = False
        self.totals.setText("")
        self.notice.report(error)

    def _show_totals(self, planned: PlannedSort) -> None:
        self.totals.setText(totals_text(planned.plan))
        warnings = warnings_text(planned.plan)
        self.warning.setText(warnings)
        self.warning.setVisible(bool(warnings))

    # --- corrections -------------------------------------------------------------------------------

    def _correct(self, column: int, photo_ids: Sequence[int]) -> None:
        """The user says where photos belong: the plan follows, and the categories learn."""
        if self._planned is None or self._sorting is not None or column == UNSURE or not photo_ids:
            return
        was = {each.candidate.photo_id: each.category_id for each in self._planned.plan.entries}
        examples: list[PhotoExample] = []
        step = self._corrections.add(photo_ids, None if column == STAY else column)
        self.stepped.emit()
        for photo_id in photo_ids:
            before = was.get(photo_id)
            if column != STAY:
                examples.append(PhotoExample(photo_id, column, is_member=True))
            elif before is not None:
                examples.append(PhotoExample(photo_id, before, is_member=False))

        def taught(takes_back: tuple[PhotoExample, ...]) -> None:
            step.takes_back = takes_back
            if step.is_taken_back:
                self._unteach(step)
            else:
                self._plan()

        if examples:
            self._bridge.submit(SetExamples(tuple(examples)), taught, self.notice.report)
        else:
            self._plan()

    @property
    def can_step_back(self) -> bool:
        """Whether there is a correction to take back."""
        return bool(self._corrections) and self._sorting is None

    def step_back(self) -> None:
        """Take the last correction back; what the categories learned by it is forgotten."""
        step = self._corrections.take_back() if self.can_step_back else None
        if step:
            self.stepped.emit()
            self._unteach(step)

    def _unteach(self, step: Step) -> None:
        if step.takes_back:
            self._bridge.submit(SetExamples(step.takes_back), lambda _: self._plan(), self.notice.report)
        else:
            self._plan()

    def _press_digit(self, digit: int) -> None:
        photos = self._lane.selected_ids()
        if not photos or self._planned is None:
            return
        categories = self._planned.categories[:MOST_KEYS]
        if digit == 0:
            self._correct(STAY, photos)
        elif digit <= len(categories):
            self._correct(categories[digit - 1].category_id, photos)

    def _open_menu(self, at: QPoint) -> None:
        photos = self._lane.selected_ids()
        if not photos or self._planned is None or self._sorting is not None:
            return

        def show() -> None:
            found = self._source.photos(photos)
            show_in_file_manager(self, [found[each].path for each in photos if each in found])

        correct = partial(self._correct, photo_ids=photos)
        open_plan_menu(self, at, self._planned.categories, correct, show)

    # --- choices -----------------------------------------------------------------------------------

    def _note_effect(self) -> None:
        self._show_folder()
        self._show_buttons()
        if self._photo_ids:
            self._plan()

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, self.tr("Choose the folder that the categories' folders are made in"), str(self._into)
        )
        if chosen:
            self._into = Path(chosen)
            self._show_folder()
            self._plan()

    def _show_folder(self) -> None:
        shown = self.fontMetrics().elidedText(path_text(self._into), Qt.TextElideMode.ElideMiddle, 280)
        self.into.setText(menu_text(self.tr("into {folder}").format(folder=shown)))
        set_tooltip(self.into, path_text(self._into))
        has_files = self._chosen_effect() is not SortEffect.TAG
        self.into.setVisible(has_files)
        self.pattern.setVisible(has_files)

    def _show_buttons(self) -> None:
        running = self._sorting is not None
        plan = self._planned.plan if self._planned else None
        self.apply.setText(effect_names(short=True)[self._chosen_effect()])
        self.apply.setVisible(not running)
        self.apply.setEnabled(plan is not None and bool(plan.going) and not plan.full)
        self.stop.setVisible(running)
        self._progress.setVisible(running)
        self._back.setEnabled(not running)
        self.effect.setEnabled(not running)
        self.into.setEnabled(not running)
        self.pattern.setEnabled(not running)

    # --- carrying out ------------------------------------------------------------------------------

    def _apply(self) -> None:
        if self._planned is None or self._planning is not None or self._sorting is not None:
            return
        plan = self._planned.plan
        self._settings.sort_effect = plan.effect.value
        if plan.effect is not SortEffect.TAG:
            self._settings.sort_into = self._into
        command = sort_command(plan, {each.category_id: each.name for each in self._planned.categories})
        self._progress.setRange(0, len(plan.going))
        self._progress.setValue(0)
        self._sorting = self._bridge.submit(command, self._sorted, self._not_sorted, self._not_begun)
        self._show_buttons()

    def _stop(self) -> None:
        if self._sorting is not None:
            self._bridge.cancel(self._sorting)

    def _show_progress(self, job: int, report: ProgressReport) -> None:
        if job == self._sorting and report.total:
            self._progress.setRange(0, report.total)
            self._progress.setValue(report.done)
            self._tell_progress(self.tr("Sorting… {done} of {total}"), report)
        elif job == self._planning and report.total and self._planned is None:
            self._tell_progress(self.tr("Looking at the photos… {done} of {total}"), report)

    def _tell_progress(self, text: str, report: ProgressReport) -> None:
        self.totals.setText(text.format(done=number(report.done), total=number(report.total)))

    def _sorted(self, summary: OperationSummary) -> None:
        self._sorting = None
        self._show_buttons()
        self.close_board()
        self.finished.emit(summary)

    def _not_sorted(self, error: ErrorReport) -> None:
        self._sorting = None
        self._show_buttons()
        self.notice.report(error)
        self._plan()

    def _not_begun(self) -> None:
        """Stopped while it waited for its turn: otherwise there is a summary."""
        self._sorting = None
        self._show_buttons()
        self._plan()

    # --- events ------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back."""
        if Qt.Key(event.key()) is Qt.Key.Key_Escape:
            self.close_board()
        else:
            super().keyPressEvent(event)
