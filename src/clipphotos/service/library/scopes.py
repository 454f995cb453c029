"""Folders that are asked about, as places in the library."""

import os
from pathlib import Path

from clipphotos.core.errors import NotInLibrary
from clipphotos.service.context import ServiceContext
from clipphotos.storage import roots
from clipphotos.storage.scopes import Scope, scopes_below


def scopes_of(context: ServiceContext, folder: Path) -> tuple[Scope, ...]:
    """Where in the library a folder is, at least one place.

    Raises:
        NotInLibrary: If it is in no library root.
    """
    library = roots.all_roots(context.catalogue)
    # As it is written, and where it leads: a link to a folder elsewhere is in the library under its own name.
    places = {Path(os.path.abspath(folder)), Path(os.path.realpath(folder))}  # noqa: PTH100
    scopes = tuple(scope for place in sorted(places) for scope in scopes_below(library, place))
    if not scopes:
        raise NotInLibrary(path=str(folder))
    return scopes
