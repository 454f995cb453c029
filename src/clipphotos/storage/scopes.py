"""Parts of the library, as conditions on photos: a root, or a folder below one."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from clipphotos.core.errors import NotInLibrary
from clipphotos.core.paths import is_within, path_key
from clipphotos.core.photo import LibraryRoot
from clipphotos.storage.catalogue import Catalogue, text_bytes
from clipphotos.storage.roots import all_roots


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of a root that a job is about.

    Attributes:
        root_id: The root.
        prefix: Beginning of the `path_key` of everything in it, ending in ``/``; empty for the whole root.
    """

    root_id: int
    prefix: str = ""


def scope_of(root: LibraryRoot, folder: Path) -> Scope:
    """The scope of `folder`, which is `root` or lies below it."""
    if folder == root.path:
        return Scope(root.id)
    relpath = folder.relative_to(root.path).as_posix()
    return Scope(root.id, path_key(relpath, case_sensitive=root.case_sensitive) + "/")


def scopes_below(roots: Iterable[LibraryRoot], folder: Path) -> tuple[Scope, ...]:
    """Scopes of everything in the library at or below `folder`; empty if nothing of the library is there."""
    scopes: list[Scope] = []
    for root in roots:
        if is_within(folder, root.path):
            scopes.append(scope_of(root, folder))
        elif is_within(root.path, folder):
            scopes.append(Scope(root.id))
    return tuple(scopes)


def scopes_of(catalogue: Catalogue, folder: Path) -> tuple[Scope, ...]:
    """Scopes of everything in the library at or below a folder that was asked about, at least one.

    Raises:
        NotInLibrary: If it is in no library root, and none is in it.
    """
    library = all_roots(catalogue)
    # As it is written, and where it leads: a link to a folder elsewhere is in the library under its own name.
    places = {Path(os.path.abspath(folder)), Path(os.path.realpath(folder))}  # noqa: PTH100
    scopes = tuple(scope for place in sorted(places) for scope in scopes_below(library, place))
    if not scopes:
        raise NotInLibrary(path=str(folder))
    return scopes


def in_scopes(scopes: Sequence[Scope] | None, table: str = "p") -> tuple[str, list[object]]:
    """An SQL condition for photos in any of the scopes, with its parameters; None means everywhere."""
    if scopes is None:
        return "TRUE", []
    conditions: list[str] = []
    parameters: list[object] = []
    for scope in scopes:
        if scope.prefix:
            # "0" follows "/" in ASCII: a range, not LIKE, so that the index serves and nothing is escaped.
            end = scope.prefix[:-1] + "0"
            conditions.append(
                f"({table}.root_id = ? AND {table}.path_key >= CAST(? AS TEXT)"
                f" AND {table}.path_key < CAST(? AS TEXT))"
            )
            parameters += [scope.root_id, text_bytes(scope.prefix), text_bytes(end)]
        else:
            conditions.append(f"{table}.root_id = ?")
            parameters.append(scope.root_id)
    return f"({' OR '.join(conditions) or 'FALSE'})", parameters


def folders_in_scope(scope: Scope, table: str = "listed_folder") -> tuple[str, list[object]]:
    """An SQL condition for rows about the folders of a scope, its own among them, with its parameters.

    Their `path_key` ends without a slash.
    """
    if not scope.prefix:
        return f"{table}.root_id = ?", [scope.root_id]
    condition, parameters = in_scopes([scope], table)
    return f"({table}.root_id = ? AND {table}.path_key = CAST(? AS TEXT) OR {condition})", [
        scope.root_id,
        text_bytes(scope.prefix[:-1]),
        *parameters,
    ]
