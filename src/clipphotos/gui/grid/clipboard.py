"""Files and their paths on the clipboard, for a file manager, a mail or a terminal."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QGuiApplication


def copy_files(paths: Sequence[Path]) -> None:
    """Put files on the clipboard."""
    if paths:
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        mime.setText(_lines(paths))
        QGuiApplication.clipboard().setMimeData(mime)


def copy_paths(paths: Sequence[Path]) -> None:
    """Put the paths of files on the clipboard, one a line."""
    if paths:
        QGuiApplication.clipboard().setText(_lines(paths))


def _lines(paths: Sequence[Path]) -> str:
    return "\n".join(str(path) for path in paths)
