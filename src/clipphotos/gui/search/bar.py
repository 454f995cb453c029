"""The search bar: words, an example photo, history."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QWidget

from clipphotos.core.photo_tags import TagName
from clipphotos.gui.settings import WindowSettings
from clipphotos.gui.widgets.basics import IconLabel, drop_first, icon_button, plain_label
from clipphotos.gui.widgets.chips import Chip
from clipphotos.gui.widgets.formatting import tooltip
from clipphotos.gui.widgets.rating_chooser import RatingChooser
from clipphotos.gui.widgets.tag_names import shown_name

MOST_CHIPS = 3
"""Tags shown one by one; room to type must be left."""


class SearchBar(QFrame):
    """Says what the user wants to find; it searches nothing itself.

    Args:
        settings: Keeps the history.
        parent: Qt parent.
    """

    text_changed = Signal(str)
    example_changed = Signal(object)
    """Path of a photo to search by, or None."""
    tags_changed = Signal(object)
    """Tuple of terms that photos must have."""
    least_rating_changed = Signal(int)
    """Stars that photos must have, 0 for any number."""
    entered = Signal()
    left = Signal()
    """Esc was pressed with nothing to clear, or Down with no history to go through."""

    def __init__(self, settings: WindowSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("searchBox")
        self.setAcceptDrops(True)
        self.setFixedHeight(40)
        self._settings = settings
        self._example: Path | None = None
        self._tags: tuple[TagName, ...] = ()
        self._history_at = 0
        self._draft = ""

        glass = IconLabel("search", 18)
        self.edit = QLineEdit()
        self.edit.setFrame(False)
        self.edit.setAcceptDrops(False)
        self.edit.setAccessibleName(self.tr("Search photos"))
        self.edit.installEventFilter(self)
        self._chip = Chip("similar", self.tr("Stop searching by this photo"), self)
        self._chip.closed.connect(lambda: self.set_example(None))
        self._chip.hide()
        self._tag_chips = QWidget()
        self._tag_row = QHBoxLayout(self._tag_chips)
        self._tag_row.setContentsMargins(0, 0, 0, 0)
        self._tag_row.setSpacing(6)
        self._tag_chips.hide()
        self.rating = RatingChooser(self)
        self.rating.chosen.connect(self._note_rating)
        self._clear = icon_button("close", self.tr("Clear the search (Esc)"), self)
        self._clear.clicked.connect(self.clear)
        self._clear.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 6, 0)
        row.setSpacing(8)
        for widget in (glass, self._chip, self._tag_chips, self.edit, self.rating, self._clear):
            row.addWidget(widget, 1 if widget is self.edit else 0)

        self.edit.textChanged.connect(self._note_text)
        self.edit.textEdited.connect(self._forget_place_in_history)
        self.edit.returnPressed.connect(self._enter)
        self.set_place("")

    def set_place(self, folder_name: str) -> None:
        """Say where is searched.

        Args:
            folder_name: Name of a folder, or empty for the whole library.
        """
        if folder_name:
            self.edit.setPlaceholderText(self.tr("Search in “{folder}”").format(folder=folder_name))
        else:
            self.edit.setPlaceholderText(self.tr("Search by what is in the photo: a cat, an umbrella…"))

    @property
    def text(self) -> str:
        """The words."""
        return self.edit.text()

    @property
    def example(self) -> Path | None:
        """The example photo."""
        return self._example

    def set_example(self, photo: Path | None) -> None:
        """Search by an example photo, or no longer."""
        if photo == self._example:
            return
        self._example = photo
        self._chip.setVisible(photo is not None)
        if photo is not None:
            self._chip.set_name(photo.name, self.tr("Similar to {name}"))
        self._show_clear()
        self.example_changed.emit(photo)

    @property
    def tags(self) -> tuple[TagName, ...]:
        """The tags that photos must have."""
        return self._tags

    def add_tag(self, tag: TagName) -> None:
        """Show only photos with one more tag."""
        if tag not in self._tags:
            self.set_tags((*self._tags, tag))

    def set_tags(self, tags: tuple[TagName, ...]) -> None:
        """Show only photos with these tags."""
        if tags == self._tags:
            return
        self._tags = tags
        while self._tag_row.count():
            drop_first(self._tag_row)
        for tag in tags[:MOST_CHIPS]:
            self._tag_row.addWidget(self._tag_chip(tag))
        if len(tags) > MOST_CHIPS:
            others = plain_label(f"+{len(tags) - MOST_CHIPS}", muted=True)
            others.setToolTip(tooltip("\n".join(shown_name(tag) for tag in tags[MOST_CHIPS:])))
            self._tag_row.addWidget(others)
        self._tag_chips.setVisible(bool(tags))
        self._show_clear()
        self.tags_changed.emit(tuple(tag.term for tag in tags))

    def _tag_chip(self, tag: TagName) -> Chip:
        close = self.tr("Stop searching for the tag “{tag}”").format(tag=shown_name(tag))
        chip = Chip("tag", close, self)
        chip.set_name(shown_name(tag))
        chip.closed.connect(lambda: self.set_tags(tuple(each for each in self._tags if each != tag)))
        return chip

    def clear(self) -> None:
        """Search for nothing."""
        self._remember()
        self.edit.clear()
        self.set_example(None)
        self.set_tags(())
        self.rating.choose(0)

    def focus(self) -> None:
        """Put the cursor into the field."""
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.edit.selectAll()

    # --- history -----------------------------------------------------------------------------------

    def _remember(self) -> None:
        text = self.text.strip()
        if text:
            self._settings.searches = [each for each in self._settings.searches if each != text] + [text]
        self._history_at = 0

    def _forget_place_in_history(self) -> None:
        self._history_at = 0

    def _go_in_history(self, step: int) -> None:
        searches = self._settings.searches
        if self._history_at == 0:
            self._draft = self.text
            searches = [each for each in searches if each != self._draft.strip()]
        at = min(max(self._history_at + step, 0), len(searches))
        if at != self._history_at:
            self._history_at = at
            self.edit.setText(searches[-at] if at else self._draft)

    def _enter(self) -> None:
        self._remember()
        self.entered.emit()

    # --- events ------------------------------------------------------------------------------------

    def _note_text(self, text: str) -> None:
        self._show_clear()
        self.text_changed.emit(text)

    def _note_rating(self, least: int) -> None:
        self._show_clear()
        self.least_rating_changed.emit(least)

    def _show_clear(self) -> None:
        self._clear.setVisible(self._is_busy())

    def _is_busy(self) -> bool:
        return bool(self.text or self._tags or self.rating.least) or self._example is not None

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Esc, Up and Down in the field, and its focus."""
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self.setProperty("focused", event.type() == QEvent.Type.FocusIn)
            self.style().unpolish(self)
            self.style().polish(self)
        if event.type() == QEvent.Type.FocusOut:
            self._remember()
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(Qt.Key(event.key()))
        return False

    def _key(self, key: Qt.Key) -> bool:
        if key is Qt.Key.Key_Escape:
            if self._is_busy():
                self.clear()
            else:
                self.left.emit()
        elif key is Qt.Key.Key_Up:
            self._go_in_history(1)
        elif key is Qt.Key.Key_Down:
            if self._history_at:
                self._go_in_history(-1)
            else:
                self.left.emit()
        elif key is Qt.Key.Key_Backspace and not self.text and self._tags:
            self.set_tags(self._tags[:-1])
        elif key is Qt.Key.Key_Backspace and not self.text and self._example is not None:
            self.set_example(None)
        else:
            return False
        return True

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """A click beside the field means the field."""
        self.edit.setFocus(Qt.FocusReason.MouseFocusReason)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a file."""
        if _dropped_file(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Search by the dropped file."""
        photo = _dropped_file(event)
        if photo:
            event.acceptProposedAction()
            self.set_example(photo)


def _dropped_file(event: QDropEvent) -> Path | None:
    urls = event.mimeData().urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.is_file() else None
