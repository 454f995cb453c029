"""Where each tile of the grid is: arithmetic, so that 100,000 photos cost nothing to lay out."""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect

MARGIN = 16
GAP = 12
CAPTION = 28
INSET = 4
"""Between a tile's edge and its picture, room for the frame of a selected tile."""


@dataclass(frozen=True, slots=True)
class GridLayout:
    """Rows of equal tiles that fill the width; coordinates are those of the scrolled content.

    Attributes:
        width: Width of the viewport.
        wanted_tile: Edge of a tile asked for; it grows a little so that the tiles fill the width.
        count: Number of photos.
    """

    width: int
    wanted_tile: int
    count: int

    @property
    def columns(self) -> int:
        """Tiles side by side."""
        return max(1, (self.width - 2 * MARGIN + GAP) // (self.wanted_tile + GAP))

    @property
    def tile(self) -> int:
        """Edge of a tile."""
        room = self.width - 2 * MARGIN - (self.columns - 1) * GAP
        return max(32, room // self.columns)

    @property
    def picture(self) -> int:
        """Edge of the square that a picture is fitted into."""
        return self.tile - 2 * INSET

    @property
    def line_height(self) -> int:
        """Distance from one line of tiles to the next."""
        return self.tile + CAPTION + GAP

    @property
    def lines(self) -> int:
        """Number of lines."""
        return -(-self.count // self.columns)

    @property
    def height(self) -> int:
        """Height of the content."""
        return 2 * MARGIN + self.lines * self.line_height - GAP if self.count else 0

    def rect(self, row: int) -> QRect:
        """The tile of a photo with its caption."""
        line, column = divmod(row, self.columns)
        tile = self.tile
        return QRect(MARGIN + column * (tile + GAP), MARGIN + line * self.line_height, tile, tile + CAPTION)

    def row_at(self, point: QPoint) -> int:
        """The photo at a point, or -1."""
        line, below = divmod(point.y() - MARGIN, self.line_height)
        column, right = divmod(point.x() - MARGIN, self.tile + GAP)
        row = line * self.columns + column
        inside = below < self.tile + CAPTION and right < self.tile and 0 <= column < self.columns
        return row if inside and line >= 0 and row < self.count else -1

    def visible(self, top: int, height: int) -> range:
        """Photos that a part of the content shows."""
        first = max(0, (top - MARGIN) // self.line_height)
        last = max(0, (top + height - MARGIN) // self.line_height)
        return range(min(first * self.columns, self.count), min((last + 1) * self.columns, self.count))

    def runs_in(self, rect: QRect) -> list[tuple[int, int]]:
        """Runs of photos, first and last, that a rectangle touches."""
        step = self.tile + GAP
        left = max(0, -(-(rect.left() - MARGIN - self.tile + 1) // step))
        right = min(self.columns - 1, (rect.right() - MARGIN) // step)
        top = max(0, -(-(rect.top() - MARGIN - self.tile - CAPTION + 1) // self.line_height))
        bottom = min(self.lines - 1, (rect.bottom() - MARGIN) // self.line_height)
        if left > right or top > bottom:
            return []
        if left == 0 and right == self.columns - 1:
            return [(top * self.columns, min((bottom + 1) * self.columns, self.count) - 1)]
        runs: list[tuple[int, int]] = []
        for line in range(top, bottom + 1):
            first = line * self.columns + left
            last = min(line * self.columns + right, self.count - 1)
            if first <= last:
                runs.append((first, last))
        return runs
