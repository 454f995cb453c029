"""Rules for names and paths, the same on every system."""

import os
import unicodedata
from pathlib import Path, PurePath


def path_key(relative_path: str, *, case_sensitive: bool) -> str:
    """The key under which a relative path is unique below its root.

    Where the file system tells ``É.jpg`` from ``é.jpg`` it tells composed from decomposed names too, and both
    may exist side by side, so the name stands as it is. Elsewhere names that differ only in case or in
    Unicode composition are one file.

    Args:
        relative_path: Path below the root, with ``/`` separators.
        case_sensitive: Whether the root's file system distinguishes case.

    Returns:
        The key; compare it with others of the same root only.
    """
    if case_sensitive:
        return relative_path
    return unicodedata.normalize("NFC", relative_path).casefold()


def is_within(path: PurePath, folder: PurePath) -> bool:
    """Whether `path` is `folder` or lies below it; both absolute and resolved."""
    return path == folder or folder in path.parents


def is_whole(path: str) -> bool:
    """Whether a path is absolute and says plainly where it leads: no ``..``, nothing twice."""
    return PurePath(path).is_absolute() and os.path.normpath(path) == path and "\0" not in path


def path_below(root: str, relpath: str) -> Path:
    """The path of what lies below a folder.

    Args:
        root: The folder, absolute.
        relpath: Path below it, with ``/`` separators; empty for the folder itself.

    Raises:
        ValueError: If it leads elsewhere.
    """
    is_elsewhere = relpath.startswith("/") or (".." in relpath and ".." in relpath.split("/"))
    if is_elsewhere or (os.name == "nt" and ("\\" in relpath or ":" in relpath)):
        raise ValueError("not below its folder")
    return Path(root, relpath)
