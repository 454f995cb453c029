"""Tags offered below a field while something is typed into it; typing on, or Enter, is never in their way."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from clipphotos.core.errors import ErrorReport
from clipphotos.core.tags.photo_tags import TagName
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.widgets.formatting import photo_count
from clipphotos.gui.widgets.icons import paint_icon
from clipphotos.gui.widgets.tag_names import other_name, shown_name
from clipphotos.service.protocol.tags import CompleteTags, TagSuggestion

_SUGGESTION = Qt.ItemDataRole.UserRole
_MARGIN = 8
_NARROWEST, _NARROW, _WIDE = 180, 260, 420
"""Widths of the list: the least that names can be read in, the least that is wished for, the most."""
_Index = QModelIndex | QPersistentModelIndex


class TagCompleter(QObject):
    """Offers tags for what is typed into a field.

    Down and Up go through them, Enter and Tab take the one that is marked. None is marked at first:
    Enter then means what it means without them.

    Args:
        edit: The field.
        bridge: Asked for tags.
        ask: Makes the question from what was typed.
        frame: What the tags are shown below: the field, or what it stands in.
        sight: Gives what must stay in sight, on the screen.
    """

    TYPING_MS = 80

    chosen = Signal(object, str)
    """`TagName`; what is left of the text without the part that meant it."""

    def __init__(
        self,
        edit: QLineEdit,
        bridge: ServiceBridge,
        ask: Callable[[str], CompleteTags],
        frame: QWidget | None = None,
        sight: Callable[[], QRect] = QRect,
    ) -> None:
        super().__init__(edit)
        self._sight = sight
        self._frame = frame or edit
        self._edit = edit
        self._bridge = bridge
        self._ask = ask
        self._asked: int | None = None
        self._rest = ""
        self._popup: _Popup | None = None
        self._typing = QTimer(self, singleShot=True, interval=self.TYPING_MS)
        self._typing.timeout.connect(self._ask_for_text)
        edit.textEdited.connect(self._note_typing)
        edit.textChanged.connect(self._note_text)
        edit.returnPressed.connect(self.dismiss)
        # Installed last, so asked first: what is not about the tags goes on to the field's other watchers.
        edit.installEventFilter(self)

    @property
    def offered(self) -> tuple[TagSuggestion, ...]:
        """What can be chosen now."""
        return self._popup.suggestions if self._popup and self._popup.isVisible() else ()

    @property
    def marked(self) -> TagSuggestion | None:
        """What Enter would choose."""
        return self._popup.marked if self.offered and self._popup else None

    @property
    def busy(self) -> bool:
        """Whether an answer may still come."""
        return self._typing.isActive() or self._asked is not None

    def dismiss(self) -> None:
        """Offer nothing, until more is typed."""
        self._typing.stop()
        self._asked = None
        if self._popup is not None:
            self._popup.hide()

    # --- asking ------------------------------------------------------------------------------------

    def _note_typing(self, text: str) -> None:
        self._asked = None
        if text.strip():
            self._typing.start()
        else:
            self.dismiss()

    def _note_text(self, text: str) -> None:
        """Emptied by a button or by the program, which is no typing."""
        if not text.strip():
            self.dismiss()

    def _ask_for_text(self) -> None:
        self._submit(self._edit.text(), "")

    def _submit(self, typed: str, rest: str) -> None:
        """Ask for the whole text first; only if it is no tag's beginning, for its last word."""

        def answer(found: tuple[TagSuggestion, ...]) -> None:
            if job != self._asked:
                return
            self._asked = None
            before, _, last = typed.rstrip().rpartition(" ")
            if found or not before.strip() or len(last) < 2 or rest:
                self._offer(found, rest)
            else:
                self._submit(last, before.strip())

        def fail(_error: ErrorReport) -> None:
            if job == self._asked:
                self.dismiss()

        job = self._bridge.submit(self._ask(typed), answer, fail)
        self._asked = job

    def _offer(self, found: Sequence[TagSuggestion], rest: str) -> None:
        self._rest = rest
        if not found or not self._edit.hasFocus():
            self.dismiss()
            return
        if self._popup is None or self._popup.parentWidget() is not self._edit.window():
            self._popup = _Popup(self._edit.window())
            self._popup.taken.connect(self._take)
        self._popup.offer(found, self._frame, self._sight())

    # --- choosing ----------------------------------------------------------------------------------

    def _take(self, name: TagName) -> None:
        rest = self._rest
        self.dismiss()
        self.chosen.emit(name, rest)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take keys that are about the tags offered, while there are any."""
        kind = event.type()
        if kind in {QEvent.Type.FocusOut, QEvent.Type.Hide}:
            self.dismiss()
        if kind is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self.offered:
            return self._key(Qt.Key(event.key()))
        return False

    def _key(self, key: Qt.Key) -> bool:
        assert self._popup is not None  # noqa: S101 - it offers something
        if key is Qt.Key.Key_Down:
            self._popup.mark(1)
        elif key is Qt.Key.Key_Up and self.marked:
            self._popup.mark(-1)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab} and self.marked:
            self._take(self.marked.name)
        elif key is Qt.Key.Key_Escape:
            self.dismiss()
        else:
            if key is Qt.Key.Key_Up:
                self.dismiss()
            return False
        return True


def place_of_list(height: int, field: QRect, room: QSize, sight: QRect) -> QRect:
    """Where a list stands at a field: below it, or above where there is no room; not over what is to be seen.

    Args:
        height: Of the list.
        field: The field.
        room: The window.
        sight: What must stay in sight; empty for nothing.
    """
    width = min(max(field.width(), _NARROW), _WIDE, room.width() - 16)
    x = min(max(8, field.left()), room.width() - width - 8)
    below = field.bottom() + 5
    y = below if below + height <= room.height() else max(0, field.top() - 4 - height)
    left = QRect(x, y, width, height)
    end = max(field.right() + 1, x + width)
    right = QRect(end - width, y, width, height)
    beside = min(width, end - sight.right() - _MARGIN)
    places = [left, right]
    if beside >= _NARROWEST:
        places.append(QRect(end - beside, y, beside, height))
    # In a window of one column there is nothing beside the best photo.
    under = left.translated(0, sight.bottom() + _MARGIN - left.top())
    if under.bottom() < room.height():
        places.append(under)
    return next((each for each in places if not each.intersects(sight)), left)


class _Popup(QListWidget):
    """A list over the window's other parts. No window of its own, so that the field keeps the focus."""

    taken = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setObjectName("tagPopup")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_SuggestionDelegate(self))
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Tags"))
        self.itemClicked.connect(self._take)
        self.itemEntered.connect(self.setCurrentItem)
        window.installEventFilter(self)
        self.hide()

    def _take(self, item: QListWidgetItem) -> None:
        suggestion: TagSuggestion = item.data(_SUGGESTION)
        self.taken.emit(suggestion.name)

    @property
    def suggestions(self) -> tuple[TagSuggestion, ...]:
        """The suggestions listed."""
        return tuple(self.item(row).data(_SUGGESTION) for row in range(self.count()))

    @property
    def marked(self) -> TagSuggestion | None:
        """The marked suggestion, or None."""
        row = self.currentRow()
        return self.item(row).data(_SUGGESTION) if row >= 0 else None

    def offer(self, found: Sequence[TagSuggestion], below: QWidget, sight: QRect) -> None:
        """Show tags at a field; what must stay in sight is given on the screen."""
        self.clear()
        for suggestion in found:
            item = QListWidgetItem(shown_name(suggestion.name))
            item.setData(_SUGGESTION, suggestion)
            self.addItem(item)
        self.setCurrentRow(-1)
        height = sum(self.sizeHintForRow(row) for row in range(self.count())) + 2 * self.frameWidth() + 8
        window = self._window
        field = QRect(below.mapTo(window, QPoint(0, 0)), below.size())
        sight = QRect(window.mapFromGlobal(sight.topLeft()), sight.size())
        self.setGeometry(place_of_list(height, field, window.size(), sight))
        self.raise_()
        self.show()

    def mark(self, step: int) -> None:
        """Mark the next suggestion, or the one before; before the first, none is marked."""
        row = min(self.currentRow() + step, self.count() - 1)
        self.setCurrentRow(max(row, -1))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Close when the window moves, as the list would no longer stand at its field."""
        if event.type() is QEvent.Type.Resize:
            self.hide()
        return False


class _SuggestionDelegate(QStyledItemDelegate):
    """Draws a tag's name, its name in the other language, and its number of photos."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Give a line some room above and below."""
        return QSize(super().sizeHint(option, index).width(), option.fontMetrics.height() + 12)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownArgumentType, reportUnknownMemberType]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw one suggestion."""
        suggestion: TagSuggestion = index.data(_SUGGESTION)
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        palette: QPalette = option.palette  # pyright: ignore[reportAttributeAccessIssue]
        is_marked = bool(option.state & QStyle.StateFlag.State_Selected)  # pyright: ignore[reportAttributeAccessIssue]
        role = QPalette.ColorRole.HighlightedText if is_marked else QPalette.ColorRole.Text
        faint = role if is_marked else QPalette.ColorRole.PlaceholderText
        painter.save()
        if is_marked:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color(QPalette.ColorRole.Highlight))
            painter.drawRoundedRect(rect.adjusted(4, 1, -4, -1), 6, 6)
        edge = 16
        icon_at = QRect(rect.left() + _MARGIN + 2, rect.center().y() - edge // 2 + 1, edge, edge)
        paint_icon(painter, "tag", icon_at.toRectF(), palette.color(faint))
        metrics = painter.fontMetrics()
        count = photo_count(suggestion.photos) if suggestion.photos else ""
        right = rect.right() - _MARGIN - 4
        count_width = metrics.horizontalAdvance(count)
        vertical = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(palette.color(faint))
        painter.drawText(QRect(right - count_width, rect.top(), count_width, rect.height()), vertical, count)
        x = icon_at.right() + _MARGIN
        room = right - count_width - _MARGIN - x
        name = metrics.elidedText(shown_name(suggestion.name), Qt.TextElideMode.ElideRight, room)
        painter.setPen(palette.color(role))
        painter.drawText(QRect(x, rect.top(), room, rect.height()), vertical, name)
        used = metrics.horizontalAdvance(name) + _MARGIN
        other = metrics.elidedText(other_name(suggestion.name), Qt.TextElideMode.ElideRight, room - used)
        painter.setPen(palette.color(faint))
        painter.drawText(QRect(x + used, rect.top(), room - used, rect.height()), vertical, other)
        painter.restore()
