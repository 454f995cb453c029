"""Learns categories from folders that are sorted already, and says which can be told apart."""

from pathlib import Path

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QProgressBar,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from clipphotos.core.categories.category import CategoryScore
from clipphotos.core.errors import ErrorReport
from clipphotos.core.jobs import ProgressReport, Stage
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.widgets.basics import NUMBERS, flat_table, plain_label
from clipphotos.gui.widgets.formatting import name_text, number, tooltip
from clipphotos.gui.widgets.icons import icon
from clipphotos.gui.widgets.notice_bar import NoticeBar
from clipphotos.gui.widgets.screen import lay_out_dialog, resize_within_screen
from clipphotos.service.protocol.categories import LearnCategories, LearnedCategories


class LearnDialog(QDialog):
    """First a progress bar, then a report.

    Args:
        folder: Its sub-folders become categories.
        bridge: Learns.
        parent: Qt parent.
    """

    def __init__(self, folder: Path, bridge: ServiceBridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.setWindowTitle(self.tr("Learn from sorted folders"))
        resize_within_screen(self, 760, 460)
        self._intro = plain_label(
            self.tr(
                "Each sub-folder of “{folder}” becomes a category, and its photos become examples."
            ).format(folder=name_text(folder)),
            wrap=True,
        )
        self.notice = NoticeBar(self)
        self._stage = plain_label(self.tr("Waiting until other work is done…"), muted=True)
        self._progress = QProgressBar()
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        titles = [self.tr("Category"), self.tr("Examples"), self.tr("What came of it")]
        self.table = flat_table(self.tr("What was learned"), titles, [200, 90], striped=False)
        self.table.hide()
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._buttons.rejected.connect(self.reject)
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addWidget(self._intro)
        column.addWidget(self._stage)
        column.addWidget(self._progress)
        column.addWidget(self.table, 1)
        column.addStretch(0)
        lay_out_dialog(self, column, self._buttons, notice=self.notice)
        bridge.progressed.connect(self._show_progress)
        self._job: int | None = bridge.submit(LearnCategories(folder), self._show, self._refuse, asker=self)

    def _show_progress(self, job: int, report: ProgressReport) -> None:
        if job != self._job:
            return
        self._progress.setRange(0, report.total)
        self._progress.setValue(report.done)
        if report.stage is Stage.LOAD_MODEL:
            self._stage.setText(self.tr("Getting the search model ready…"))
        elif report.stage is Stage.EMBED:
            text = self.tr("Reading photos: {done} of {total}")
            self._stage.setText(text.format(done=number(report.done), total=number(report.total)))
        else:
            self._stage.setText(self.tr("Comparing the categories…"))

    def _show(self, learned: LearnedCategories) -> None:
        if self._job is None:
            return
        self._end()
        self.table.headerItem().setTextAlignment(1, NUMBERS)
        for score in learned.scores:
            row = QTreeWidgetItem([score.name, number(score.examples), self._verdict(score)])
            row.setTextAlignment(1, NUMBERS)
            row.setToolTip(2, tooltip(row.text(2)))
            row.setIcon(2, icon("check" if score.is_learnable else "warning"))
            self.table.addTopLevelItem(row)
        self.table.show()
        if learned.skipped:
            self.notice.inform(
                self.tr("%Ln photo(s) could not be read and were left out.", "", len(learned.skipped)),
                stays=True,
            )

    def _verdict(self, score: CategoryScore) -> str:
        share = round(100 * score.recognised)
        if score.is_learnable:
            return self.tr("{share}% recognised").format(share=share)
        if score.confused_with:
            text = self.tr("{share}% recognised: cannot be told apart from “{category}”")
            return text.format(share=share, category=score.confused_with)
        return self.tr("{share}% recognised: cannot be told apart").format(share=share)

    def _refuse(self, error: ErrorReport) -> None:
        if self._job is not None:
            self._end()
            self.notice.report(error)

    def _end(self) -> None:
        self._job = None
        self._progress.hide()
        self._stage.hide()
        self._buttons.setStandardButtons(QDialogButtonBox.StandardButton.Close)

    def done(self, result: int) -> None:
        """Stop learning if it is not finished; nothing is kept then."""
        if self._job is not None:
            self._bridge.cancel(self._job)
            self._job = None
        super().done(result)
