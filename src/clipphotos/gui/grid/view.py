"""The thumbnail grid: an item view whose layout is arithmetic."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyleOptionViewItem,
    QWidget,
)

from clipphotos.gui.grid.delegate import TileDelegate
from clipphotos.gui.grid.layout import GAP, GridLayout
from clipphotos.gui.grid.model import GridModel
from clipphotos.gui.grid.mouse_and_keys import GridInput
from clipphotos.gui.grid.position import GridPosition
from clipphotos.gui.grid.proposal_badge import TileProposal
from clipphotos.gui.grid.selection import GridSelection
from clipphotos.gui.grid.thumbnails import ThumbnailLoader

_Index = QModelIndex | QPersistentModelIndex


class GridView(QListView):
    """Shows photos as tiles; only what is visible is ever touched.

    Of Qt's list it takes what it says to screen readers: photos are items of a list, each with its name and
    whether it is selected. Where they are is decided here; Qt's own layout would ask for the size of each.

    Args:
        model: The photos, in the order shown.
        thumbnails: Told what is visible.
        parent: Qt parent.
    """

    open_requested = Signal(int)
    """Row of a photo to look at."""
    menu_requested = Signal(QPoint)
    """Position on the screen; the selection is what the menu acts on."""
    zoom_requested = Signal(int)
    """Steps of a size change, positive for larger."""
    selection_changed = Signal()
    escaped = Signal()
    """Esc was pressed with nothing to break off."""

    def __init__(self, model: GridModel, thumbnails: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("grid")
        self.setAccessibleName(self.tr("Photos"))
        self._model = model
        self._thumbnails = thumbnails
        self._wanted_tile = 176
        self._hovered = QPersistentModelIndex()
        self.setModel(model)
        self.setItemDelegate(TileDelegate(thumbnails, self))
        self.selection = GridSelection(model, self.selectionModel(), self)
        self._input = GridInput(self, model, self.selection, self.layout_now)
        self._position = position = GridPosition(self, model, self.selection, self.layout_now)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # A bar that comes and goes would change the width, and with it the layout that called for it.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.selection.moved_to.connect(self.scrollTo)
        position.restored.connect(self.refresh)
        model.rowsRemoved.connect(self.updateGeometries)
        model.details_changed.connect(self.viewport().update)
        thumbnails.arrived.connect(self._repaint_photo)

    # --- what it shows -----------------------------------------------------------------------------

    def grid_model(self) -> GridModel:
        """The photos, in the order shown."""
        return self._model

    def layout_now(self) -> GridLayout:
        """The present layout."""
        return GridLayout(self.viewport().width(), self._wanted_tile, self._model.rowCount())

    def set_tile_size(self, edge: int) -> None:
        """Change the size of tiles; what is in the middle stays in sight."""
        if edge == self._wanted_tile:
            return
        visible = self.visible_rows()
        middle = visible[len(visible) // 2] if visible else -1
        self._wanted_tile = edge
        self.updateGeometries()
        if middle >= 0:
            centre = self.layout_now().rect(middle).center().y() - self.viewport().height() // 2
            self.verticalScrollBar().setValue(centre)
        self._announce_visible()
        self.viewport().update()

    def show_proposals(self, proposals: Mapping[int, TileProposal]) -> None:
        """Put badges on photos, by photo: where a sort would put them."""
        self._model.set_proposals(proposals)
        self.viewport().update()

    def bring_into_sight(self, photo_ids: Sequence[int]) -> None:
        """Select photos and scroll to them; those on their way into the list, once they are there."""
        self._position.show(photo_ids)

    def visible_rows(self) -> range:
        """Rows on screen."""
        return self.layout_now().visible(self.verticalOffset(), self.viewport().height())

    # --- QAbstractItemView's geometry --------------------------------------------------------------

    def doItemsLayout(self) -> None:
        """There is nothing to do in advance."""
        QAbstractItemView.doItemsLayout(self)

    def horizontalOffset(self) -> int:
        """Always 0: nothing scrolls sideways."""
        return 0

    def verticalOffset(self) -> int:
        """Pixels scrolled down."""
        return self.verticalScrollBar().value()

    def visualRect(self, index: _Index) -> QRect:
        """Where an index is in the viewport."""
        if not index.isValid():
            return QRect()
        return self.layout_now().rect(index.row()).translated(0, -self.verticalOffset())

    def indexAt(self, point: QPoint) -> QModelIndex:
        """What is at a point of the viewport."""
        row = self.layout_now().row_at(point + QPoint(0, self.verticalOffset()))
        return self.model().index(row, 0) if row >= 0 else QModelIndex()

    def scrollTo(
        self,
        index: _Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring an index into view."""
        if not index.isValid():
            return
        rect = self.layout_now().rect(index.row())
        bar = self.verticalScrollBar()
        height = self.viewport().height()
        if hint is QAbstractItemView.ScrollHint.PositionAtCenter:
            bar.setValue(rect.center().y() - height // 2)
        elif rect.top() - GAP < bar.value():
            bar.setValue(rect.top() - GAP)
        elif rect.bottom() + GAP > bar.value() + height:
            bar.setValue(rect.bottom() + GAP - height)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, _modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Where a cursor key leads; used by assistive technology, keys come through `GridInput`."""
        row = self._input.target(action)
        return self.model().index(row, 0) if row >= 0 else QModelIndex()

    def isIndexHidden(self, _index: _Index) -> bool:
        """Never: no photo of the list is hidden."""
        return False

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Select what a rectangle of the viewport touches."""
        content = rect.normalized().translated(0, self.verticalOffset())
        selection = QItemSelection()
        for first, last in self.layout_now().runs_in(content):
            selection.select(self.model().index(first, 0), self.model().index(last, 0))
        self.selectionModel().select(selection, command)

    def visualRegionForSelection(self, _selection: QItemSelection) -> QRegion:
        """What a changed selection makes repaint: always everything, as a frame is cheap."""
        return QRegion(self.viewport().rect())

    def updateGeometries(self) -> None:
        """Fit the scroll bar to the content."""
        layout = self.layout_now()
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, layout.height - self.viewport().height()))
        bar.setEnabled(bar.maximum() > 0)
        bar.setSingleStep(max(24, layout.line_height // 3))
        bar.setPageStep(max(layout.line_height, self.viewport().height() - layout.line_height // 2))
        QAbstractItemView.updateGeometries(self)
        self._announce_visible()

    # --- events ------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the visible tiles."""
        model = self.model()
        if model is None:  # pyright: ignore[reportUnnecessaryComparison]
            return
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        layout = self.layout_now()
        offset = self.verticalOffset()
        selection = self.selectionModel()
        current = self.currentIndex().row() if self.hasFocus() else -1
        hovered = self._hovered.row() if self._hovered.isValid() else -1
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        plain = QStyle.StateFlag.State_Enabled
        top, bottom = event.rect().top() + offset, event.rect().height()
        for row in layout.visible(top, bottom):
            index = model.index(row, 0)
            state = plain
            if selection.isSelected(index):
                state |= QStyle.StateFlag.State_Selected
            if row == current:
                state |= QStyle.StateFlag.State_HasFocus
            if row == hovered:
                state |= QStyle.StateFlag.State_MouseOver
            option.rect = layout.rect(row).translated(0, -offset)
            option.state = state
            self.itemDelegate().paint(painter, option, index)
        self._paint_rubber_band(painter)

    def _paint_rubber_band(self, painter: QPainter) -> None:
        band = self._input.band()
        if band is None:
            return
        fill = self.palette().color(QPalette.ColorRole.Highlight)
        painter.setPen(fill)
        fill.setAlpha(48)
        painter.setBrush(fill)
        painter.drawRect(band.translated(0, -self.verticalOffset()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what was at the top in sight while lines break anew."""
        before = GridLayout(event.oldSize().width(), self._wanted_tile, self.model().rowCount())
        top = self.verticalOffset()
        first = before.visible(top, 1)
        looked_at = self._looked_at(before.visible(top, event.oldSize().height()))
        super().resizeEvent(event)
        self.updateGeometries()
        if top > 0 and event.oldSize().width() > 0 and len(first):
            self.verticalScrollBar().setValue(
                top - before.rect(first[0]).top() + self.layout_now().rect(first[0]).top()
            )
        if looked_at >= 0:
            self.scrollTo(self.model().index(looked_at, 0))

    def _looked_at(self, visible: range) -> int:
        """Of the rows on screen, the one that must not get out of sight; or -1."""
        current = self.selection.current
        if current in visible and (self.selection.is_selected(current) or not self.selection.count()):
            return current
        return next((row for row in visible if self.selection.is_selected(row)), -1)

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        """Repaint instead of shifting pixels: a frame costs a few milliseconds."""
        self._announce_visible()
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll, or change the size of tiles with Ctrl."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y():
                self.zoom_requested.emit(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            QAbstractItemView.wheelEvent(self, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click, a drag or a rubber band."""
        self._input.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Highlight the tile under the pointer; go on with a drag or rubber band."""
        self._hover(self.indexAt(event.position().toPoint()))
        self._input.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a click, a drag or a rubber band."""
        self._input.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the photo under the pointer."""
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self.open_requested.emit(index.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move and select by keys; letters are left to shortcuts, so typing selects nothing."""
        if self._input.key(event):
            return
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for a menu about the selection; a photo outside it is selected first."""
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            index = self.indexAt(event.pos())
            if not index.isValid():
                return
            if not self.selectionModel().isSelected(index):
                self.selection.make_current(index.row())
            self.menu_requested.emit(event.globalPos())
        elif self.selection.count():
            rect = self.visualRect(self.currentIndex())
            self.menu_requested.emit(self.viewport().mapToGlobal(rect.center()))

    def leaveEvent(self, _event: object) -> None:
        """Highlight no tile any more."""
        self._hover(QModelIndex())

    def _hover(self, index: QModelIndex) -> None:
        if self._hovered != index:
            self._hovered = QPersistentModelIndex(index)
            self.viewport().update()

    # --- changes of the model ----------------------------------------------------------------------

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Report that the selection changed."""
        super().selectionChanged(selected, deselected)
        self.selection_changed.emit()

    def rowsInserted(self, parent: _Index, start: int, end: int) -> None:
        """Lay out anew with the photos that came."""
        super().rowsInserted(parent, start, end)
        self.updateGeometries()
        self.viewport().update()

    def reset(self) -> None:
        """Lay out anew a list that was exchanged as a whole."""
        super().reset()
        self.updateGeometries()
        self.viewport().update()

    def _repaint_photo(self, photo_id: int) -> None:
        row = self._model.row_of(photo_id)
        if row is not None:
            self.viewport().update(self.visualRect(self.model().index(row, 0)))

    def _announce_visible(self) -> None:
        if not self.isVisible() or self.model() is None:  # pyright: ignore[reportUnnecessaryComparison]
            return
        model = self._model
        visible: dict[int, bytes] = {}
        for row in self.visible_rows():
            photo = model.photo(row)
            if photo is not None and not photo.error_code:
                visible[photo.id] = photo.content_hash
        edge = round(self.layout_now().picture * self.devicePixelRatioF())
        self._thumbnails.show(visible, edge)

    def refresh(self) -> None:
        """Draw the visible photos anew, with thumbnails of their present content."""
        self._announce_visible()
        self.viewport().update()

    def showEvent(self, _event: object) -> None:
        """Fetch what becomes visible."""
        self._announce_visible()
