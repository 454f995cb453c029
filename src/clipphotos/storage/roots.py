"""Library roots: the folders the user added, the only absolute paths in the catalogue."""

import time
from collections.abc import Iterable
from pathlib import Path

from clipphotos.core.paths import is_within, path_key
from clipphotos.core.photo import LibraryRoot
from clipphotos.storage.catalogue import Catalogue, text_bytes

_COLUMNS = """r.id, r.path, r.case_sensitive, r.online, r.last_scan_at,
    (SELECT count(*) FROM photo p WHERE p.root_id = r.id AND p.state NOT IN ('missing', 'excluded'))"""


def all_roots(catalogue: Catalogue) -> tuple[LibraryRoot, ...]:
    """Every root, ordered by path."""
    rows = catalogue.rows(f"SELECT {_COLUMNS} FROM library_root r ORDER BY r.path")
    return tuple(
        LibraryRoot(
            id=root_id,
            path=Path(path),
            case_sensitive=bool(case_sensitive),
            online=bool(online),
            photo_count=photo_count,
            last_scan_at=last_scan_at,
        )
        for root_id, path, case_sensitive, online, last_scan_at, photo_count in rows
    )


def root_above(roots: Iterable[LibraryRoot], folder: Path) -> LibraryRoot | None:
    """The root that `folder` is or lies in, or None."""
    return next((root for root in roots if is_within(folder, root.path)), None)


def add_root(catalogue: Catalogue, folder: Path, *, case_sensitive: bool) -> LibraryRoot:
    """The root that covers `folder`: an existing one, or a new one that takes in the roots below it.

    Args:
        catalogue: Inside a transaction.
        folder: Absolute, resolved.
        case_sensitive: Whether its file system distinguishes case.

    Returns:
        The root; it is `folder` itself or lies above it.
    """
    existing = root_above(all_roots(catalogue), folder)
    if existing is not None:
        return existing
    below = [root for root in all_roots(catalogue) if is_within(root.path, folder)]
    root_id = catalogue.insert(
        "INSERT INTO library_root(path, case_sensitive, added_at) VALUES (CAST(? AS TEXT), ?, ?)",
        (text_bytes(str(folder)), case_sensitive, time.time()),
    )
    for root in below:
        _take_in(catalogue, root, root_id, folder, case_sensitive=case_sensitive)
    return next(root for root in all_roots(catalogue) if root.id == root_id)


def remove_root(catalogue: Catalogue, root_id: int) -> None:
    """Forget a root and its photos, inside a transaction; vectors stay for the day it returns."""
    catalogue.execute("DELETE FROM library_root WHERE id = ?", (root_id,))


def set_online(catalogue: Catalogue, root_id: int, *, online: bool) -> bool:
    """Record whether a root can be reached, inside a transaction.

    Returns:
        Whether that is news.
    """
    return (
        catalogue.execute(
            "UPDATE library_root SET online = ?1 WHERE id = ?2 AND online != ?1", (online, root_id)
        )
        > 0
    )


def record_scan(catalogue: Catalogue, root_id: int, volume: str) -> None:
    """Record that a root was scanned completely just now, and on which volume; inside a transaction."""
    catalogue.execute(
        "UPDATE library_root SET last_scan_at = ?, volume = ? WHERE id = ?", (time.time(), volume, root_id)
    )


def volumes(catalogue: Catalogue) -> dict[Path, str]:
    """Every root's folder with the volume it was on at its last scan; empty before the first."""
    return {
        Path(path): str(volume) for path, volume in catalogue.rows("SELECT path, volume FROM library_root")
    }


def _take_in(
    catalogue: Catalogue, root: LibraryRoot, root_id: int, folder: Path, *, case_sensitive: bool
) -> None:
    """Hand the photos of a root to the root above it, with longer relative paths, ids unchanged."""
    prefix = root.path.relative_to(folder).as_posix() + "/"
    for photo_id, relpath in catalogue.rows("SELECT id, relpath FROM photo WHERE root_id = ?", (root.id,)):
        moved = prefix + relpath
        catalogue.execute(
            """UPDATE photo SET root_id = ?, relpath = CAST(? AS TEXT), path_key = CAST(? AS TEXT)
            WHERE id = ?""",
            (
                root_id,
                text_bytes(moved),
                text_bytes(path_key(moved, case_sensitive=case_sensitive)),
                photo_id,
            ),
        )
    remove_root(catalogue, root.id)
