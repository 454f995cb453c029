"""One picture as large as its widget, or a message instead of it."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from clipphotos.core.operations.annotation import Flag
from clipphotos.gui.widgets.flags import paint_flag
from clipphotos.gui.widgets.icons import paint_icon
from clipphotos.gui.widgets.stars import paint_badge


class PhotoCanvas(QWidget):
    """Fits a picture, or says why there is none.

    Args:
        parent: Qt parent.
    """

    double_clicked = Signal()
    wheeled = Signal(int)
    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._own_size = QSize()
        self.message = ""
        self._icon_name = "broken"
        self.sharp = False
        self._rating = 0
        self._flag = Flag.NONE
        self.setMinimumSize(64, 64)

    def show_image(self, image: QImage, *, sharp: bool, own_size: QSize | None = None) -> None:
        """Show a picture, or something smaller that stands in for it, as large as it will be.

        Args:
            image: The picture or its stand-in.
            sharp: Whether it is the picture itself.
            own_size: How many pixels the picture has; if that is not known yet, a stand-in is not enlarged.
        """
        self._image, self.message, self.sharp = image, "", sharp
        self._own_size = image.size()
        if own_size is not None and not own_size.isEmpty() and not sharp:
            self._own_size = own_size
        self.setAccessibleDescription("")
        self.update()

    def show_message(self, message: str, icon_name: str = "broken") -> None:
        """Show words instead, below an icon: that of a photo which cannot be shown, unless told otherwise."""
        self._image, self.message, self.sharp = QImage(), message, False
        self._icon_name = icon_name
        self.setAccessibleDescription(message)
        self.update()

    def show_rating(self, rating: int) -> None:
        """Draw stars over the picture; 0 for none."""
        if rating != self._rating:
            self._rating = rating
            self.update()

    def show_flag(self, flag: Flag) -> None:
        """Draw a flag over the picture."""
        if flag is not self._flag:
            self._flag = flag
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the picture or the words."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.AlternateBase))
        muted = self.palette().color(QPalette.ColorRole.PlaceholderText)
        if self.message:
            icon_at = QRectF(0, 0, 72, 72)
            icon_at.moveCenter(QRectF(self.rect()).center() - QRectF(0, 0, 0, 96).bottomRight() / 2)
            paint_icon(painter, self._icon_name, icon_at, muted)
            painter.setPen(muted)
            below = QRect(32, int(icon_at.bottom()) + 16, self.width() - 64, 96)
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            painter.drawText(below, int(flags), self.message)
        elif not self._image.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self.picture_at(), self._image)
        paint_badge(painter, QPointF(16, self.height() - 16), 18, self._rating, self.palette())
        paint_flag(painter, QPointF(self.width() - 16, self.height() - 16), 18, self._flag, self.palette())

    def picture_at(self) -> QRectF:
        """Where the picture is drawn: as large as there is room for, but not enlarged."""
        room = QRectF(self.rect())
        size = self._own_size.toSizeF() / self.devicePixelRatioF()
        if size.width() > room.width() or size.height() > room.height():
            size = size.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRectF(0, 0, size.width(), size.height())
        target.moveCenter(room.center())
        return target

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """Report a double click."""
        self.double_clicked.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Report one step back or forward."""
        if event.angleDelta().y():
            self.wheeled.emit(-1 if event.angleDelta().y() > 0 else 1)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Report that another size of picture may be needed."""
        self.resized.emit()
