"""What is known about the selected photos: facts, tags, and why they have them."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPalette
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from clipphotos.core.photo import Photo, PhotoState
from clipphotos.core.tags.photo_tags import TagName, TagSource
from clipphotos.core.wording.errors import word
from clipphotos.gui.i18n import current_language
from clipphotos.gui.widgets.basics import (
    ElidedLabel,
    LinkLabel,
    breakable,
    drop_first,
    icon_button,
    make_bold,
    plain_label,
    set_tooltip,
)
from clipphotos.gui.widgets.chips import TagChip
from clipphotos.gui.widgets.drops import let_files_pass
from clipphotos.gui.widgets.flow_layout import FlowLayout
from clipphotos.gui.widgets.formatting import (
    file_size,
    modified,
    name_text,
    number,
    path_text,
    photo_count,
    taken,
)
from clipphotos.gui.widgets.stars import StarBar
from clipphotos.gui.widgets.tag_names import shown_name, why
from clipphotos.service.protocol.tags import TagOnPhotos, TagsOfPhotos

FIRST_TAGS = 40
"""Shown at once; the others after a click, since a thousand boxes take a second to make."""


class InfoPanel(QScrollArea):
    """Shows facts and tags of the selected photos; its signals say what the user wants changed."""

    closed = Signal()
    left = Signal()
    """Esc was pressed in the field with nothing to clear."""
    folder_requested = Signal()
    tag_chosen = Signal(object)
    """`TagName` to search for."""
    tag_added = Signal(str)
    tag_removed = Signal(object)
    """`TagName`."""
    undo_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("infoPanel")
        self.setAccessibleName(self.tr("Information about the selected photos"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumWidth(220)
        self._answer: TagsOfPhotos | None = None
        self._shown_facts: list[tuple[str, str]] = []

        self._title = ElidedLabel()
        make_bold(self._title)
        close = icon_button("close", self.tr("Close the information panel"), self)
        close.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(self._title, 1)
        head.addWidget(close)

        self._facts = QWidget()
        self._form = QFormLayout(self._facts)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setHorizontalSpacing(12)
        self._form.setVerticalSpacing(6)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)

        self.stars = StarBar()
        self._tags_title = plain_label(self.tr("Tags"))
        make_bold(self._tags_title)
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips)
        self._more = self._link("")
        self._more.clicked.connect(self._show_all)
        self._none = plain_label(wrap=True, muted=True)
        self.field = QLineEdit()
        self.field.setObjectName("tagField")
        self.field.setPlaceholderText(self.tr("Add a tag…"))
        self.field.setAccessibleName(self.tr("Add a tag"))
        self.field.setClearButtonEnabled(True)
        self.field.returnPressed.connect(self._add_typed)
        self.field.installEventFilter(self)
        let_files_pass(self.field)
        self._problem = plain_label(wrap=True)
        self._problem.setForegroundRole(QPalette.ColorRole.BrightText)
        self._news = plain_label(wrap=True, muted=True)
        self._undo = self._link(self.tr("Undo"))
        self._undo.clicked.connect(self.undo_requested)
        news = QHBoxLayout()
        news.setContentsMargins(0, 0, 0, 0)
        news.addWidget(self._news, 1)
        news.addWidget(self._undo, 0, Qt.AlignmentFlag.AlignTop)

        body = QWidget()
        body.setObjectName("infoBody")
        column = QVBoxLayout(body)
        column.setContentsMargins(16, 12, 12, 16)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self.stars)
        column.addWidget(self._facts)
        column.addSpacing(6)
        # What is typed and what was done stand above the tags: there may be many.
        for widget in (self._tags_title, self.field, self._problem):
            column.addWidget(widget)
        column.addLayout(news)
        for widget in (self._none, self._chips, self._more):
            column.addWidget(widget)
        column.addStretch(1)
        self.setWidget(body)
        self._facts.hide()
        self.show_nothing()
        self.forget()

    def sizeHint(self) -> QSize:
        """Room for three short tags side by side."""
        return QSize(280, 400)

    def _link(self, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName("link")
        button.setFlat(True)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        return button

    # --- what is shown -----------------------------------------------------------------------------

    @property
    def tags(self) -> tuple[TagOnPhotos, ...]:
        """The tags shown."""
        return self._answer.tags if self._answer else ()

    @property
    def chips(self) -> list[TagChip]:
        """The boxes of the tags shown."""
        items = [self._flow.itemAt(index) for index in range(self._flow.count())]
        return [chip for item in items if item and isinstance(chip := item.widget(), TagChip)]

    @property
    def problem(self) -> str:
        """The message about what could not be done; empty for none."""
        return self._problem.text()

    @property
    def news(self) -> str:
        """The message about what was done; empty for none."""
        return self._news.text() if not self._undo.isHidden() else ""

    @property
    def facts(self) -> dict[str, str]:
        """The facts shown, by their labels."""
        return dict(self._shown_facts)

    def forget(self) -> None:
        """Forget tags and messages: other photos are selected now."""
        self.clear_field()
        self.say("")
        self.complain("")
        self.show_tags(None)

    def show_nothing(self) -> None:
        """Show that no photo is selected."""
        self._title.setText(self.tr("No photo selected"))
        set_tooltip(self._title, "")
        self._set_facts([])
        self._show_tag_parts(on=False)

    def show_photo(self, photo: Photo) -> None:
        """Show the facts about one photo; its tags follow."""
        self._title.setText(name_text(photo.path))
        set_tooltip(self._title, name_text(photo.path))
        self.stars.set_rating(photo.rating)
        facts: list[tuple[str, str]] = [(self.tr("Folder"), path_text(photo.path.parent))]
        if photo.taken_at is not None:
            facts.append((self.tr("Taken"), taken(photo.taken_at)))
        facts.append((self.tr("Changed"), modified(photo.mtime_ns)))
        facts.append((self.tr("Size"), file_size(photo.size)))
        if photo.width:
            facts.append((self.tr("Pixels"), f"{number(photo.width)} × {number(photo.height)}"))
        if photo.camera:
            facts.append((self.tr("Camera"), photo.camera))
        if photo.state is PhotoState.UNREADABLE:
            why = word(photo.error_code, {"detail": photo.error_detail}, current_language())
            facts.append((self.tr("Cannot be read"), why))
        if photo.note:
            facts.append((self.tr("Note"), word(photo.note, language=current_language())))
        self._set_facts(facts)
        self._show_tag_parts(on=True)

    def show_several(self, count: int, rating: int) -> None:
        """Say how many photos are selected, and the rating they share, else 0; their tags follow."""
        self.stars.set_rating(rating)
        self._title.setText(self.tr("{photos} selected").format(photos=photo_count(count)))
        set_tooltip(self._title, "")
        self._set_facts([])
        self._show_tag_parts(on=True)

    def _set_facts(self, facts: list[tuple[str, str]]) -> None:
        if facts == self._shown_facts:
            return
        self._shown_facts = facts
        while self._form.rowCount():
            self._form.removeRow(0)
        for label, text in facts:
            value: QLabel = ElidedLabel(text)
            if label == self.tr("Folder"):
                value = link = LinkLabel(text)
                link.clicked.connect(self.folder_requested)
            if label == self.tr("Cannot be read"):
                # A sentence, not a value whose middle can be missed.
                value = plain_label(breakable(text), wrap=True)
            set_tooltip(value, text)
            self._form.addRow(plain_label(label, muted=True), value)
        self._facts.setVisible(bool(facts))

    # --- tags --------------------------------------------------------------------------------------

    def _show_tag_parts(self, *, on: bool) -> None:
        self.stars.setVisible(on)
        self._tags_title.setVisible(on)
        self.field.setVisible(on)

    def show_tags(self, answer: TagsOfPhotos | None) -> None:
        """Show the tags of the selected photos."""
        if answer is not None and answer == self._answer:
            return
        self._answer = answer
        self._fill(self.tags[:FIRST_TAGS])
        hidden = len(self.tags) - FIRST_TAGS
        self._more.setVisible(hidden > 0)
        self._more.setText(self.tr("Show all {count} tags").format(count=number(len(self.tags))))
        self._none.setVisible(answer is not None and not answer.tags)
        if answer is not None:
            self._none.setText(self._why_none(answer))
            self.field.setEnabled(answer.readable > 0)

    def _why_none(self, answer: TagsOfPhotos) -> str:
        if not answer.readable and answer.unreadable:
            return self.tr("What cannot be read has no tags.")
        if not answer.readable:
            return self.tr("This has not been read yet; it gets its tags then.")
        if not answer.automatic:
            return self.tr("No tags. Photos are not tagged automatically; the Library menu turns that on.")
        return self.tr("Nothing stands out here.")

    def _show_all(self) -> None:
        self._fill(self.tags)
        self._more.hide()

    def _fill(self, tags: Sequence[TagOnPhotos]) -> None:
        had_focus = self._chips.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        while self._flow.count():
            drop_first(self._flow)
        photos = self._answer.readable if self._answer else 0
        for tag in tags:
            note = f"{number(tag.photos)}/{number(photos)}" if photos > 1 else ""
            chip = TagChip(shown_name(tag.name), note, why(tag, photos), by_user=tag.source is TagSource.USER)
            chip.chosen.connect(lambda name=tag.name: self.tag_chosen.emit(name))
            chip.closed.connect(lambda name=tag.name: self.tag_removed.emit(name))
            self._flow.addWidget(chip)
        self._chips.setVisible(bool(tags))
        self._chips.updateGeometry()
        if had_focus:
            self.field.setFocus()

    def say(self, text: str, *, can_undo: bool = True) -> None:
        """Say what was done, with an offer to take it back if it can be; empty to say nothing."""
        self._news.setText(text)
        self._news.setVisible(bool(text))
        self._undo.setVisible(bool(text) and can_undo)

    def complain(self, text: str) -> None:
        """Say what could not be done; empty to say nothing."""
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    def clear_field(self) -> None:
        """Empty the field; what was typed does not come back by Undo, which is about the tag by then."""
        self.field.setText("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave Undo to the window while the field has nothing to undo; Esc clears or leaves it."""
        if watched is not self.field or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.type() is QEvent.Type.ShortcutOverride:
            is_ours = event.matches(QKeySequence.StandardKey.Undo) and not self.field.isUndoAvailable()
            is_ours |= event.matches(QKeySequence.StandardKey.Redo) and not self.field.isRedoAvailable()
            if is_ours:
                event.ignore()
            return is_ours
        if event.type() is QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
            if self.field.text():
                self.field.clear()
            else:
                self.left.emit()
            return True
        return False

    def add(self, name: TagName) -> None:
        """Add a tag that was chosen from a list."""
        self.clear_field()
        self.tag_added.emit(name.term)

    def _add_typed(self) -> None:
        # What is refused stays in the field, to be put right.
        self.tag_added.emit(self.field.text())
