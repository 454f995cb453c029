"""What can be done with selected photos without changing them."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from clipphotos.gui.actions import Actions
from clipphotos.gui.grid.view import GridView
from clipphotos.gui.widgets.file_manager import show_in_file_manager


def connect_photo_actions(actions: Actions, grid: GridView) -> None:
    """Let the menus act on the selected photos of a grid."""
    actions.copy.triggered.connect(lambda: copy_files(grid))
    actions.copy_path.triggered.connect(lambda: copy_paths(grid))
    actions.show_in_folder.triggered.connect(lambda: show_in_file_manager(selected_paths(grid)))
    actions.select_all.triggered.connect(grid.selectAll)
    actions.select_none.triggered.connect(grid.select_none)
    actions.invert.triggered.connect(grid.invert_selection)


def selected_paths(grid: GridView) -> list[Path]:
    """Files of the selected photos, in the order shown."""
    photos = [grid.grid_model().photo(row) for row in grid.selected_rows()]
    return [photo.path for photo in photos if photo]


def copy_files(grid: GridView) -> None:
    """Put the selected files on the clipboard, for a file manager or a mail."""
    rows = grid.selected_rows()
    if rows:
        mime = QMimeData()
        mime.setUrls(grid.grid_model().urls(rows))
        mime.setText(_lines(selected_paths(grid)))
        QGuiApplication.clipboard().setMimeData(mime)


def copy_paths(grid: GridView) -> None:
    """Put the paths of the selected files on the clipboard, one a line."""
    QGuiApplication.clipboard().setText(_lines(selected_paths(grid)))


def _lines(paths: Sequence[Path]) -> str:
    return "\n".join(str(path) for path in paths)
