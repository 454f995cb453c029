"""A badge on a tile: where a sort would put the photo."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPalette, QPen

from clipphotos.gui.grid.layout import INSET

_Role = QPalette.ColorRole
_MARGIN = 6
_PADDING = 7
_DOT = 8
_GAP = 6
_LEAST_TEXT = 24
"""Less room than this for the name, and the dot stands alone."""


@dataclass(frozen=True, slots=True)
class TileProposal:
    """Where a sort would put a photo, as a badge says it.

    Attributes:
        category: Name of the category.
        colour: Its colour, as ``#rrggbb``.
        probability: How likely that is right, 0 to 1; None if the user said so.
    """

    category: str
    colour: str
    probability: float | None

    def sentence(self) -> str:
        """The same in words, for tooltips and screen readers."""
        translate = QCoreApplication.translate
        if self.probability is None:
            text = translate("ProposalBadge", "Would go to “{category}”, as you said")
            return text.format(category=self.category)
        text = translate("ProposalBadge", "Would go to “{category}” – about {percent}% right")
        # Nothing is quite certain.
        return text.format(category=self.category, percent=min(99, round(100 * self.probability)))


def paint_proposal(
    painter: QPainter, tile: QRectF, palette: QPalette, metrics: QFontMetrics, proposal: TileProposal
) -> QRectF:
    """Draw a badge into the top left corner of a tile.

    Its ground is the palette's and not the category's colour: names are read on any colour that way.

    Args:
        painter: Draws on the grid.
        tile: The tile without its caption.
        palette: Colours of ground and text.
        metrics: Metrics of the painter's font.
        proposal: What the badge says.

    Returns:
        The badge's rectangle.
    """
    height = metrics.height() + 4
    most = tile.width() - 2 * (INSET + _MARGIN) - 2 * _PADDING - _DOT - _GAP
    name = metrics.elidedText(proposal.category, Qt.TextElideMode.ElideRight, int(most))
    has_name = most >= _LEAST_TEXT
    room = metrics.horizontalAdvance(name) + _GAP if has_name else 0
    width = 2 * _PADDING + _DOT + room
    corner = tile.topLeft() + QPointF(INSET + _MARGIN, INSET + _MARGIN)
    badge = QRectF(corner.x() + 0.5, corner.y() + 0.5, max(width, height), height)
    ground = QColor(palette.color(_Role.Base))
    ground.setAlphaF(0.94)
    edge = QColor(palette.color(_Role.Text))
    edge.setAlphaF(0.22)
    painter.save()
    painter.setBrush(ground)
    painter.setPen(QPen(edge, 1))
    painter.drawRoundedRect(badge, height / 2, height / 2)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(proposal.colour))
    dot = QRectF(badge.left() + (_PADDING if has_name else (badge.width() - _DOT) / 2), 0, _DOT, _DOT)
    dot.moveTop(badge.center().y() - _DOT / 2)
    painter.drawEllipse(dot)
    if has_name:
        painter.setPen(palette.color(_Role.Text))
        text = QRectF(dot.right() + _GAP, badge.top(), room, height)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(text, int(flags), name)
    painter.restore()
    return badge
