"""Which photos the user means: those selected in the grid, or the one in the viewer."""

from pathlib import Path

from clipphotos.core.photo import Photo
from clipphotos.gui.grid.view import GridView
from clipphotos.gui.viewer.viewer import Viewer


class MeantPhotos:
    """What acts and the information panel are about, wherever the user looks.

    Args:
        grid: Its selection is meant.
        viewer: While it is open, its photo is meant.
    """

    def __init__(self, grid: GridView, viewer: Viewer) -> None:
        self._grid = grid
        self._viewer = viewer

    @property
    def in_viewer(self) -> bool:
        """Whether the viewer's photo is meant."""
        return self._viewer.isVisible()

    def rows(self) -> list[int]:
        """Their rows in the grid, in order."""
        if self.in_viewer:
            return [self._viewer.row] if self._viewer.row >= 0 else []
        return self._grid.selection.rows()

    def count(self) -> int:
        """How many there are."""
        return len(self.rows()) if self.in_viewer else self._grid.selection.count()

    def ids(self) -> list[int]:
        """Their keys, in the order shown."""
        ids = self._grid.grid_model().ids
        return [ids[row] for row in self.rows()]

    def paths(self) -> list[Path]:
        """Their files, in the order shown."""
        photos = [self._grid.grid_model().photo(row) for row in self.rows()]
        return [photo.path for photo in photos if photo]

    def leading(self) -> Photo | None:
        """The one that has the focus, or else the first."""
        row = self._viewer.row if self.in_viewer else self._grid.selection.leading
        return self._grid.grid_model().photo(row) if row >= 0 else None
