"""The search bar: words, an example photo, filters, history."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from clipphotos.core.search.filters import Filter, TagFilter
from clipphotos.core.tags.photo_tags import TagName
from clipphotos.gui.search.filter_chooser import FilterChooser
from clipphotos.gui.search.filter_texts import filter_choices, filter_text
from clipphotos.gui.settings import WindowSettings
from clipphotos.gui.widgets.basics import IconLabel, drop_first, icon_button, plain_label, set_tooltip
from clipphotos.gui.widgets.chips import WIDEST_NAME, Chip
from clipphotos.gui.widgets.drops import dropped_paths, let_files_pass, take_copy
from clipphotos.gui.widgets.formatting import name_text

MOST_CHIPS = 3
"""Filters shown one by one."""
LEAST_FIELD = 90
"""Room to type in; where there is not so much left, filters are counted instead of shown."""
NARROWEST_NAME = 60
CHIP_SPACING = 6


class SearchBar(QFrame):
    """Says what the user wants to find; it searches nothing itself.

    Args:
        settings: Keeps the history.
        parent: Qt parent.
    """

    text_changed = Signal(str)
    example_changed = Signal(object)
    """Path of a photo to search by, or None."""
    filters_changed = Signal(object)
    """Tuple of `Filter`."""
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
        self._chip_filters: tuple[Filter, ...] = ()
        self._history_at = 0
        self._draft = ""

        self._placeholders = ("", "")
        self._shown_chips: list[Chip] = []
        self._others = plain_label(muted=True)

        self._glass = IconLabel("search", 18)
        self.edit = QLineEdit()
        let_files_pass(self.edit)
        self.edit.setFrame(False)
        self.edit.setAcceptDrops(False)
        self.edit.setAccessibleName(self.tr("Search photos"))
        self.edit.installEventFilter(self)
        self.edit.setMinimumWidth(40)
        # It takes what the others leave, and asks for nothing of its own.
        self.edit.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._chip = Chip("similar", self.tr("Stop searching by this photo"), self)
        self._chip.closed.connect(lambda: self.set_example(None))
        self._chip.hide()
        self._chips = QWidget()
        self._chip_row = QHBoxLayout(self._chips)
        self._chip_row.setContentsMargins(0, 0, 0, 0)
        self._chip_row.setSpacing(CHIP_SPACING)
        # As many chips as fit are shown, with as long names: none keeps the window from getting narrower.
        self._chips.setMinimumWidth(1)
        self._chips.hide()
        self.choosers = [FilterChooser(choice, self) for choice in filter_choices()]
        for chooser in self.choosers:
            chooser.changed.connect(self._note_filters)
        self._clear = icon_button("close", self.tr("Clear the search (Esc)"), self)
        self._clear.clicked.connect(self.clear)
        self._clear.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 6, 0)
        row.setSpacing(8)
        for widget in (self._glass, self._chip, self._chips, self.edit, self._clear, *self.choosers):
            row.addWidget(widget, 1 if widget is self.edit else 0)

        self.edit.textChanged.connect(self._note_text)
        self.edit.textEdited.connect(self._forget_position_in_history)
        self.edit.returnPressed.connect(self._enter)
        self.set_place(None)

    def set_place(self, place: Filter | None) -> None:
        """Say in which place is searched.

        Args:
            place: What was chosen in the sidebar, or None for the whole library.
        """
        if place is not None:
            name = filter_text(place).name
            where = self.tr("Search in “{folder}”").format(folder=name)
        else:
            where = self.tr("Search by what is in the photo: a cat, an umbrella…")
        self._placeholders = (where, self.tr("Search"))
        self._fit()

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
        self._show_clear()
        self._fit()
        self.example_changed.emit(photo)

    @property
    def filters(self) -> tuple[Filter, ...]:
        """What photos must be like: the filters with a chip, then those of the buttons."""
        chosen = (chooser.chosen for chooser in self.choosers)
        return (*self._chip_filters, *(each for each in chosen if each is not None))

    def add_filter(self, added: Filter) -> None:
        """Show only photos that one more filter lets through."""
        if added not in self.filters:
            self.set_filters((*self.filters, added))

    def add_tag(self, tag: TagName) -> None:
        """Show only photos with one more tag."""
        self.add_filter(TagFilter(tag.term, tag.zh))

    def remove_filter(self, removed: Filter) -> None:
        """Show photos whether a filter lets them through or not."""
        self.set_filters(tuple(each for each in self.filters if each != removed))

    def set_filters(self, filters: tuple[Filter, ...]) -> None:
        """Show only photos that these filters let through; of those that a button offers, the last counts."""
        before = self.filters
        others = filters
        for chooser in self.choosers:
            offered = [each for each in filters if chooser.offers(each)]
            others = tuple(each for each in others if not chooser.offers(each))
            with QSignalBlocker(chooser):
                chooser.choose(offered[-1] if offered else None)
        if others != self._chip_filters:
            self._chip_filters = others
            self._show_chips()
        if self.filters != before:
            self._note_filters()

    def _show_chips(self) -> None:
        while self._chip_row.count():
            drop_first(self._chip_row)
        self._shown_chips = [self._filter_chip(each) for each in self._chip_filters[:MOST_CHIPS]]
        for chip in self._shown_chips:
            self._chip_row.addWidget(chip)
        self._others = plain_label(muted=True)
        self._chip_row.addWidget(self._others)
        self._chips.setVisible(bool(self._chip_filters))
        self._fit()

    def _fit(self) -> None:
        """Show as much of the filters and of what can be searched for as there is room for."""
        others = (self._glass, *self.choosers, *([] if self._clear.isHidden() else [self._clear]))
        row = self.contentsMargins().left() + 18 + sum(each.sizeHint().width() + 8 for each in others)
        room = self.width() - row - LEAST_FIELD
        if self._example is not None:
            name = min(WIDEST_NAME, max(NARROWEST_NAME, room // 2))
            # Where it is narrow, the picture on the chip says the rest.
            pattern = self.tr("Similar to {name}") if name == WIDEST_NAME else "{name}"
            self._chip.set_name(name_text(self._example), pattern, name)
            room -= self._chip.sizeHint().width() + 8
        fitting = 0
        for chip in self._shown_chips:
            room -= chip.sizeHint().width() + CHIP_SPACING
            fitting += room >= 0
            chip.setVisible(room >= 0)
        rest = self._chip_filters[fitting:]
        self._others.setText(f"+{len(rest)}")
        set_tooltip(self._others, "\n".join(filter_text(each).name for each in rest))
        self._others.setVisible(bool(rest))
        self._fit_placeholder()

    def _fit_placeholder(self) -> None:
        """A placeholder is whole or not there; a field that is too narrow would cut it off in a word."""
        room = self.edit.width() - 2 * self.edit.fontMetrics().averageCharWidth()
        widths = self.edit.fontMetrics().horizontalAdvance
        fitting = [each for each in self._placeholders if widths(each) <= room]
        self.edit.setPlaceholderText(fitting[0] if fitting else "")

    def sizeHint(self) -> QSize:
        """Room for all it shows; it makes do with less."""
        return QSize(900, 40)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the chips to the width."""
        super().resizeEvent(event)
        self._fit()

    def _filter_chip(self, shown: Filter) -> Chip:
        text = filter_text(shown)
        chip = Chip(text.icon, self.tr("Stop searching for “{name}”").format(name=text.name), self)
        chip.set_name(text.name)
        chip.closed.connect(lambda: self.remove_filter(shown))
        return chip

    def clear(self) -> None:
        """Search for nothing."""
        self._remember()
        self.edit.clear()
        self.set_example(None)
        self.set_filters(())

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

    def _forget_position_in_history(self) -> None:
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

    def _note_filters(self) -> None:
        self._show_clear()
        self.filters_changed.emit(self.filters)

    def _show_clear(self) -> None:
        self._clear.setVisible(self._is_busy())
        self._fit()

    def _is_busy(self) -> bool:
        return bool(self.text or self.filters) or self._example is not None

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Esc, Up and Down in the field, and its focus."""
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self.setProperty("focused", event.type() == QEvent.Type.FocusIn)
            self.style().unpolish(self)
            self.style().polish(self)
        if event.type() == QEvent.Type.Resize:
            self._fit_placeholder()
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
        elif key is Qt.Key.Key_Backspace and not self.text and self._chip_filters:
            self.remove_filter(self._chip_filters[-1])
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
            take_copy(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take it anywhere in the bar."""
        if _dropped_file(event):
            take_copy(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Search by the dropped file."""
        photo = _dropped_file(event)
        if photo:
            take_copy(event)
            self.set_example(photo)


def _dropped_file(event: QDropEvent) -> Path | None:
    paths = dropped_paths(event)
    return paths[0] if len(paths) == 1 and paths[0].is_file() else None
