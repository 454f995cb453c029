"""Photos that our own operations move, copy and remove: the catalogue follows, nothing is read again."""

import os
import sqlite3
from pathlib import Path
from typing import NamedTuple

from clipphotos.core.paths import path_key
from clipphotos.core.photo import PhotoState
from clipphotos.storage import photos, roots
from clipphotos.storage.catalogue import Catalogue, text_bytes

_OF_THE_FILE = frozenset({"id", "root_id", "relpath", "path_key", "mtime_ns", "suspect"})
"""Columns of a photo that a copy has of its own."""


class Place(NamedTuple):
    """A file's place in the library.

    Attributes:
        root_id: The root.
        relpath: Path below it, with ``/`` separators.
        key: What the path is unique by.
    """

    root_id: int
    relpath: str
    key: str


class Places:
    """Tells places from absolute paths. Of use as long as the roots stay the same.

    Args:
        catalogue: The catalogue.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._roots = roots.all_roots(catalogue)
        self._folders: dict[str, tuple[int, str, bool] | None] = {}

    def of(self, path: str) -> Place | None:
        """The place of a file, or None if it is outside the library."""
        folder, name = os.path.split(path)
        if folder not in self._folders:
            self._folders[folder] = self._folder(Path(folder))
        found = self._folders[folder]
        if found is None:
            return None
        root_id, prefix, case_sensitive = found
        relpath = prefix + name
        return Place(root_id, relpath, path_key(relpath, case_sensitive=case_sensitive))

    def _folder(self, folder: Path) -> tuple[int, str, bool] | None:
        root = roots.root_above(self._roots, folder)
        if root is None:
            return None
        prefix = "" if folder == root.path else folder.relative_to(root.path).as_posix() + "/"
        return root.id, prefix, root.case_sensitive


def photo_at(catalogue: Catalogue, place: Place | None) -> int | None:
    """The photo at a place, or None."""
    if place is None:
        return None
    return catalogue.value(
        "SELECT id FROM photo WHERE root_id = ? AND path_key = CAST(? AS TEXT)",
        (place.root_id, text_bytes(place.key)),
    )


def follow_move(catalogue: Catalogue, source: Place | None, target: Place | None) -> None:
    """Let the photo at one place, if there is one, be at another; inside a transaction.

    One that left the library is forgotten; tags, examples and vectors are kept by its content.
    """
    if source is None or source == target:
        return
    if target is None:
        forget(catalogue, source)
        return
    try:
        _put(catalogue, source, target)
    except sqlite3.IntegrityError:
        # The file that the other photo stood for was gone, or the name would not have been free.
        forget(catalogue, target)
        _put(catalogue, source, target)


def _put(catalogue: Catalogue, source: Place, target: Place) -> None:
    catalogue.execute(
        """UPDATE photo SET root_id = ?, relpath = CAST(? AS TEXT), path_key = CAST(? AS TEXT)
        WHERE root_id = ? AND path_key = CAST(? AS TEXT)""",
        (
            target.root_id,
            text_bytes(target.relpath),
            text_bytes(target.key),
            source.root_id,
            text_bytes(source.key),
        ),
    )
    photo_id = photo_at(catalogue, target)
    if photo_id is not None:
        _let_in_or_leave_out(catalogue, photo_id, target)


def _let_in_or_leave_out(catalogue: Catalogue, photo_id: int, place: Place) -> None:
    """A photo that is put back into a folder that is left out is excluded; one that leaves it is not."""
    state = catalogue.value("SELECT state FROM photo WHERE id = ?", (photo_id,))
    if _is_left_out(catalogue, place):
        photos.mark_excluded(catalogue, [photo_id])
    elif state == PhotoState.EXCLUDED:
        photos.mark_found_again(catalogue, photo_id)


def _is_left_out(catalogue: Catalogue, place: Place) -> bool:
    """Whether a place is in a folder that was left out at the last scan; see `unlisted_folders`."""
    is_any = "SELECT 1 FROM unlisted_folder WHERE root_id = ? AND exclusion != '' LIMIT 1"
    if catalogue.value(is_any, (place.root_id,)) is None:
        return False
    names = place.key.split("/")
    return any(
        catalogue.value(
            """SELECT 1 FROM unlisted_folder
            WHERE root_id = ? AND path_key = CAST(? AS TEXT) AND exclusion != ''""",
            (place.root_id, text_bytes("/".join(names[:count]))),
        )
        for count in range(len(names))
    )


def follow_copy(catalogue: Catalogue, source: Place | None, target: Place | None, mtime_ns: int) -> None:
    """Add the copy of the photo at a place, if there is one, with all that is known of it."""
    if source is None or target is None:
        return
    forget(catalogue, target)
    # Whatever a later version of the program knows about photos is known of the copy too.
    others = ", ".join(
        name
        for (name,) in catalogue.rows("SELECT name FROM pragma_table_info('photo')")
        if name not in _OF_THE_FILE
    )
    catalogue.execute(
        f"""INSERT INTO photo(root_id, relpath, path_key, mtime_ns, {others})
        SELECT ?, CAST(? AS TEXT), CAST(? AS TEXT), ?, {others}
        FROM photo WHERE root_id = ? AND path_key = CAST(? AS TEXT)""",
        (
            target.root_id,
            text_bytes(target.relpath),
            text_bytes(target.key),
            mtime_ns,
            source.root_id,
            text_bytes(source.key),
        ),
    )


def set_found(catalogue: Catalogue, place: Place | None, *, found: bool) -> None:
    """Record that the photo at a place, if there is one, is gone or back; inside a transaction."""
    photo_id = photo_at(catalogue, place)
    if photo_id is not None and found:
        photos.mark_found_again(catalogue, photo_id)
    elif photo_id is not None:
        photos.mark_missing(catalogue, [photo_id])


def set_mtime(catalogue: Catalogue, place: Place | None, mtime_ns: int) -> None:
    """Record the time that a file got on another volume, inside a transaction."""
    if place is not None:
        catalogue.execute(
            "UPDATE photo SET mtime_ns = ? WHERE root_id = ? AND path_key = CAST(? AS TEXT)",
            (mtime_ns, place.root_id, text_bytes(place.key)),
        )


def forget(catalogue: Catalogue, place: Place | None) -> None:
    """Forget the photo at a place, inside a transaction; what hangs on its content stays."""
    if place is not None:
        catalogue.execute(
            "DELETE FROM photo WHERE root_id = ? AND path_key = CAST(? AS TEXT)",
            (place.root_id, text_bytes(place.key)),
        )


def has_photos(catalogue: Catalogue, root_id: int) -> bool:
    """Whether any photo, be it missing, is known below a root."""
    return catalogue.one("SELECT 1 FROM photo WHERE root_id = ? LIMIT 1", (root_id,)) is not None
