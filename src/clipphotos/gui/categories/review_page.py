"""Asks about photos one at a time, the most informative first; answered by keyboard."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from clipphotos.core.categories.category import Category
from clipphotos.core.errors import ErrorReport
from clipphotos.core.wording.errors import word
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.i18n import current_language
from clipphotos.gui.viewer.canvas import PhotoCanvas
from clipphotos.gui.widgets.basics import icon_button, plain_label
from clipphotos.gui.widgets.flow_layout import FlowLayout
from clipphotos.gui.widgets.formatting import menu_text, number
from clipphotos.gui.widgets.icons import colour_dot
from clipphotos.service.protocol.categories import (
    AskForReview,
    PhotoExample,
    PhotoToReview,
    Review,
    SetExamples,
)
from clipphotos.service.protocol.showing import MakePreview, Preview

_PORTION = 30
_ASK_AGAIN_AFTER = 10
"""So many answers make another photo the most informative one."""
_KEPT = 4
_EDGE = 1280
_MOST_KEYS = 9


@dataclass(slots=True)
class _Answer:
    photo: PhotoToReview
    takes_back: tuple[PhotoExample, ...] = ()
    is_taken_back: bool = False


class ReviewPage(QWidget):
    """One photo, a question, and a key for each answer.

    Args:
        bridge: Chooses the photos and keeps the answers.
        parent: Qt parent.
    """

    closed = Signal()
    stepped = Signal()
    """There is another last answer to take back, or none any more."""
    refused = Signal(object)
    """`ErrorReport`; the page has nothing to show."""

    def __init__(self, bridge: ServiceBridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._categories: dict[int, Category] = {}
        self._only: Category | None = None
        self._queue: list[PhotoToReview] = []
        self._seen: set[int] = set()
        self._answers: list[_Answer] = []
        self._since_asked = 0
        self._asking: int | None = None
        self._images: OrderedDict[int, QImage] = OrderedDict()
        self._errors: dict[int, str] = {}
        self._loading: set[int] = set()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.canvas = PhotoCanvas(self)
        back = icon_button("back", self.tr("Back to the grid (Esc)"), self)
        back.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        back.clicked.connect(self.close_review)
        self.question = plain_label(scale=1.25)
        self.count = plain_label(muted=True)
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 12, 8)
        head.setSpacing(8)
        head.addWidget(back)
        head.addWidget(self.question, 1)
        head.addWidget(self.count)
        self._buttons = QHBoxLayout()
        self._buttons.setContentsMargins(12, 8, 12, 12)
        self._buttons.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.notices = QVBoxLayout()
        self.notices.setContentsMargins(16, 0, 16, 8)
        column.addLayout(head)
        column.addLayout(self.notices)
        column.addWidget(self.canvas, 1)
        column.addLayout(self._buttons)

    @property
    def photo(self) -> PhotoToReview | None:
        """The photo asked about."""
        return self._queue[0] if self._queue else None

    @property
    def can_step_back(self) -> bool:
        """Whether there is an answer to take back."""
        return bool(self._answers)

    def begin(self, categories: Sequence[Category], only: Category | None) -> None:
        """Start asking.

        Args:
            categories: All of them.
            only: Ask about this one alone; None for all.
        """
        self._categories = {each.category_id: each for each in categories}
        self._only = only
        self._queue.clear()
        self._seen.clear()
        self._answers.clear()
        self._since_asked = 0
        self.question.setText("")
        self.canvas.show_message(self.tr("Choosing photos…"), "review")
        self._show_buttons()
        self._show_count()
        self._ask()

    def close_review(self) -> None:
        """Go back; every answer was kept at once."""
        if self._asking is not None:
            self._bridge.cancel(self._asking)
            self._asking = None
        self._queue.clear()
        self._images.clear()
        self.closed.emit()

    # --- which photos ------------------------------------------------------------------------------

    def _ask(self) -> None:
        if self._asking is not None:
            return
        self._since_asked = 0
        only = self._only.category_id if self._only else None
        command = AskForReview(only, _PORTION + len(self._seen))
        self._asking = self._bridge.submit(command, self._take, self._refuse)

    def _take(self, review: Review) -> None:
        if self._asking is None:
            return
        self._asking = None
        current = self._queue[:1]
        known = self._seen | {each.photo_id for each in current}
        self._queue = current + [each for each in review.photos if each.photo_id not in known][:_PORTION]
        if not current:
            self._show()
        self._load_ahead()

    def _refuse(self, error: ErrorReport) -> None:
        if self._asking is not None:
            self._asking = None
            self.refused.emit(error)
            self.close_review()

    # --- answers -----------------------------------------------------------------------------------

    def say(self, category_id: int, *, is_member: bool) -> None:
        """Say that the photo shown belongs to a category, or not, and go on."""
        if self.photo:
            self._answer((PhotoExample(self.photo.photo_id, category_id, is_member),))

    def say_none(self) -> None:
        """Say that the photo belongs to none of the categories it was taken for, and go on."""
        if self.photo:
            photo_id = self.photo.photo_id
            self._answer(tuple(PhotoExample(photo_id, each, is_member=False) for each in self._guesses()))

    def skip(self) -> None:
        """Say nothing about the photo, and go on."""
        self._answer(())

    def step_back(self) -> None:
        """Take the last answer back and ask again."""
        if not self._answers:
            return
        entry = self._answers.pop()
        entry.is_taken_back = True
        self._take_back(entry)
        self._seen.discard(entry.photo.photo_id)
        self._queue.insert(0, entry.photo)
        self._show()

    def _answer(self, examples: tuple[PhotoExample, ...]) -> None:
        if not self._queue:
            return
        photo = self._queue.pop(0)
        self._seen.add(photo.photo_id)
        entry = _Answer(photo)
        self._answers.append(entry)
        if examples:

            def done(takes_back: tuple[PhotoExample, ...]) -> None:
                entry.takes_back = takes_back
                if entry.is_taken_back:
                    self._take_back(entry)

            self._bridge.submit(SetExamples(examples), done, self.refused.emit)
        self._since_asked += 1
        self._show()
        if self._since_asked >= _ASK_AGAIN_AFTER or len(self._queue) < _KEPT:
            self._ask()

    def _take_back(self, entry: _Answer) -> None:
        if entry.takes_back:
            self._bridge.submit(SetExamples(entry.takes_back), None, self.refused.emit)

    def _guesses(self) -> list[int]:
        if self._only:
            return [self._only.category_id]
        return [guess for guess, _ in self.photo.guesses] if self.photo else []

    # --- what is shown -----------------------------------------------------------------------------

    def _show(self) -> None:
        self._show_count()
        self._show_buttons()
        photo = self.photo
        if photo is None:
            self.question.setText("")
            waiting = self._asking is not None
            text = self.tr("Choosing photos…") if waiting else self.tr("There is nothing left to ask.")
            self.canvas.show_message(text, "review")
            return
        self.question.setText(self._question(photo))
        error = self._errors.get(photo.photo_id)
        if error:
            self.canvas.show_message(error)
        else:
            image = self._images.get(photo.photo_id)
            self.canvas.show_image(image or QImage(), sharp=image is not None)
        self._load_ahead()

    def _question(self, photo: PhotoToReview) -> str:
        guess = self._guesses()[0]
        probability = dict(photo.guesses).get(guess)
        name = self._categories[guess].name
        if probability is None:
            return self.tr("Does this belong to “{category}”?").format(category=name)
        return self.tr("Does this belong to “{category}”? ({share}% likely)").format(
            category=name, share=round(100 * probability)
        )

    def _show_count(self) -> None:
        self.stepped.emit()
        count = len(self._answers)
        self.count.setText(self.tr("{count} answered").format(count=number(count)) if count else "")

    def _show_buttons(self) -> None:
        while item := self._buttons.takeAt(0):
            widget = item.widget()
            if widget:
                widget.deleteLater()
        if self.photo is None:
            return
        guess = self._guesses()[0]
        choices = QWidget()
        flow = FlowLayout(choices, gap=8)  # nine long names need more than a line
        if not self._only:
            for digit, category in enumerate(list(self._categories.values())[:_MOST_KEYS], start=1):
                button = self._button(category.name, str(digit), partial(self._say_yes, category))
                button.setIcon(colour_dot(category.colour))
                flow.addWidget(button)
            flow.addWidget(self._button(self.tr("None of them"), "0", self.say_none))
        back = self._button(self.tr("Back"), "⌫", self.step_back)
        back.setEnabled(bool(self._answers))
        top = Qt.AlignmentFlag.AlignTop
        self._buttons.addWidget(
            self._button(self.tr("Yes"), "Y", lambda: self.say(guess, is_member=True)), 0, top
        )
        self._buttons.addWidget(
            self._button(self.tr("No"), "N", lambda: self.say(guess, is_member=False)), 0, top
        )
        self._buttons.addSpacing(16)
        self._buttons.addWidget(choices, 1)
        self._buttons.addSpacing(16)
        self._buttons.addWidget(self._button(self.tr("Skip"), "S", self.skip), 0, top)
        self._buttons.addWidget(back, 0, top)

    def _button(self, name: str, key: str, act: Callable[[], None]) -> QPushButton:
        shown = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, 140)
        button = QPushButton(f"{key}   {menu_text(shown)}")
        button.setAccessibleName(name)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(act)
        return button

    def _say_yes(self, category: Category) -> None:
        self.say(category.category_id, is_member=True)

    # --- pictures ----------------------------------------------------------------------------------

    def _load_ahead(self) -> None:
        for photo in self._queue[:_KEPT]:
            if (
                photo.photo_id not in self._images
                and photo.photo_id not in self._loading | self._errors.keys()
            ):
                self._load(photo.photo_id)

    def _load(self, photo_id: int) -> None:
        def made(preview: Preview) -> None:
            self._loading.discard(photo_id)
            self._images[photo_id] = QImage.fromData(preview.jpeg)
            while len(self._images) > 3 * _KEPT:
                self._images.popitem(last=False)
            self._show_if_current(photo_id)

        def not_made(error: ErrorReport) -> None:
            self._loading.discard(photo_id)
            self._errors[photo_id] = word(error.code, error.params, current_language())
            self._show_if_current(photo_id)

        self._loading.add(photo_id)
        self._bridge.submit(MakePreview(photo_id, _EDGE), made, not_made)

    def _show_if_current(self, photo_id: int) -> None:
        if self.photo and self.photo.photo_id == photo_id:
            self._show()

    # --- keys --------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Answer by Y, N or a digit; S, Space and Right skip, Backspace goes back, Esc closes."""
        key = Qt.Key(event.key())
        if key is Qt.Key.Key_Escape:
            self.close_review()
        elif key is Qt.Key.Key_Backspace:
            self.step_back()
        elif self.photo is None:
            super().keyPressEvent(event)
        elif key is Qt.Key.Key_Y:
            self.say(self._guesses()[0], is_member=True)
        elif key is Qt.Key.Key_N:
            self.say(self._guesses()[0], is_member=False)
        elif key in {Qt.Key.Key_S, Qt.Key.Key_Space, Qt.Key.Key_Right}:
            self.skip()
        elif not self._only and Qt.Key.Key_0 <= key <= Qt.Key.Key_9:
            self._press_digit(int(key) - int(Qt.Key.Key_0))
        else:
            super().keyPressEvent(event)

    def _press_digit(self, digit: int) -> None:
        categories = list(self._categories.values())[:_MOST_KEYS]
        if digit == 0:
            self.say_none()
        elif digit <= len(categories):
            self._say_yes(categories[digit - 1])
