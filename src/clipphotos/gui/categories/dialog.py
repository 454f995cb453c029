"""Makes or changes a category while showing what it would take."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QVBoxLayout, QWidget

from clipphotos.core.categories.category import Category
from clipphotos.core.errors import ErrorReport
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.categories.form import CategoryForm
from clipphotos.gui.categories.preview import PreviewPane
from clipphotos.gui.grid.model import PhotoSource
from clipphotos.gui.grid.thumbnails import ThumbnailLoader
from clipphotos.gui.widgets.notice_bar import NoticeBar
from clipphotos.gui.widgets.screen import ScrollingPart, lay_out_dialog, resize_within_screen
from clipphotos.service.protocol.categories import (
    AddCategory,
    CategoryPreview,
    ChangeCategory,
    PhotoExample,
    PreviewCategory,
    SetExamples,
)

_FORM_WIDTH = 332


class CategoryDialog(QDialog):
    """A form at the left, a preview at the right that follows every key press.

    Args:
        category: The category to change, or None for a new one.
        others: The other categories.
        bridge: Previews and saves the category, and sets its examples.
        source: Gives details of photos.
        thumbnails: Loads the preview's pictures; closed with the dialog.
        parent: Qt parent.
    """

    saved = Signal(object)
    """`Category` as it was stored."""

    def __init__(
        self,
        category: Category | None,
        others: Sequence[Category],
        bridge: ServiceBridge,
        source: PhotoSource,
        thumbnails: ThumbnailLoader,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._thumbnails = thumbnails
        self._category_id = category.category_id if category else 0
        self._job: int | None = None
        self._outdated = False
        title = self.tr("Edit “{category}”").format(category=category.name) if category else ""
        self.setWindowTitle(title or self.tr("New category"))
        resize_within_screen(self, 1160, 780)
        self.form = CategoryForm(category, [each.colour for each in others])
        self.pane = PreviewPane(source, thumbnails, takes_examples=category is not None)
        self.notice = NoticeBar(self)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.save = buttons.addButton(
            self.tr("Save") if category else self.tr("Create"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.save.setDefault(True)
        buttons.accepted.connect(self._save)
        buttons.rejected.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(16)
        described = ScrollingPart(self.form)
        described.setFixedWidth(_FORM_WIDTH)
        row.addWidget(described)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.pane, 1)
        right.addWidget(self.pane.example_buttons)
        row.addLayout(right, 1)
        lay_out_dialog(self, row, buttons, notice=self.notice)
        self.form.changed.connect(self._preview)
        self.pane.examples_set.connect(self._set_examples)
        self._preview()
        self.form.name.setFocus()

    # --- preview -----------------------------------------------------------------------------------

    def _preview(self) -> None:
        """Ask at once; while an answer is on its way, once more when it is there."""
        draft = self.form.described(self._category_id)
        named = bool(draft.name.strip())
        self.save.setEnabled(named)
        if not named:
            self._outdated = False
            self.pane.say(self.tr("Give it a name, and photos that fit appear here."))
            self.form.threshold.show_histogram(())
        elif self._job is not None:
            self._outdated = True
        else:
            command = PreviewCategory(
                draft.category_id, draft.name, draft.labels, draft.template, draft.threshold
            )
            self._job = self._bridge.submit(command, self._show, self._refuse, self._answered, asker=self)

    def _answered(self) -> None:
        self._job = None
        if self._outdated:
            self._outdated = False
            self._preview()

    def _show(self, preview: CategoryPreview) -> None:
        if self._job is None:
            return  # closed meanwhile
        if self.form.name.text().strip():
            self.notice.hide()
            self.pane.show_preview(preview)
            self.form.show_cut(preview.histogram, preview.cut)
        self._answered()

    def _refuse(self, error: ErrorReport) -> None:
        if self._job is None:
            return
        self.notice.report(error)
        self._answered()

    # --- saving ------------------------------------------------------------------------------------

    def _set_examples(self, photo_ids: list[int], is_member: bool) -> None:
        examples = tuple(PhotoExample(photo_id, self._category_id, is_member) for photo_id in photo_ids)
        self._bridge.submit(SetExamples(examples), lambda _: self._preview(), self.notice.report, asker=self)

    def _save(self) -> None:
        draft = self.form.described(self._category_id)
        described = (draft.name, draft.labels, draft.folder, draft.threshold, draft.template, draft.colour)
        command = (
            ChangeCategory(self._category_id, *described) if self._category_id else AddCategory(*described)
        )
        self.save.setEnabled(False)
        self._bridge.submit(command, self._saved, self._not_saved, asker=self)

    def _saved(self, category: Category) -> None:
        self.accept()
        self.saved.emit(category)

    def _not_saved(self, error: ErrorReport) -> None:
        self.save.setEnabled(True)
        self.notice.report(error)

    def done(self, result: int) -> None:
        """Cancel the preview that is being made, and close."""
        if self._job is not None:
            self._bridge.cancel(self._job)
            self._job = None
        self._outdated = False
        self._thumbnails.close()
        super().done(result)
