"""What can be done with selected photos without changing them: copying their files or paths."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from clipphotos.gui.grid.view import GridView


def selected_paths(grid: GridView) -> list[Path]:
    """Files of the selected photos, in the order shown."""
    photos = [grid.grid_model().photo(row) for row in grid.selection.rows()]
    return [photo.path for photo in photos if photo]


def copy_files(grid: GridView) -> None:
    """Put the selected files on the clipboard, for a file manager or a mail."""
    rows = grid.selection.rows()
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
