"""Whether the journal's paths are believed, before files are moved because of them."""

from clipphotos.core.errors import KnownError
from clipphotos.core.paths import is_whole
from clipphotos.storage.operations.journal_rows import FileMove, JournalRow
from clipphotos.storage.operations.photo_places import Places


def require_believable(row: JournalRow, places: Places) -> None:
    """Refuse a row that this program cannot have written, or whose files are nothing to the library any more.

    An operation moves photos within the library, into the trash, or back into a folder that left the library:
    one end of the way at least is in the library, and both are named plainly.

    Raises:
        KnownError: ``folder-not-in-library``.
    """
    if not isinstance(row, FileMove):
        return
    paths = [path for path in (row.source, row.target) if path]
    if not all(map(is_whole, paths)) or not any(places.of(path) for path in paths):
        raise KnownError("folder-not-in-library", path=next(iter(paths), ""))
