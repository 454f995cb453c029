"""The program's settings: when photos are indexed, on how many cores, and which folders are left out."""

from dataclasses import replace

from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from clipphotos.core.errors import ErrorReport
from clipphotos.core.indexing.settings import IndexingTime
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.indexing import IndexingController
from clipphotos.gui.preferences.exclusion_part import ExclusionPart
from clipphotos.gui.widgets.basics import make_bold, plain_label, set_tooltip
from clipphotos.gui.widgets.formatting import number
from clipphotos.gui.widgets.notice_bar import NoticeBar
from clipphotos.gui.widgets.screen import lay_out_dialog, resize_within_screen

_WIDTH = 560
_INDENT = 24
"""What explains a choice stands below its text, not below its circle."""


class SettingsDialog(QDialog):
    """Every change holds at once; there is nothing to confirm.

    Args:
        indexing: Knows the settings and changes them.
        bridge: Knows which folders are left out.
        cores: Number of the processor's cores.
        parent: Qt parent.
    """

    def __init__(
        self,
        indexing: IndexingController,
        bridge: ServiceBridge,
        cores: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._indexing = indexing
        self.setWindowTitle(self.tr("Settings"))
        self.notice = NoticeBar(self)
        title = plain_label(self.tr("Index new photos"), scale=1.1)
        make_bold(title)
        choices = (
            (IndexingTime.AT_ONCE, self.tr("At &once"), self.tr("As soon as they are found.")),
            (
                IndexingTime.WHEN_IDLE,
                self.tr("Only when the computer is &idle"),
                self.tr(
                    "While other programs use less than a quarter of the processor and the computer is not on"
                    " battery. Photos appear at once; they can be searched for later."
                ),
            ),
            (
                IndexingTime.BY_HAND,
                self.tr("By &hand only"),
                self.tr(
                    "When you rescan the library (F5), add a folder, or press the button in the status bar."
                ),
            ),
        )
        self.times = {time: QRadioButton(text) for time, text, _ in choices}
        group = QButtonGroup(self)
        column = QVBoxLayout()
        column.setSpacing(20)
        part = QVBoxLayout()
        part.setSpacing(4)
        part.addWidget(title)
        for time, _, hint in choices:
            button = self.times[time]
            button.setAccessibleDescription(hint)
            button.clicked.connect(lambda _=False, time=time: self._choose(time=time))
            group.addButton(button)
            part.addSpacing(4)
            part.addWidget(button)
            part.addWidget(_hint(hint, _INDENT))
        column.addLayout(part)
        column.addLayout(self._cores_part(cores))
        self.watch = QCheckBox(self.tr("Notice by &itself what changes in the folders"))
        set_tooltip(
            self.watch,
            self.tr(
                "Photos that other programs add, change, move or remove appear within seconds, on network"
                " drives within half a minute."
            ),
        )
        self.watch.clicked.connect(self._choose_watch)
        column.addWidget(self.watch)
        self.exclusions = ExclusionPart(bridge, indexing)
        self.exclusions.refused.connect(self.notice.report)
        column.addWidget(self.exclusions)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        lay_out_dialog(self, column, buttons, notice=self.notice)
        indexing.settings_changed.connect(self._show)
        self._show()
        # Lines that break are taller than a dialog thinks that has no width yet.
        resize_within_screen(self, _WIDTH, self.heightForWidth(_WIDTH))

    def _cores_part(self, present: int) -> QVBoxLayout:
        title = plain_label(self.tr("Processor"), scale=1.1)
        make_bold(title)
        label = plain_label(self.tr("Cores used for indexing:"))
        self.cores = QComboBox()
        self.cores.setAccessibleName(self.tr("Cores used for indexing"))
        self.cores.addItem(self.tr("All ({count})").format(count=number(present)), None)
        for count in range(1, present):
            self.cores.addItem(number(count), count)
        self.cores.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.cores.activated.connect(self._choose_cores)
        line = QHBoxLayout()
        line.addWidget(label)
        line.addWidget(self.cores)
        line.addStretch(1)
        part = QVBoxLayout()
        part.setSpacing(8)
        part.addWidget(title)
        part.addLayout(line)
        part.addWidget(
            _hint(
                self.tr(
                    "Fewer cores keep the computer cooler and quieter; indexing takes longer. Other programs"
                    " come first in any case."
                )
            )
        )
        return part

    def _show(self) -> None:
        """Show what holds now; nothing can be chosen before that is known."""
        known = self._indexing.settings
        for widget in (*self.times.values(), self.cores, self.watch):
            widget.setEnabled(known is not None)
        if known is None:
            return
        self.times[known.time].setChecked(True)
        self.watch.setChecked(known.watch)
        row = self.cores.findData(known.cores) if known.cores is not None else 0
        # More than this computer has, from another one or the command line, are all.
        self.cores.setCurrentIndex(max(0, row))

    def _choose(self, **changes: IndexingTime | int | None) -> None:
        if self._indexing.settings is not None:
            self._indexing.change_settings(replace(self._indexing.settings, **changes), self._refuse)

    def _choose_cores(self, row: int) -> None:
        self._choose(cores=self.cores.itemData(row))

    def _choose_watch(self, on: bool) -> None:
        self._choose(watch=on)

    def _refuse(self, error: ErrorReport) -> None:
        self._show()
        self.notice.report(error)


def _hint(text: str, indent: int = 0) -> QWidget:
    label = plain_label(text, wrap=True, muted=True)
    label.setContentsMargins(indent, 0, 0, 0)
    return label
