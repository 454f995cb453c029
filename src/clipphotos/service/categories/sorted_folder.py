"""A folder whose sub-folders say what their photos show."""

from collections.abc import Iterator
from pathlib import Path

from clipphotos.core.categories.prompts import label_of_folder
from clipphotos.core.errors import FolderUnavailable, KnownError
from clipphotos.core.visible_text import visible
from clipphotos.library.content import looks_like_picture
from clipphotos.library.scanner import FileKind, UnreadableFolder, is_passed_over, walk


def photos_by_label(folder: Path) -> dict[str, list[Path]]:
    """Photos by label; sub-folders whose names say the same are one class.

    Args:
        folder: Its sub-folders are the classes, with everything below them.

    Returns:
        At least two labels, each with at least one file that may be a photo.

    Raises:
        KnownError: ``folder-missing``, ``folder-unreadable`` or ``too-few-classes``.
    """
    if not folder.is_dir():
        raise FolderUnavailable(path=str(folder))
    classes: dict[str, list[Path]] = {}
    for child in sorted(path for path in folder.iterdir() if path.is_dir() and not is_passed_over(path.name)):
        found = list(_photos(child))
        if found:
            classes.setdefault(label_of_folder(child.name) or visible(child.name), []).extend(sorted(found))
    if len(classes) < 2:
        raise KnownError("too-few-classes", path=str(folder))
    return classes


def _photos(folder: Path) -> Iterator[Path]:
    for each in walk(folder):
        path = folder / each.relpath
        if isinstance(each, UnreadableFolder):
            raise KnownError("folder-unreadable", path=str(path))
        if each.kind is FileKind.PICTURE or looks_like_picture(path):
            yield path
