"""What menus and keys do with the selected photos, or with the one in the viewer."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from clipphotos.core.operations.annotation import MOST_STARS, Flag
from clipphotos.core.photo import Photo
from clipphotos.gui.actions.context_menu import Handler
from clipphotos.gui.actions.window_table import flag_id, rating_id
from clipphotos.gui.grid.clipboard import copy_files, copy_paths, selected_paths
from clipphotos.gui.grid.view import GridView
from clipphotos.gui.operations.annotation_controller import AnnotationController
from clipphotos.gui.operations.file_controller import FileController
from clipphotos.gui.sorting.controller import SortController
from clipphotos.gui.viewer.viewer import Viewer
from clipphotos.gui.widgets.file_manager import show_in_file_manager


class PhotoActions(QObject):
    """Finds out which photos are meant, and passes them on to whoever does something with them.

    Args:
        grid: Its selection is meant, or else its current photo.
        viewer: If it is open, its photo is meant by what works there.
        files: Renames and deletes.
        annotations: Rates and flags.
        sorting: Plans sorts.
    """

    similar_wanted = Signal(object)
    """Path of a photo to search by."""

    def __init__(
        self,
        grid: GridView,
        viewer: Viewer,
        files: FileController,
        annotations: AnnotationController,
        sorting: SortController,
    ) -> None:
        super().__init__(grid)
        self._grid = grid
        self._viewer = viewer
        self._files = files
        self._annotations = annotations
        self._sorting = sorting

    def handlers(self) -> dict[str, Handler]:
        """What the rows about photos in the table of actions do."""
        grid, selection = self._grid, self._grid.selection
        return {
            "similar": self._find_similar,
            "show-in-folder": lambda: show_in_file_manager(selected_paths(grid)),
            **{rating_id(stars): partial(self.rate, stars) for stars in range(MOST_STARS + 1)},
            **{flag_id(flag): partial(self._flag, flag) for flag in Flag},
            "sort": lambda: self._sorting.sort(selection.ids()),
            "copy": partial(copy_files, grid),
            "copy-path": partial(copy_paths, grid),
            "rename": self._rename,
            "trash": lambda: self._files.put_into_trash(selection.ids()),
            "select-all": selection.select_all,
            "select-none": selection.select_none,
            "invert-selection": selection.invert,
        }

    def rate(self, stars: int) -> None:
        """Give stars to the photo in the viewer, or else to those selected in the grid."""
        self._annotations.rate(self._meant(), stars)

    def _flag(self, flag: Flag) -> None:
        self._annotations.flag(self._meant(), flag)

    def _meant(self) -> list[int]:
        rows = self._grid.selection.rows_or_current()
        if self._viewer.isVisible():
            rows = [self._viewer.row] if self._viewer.row >= 0 else []
        return [self._grid.grid_model().ids[row] for row in rows]

    def _find_similar(self) -> None:
        row, rows = self._grid.selection.current, self._grid.selection.rows()
        photo = self._photo(row if row in rows or not rows else rows[0])
        if photo:
            self.similar_wanted.emit(photo.path)

    def _rename(self) -> None:
        photo = self._photo(self._grid.selection.current)
        if photo:
            self._files.ask_for_name(photo)

    def _photo(self, row: int) -> Photo | None:
        return self._grid.grid_model().photo(row) if row >= 0 else None
