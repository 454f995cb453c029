"""Draws one tile of the grid."""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from clipphotos.core.operations.annotation import Flag
from clipphotos.core.photo import Photo, PhotoState
from clipphotos.gui.grid.layout import CAPTION, INSET
from clipphotos.gui.grid.proposal_badge import paint_proposal
from clipphotos.gui.grid.thumbnails import ThumbnailLoader
from clipphotos.gui.theme.style_sheet import RADIUS
from clipphotos.gui.widgets.flags import paint_flag
from clipphotos.gui.widgets.formatting import name_text
from clipphotos.gui.widgets.icons import paint_icon
from clipphotos.gui.widgets.stars import paint_badge

if TYPE_CHECKING:
    from clipphotos.gui.grid.model import GridModel

_Role = QPalette.ColorRole

REJECTED_OPACITY = 0.35


class TileDelegate(QStyledItemDelegate):
    """A picture letterboxed in a rounded tile, its name below, its score while searching.

    Args:
        thumbnails: Loads the pictures.
        parent: Qt parent.
    """

    def __init__(self, thumbnails: ThumbnailLoader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails

    def sizeHint(self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Take the size that the view gave the tile."""
        return option.rect.size()

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the tile of one photo."""
        rect = option.rect
        state = option.state  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
        palette = option.palette  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
        metrics = option.fontMetrics  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
        model = cast("GridModel", index.model())
        photo = model.photo(index.row())
        tile = QRect(rect.left(), rect.top(), rect.width(), rect.height() - CAPTION)
        _paint_ground(painter, tile, state, palette)
        pixmap = self._thumbnails.pixmap(model.ids[index.row()])
        if pixmap is not None:
            # Rejected photos step back, so that those still to be judged stand out.
            is_rejected = photo is not None and photo.flag is Flag.REJECT
            _paint_picture(painter, tile, pixmap, opacity=REJECTED_OPACITY if is_rejected else 1)
        else:
            broken = photo is not None and photo.state is PhotoState.UNREADABLE
            broken = broken or self._thumbnails.failed(model.ids[index.row()])
            _paint_placeholder(painter, tile, palette, broken=broken)
        proposal = model.proposal(index.row())
        if proposal is not None:
            paint_proposal(painter, QRectF(tile), palette, metrics, proposal)
        if photo is not None:
            edge = 11 if tile.width() >= 120 else 9
            corner = QPointF(tile.left() + 2 * INSET, tile.bottom() + 1 - 2 * INSET)
            paint_badge(painter, corner, edge, photo.rating, palette)
            opposite = QPointF(tile.right() + 1 - 2 * INSET, tile.bottom() + 1 - 2 * INSET)
            paint_flag(painter, opposite, edge, photo.flag, palette)
        _paint_frame(painter, tile, state, palette)
        caption = QRect(rect.left() + INSET, tile.bottom() + 1, rect.width() - 2 * INSET, CAPTION)
        self.paint_caption(painter, caption, palette, metrics, photo, model.score(index.row()))

    def paint_caption(
        self,
        painter: QPainter,
        rect: QRect,
        palette: QPalette,
        metrics: QFontMetrics,
        photo: Photo | None,
        score: float | None,
    ) -> None:
        """Write below the tile: the name, and the score where there is room."""
        if photo is None:
            return
        room = QRect(rect)
        if score is not None and rect.width() >= 110:
            text = f"{score:.2f}"
            painter.setPen(palette.color(_Role.PlaceholderText))
            painter.drawText(rect, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), text)
            room.setRight(rect.right() - metrics.horizontalAdvance(text) - 8)
        painter.setPen(palette.color(_Role.Text))
        name = metrics.elidedText(name_text(photo.path), Qt.TextElideMode.ElideMiddle, room.width())
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(room, int(flags), name)


def _paint_ground(painter: QPainter, tile: QRect, state: QStyle.StateFlag, palette: QPalette) -> None:
    ground = palette.color(_Role.AlternateBase)
    if state & QStyle.StateFlag.State_Selected:
        ground = _mixed(ground, palette.color(_Role.Highlight), 0.30)
    elif state & QStyle.StateFlag.State_MouseOver:
        ground = _mixed(ground, palette.color(_Role.Text), 0.10)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(tile, RADIUS, RADIUS)


def _paint_picture(painter: QPainter, tile: QRect, pixmap: QPixmap, *, opacity: float) -> None:
    room = QRectF(tile).adjusted(INSET, INSET, -INSET, -INSET)
    size = pixmap.size().toSizeF() / painter.device().devicePixelRatio()
    too_large = size.width() > room.width() or size.height() > room.height()
    if too_large or max(pixmap.width(), pixmap.height()) >= 64:
        size = size.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
    target = QRectF(0, 0, size.width(), size.height())
    target.moveCenter(room.center())
    # On whole pixels, where the picture need not be resampled.
    target.moveTopLeft(target.topLeft().toPoint().toPointF())
    radius = min(RADIUS - INSET / 2, target.width() / 12, target.height() / 12)
    shape = QPainterPath()
    shape.addRoundedRect(target, radius, radius)
    painter.save()
    painter.setClipPath(shape)
    painter.setOpacity(opacity)
    painter.drawPixmap(target, pixmap, QRectF(pixmap.rect()))
    painter.restore()


def _paint_placeholder(painter: QPainter, tile: QRect, palette: QPalette, *, broken: bool) -> None:
    edge = min(max(tile.width() // 4, 20), 48)
    target = QRectF(0, 0, edge, edge)
    target.moveCenter(QRectF(tile).center())
    if broken:
        paint_icon(painter, "broken", target, palette.color(_Role.PlaceholderText))
    else:
        colour = QColor(palette.color(_Role.PlaceholderText))
        colour.setAlphaF(0.35)
        paint_icon(painter, "photos", target, colour)


def _paint_frame(painter: QPainter, tile: QRect, state: QStyle.StateFlag, palette: QPalette) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if state & QStyle.StateFlag.State_Selected:
        painter.setPen(QPen(palette.color(_Role.Highlight), 3))
        painter.drawRoundedRect(QRectF(tile).adjusted(1.5, 1.5, -1.5, -1.5), RADIUS, RADIUS)
    if state & QStyle.StateFlag.State_HasFocus:
        selected = bool(state & QStyle.StateFlag.State_Selected)
        colour = palette.color(_Role.HighlightedText if selected else _Role.Highlight)
        inset = 3.5 if selected else 1.0
        painter.setPen(QPen(colour, 1.5))
        painter.drawRoundedRect(QRectF(tile).adjusted(inset, inset, -inset, -inset), RADIUS - 2, RADIUS - 2)


def _mixed(one: QColor, other: QColor, share: float) -> QColor:
    return QColor.fromRgbF(
        one.redF() + (other.redF() - one.redF()) * share,
        one.greenF() + (other.greenF() - one.greenF()) * share,
        one.blueF() + (other.blueF() - one.blueF()) * share,
    )
