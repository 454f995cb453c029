"""Shows what a category would take: how many, how surely, the best photos and those at the border."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from clipphotos.gui.grid.model import PhotoSource
from clipphotos.gui.grid.photo_strip import TILE, PhotoStrip
from clipphotos.gui.grid.thumbnails import ThumbnailLoader
from clipphotos.gui.widgets.basics import make_bold, plain_label
from clipphotos.gui.widgets.formatting import number
from clipphotos.service.protocol.categories import CategoryPreview, LikelyPhoto


class PreviewPane(QScrollArea):
    """Three strips of photos with a headline; what is selected can be confirmed or rejected.

    Args:
        source: Gives details of photos.
        thumbnails: A loader of the dialog's own: the pane alone tells it which photos are visible.
        takes_examples: Whether there is a category already that photos can be examples of.
        parent: Qt parent.
    """

    examples_set = Signal(object, bool)
    """Ids of photos, whether they belong to the category."""

    def __init__(
        self,
        source: PhotoSource,
        thumbnails: ThumbnailLoader,
        *,
        takes_examples: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self.headline = plain_label(scale=1.25)
        make_bold(self.headline)
        self.certainty = plain_label(muted=True, wrap=True)
        self.overlap = plain_label(wrap=True)
        self.best = PhotoStrip(source, thumbnails, self.tr("Best matches"))
        self.inside = PhotoStrip(source, thumbnails, self.tr("Just inside"))
        self.outside = PhotoStrip(source, thumbnails, self.tr("Just outside"))
        self._strips = (self.best, self.inside, self.outside)
        self.belong = QPushButton(self.tr("These belong"))
        self.do_not = QPushButton(self.tr("These do not"))
        self.belong.clicked.connect(lambda: self._set_examples(is_member=True))
        self.do_not.clicked.connect(lambda: self._set_examples(is_member=False))
        for button in (self.belong, self.do_not):
            button.setAutoDefault(False)  # Enter saves
        example_hint = plain_label(
            self.tr("Select photos and say whether they belong: the category learns from them."),
            muted=True,
            wrap=True,
        )
        self._inner = QWidget()
        column = QVBoxLayout(self._inner)
        column.setContentsMargins(16, 0, 8, 0)
        column.setSpacing(6)
        column.addWidget(self.headline)
        column.addWidget(self.certainty)
        column.addWidget(self.overlap)
        self._photos = QWidget()
        column.addWidget(self._photos)
        column.addStretch(1)
        column = QVBoxLayout(self._photos)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(6)
        column.addWidget(_heading(self.best))
        column.addWidget(self.best)
        border = QHBoxLayout()
        border.setSpacing(16)
        for strip in (self.inside, self.outside):
            half = QVBoxLayout()
            half.setSpacing(6)
            half.addWidget(_heading(strip))
            half.addWidget(strip)
            half.addStretch(1)
            border.addLayout(half, 1)
        column.addLayout(border)
        self.example_buttons = QWidget()
        """What is said about selected photos; stays in sight below the pane."""
        row = QHBoxLayout(self.example_buttons)
        row.setContentsMargins(16, 0, 8, 0)
        row.addWidget(example_hint, 1)
        row.addWidget(self.belong)
        row.addWidget(self.do_not)
        self.example_buttons.setVisible(takes_examples)
        self.setWidget(self._inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the strips take it
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(6 * (TILE + 6) + 60)
        self._show_soon = QTimer(self, singleShot=True, interval=0)
        self._show_soon.timeout.connect(self._ask_for_thumbnails)
        for strip in self._strips:
            strip.selectionModel().selectionChanged.connect(self._note_selection)
        self._note_selection()
        self.say("")

    def say(self, text: str) -> None:
        """Show a message instead of a preview."""
        self.headline.setText(text)
        for label in (self.certainty, self.overlap):
            label.hide()
        self._show_photos((), (), ())

    def show_preview(self, preview: CategoryPreview) -> None:
        """Show what a category would take."""
        if preview.searchable == 0:
            self.say(self.tr("The preview comes once photos are indexed."))
            return
        taken, all_ = number(preview.taken), number(preview.searchable)
        if preview.is_estimate:
            headline = self.tr("About {taken} of {all} photos")
        else:
            headline = self.tr("{taken} of {all} photos")
        self.headline.setText(headline.format(taken=taken, all=all_))
        self.certainty.setText(self._certainty(preview))
        self.certainty.setVisible(preview.right is not None)
        rivals = [
            self.tr("{share}% could as well be “{category}”.").format(share=round(100 * share), category=name)
            for name, share in preview.overlaps
        ]
        self.overlap.setText(" ".join(rivals))
        self.overlap.setVisible(bool(rivals))
        self._show_photos(preview.best, preview.inside, preview.outside)

    def _certainty(self, preview: CategoryPreview) -> str:
        share = round(100 * (preview.right or 0))
        if preview.right_examples:
            return self.tr(
                "About {share}% of them are right, judging by {examples} confirmed photos."
            ).format(share=share, examples=number(preview.right_examples))
        if preview.examples:
            return self.tr(
                "About {share}% of them are right, judging by the words and by %Ln photo(s) you judged.",
                "",
                preview.examples,
            ).format(share=share)
        return self.tr("About {share}% of them are right, judging by the words alone.").format(share=share)

    def _show_photos(
        self, best: Sequence[LikelyPhoto], inside: Sequence[LikelyPhoto], outside: Sequence[LikelyPhoto]
    ) -> None:
        for strip, photos in zip(self._strips, (best, inside, outside), strict=True):
            strip.show_photos({each.photo_id: each.probability for each in photos})
        self._photos.setVisible(bool(best))
        self._show_soon.start()

    def _ask_for_thumbnails(self) -> None:
        photos: dict[int, bytes] = {}
        for strip in self._strips:
            photos |= strip.contents(range(strip.photos.rowCount()))
        self._thumbnails.show(photos, round(TILE * self.devicePixelRatioF()))

    def _selected(self) -> list[int]:
        ids = [photo for strip in self._strips for photo in strip.selected_ids()]
        return list(dict.fromkeys(ids))

    def _note_selection(self, *_: object) -> None:
        some = bool(self._selected())
        self.belong.setEnabled(some)
        self.do_not.setEnabled(some)

    def _set_examples(self, *, is_member: bool) -> None:
        photos = self._selected()
        for strip in self._strips:
            strip.clearSelection()
        self.examples_set.emit(photos, is_member)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make the strips as wide as the pane."""
        super().resizeEvent(event)
        self._inner.setMaximumWidth(self.viewport().width())


def _heading(strip: PhotoStrip) -> QWidget:
    label = plain_label(strip.accessibleName())
    make_bold(label)
    return label
