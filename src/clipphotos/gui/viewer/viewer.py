"""The viewer: one photo at a time."""

from collections import OrderedDict

from PySide6.QtCore import QPersistentModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QImage, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clipphotos.core.errors import ErrorReport
from clipphotos.core.operations.annotation import Flag
from clipphotos.core.photo import Photo
from clipphotos.core.wording.errors import word
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.grid.model import GridModel, problem
from clipphotos.gui.grid.thumbnails import ThumbnailLoader
from clipphotos.gui.i18n import current_language
from clipphotos.gui.viewer.canvas import PhotoCanvas
from clipphotos.gui.widgets.basics import ElidedLabel, icon_button, make_bold, plain_label
from clipphotos.gui.widgets.flags import FlagLabel
from clipphotos.gui.widgets.formatting import file_size, modified, name_text, number, taken
from clipphotos.gui.widgets.stars import StarBar
from clipphotos.service.protocol.showing import MakePreview, Preview

_KEPT = 5


class Viewer(QWidget):
    """Shows a photo of the grid's list as large as fits; the service decodes it.

    Args:
        model: The list to browse.
        bridge: Asked for previews.
        thumbnails: Shown until the preview is there.
        parent: Qt parent.
    """

    closed = Signal()
    full_screen_requested = Signal()
    moved = Signal(int)
    """Row shown now."""
    browsed = Signal()
    """The user went to another photo."""
    menu_requested = Signal(QPoint)
    """Position on the screen."""

    def __init__(
        self,
        model: GridModel,
        bridge: ServiceBridge,
        thumbnails: ThumbnailLoader,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._bridge = bridge
        self._thumbnails = thumbnails
        self._index = QPersistentModelIndex()
        self._previews: OrderedDict[tuple[int, int, bytes], QImage] = OrderedDict()
        self._errors: dict[int, ErrorReport] = {}
        self._jobs: dict[int, int] = {}
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

        self._canvas = PhotoCanvas(self)
        self._canvas.double_clicked.connect(self.closed)
        self._canvas.wheeled.connect(self.go)
        self._canvas.resized.connect(self._load)
        back = icon_button("back", self.tr("Back to the grid (Esc)"), self)
        back.clicked.connect(self.closed)
        self._previous = icon_button("previous", self.tr("Previous photo (Left)"), self)
        self._previous.clicked.connect(lambda: self.go(-1))
        self._next = icon_button("next", self.tr("Next photo (Right)"), self)
        self._next.clicked.connect(lambda: self.go(1))
        full = icon_button("full-screen", self.tr("Full screen (F11)"), self)
        full.clicked.connect(self.full_screen_requested)
        for button in (back, self._previous, self._next, full):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._name = ElidedLabel()
        make_bold(self._name)
        self.flag = FlagLabel()
        self.stars = StarBar()
        self._facts = plain_label(muted=True)
        self._position = plain_label(muted=True)
        self._head = QWidget()
        row = QHBoxLayout(self._head)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        row.addWidget(back)
        row.addWidget(self._name, 1)
        row.addWidget(self.flag)
        row.addWidget(self.stars)
        row.addSpacing(8)
        row.addWidget(self._facts)
        row.addSpacing(16)
        for widget in (self._previous, self._position, self._next, full):
            row.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._canvas, 1)
        self.notices = QVBoxLayout(self._canvas)
        """News stand over the photo, which keeps its size."""
        self.notices.setContentsMargins(16, 16, 16, 16)
        self.notices.addStretch(1)
        model.rowsInserted.connect(self._describe)
        model.details_changed.connect(self._describe)
        model.details_forgotten.connect(self._note_news)
        model.rowsRemoved.connect(self._follow_removal)
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._restore)
        self._id_before_reset = -1
        thumbnails.arrived.connect(self._repaint_if_shown)

    @property
    def row(self) -> int:
        """The row shown, or -1."""
        return self._index.row() if self._index.isValid() else -1

    @property
    def name(self) -> str:
        """The file name shown."""
        return self._name.text()

    @property
    def message(self) -> str:
        """Why nothing can be shown; empty if all is well."""
        return self._canvas.message

    def has_picture(self) -> bool:
        """Whether the sharp picture is on screen."""
        return self._canvas.sharp

    def show_row(self, row: int) -> None:
        """Look at the photo in a row."""
        self._index = QPersistentModelIndex(self._model.index(row))
        self._describe()
        self._load()
        self.moved.emit(row)

    def go(self, step: int) -> None:
        """Show the photo so many steps further; the ends are not joined."""
        row = self.row + step
        if self.row >= 0 and 0 <= row < self._model.rowCount():
            self.show_row(row)
            self.browsed.emit()

    def set_bare(self, *, bare: bool) -> None:
        """Show the photo only, or its name and buttons too."""
        self._head.setVisible(not bare)
        self._show_judgement()

    # --- what is shown -----------------------------------------------------------------------------

    def _describe(self) -> None:
        photo = self._photo()
        if photo is None:
            return
        self._name.setText(name_text(photo.path))
        self.stars.set_rating(photo.rating)
        self.flag.show_flag(photo.flag)
        self._show_judgement()
        facts = [taken(photo.taken_at) if photo.taken_at is not None else modified(photo.mtime_ns)]
        if photo.width and photo.height:
            facts.append(f"{photo.width} × {photo.height}")
        facts.append(file_size(photo.size))
        self._facts.setText("   ".join(facts))
        count = self._model.rowCount()
        self._position.setText(
            self.tr("{position} of {count}").format(position=number(self.row + 1), count=number(count))
        )
        self._previous.setEnabled(self.row > 0)
        self._next.setEnabled(self.row < count - 1)

    def _note_news(self) -> None:
        if self.isVisible():
            self._describe()

    def _show_judgement(self) -> None:
        # With nothing else around it, the photo itself says how it is rated and flagged.
        is_bare = self._head.isHidden()
        self._canvas.show_rating(self.stars.rating if is_bare else 0)
        self._canvas.show_flag(self.flag.flag if is_bare else Flag.NONE)

    def _photo(self) -> Photo | None:
        return self._model.photo(self.row) if self.row >= 0 else None

    def _edge(self) -> int:
        size = self._canvas.size() * self.devicePixelRatioF()
        # In steps, so that dragging the window's edge does not decode at every pixel.
        return max(512, -(-max(size.width(), size.height()) // 256) * 256)

    def _load(self) -> None:
        photo = self._photo()
        if photo is None or not self.isVisible():
            return
        self._show(photo)
        for row in (self.row, self.row + 1, self.row - 1):
            if 0 <= row < self._model.rowCount():
                near = self._model.photo(row)
                if near is not None and not problem(near):
                    self._ask(near)

    def _ask(self, photo: Photo) -> None:
        key = (photo.id, self._edge(), photo.content_hash)
        if key in self._previews or photo.id in self._jobs or photo.id in self._errors:
            return

        def made(preview: Preview) -> None:
            self._jobs.pop(photo.id, None)
            self._previews[key] = QImage.fromData(preview.jpeg)
            while len(self._previews) > _KEPT:
                self._previews.popitem(last=False)
            self._show_if_current(photo.id)

        def not_made(error: ErrorReport) -> None:
            self._jobs.pop(photo.id, None)
            self._errors[photo.id] = error
            self._show_if_current(photo.id)

        def cancelled() -> None:
            self._jobs.pop(photo.id, None)

        self._jobs[photo.id] = self._bridge.submit(MakePreview(photo.id, key[1]), made, not_made, cancelled)

    def _show_if_current(self, photo_id: int) -> None:
        photo = self._photo()
        if photo is not None and photo.id == photo_id:
            self._show(photo)

    def _show(self, photo: Photo) -> None:
        reason = problem(photo)
        error = self._errors.get(photo.id)
        if error and not reason:
            reason = word(error.code, error.params, current_language())
        if reason:
            self._canvas.show_message(reason)
            return
        image = self._previews.get((photo.id, self._edge(), photo.content_hash))
        if image is not None:
            self._previews.move_to_end((photo.id, self._edge(), photo.content_hash))
            self._canvas.show_image(image, sharp=True)
            return
        older = next((each for key, each in self._previews.items() if key[0] == photo.id), None)
        thumbnail = self._thumbnails.pixmap(photo.id)
        stand_in = older or (thumbnail.toImage() if thumbnail else QImage())
        self._canvas.show_image(stand_in, sharp=False, own_size=QSize(photo.width, photo.height))

    def _repaint_if_shown(self, photo_id: int) -> None:
        if self.isVisible() and not self._canvas.sharp:
            self._show_if_current(photo_id)

    # --- changes of the list -----------------------------------------------------------------------

    def _follow_removal(self, _parent: object, first: int) -> None:
        if not self.isVisible():
            return
        if self._index.isValid():
            self._describe()
        elif self._model.rowCount():
            self.show_row(min(first, self._model.rowCount() - 1))
        else:
            self.closed.emit()

    def _remember(self) -> None:
        self._id_before_reset = self._model.ids[self.row] if self.row >= 0 else -1

    def _restore(self) -> None:
        row = self._model.row_of(self._id_before_reset)
        if row is not None:
            self._index = QPersistentModelIndex(self._model.index(row))
            self._describe()
        elif self.isVisible():
            self.closed.emit()

    # --- events ------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows browse, Esc goes back."""
        key = Qt.Key(event.key())
        forward = {Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_PageDown}
        backward = {Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_PageUp, Qt.Key.Key_Backspace}
        if key in forward:
            self.go(1)
        elif key in backward:
            self.go(-1)
        elif key is Qt.Key.Key_Home:
            self.go(-self.row)
        elif key is Qt.Key.Key_End:
            self.go(self._model.rowCount() - 1 - self.row)
        elif key in {Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for a menu about the photo."""
        by_mouse = event.reason() is QContextMenuEvent.Reason.Mouse
        self.menu_requested.emit(event.globalPos() if by_mouse else self.mapToGlobal(self.rect().center()))

    def showEvent(self, _event: object) -> None:
        """Load the photo once the viewer's size is known."""
        self._load()
