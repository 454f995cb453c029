"""The line at the bottom: progress, what was skipped, model and device, size of thumbnails."""

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QSlider,
    QStatusBar,
    QToolButton,
    QWidget,
)

from clipphotos.core.jobs import ProgressReport, Stage
from clipphotos.gui.indexing import IndexingState
from clipphotos.gui.settings import WindowSettings
from clipphotos.gui.widgets.basics import icon_button, set_tooltip
from clipphotos.gui.widgets.fitting_label import FittingLabel
from clipphotos.gui.widgets.formatting import menu_text, number, photo_count, speed, time_left
from clipphotos.gui.widgets.icons import icon

NEWS_MS = 10_000


class StatusBar(QStatusBar):
    """Shows the state of indexing, the model and the size of thumbnails, and offers to change them.

    Args:
        tile_size: Initial size of thumbnails.
        parent: Qt parent.
    """

    pause_requested = Signal()
    resume_requested = Signal()
    now_requested = Signal()
    skipped_requested = Signal()
    model_requested = Signal()
    tile_size_changed = Signal(int)

    def __init__(self, tile_size: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self._state = IndexingState.IDLE
        self._shown = FittingLabel()
        self._progress_text = FittingLabel()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setMinimumWidth(48)
        self._bar.setMaximumWidth(140)
        self._bar.setAccessibleName(self.tr("Indexing progress"))
        self._pause = icon_button("pause", self.tr("Pause indexing"), self)
        self._pause.clicked.connect(self._pause_or_resume)
        self.now = self._link(self.tr("Do not wait until the computer is idle"))
        self.now.setText(self.tr("Index now"))
        self.now.clicked.connect(self.now_requested)
        self._skipped = self._link(self.tr("Photos and folders that could not be read, with reasons"))
        self._skipped.clicked.connect(self.skipped_requested)
        self._model = QToolButton()
        self._model.setObjectName("quiet")
        self._model.setIcon(icon("model"))
        self._model.setIconSize(QSize(16, 16))
        self._model.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        # Where there is no room for its name, the icon remains.
        self._model.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._model.setMinimumWidth(30)
        self._model.clicked.connect(self.model_requested)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(WindowSettings.SMALLEST_TILE, WindowSettings.LARGEST_TILE)
        self._slider.setSingleStep(16)
        self._slider.setPageStep(48)
        self._slider.setMinimumWidth(60)
        self._slider.setMaximumWidth(120)
        self._slider.setValue(tile_size)
        self._slider.setAccessibleName(self.tr("Size of thumbnails"))
        set_tooltip(self._slider, self.tr("Size of thumbnails (Ctrl+wheel)"))
        self._slider.valueChanged.connect(self.tile_size_changed)

        self._news = FittingLabel(muted=True)
        self._news_time = QTimer(self, singleShot=True, interval=NEWS_MS)
        self._news_time.timeout.connect(lambda: self._news.set_texts(""))
        self._work = _row(self._progress_text, self.now, self._bar, self._pause)
        self.addWidget(_row(self._shown))
        self.addWidget(self._work)
        self.addWidget(self._news)
        self.addPermanentWidget(self._skipped)
        self.addPermanentWidget(self._model)
        self.addPermanentWidget(self._slider)
        self.setContentsMargins(8, 0, 12, 0)
        self.setMinimumHeight(36)
        self.show_state(IndexingState.IDLE)
        self.show_skipped(0)
        self.show_model("", "")

    def _link(self, hint: str) -> QPushButton:
        button = QPushButton()
        button.setObjectName("link")
        button.setFlat(True)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        set_tooltip(button, hint)
        return button

    @property
    def progress_text(self) -> str:
        """What it says about indexing; empty while nothing is going on."""
        return self._progress_text.text() if self._state is not IndexingState.IDLE else ""

    def show_count(self, shown: int, selected: int) -> None:
        """Say how many photos are shown and selected."""
        photos = photo_count(shown)
        if selected:
            text = self.tr("{photos} · {selected} selected")
            self._shown.set_texts(text.format(photos=photos, selected=number(selected)), photos)
        else:
            self._shown.set_texts(photos)

    def show_state(self, state: IndexingState) -> None:
        """Say whether indexing runs."""
        self._state = state
        running = state is IndexingState.RUNNING
        self._work.setVisible(state is not IndexingState.IDLE)
        self._bar.setVisible(running)
        self.now.hide()
        self._pause.setIcon(icon("pause" if running else "resume"))
        by_hand = state is IndexingState.BY_HAND
        label = self.tr("Go on indexing") if not by_hand else self.tr("Index new photos now")
        label = self.tr("Pause indexing") if running else label
        self._pause.setAccessibleName(label)
        set_tooltip(self._pause, label)
        if running:
            self._bar.setRange(0, 0)
            self._progress_text.set_texts(self.tr("Looking for photos…"))
        elif state is IndexingState.PAUSED:
            self._progress_text.set_texts(self.tr("Indexing is paused"))
        elif state is IndexingState.STOPPED:
            self._progress_text.set_texts(self.tr("Indexing stopped"))
        elif by_hand:
            self._progress_text.set_texts(self.tr("New photos are indexed by hand"))

    def show_progress(self, report: ProgressReport) -> None:
        """Say how far indexing is."""
        if self._state is not IndexingState.RUNNING:
            return
        waits = report.stage == Stage.WAIT_UNTIL_IDLE
        self.now.setVisible(waits)
        self._bar.setVisible(not waits)
        self._bar.setRange(0, 1000 if report.total else 0)
        if report.total:
            self._bar.setValue(round(1000 * min(report.done / report.total, 1.0)))
        if report.stage == Stage.EMBED:
            self._progress_text.set_texts(*self._embedding(report))
        else:
            self._progress_text.set_texts(self._wording(report))

    def show_news(self, text: str) -> None:
        """Say for a while what went well."""
        self._news.set_texts(text, "")
        self._news_time.start()

    def show_skipped(self, count: int) -> None:
        """Say how many photos were skipped."""
        self._skipped.setText(self.tr("%Ln skipped", "", count))
        self._skipped.setVisible(count > 0)

    def show_model(self, name: str, device: str, fallback_reason: str = "") -> None:
        """Say which model searches, where it runs, and in a sentence why not on a graphics card."""
        hint = self.tr("Search model and where it runs; click to choose another")
        set_tooltip(self._model, f"{hint}\n\n{fallback_reason}" if fallback_reason else hint)
        self._model.setVisible(bool(name))
        self._model.setText(menu_text(f"{name} · {device}" if device else name))

    def set_tile_size(self, size: int) -> None:
        """Move the slider."""
        self._slider.setValue(size)

    def _wording(self, report: ProgressReport) -> str:
        if report.stage == Stage.SCAN:
            if report.done:
                return self.tr("Looking for photos: {count} found").format(count=number(report.done))
            return self.tr("Looking for photos…")
        if report.stage == Stage.WAIT_UNTIL_IDLE:
            return self.tr("Waiting until the computer is idle")
        if report.stage == Stage.LOAD_MODEL:
            return self.tr("Getting the search model ready…")
        if report.stage == Stage.ACCELERATE:
            return self.tr("Making the search model faster…")
        if report.stage == Stage.REBUILD_INDEX:
            return self.tr("Rebuilding the search index…")
        if report.stage == Stage.CHECK:
            return self.tr("Checking the library…")
        if report.stage == Stage.PROMPTS:
            return self.tr("Getting the tags ready…")
        if report.stage == Stage.TAG:
            return self.tr("Tagging {done} of {total}").format(
                done=number(report.done), total=number(report.total)
            )
        if report.stage == Stage.METADATA:
            return self.tr("Reading when photos were taken: {done} of {total}").format(
                done=number(report.done), total=number(report.total)
            )
        return self._embedding(report)[0]

    def _embedding(self, report: ProgressReport) -> list[str]:
        """How far it is, the longest text first; the time left is worth more than the speed."""
        counts = {"done": number(report.done), "total": number(report.total)}
        done, rate, left = self.tr("Indexing {done} of {total}").format(**counts), "", ""
        if report.per_second > 0:
            rate = self.tr("{speed} photos/s").format(speed=speed(report.per_second))
        if report.seconds_left is not None and report.done < report.total:
            left = time_left(report.seconds_left)
        texts = [[done, rate, left], [done, left], [done]]
        return [*dict.fromkeys(" · ".join(filter(None, parts)) for parts in texts)]

    def _pause_or_resume(self) -> None:
        if self._state is IndexingState.RUNNING:
            self.pause_requested.emit()
        else:
            self.resume_requested.emit()


def _row(*widgets: QWidget) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(8, 0, 8, 0)
    row.setSpacing(8)
    for widget in widgets:
        row.addWidget(widget)
    return box
