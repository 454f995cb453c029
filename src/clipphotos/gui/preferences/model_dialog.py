"""Chooses the model that searches: list, download, use, local checkpoint."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from clipphotos.core.errors import ErrorReport
from clipphotos.core.jobs import ProgressReport
from clipphotos.core.models import Backend, ModelInfo
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.preferences import model_texts
from clipphotos.gui.preferences.checkpoint_dialog import CheckpointDialog
from clipphotos.gui.widgets.basics import icon_button, make_bold, plain_label
from clipphotos.gui.widgets.icons import icon
from clipphotos.gui.widgets.notice_bar import NoticeBar
from clipphotos.gui.widgets.screen import lay_out_dialog, resize_within_screen
from clipphotos.service.protocol.models import AddLocalModel, DownloadModel, SetBackend


class ModelDialog(QDialog):
    """A card for each model.

    Args:
        models: All models.
        device: Where the current one runs.
        bridge: Downloads models and adds local ones.
        parent: Qt parent.
        backend: What was asked to compute.
    """

    use_requested = Signal(str)

    def __init__(
        self,
        models: Sequence[ModelInfo],
        device: str,
        bridge: ServiceBridge,
        parent: QWidget | None = None,
        *,
        backend: Backend = Backend.AUTO,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._cards: dict[str, _Card] = {}
        self._downloads: dict[int, str] = {}
        self.setWindowTitle(self.tr("Search model"))
        resize_within_screen(self, 720, 640)
        intro = plain_label(
            self.tr(
                "The model decides what can be found. Changing it indexes the photos once for the new model;"
                " going back costs nothing."
            ),
            wrap=True,
        )
        self._device = plain_label(muted=True)
        self.fallback_reason = plain_label(muted=True, wrap=True)
        self.fallback_reason.hide()
        self._backend = Backend.AUTO
        self.backends = QComboBox()
        self.backends.setAccessibleName(self.tr("What computes"))
        for each in Backend:
            self.backends.addItem(model_texts.backend_name(each), each)
        self.backends.activated.connect(self._choose_backend)
        runs = QHBoxLayout()
        runs.addWidget(self._device, 1)
        runs.addWidget(plain_label(self.tr("Compute with:")))
        runs.addWidget(self.backends)
        self.notice = NoticeBar(self)
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.setSpacing(12)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        local = buttons.addButton(self.tr("Local checkpoint…"), QDialogButtonBox.ButtonRole.ActionRole)
        local.clicked.connect(self._choose_checkpoint)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addWidget(intro)
        column.addLayout(runs)
        column.addWidget(self.fallback_reason)
        column.addLayout(self._column)
        column.addStretch(1)
        lay_out_dialog(self, column, buttons, notice=self.notice)
        bridge.progressed.connect(self._show_progress)
        self.show_models(models, device, backend)

    def show_models(self, models: Sequence[ModelInfo], device: str, backend: Backend = Backend.AUTO) -> None:
        """Show the models as they are now, where the current one runs, and what was asked to compute."""
        self._show_backend(backend)
        self._device.setText(self.tr("Runs on: {device}").format(device=model_texts.device_name(device)))
        self._device.setVisible(bool(device))
        names = [model.name for model in models]
        for name in [each for each in self._cards if each not in names]:
            self._cards.pop(name).deleteLater()
        for position, model in enumerate(models):
            if model.name not in self._cards:
                card = _Card()
                card.use.clicked.connect(partial(self.use_requested.emit, model.name))
                card.download.clicked.connect(partial(self._download, model.name))
                card.cancel.clicked.connect(partial(self._cancel_download, model.name))
                self._cards[model.name] = card
                self._column.insertWidget(position, card)
            self._cards[model.name].show_model(model)

    def show_fallback_reason(self, fallback_reason: ErrorReport | None) -> None:
        """Say why no graphics card is used, or not as fast as it could be."""
        self.fallback_reason.setText(model_texts.fallback_text(fallback_reason))
        self.fallback_reason.setVisible(fallback_reason is not None)

    def card(self, name: str) -> "_Card":
        """The card of a model."""
        return self._cards[name]

    def _show_backend(self, backend: Backend) -> None:
        self._backend = backend
        self.backends.setCurrentIndex(self.backends.findData(backend))

    def _choose_backend(self, row: int) -> None:
        before, chosen = self._backend, Backend(self.backends.itemData(row))

        def done(device: str) -> None:
            self._backend = chosen
            self._device.setText(self.tr("Runs on: {device}").format(device=model_texts.device_name(device)))

        def fail(error: ErrorReport) -> None:
            self._show_backend(before)
            self.notice.report(error)

        self._bridge.submit(SetBackend(chosen), done, fail, asker=self)

    def _download(self, name: str) -> None:
        self._cards[name].show_download(0, 0)

        def end(*_: object) -> None:
            self._end_download(job)

        def fail(error: ErrorReport) -> None:
            self._end_download(job)
            self.notice.report(error)

        job = self._bridge.submit(DownloadModel(name), end, fail, end, asker=self)
        self._downloads[job] = name

    def _cancel_download(self, name: str) -> None:
        for job, downloaded in self._downloads.items():
            if downloaded == name:
                self._bridge.cancel(job)

    def _show_progress(self, job: int, report: ProgressReport) -> None:
        name = self._downloads.get(job)
        if name in self._cards:
            self._cards[name].show_download(report.done, report.total)

    def _end_download(self, job: int) -> None:
        name = self._downloads.pop(job, None)
        if name in self._cards:
            self._cards[name].end_download()

    def _choose_checkpoint(self) -> None:
        dialog = CheckpointDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self._add_checkpoint)
        dialog.open()

    def _add_checkpoint(self, command: AddLocalModel) -> None:
        checking = self.tr("Checking the checkpoint…")

        def added(_: None) -> None:
            self.notice.withdraw(checking)
            self.notice.inform(self.tr("“{name}” was added.").format(name=command.name))

        def refused(error: ErrorReport) -> None:
            self.notice.withdraw(checking)
            self.notice.report(error)

        self.notice.inform(checking, stays=True)
        self._bridge.submit(command, added, refused, asker=self)


class _Card(QFrame):
    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.name = plain_label(scale=1.1)
        make_bold(self.name)
        self.badge = plain_label(muted=True)
        self.facts = plain_label(muted=True, wrap=True)
        self.purpose = plain_label(wrap=True)
        self.use = QPushButton(self.tr("Use"))
        self.download = QPushButton(self.tr("Download"))
        self.download.setIcon(icon("download"))
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(110)
        self.percent = plain_label(muted=True)
        self.cancel = icon_button("close", self.tr("Cancel the download"), self)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.name)
        head.addWidget(self.badge, 1)
        for widget in (self.percent, self.progress, self.cancel, self.download, self.use):
            head.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.purpose)
        column.addWidget(self.facts)
        self._model: ModelInfo | None = None
        self._downloading = False

    def show_model(self, model: ModelInfo) -> None:
        self._model = model
        self.name.setText(model_texts.title(model))
        self.badge.setText(self.tr("in use") if model.current else "")
        self.purpose.setText(model_texts.purpose(model))
        facts = [model_texts.licence(model), model_texts.size(model), model_texts.languages(model)]
        self.facts.setText(" · ".join(facts))
        self.use.setAccessibleName(self.tr("Use {model}").format(model=model_texts.title(model)))
        self.download.setAccessibleName(self.tr("Download {model}").format(model=model_texts.title(model)))
        self.setProperty("current", model.current)
        self.style().unpolish(self)
        self.style().polish(self)
        self._show_buttons()

    def show_download(self, done: int, total: int) -> None:
        self._downloading = True
        self.progress.setRange(0, 1000 if total else 0)
        if total:
            self.progress.setValue(round(1000 * done / total))
        self.percent.setText(f"{100 * done // total}%" if total else "")
        self._show_buttons()

    def end_download(self) -> None:
        self._downloading = False
        self._show_buttons()

    def _show_buttons(self) -> None:
        model = self._model
        for widget in (self.percent, self.progress, self.cancel):
            widget.setVisible(self._downloading)
        available = model is not None and model.available
        self.download.setVisible(not self._downloading and not available)
        self.use.setVisible(available and model is not None and not model.current)
