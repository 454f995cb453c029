"""What mouse and keys do in the grid: selecting, the rubber band, dragging files to other programs."""

from collections.abc import Callable

from PySide6.QtCore import QMimeData, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QDrag, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication

from clipphotos.gui.grid.layout import GridLayout
from clipphotos.gui.grid.model import GridModel
from clipphotos.gui.grid.selection import GridSelection

_Move = QAbstractItemView.CursorAction
_Modifier = Qt.KeyboardModifier

_KEYS = {
    Qt.Key.Key_Left: _Move.MoveLeft,
    Qt.Key.Key_Right: _Move.MoveRight,
    Qt.Key.Key_Up: _Move.MoveUp,
    Qt.Key.Key_Down: _Move.MoveDown,
    Qt.Key.Key_PageUp: _Move.MovePageUp,
    Qt.Key.Key_PageDown: _Move.MovePageDown,
    Qt.Key.Key_Home: _Move.MoveHome,
    Qt.Key.Key_End: _Move.MoveEnd,
}


class GridInput(QObject):
    """Turns events of a grid into selection.

    The rules are those of a file manager: a click selects one, Ctrl toggles, Shift extends from the photo of
    the last plain click or move, a drag over empty space selects what it touches, a drag of selected photos
    carries their files to another program.

    Args:
        view: The grid, to scroll and repaint it.
        model: Its photos.
        selection: What is selected in it.
        layout_now: Gives its present layout.
    """

    def __init__(
        self,
        view: QAbstractItemView,
        model: GridModel,
        selection: GridSelection,
        layout_now: Callable[[], GridLayout],
    ) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self._selection = selection
        self._layout_now = layout_now
        self._press_at: QPoint | None = None
        self._band_from: QPoint | None = None
        self._band_to = QPoint()
        self._kept_by_band: set[int] = set()
        self._select_on_release = -1
        self._scroll = QTimer(self, interval=30)
        self._scroll.timeout.connect(self._scroll_with_band)

    def band(self) -> QRect | None:
        """The rubber band in content coordinates, or None."""
        return QRect(self._band_from, self._band_to).normalized() if self._band_from else None

    # --- mouse -------------------------------------------------------------------------------------

    def press(self, event: QMouseEvent) -> None:
        """A button went down."""
        selection = self._selection
        point = event.position().toPoint()
        row = self._layout_now().row_at(self._in_content(point))
        ctrl = bool(event.modifiers() & _Modifier.ControlModifier)
        shift = bool(event.modifiers() & _Modifier.ShiftModifier)
        event.accept()
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._select_on_release = -1
        if row < 0:
            if not (ctrl or shift):
                selection.select_none()
            self._band_from = self._band_to = self._in_content(point)
            self._kept_by_band = set(selection.ids())
            return
        self._press_at = point
        if shift:
            selection.extend_to(row, keep=ctrl)
        elif ctrl:
            selection.toggle_at(row)
        elif selection.is_selected(row):
            # A drag may begin here, so the others stay selected until the button is released.
            self._select_on_release = row
            selection.focus_quietly(row)
            selection.anchor_at(row)
        else:
            selection.begin_at(row)

    def move(self, event: QMouseEvent) -> None:
        """The pointer moved."""
        if not event.buttons() & Qt.MouseButton.LeftButton:
            return
        point = event.position().toPoint()
        if self._band_from is not None:
            self._stretch_band(point)
            outside = not 0 <= point.y() < self._view.viewport().height()
            if outside and not self._scroll.isActive():
                self._scroll.start()
            elif not outside:
                self._scroll.stop()
        elif (
            self._press_at is not None
            and (point - self._press_at).manhattanLength() >= QApplication.startDragDistance()
        ):
            self._press_at = None
            self._select_on_release = -1
            self._drag_out()

    def release(self, event: QMouseEvent) -> None:
        """A button went up."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if self._select_on_release >= 0:
            self._selection.make_current(self._select_on_release)
        self._select_on_release = -1
        self._press_at = None
        self._end_band()

    def _in_content(self, point: QPoint) -> QPoint:
        return point + QPoint(0, self._view.verticalScrollBar().value())

    def _stretch_band(self, point: QPoint) -> None:
        self._band_to = self._in_content(point)
        band = self.band()
        if band is None:
            return
        touched = set(self._kept_by_band)
        for first, last in self._layout_now().runs_in(band):
            touched.update(self._model.ids[first : last + 1])
        self._selection.select_ids(touched)
        self._view.viewport().update()

    def _scroll_with_band(self) -> None:
        view = self._view
        point = view.viewport().mapFromGlobal(view.cursor().pos())
        beyond = min(0, point.y()) or max(0, point.y() - view.viewport().height())
        if self._band_from is None or not beyond:
            self._scroll.stop()
            return
        bar = view.verticalScrollBar()
        bar.setValue(bar.value() + beyond // 2 + (1 if beyond > 0 else -1))
        self._stretch_band(point)

    def _end_band(self) -> None:
        self._scroll.stop()
        if self._band_from is not None:
            self._band_from = None
            self._kept_by_band = set()
            self._view.viewport().update()

    def _drag_out(self) -> None:
        urls = self._model.urls(self._selection.rows())
        if not urls:
            return
        mime = QMimeData()
        mime.setUrls(urls)
        drag = QDrag(self._view)
        drag.setMimeData(mime)
        # Another program may copy the files, never move them away from here.
        drag.exec(Qt.DropAction.CopyAction)

    # --- keys --------------------------------------------------------------------------------------

    def key(self, event: QKeyEvent) -> bool:
        """A key went down.

        Returns:
            Whether it meant something here.
        """
        key = Qt.Key(event.key())
        ctrl = bool(event.modifiers() & _Modifier.ControlModifier)
        if key is Qt.Key.Key_Escape and self._band_from is not None:
            self._selection.select_ids(self._kept_by_band)
            self._end_band()
            return True
        if key is Qt.Key.Key_Space and ctrl:
            self._selection.toggle_current()
            return True
        if key in _KEYS and not event.modifiers() & (_Modifier.AltModifier | _Modifier.MetaModifier):
            self._go(self.target(_KEYS[key]), event.modifiers())
            return True
        return False

    def target(self, action: QAbstractItemView.CursorAction) -> int:
        """The row that a cursor movement leads to, or -1 if there is none."""
        layout = self._layout_now()
        if not layout.count:
            return -1
        current = self._selection.current
        height = self._view.viewport().height()
        if current < 0:
            visible = layout.visible(self._view.verticalScrollBar().value(), height)
            return visible[0] if len(visible) else 0
        page = max(1, height // layout.line_height) * layout.columns
        last = layout.count - 1
        step = {
            _Move.MoveLeft: -1,
            _Move.MovePrevious: -1,
            _Move.MoveRight: 1,
            _Move.MoveNext: 1,
            _Move.MoveUp: -layout.columns,
            _Move.MoveDown: layout.columns,
            _Move.MovePageUp: -page,
            _Move.MovePageDown: page,
            _Move.MoveHome: -current,
            _Move.MoveEnd: last - current,
        }[action]
        wanted = current + step
        if action is _Move.MoveUp and wanted < 0:
            return current
        if action is _Move.MoveDown and wanted > last:
            # From the line above an incomplete last line one goes to its end; in the last line one stays.
            return last if current // layout.columns < last // layout.columns else current
        return min(max(wanted, 0), last)

    def _go(self, row: int, modifiers: Qt.KeyboardModifier) -> None:
        if row < 0:
            return
        if modifiers & _Modifier.ShiftModifier:
            self._selection.extend_to(row, keep=bool(modifiers & _Modifier.ControlModifier))
        elif modifiers & _Modifier.ControlModifier:
            self._selection.make_current(row, select=False)
        else:
            self._selection.begin_at(row)
